"""Code without what is written for people: comments, and strings of several words."""

from __future__ import annotations

import re

_PIECES = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''"
    r'|"(?:[^"\\\r\n]|\\[\s\S])*"'
    r"|'(?:[^'\\\r\n]|\\[\s\S])*'"
    r"|#[^\r\n]*"
)
"""Every string and every comment; what is in the braces of a string that is formatted may look like several."""
_REST_OF_LINE = re.compile(r"[^\r\n]+")


def without_prose(code: str) -> str:
    """The same lines without comments, and without the strings that have several words and no braces."""
    return _PIECES.sub(_kept, code)


def _kept(piece: re.Match[str]) -> str:
    text = piece[0]
    if text[0] != "#" and ("{" in text or not any(space in text for space in " \n\t")):
        return text
    mark = "" if text[0] == "#" else '""'
    return mark + _REST_OF_LINE.sub("", text) if "\n" in text or "\r" in text else mark
