r"""Rows and columns of a text: the one place that knows what a line is.

A line ends at ``\n``, ``\r\n`` or ``\r``, as for Python's own tokenizer. ``str.splitlines`` is
never used: it also splits at form feeds and Unicode separators, which Python does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from .positions import Position

_LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """Split ``text`` into lines that keep their ends; a final line without an end counts."""
    lines = []
    start = 0
    for match in _LINE_END.finditer(text):
        lines.append(text[start : match.end()])
        start = match.end()
    if start < len(text):
        lines.append(text[start:])
    return lines


def line_ending(text: str) -> str:
    """Return the line ending that ``text`` uses most (a line feed when it has none).

    Who builds an edit with several lines writes them with this ending: edits are spliced exactly.
    """
    crlf = text.count("\r\n")
    counts = {"\n": text.count("\n") - crlf, "\r\n": crlf, "\r": text.count("\r") - crlf}
    return max(counts, key=lambda ending: counts[ending])


class TextIndex:
    """Translates between offsets into one text and 1-based rows and columns in code points."""

    def __init__(self, text: str) -> None:
        """Index the line starts of ``text``."""
        self._length = len(text)
        self._starts = [0]
        self._ends = []
        for match in _LINE_END.finditer(text):
            self._ends.append(match.start())
            self._starts.append(match.end())
        self._ends.append(len(text))

    def offset(self, position: Position) -> int:
        """Return the offset of ``position``; ValueError when the text has no such place."""
        row, column = position.row, position.column
        if 1 <= row <= len(self._starts):
            start = self._starts[row - 1]
            if 1 <= column <= self._ends[row - 1] - start + 1:
                return start + column - 1
        raise ValueError(f"there is no row {row}, column {column} in this text")

    def position(self, offset: int) -> Position:
        """Return the place of ``offset``; ValueError when it is outside the text."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside the text")
        row = bisect_right(self._starts, offset)
        return Position(row, offset - self._starts[row - 1] + 1)
