"""The high-water mark of this process's memory."""

from __future__ import annotations

import sys


def process_peak_bytes() -> int | None:
    """Return the most memory this process ever held, in bytes; ``None`` where nobody tells.

    ``VmHWM`` on Linux, because ``ru_maxrss`` there starts with the parent's figure.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
