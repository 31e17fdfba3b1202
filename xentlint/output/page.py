"""A rule's page in a terminal: headings without their signs, code set in, words in colour where there is any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .color import Painter

_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def render(markdown: str, paint: Painter) -> str:
    """What the pages use of Markdown, as plain text; without colour, code in a line keeps its backticks."""
    return "\n".join(_lines(markdown, paint))


def _lines(markdown: str, paint: Painter) -> Iterator[str]:
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield f"    {paint(line, 'added')}" if line else ""
        elif line.startswith("#"):
            yield paint(line.lstrip("# "), "bold")
        else:
            yield _inline(line, paint)


def _inline(line: str, paint: Painter) -> str:
    line = _STRONG.sub(lambda found: paint(found[1], "bold"), line)
    return _CODE.sub(lambda found: paint(found[1], "hunk"), line) if paint.enabled else line
