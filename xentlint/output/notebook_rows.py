"""Where a line of a notebook's cell stands in the notebook's file, for readers that know files only."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..sources.decoding import decode
from ..sources.notebook_json import Source, scan
from ..sources.text import TextIndex

if TYPE_CHECKING:
    from ..sources.document import Document
    from ..sources.positions import Position


def row_in_file(document: Document, cell: int, position: Position) -> int | None:
    """The line of the file that holds ``position`` of the cell, ``None`` where it cannot be told."""
    read = _scanned(document.raw, document.encoding)
    if read is None or cell >= len(read[1]):
        return None
    text, source = read[0], read[1][cell]
    if source is None:
        return None
    offset = TextIndex("".join(each.value for each in source.literals)).offset(position)
    for literal in source.literals:
        if offset < len(literal.value) or literal is source.literals[-1]:
            return text.count("\n", 0, literal.start) + 1
        offset -= len(literal.value)
    return None


@lru_cache(maxsize=4)
def _scanned(raw: bytes, encoding: str) -> tuple[str, list[Source | None]] | None:
    try:
        text = decode(raw, encoding)
        return text, scan(text)
    except ValueError:
        return None
