"""A line on the terminal that says how far a long run is. Never in a pipe, and gone when the run ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

_PATIENCE = 1.0
"""Seconds that a run may take without saying anything."""
_PAUSE = 0.1
"""Seconds between two lines that somebody could read."""
_ERASE = "\r\x1b[K"


class Progress:
    """Called with how many files are done and how many there are; what it wrote is erased at the end."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + _PATIENCE
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write(_ERASE)
            self._shown = False

    def __call__(self, done: int, files: int) -> None:
        """Say so, if the run is a long one and nothing was said just now."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + _PAUSE
        self._shown = True
        self._write(f"{_ERASE}{done:,} of {files:,} files")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
