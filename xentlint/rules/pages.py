"""The rules' pages, read from the docstrings of the rule modules.

A rule module is read with ``ast`` and never imported, so that a page costs no libcst.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from .codes import NAMES

_HEADING = re.compile(r"\A# .*\n+")
_MODULE = re.compile(r"xen\d{3}\.py")


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
        return f"{self.code} ({NAMES.get(self.code, 'unnamed')})"

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
    found = []
    for entry in files(__package__).iterdir():
        if _MODULE.fullmatch(entry.name):
            docstring = ast.get_docstring(ast.parse(entry.read_bytes())) or ""
            found.append(Page(entry.name[:6].upper(), _HEADING.sub("", docstring, 1)))
    return tuple(sorted(found, key=lambda page: page.code))


def find(code: str) -> Page | None:
    """The page of ``code`` (or of the rule's name), in any case, or ``None``."""
    wanted = code.upper()
    return next((page for page in pages() if wanted in (page.code, NAMES.get(page.code, "").upper())), None)
