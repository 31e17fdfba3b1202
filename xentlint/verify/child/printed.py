"""Keep what a program prints, besides letting it through."""

from __future__ import annotations

import io
from typing import TextIO

KEPT = 60_000


class Printed(io.TextIOBase):
    """Standard output that also remembers its last ``KEPT`` characters."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._kept: list[str] = []
        self._size = 0

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream behind."""
        return self._stream.encoding

    def write(self, text: str) -> int:
        """Pass ``text`` on, and keep it."""
        self._kept.append(text)
        self._size += len(text)
        while self._size > 2 * KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.pop(0))
        return self._stream.write(text)

    def flush(self) -> None:
        """Flush the stream behind."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Never: nobody is watching."""
        return False

    def fileno(self) -> int:
        """Return the descriptor of the stream behind."""
        return self._stream.fileno()

    def lines(self) -> list[str]:
        """Return the lines that are not empty; of a line that rewrote itself, what was left of it."""
        text = "".join(self._kept)[-KEPT:]
        lines = (line.replace("\b", "").rpartition("\r")[2].strip() for line in text.split("\n"))
        return [line for line in lines if line]
