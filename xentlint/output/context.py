"""What every output format may ask: how a path is shown, and which source line is where."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .. import __version__
from ..sources.units import by_cell
from .color import Painter

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic, Related
    from ..sources.document import Document
    from ..sources.positions import Span

# Python ends a line at these and at nothing else: str.splitlines would count form feeds too.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Context:
    """Where a report is read: the working directory, the texts it quotes, whether it is coloured.

    ``documents`` maps the paths that diagnostics carry to what was read from there; a path that is
    missing (a module the run only followed) is reported without its source line. ``docs_url`` is the
    address of the site with the rules' pages, with a slash at its end.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)
    painter: Painter = field(default_factory=lambda: Painter(False))
    version: str = __version__
    docs_url: str | None = None

    def display(self, path: str) -> str:
        """``path`` relative to the working directory where it lies inside it, else as it is."""
        try:
            return str(Path(path).relative_to(self.cwd))
        except ValueError:
            return path

    def uri(self, path: str) -> str:
        """``path`` as a URI reference: relative inside the working directory, else ``file:``."""
        shown = Path(self.display(path))
        return shown.as_uri() if shown.is_absolute() else quote(os.fsencode(shown.as_posix()))

    def place(self, span: Span) -> str:
        """``path:row:column``, with the cell for a notebook; people count cells from one."""
        cell = "" if span.cell is None else f"cell {span.cell + 1}:"
        return f"{self.display(span.path)}:{cell}{span.start.row}:{span.start.column}"

    def rule_url(self, code: str) -> str | None:
        """Where the page of a rule is on the configured site; without one, ``xentlint rule`` has the page."""
        return None if self.docs_url is None else f"{self.docs_url}rules/{code}.html"

    def rows_in_file(self, span: Span) -> tuple[int, int] | None:
        """First and last line of ``span`` in its file; ``None`` for a cell whose text is not at hand."""
        if span.cell is None:
            return span.start.row, span.end.row
        document = self.documents.get(span.path)
        if document is None:
            return None
        from .notebook_rows import row_in_file

        rows = [row_in_file(document, span.cell, each) for each in (span.start, span.end)]
        return (rows[0], rows[1]) if rows[0] is not None and rows[1] is not None else None

    def lines(self, span: Span) -> tuple[str, ...]:
        """The lines of the file or cell that ``span`` lies in; empty when they are not at hand."""
        document = self.documents.get(span.path)
        if document is None:
            return ()
        unit = by_cell(document).get(span.cell)
        return split_lines(unit.text) if unit else ()


@lru_cache(maxsize=64)
def split_lines(text: str) -> tuple[str, ...]:
    """Lines without their endings, as Python counts them."""
    return tuple(_LINE_END.split(text))


def in_cell(found: Diagnostic | Related) -> str:
    """The message, led by its place in the notebook for formats that cannot point into a cell."""
    span = found.span
    if span.cell is None:
        return found.message
    return f"cell {span.cell + 1}, line {span.start.row}: {found.message}"
