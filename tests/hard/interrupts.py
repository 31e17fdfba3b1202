"""Interrupt runs over a folder at random moments, and measure how long they take to end.

python -m tests.hard.interrupts FOLDER [TRIALS] [SEED]
"""

from __future__ import annotations

import collections
import random
import signal
import subprocess
import sys
import time

_LATEST = 20.0


def main() -> int:
    """Print exit codes and times; 1 when a run did not end with 130."""
    folder = sys.argv[1]
    trials = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    choose = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    # A shell that starts this in the background has it, and all that it starts, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    codes: collections.Counter[int] = collections.Counter()
    times = []
    command = [sys.executable, "-m", "xentlint", "--no-cache", "--quiet", folder]
    for _ in range(trials):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            # Before that, Python itself is still starting, and an interrupt is its own business.
            time.sleep(choose.uniform(0.5, _LATEST))
            start = time.monotonic()
            if process.poll() is not None:
                continue
            process.send_signal(signal.SIGINT)
            codes[process.wait()] += 1
            times.append(time.monotonic() - start)
    times.sort()
    print(f"{len(times)} interrupted: exits {dict(codes)}")
    if times:
        print(f"seconds to the end: median {times[len(times) // 2]:.2f}, longest {times[-1]:.2f}")
    return 0 if set(codes) <= {130} else 1


if __name__ == "__main__":
    sys.exit(main())
