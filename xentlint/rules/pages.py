"""The rules' pages, read from the docstrings of their modules.

A rule's module is read with ``ast`` and not imported, so that a page costs no libcst.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

from .codes import NAMES, modules, source

_HEADING = re.compile(r"\A# .*\n+")


@dataclass(frozen=True, slots=True)
class Page:
    """What is written about one rule: Markdown in ``##`` sections, after a line that sums it up.

    The text has no heading of the first rank: ``title`` is for whoever shows the page.
    """

    code: str
    text: str

    @property
    def title(self) -> str:
        """The heading of the page."""
        return f"{self.code} ({NAMES[self.code]})"

    @property
    def summary(self) -> str:
        """The first paragraph that is not a heading, on one line."""
        for paragraph in self.text.split("\n\n"):
            lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
            if lines:
                return " ".join(line.strip() for line in lines)
        return ""

    def section(self, heading: str) -> str:
        """The text under ``## heading``, or nothing."""
        found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", self.text, re.M | re.S)
        return found[1].strip() if found else ""


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """Every rule's page, by code."""
    return tuple(_page(module) for module in modules())


def _page(module: str) -> Page:
    docstring = ast.get_docstring(ast.parse(source(module))) or ""
    return Page(module.upper(), _HEADING.sub("", docstring, 1))


def find(code: str) -> Page | None:
    """The page of ``code`` (or of the rule's name), in any case, or ``None``."""
    wanted = code.upper()
    return next((page for page in pages() if wanted in (page.code, NAMES[page.code].upper())), None)
