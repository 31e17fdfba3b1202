"""How a check of a value says what is wrong, where in it, and what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class WrongPart(ValueError):
    """A part of a value that makes no sense.

    ``row`` is the key of a table that it stands under, ``written`` how it is written.
    """

    def __init__(self, message: str, *, row: str | None = None, written: str | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.written = written


def suggestion(word: str, known: Iterable[str]) -> str:
    """A question in parentheses that names what ``word`` was perhaps meant to be, or nothing."""
    close = difflib.get_close_matches(word, list(known), 1)
    return did_you_mean(close[0]) if close else ""


def did_you_mean(name: str | None) -> str:
    """The question itself, or nothing."""
    return f" (did you mean {name!r}?)" if name else ""
