"""The TOML parser that this Python has: its own from 3.11 on, ``tomli`` before."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    from tomllib import TOMLDecodeError, loads
else:
    from tomli import TOMLDecodeError, loads

_MOST_DOTS = 5_000

__all__ = ["TOMLDecodeError", "parse_toml"]


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of ``text``; TOMLDecodeError for what is no TOML, or nested too deeply to be read."""
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise TOMLDecodeError("a key in it has too many parts")  # which take the square of their number
    try:
        return loads(text)
    except RecursionError:
        raise TOMLDecodeError("it is nested too deeply") from None
