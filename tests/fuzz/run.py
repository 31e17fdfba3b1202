"""New inputs for as long as one likes, each in a process with limits; what breaks something is kept.

    python -m tests.fuzz.run SECONDS [SEED] [--keep FOLDER]

Prints how many inputs of each kind there were, the slowest and the largest, and what was found: a
finding is an exception, a process that died, more than 10 seconds of processor time, or more than
1 GB. With hypothesmith installed, programs of Python's grammar are mixed in.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import os
import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# Loaded before the processes are forked, so that none of them pays for it.
import xentlint.fixes.planner
import xentlint.rules.findings
import xentlint.run.assembly  # noqa: F401

from ..limits import let_grow
from . import inputs
from .targets import TARGETS

CPU_SECONDS = 10
MEGABYTES = 1024
_ADDRESSES = 4 * 1024**3


class Ended(NamedTuple):
    """How one input went: what went wrong (or nothing), processor seconds, peak megabytes."""

    wrong: str
    seconds: float
    megabytes: float


def main() -> int:
    """Fuzz, and print the figures; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "xentlint-fuzz")
    parser.add_argument("--only", choices=[*inputs.KINDS, "grammar"])
    arguments = parser.parse_args()
    kinds = dict(inputs.KINDS)
    grammar = _grammar()
    if grammar is not None:
        kinds["grammar"] = (grammar, "whole")
    if arguments.only:
        kinds = {arguments.only: kinds[arguments.only]}
    counts: collections.Counter[str] = collections.Counter()
    found: dict[str, list[str]] = collections.defaultdict(list)
    slowest = largest = Ended("", 0, 0)
    end = time.monotonic() + arguments.seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        for kind, (make, target) in kinds.items():
            raw = make(random.Random(f"{arguments.seed} {kind} {number}"))
            ended = _run(TARGETS[target], raw)
            counts[kind] += 1
            slowest = max(slowest, ended, key=lambda each: each.seconds)
            largest = max(largest, ended, key=lambda each: each.megabytes)
            if ended.wrong:
                name = hashlib.sha256(raw).hexdigest()[:12]
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / f"{target}-{name}").write_bytes(raw)
                found[ended.wrong].append(f"{target}-{name}")
    for kind, count in counts.items():
        print(f"{count:8} {kind}")
    print(
        f"{sum(counts.values()):8} in all; slowest {slowest.seconds:.1f} s, largest {largest.megabytes:.0f} MB"
    )
    for wrong, names in sorted(found.items()):
        print(f"{len(names):5} x {wrong}: {names[0]}")
    print(f"found: {len(found)}" + (f", kept in {arguments.keep}" if found else ""))
    return 1 if found else 0


def _run(target: Callable[[bytes], None], raw: bytes) -> Ended:
    """Run ``target`` in a process of its own; an exception is known by its kind and place."""
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(said)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        let_grow(_ADDRESSES)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            target(raw)
        except BaseException as error:
            os.write(saying, _known_by(error).encode("utf-8", "replace")[:2000])
        os._exit(0)
    os.close(saying)
    pieces = []
    while piece := os.read(said, 4096):
        pieces.append(piece)
    os.close(said)
    _, status, used = os.wait4(child, 0)
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    wrong = b"".join(pieces).decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    if not wrong and code:
        wrong = f"died of signal {-code}" if code < 0 else f"ended with {code}"
    elif not wrong and megabytes > MEGABYTES:
        wrong = f"more than {MEGABYTES} MB"
    return Ended(wrong, seconds, megabytes)


def _known_by(error: BaseException) -> str:
    text = str(error)
    if (
        isinstance(error, AssertionError) and "Traceback" in text
    ):  # a failure that was caught where it happened
        lines = [line.strip() for line in text.strip().splitlines()]
        places = [line for line in lines if line.startswith("File ")]
        return f"{lines[-1][:100]} at {places[-1].split('xentlint/')[-1][:80]}" if places else lines[-1]
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {text[:80]}"


def _grammar() -> Callable[[random.Random], bytes] | None:
    """Programs of Python's grammar between statements about Keras, if hypothesmith is there."""
    try:
        import hypothesmith
    except ModuleNotFoundError:
        return None
    from hypothesis.errors import NonInteractiveExampleWarning

    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    strategy = hypothesmith.from_grammar()
    pool: list[str] = []

    def make(choose: random.Random) -> bytes:
        if len(pool) < 2000:
            pool.append(strategy.example())
        head, tail = inputs.shuffled(choose).decode(), inputs.shuffled(choose).decode()
        return f"{head}\n{choose.choice(pool)}\n{tail}".encode("utf-8", "replace")

    return make


if __name__ == "__main__":
    sys.exit(main())
