"""Limits for the processes that a test forks."""

from __future__ import annotations

import resource
from pathlib import Path


def let_grow(size: int) -> None:
    """Let this process map ``size`` bytes more than it does.

    A fork begins with all that its parent maps: gigabytes, where that one has imported TensorFlow.
    """
    mapped = Path("/proc/self/statm")
    if not mapped.exists():
        return  # no Linux, where the limit is not kept anyway
    most = int(mapped.read_text().split()[0]) * resource.getpagesize() + size
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
