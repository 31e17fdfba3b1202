"""Places in source text, and replacements of text between two places.

Rows and columns are 1-based and count code points, as in the JSON contract; ``cell`` is the
0-based index of a notebook cell among all cells, ``None`` for a plain Python file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point between two characters: 1-based row, 1-based column, in code points."""

    row: int
    column: int


START = Position(1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file (or of one notebook cell), from ``start`` up to, not including, ``end``.

    ``path`` is the absolute path of the file as the run knows it (``str``), or the name given
    with ``--stdin-filename``.
    """

    path: str
    cell: int | None
    start: Position
    end: Position


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the text of ``span`` by ``content``; an empty span inserts."""

    span: Span
    content: str
