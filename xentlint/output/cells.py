"""Source lines as a terminal shows them: tabs, wide characters and control characters."""

from __future__ import annotations

import unicodedata

TAB = 4
# Bidirectional controls reorder what a reader sees, so a quoted line must not contain them.
_REORDERING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
)


def width(character: str) -> int:
    """How many terminal cells one printable character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def visible(text: str) -> str:
    """``text`` with every character that could steer a terminal replaced by a picture of it."""
    return "".join(_picture(character) for character in text)


def layout(line: str) -> tuple[str, list[int]]:
    """A line as printed, and the terminal cell at which each of its code points starts.

    The list has one entry more than the line has code points: the cell after the last one.
    """
    shown: list[str] = []
    starts: list[int] = []
    cell = 0
    for character in line:
        starts.append(cell)
        printed = " " * (TAB - cell % TAB) if character == "\t" else _picture(character)
        shown.append(printed)
        cell += sum(width(each) for each in printed)
    starts.append(cell)
    return "".join(shown), starts


def _picture(character: str) -> str:
    number = ord(character)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\u2421"
    if 0x80 <= number < 0xA0 or 0xD800 <= number < 0xE000 or character in _REORDERING:
        return "\ufffd"
    return character
