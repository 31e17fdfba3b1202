"""Terminal colours: plain ANSI, and only where a person is looking."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

_STYLES = {
    "bold": "1",
    "code": "1;31",
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "gutter": "1;34",
    "help": "1;32",
    "added": "32",
    "removed": "31",
    "hunk": "36",
}


@dataclass(frozen=True, slots=True)
class Painter:
    """Wraps text in a style's escape codes, or leaves it alone."""

    enabled: bool

    def __call__(self, text: str, style: str) -> str:
        """Return ``text`` in one of the named styles."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.enabled and text else text


def painter_for(stream: TextIO) -> Painter:
    """Colour a terminal; ``NO_COLOR`` forbids it and ``FORCE_COLOR`` asks for it anywhere.

    An empty variable counts as not set (https://no-color.org, https://force-color.org).
    """
    if os.environ.get("NO_COLOR"):
        return Painter(False)
    if os.environ.get("FORCE_COLOR"):
        return Painter(True)
    return Painter(stream.isatty() and os.environ.get("TERM") != "dumb")
