"""Source lines as a terminal shows them: tabs, wide characters and control characters."""

from __future__ import annotations

import unicodedata

from ..sources.visible import picture, visible, without_marks

__all__ = ["layout", "visible", "width"]

TAB = 4


def width(character: str) -> int:
    """How many terminal cells one printable character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def layout(line: str) -> tuple[str, list[int]]:
    """A line as printed, and the terminal cell at which each of its code points starts.

    The list has one entry more than the line has code points: the cell after the last one.
    """
    shown: list[str] = []
    starts: list[int] = []
    cell = 0
    for character in without_marks(line):
        starts.append(cell)
        printed = " " * (TAB - cell % TAB) if character == "\t" else picture(character)
        shown.append(printed)
        cell += sum(width(each) for each in printed)
    starts.append(cell)
    return "".join(shown), starts
