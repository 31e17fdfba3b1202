"""Unified diffs between a document as it is and as fixed; a notebook's by cell source."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..sources.units import by_cell
from ..sources.visible import visible
from .color import Painter
from .context import Context

if TYPE_CHECKING:
    from ..sources.document import Document


def render(before: Document, after: Document, context: Context, *, for_people: bool = False) -> str:
    """The changes that lead from ``before`` to ``after``; empty when nothing changes.

    ``for_people`` shows what could steer a terminal by pictures; without, the diff can be applied.
    """
    # In a name, a line end would start a line that says something else.
    name = visible(Path(context.display(str(before.path))).as_posix())
    units = by_cell(after)
    shown: list[str] = []
    for cell, unit in by_cell(before).items():
        label = name if cell is None else f"{name}:cell {cell + 1}"
        shown.extend(_unit(unit.text, units[cell].text, label, context.painter, for_people))
    return "".join(shown)


def _unit(before: str, after: str, label: str, paint: Painter, for_people: bool) -> Iterator[str]:
    for line in difflib.unified_diff(_lines(before), _lines(after), label, label):
        body = line.removesuffix("\n")
        shown = "\t".join(map(visible, body.split("\t"))) if for_people else body
        yield paint(shown, style) if (style := _style(body)) else shown
        yield "\n"
        if body == line:
            yield "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines that keep their endings; only a line feed ends one, as for patch(1)."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]


def _style(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return "bold"
    return {"@": "hunk", "+": "added", "-": "removed"}.get(line[:1], "")
