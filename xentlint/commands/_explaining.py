"""``xentlint check --explain FILE:LINE``: what is known of each expression on a line, and why."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import Settings
from ..output.cells import visible
from ..output.color import painter_for
from ..output.context import Context
from ..run import collector, engine, runner
from ..run.importers import nearest_importers
from ..sources.reading import read_document
from ..sources.text import split_lines
from ..sources.units import by_cell
from ..sources.visible import without_commands
from ._settings import CannotRun

if TYPE_CHECKING:
    from ..rules.explanation import Insight
    from ..sources.document import Document, Unit
    from ..sources.positions import Span

_PLACE = re.compile(r"(?P<path>.+?)(?::cell (?P<cell>\d+))?:(?P<row>\d+)(?::\d+)?")
_MOST = 60
"""Characters of an expression that are quoted."""
_MOST_TOLD = 200
"""Things that are told of one line."""
_MOST_IMPORTERS = 12
_MOST_IMPORTING = 40_000
"""Files that import what is asked about, and characters of code in them, that are evaluated."""
_NEAR = 8
"""Lines that are named when there is nothing on the one that was asked for."""


def explain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Evaluate the file's own program (what it imports, and what imports it), and say what is known."""
    place = _PLACE.fullmatch(arguments.explain)
    if place is None:
        raise CannotRun(f"--explain takes FILE:LINE, or NOTEBOOK:cell N:LINE, not {arguments.explain!r}")
    path = Path(os.path.abspath(place["path"]))
    collected, is_cut = _collected(path, arguments, settings)
    context = Context(collected.documents, painter=painter_for(sys.stdout))
    for missing, reason in collected.errors:
        raise CannotRun(f"{context.display(str(missing))}: {reason}")
    if str(path) not in collected.documents:
        print(f"{visible(context.display(str(path)))}: not evaluated: it holds no training code")
        return 0
    cell = int(place["cell"]) - 1 if place["cell"] else None
    row = int(place["row"])
    document = collected.documents[str(path)]
    _check_place(document, cell, row, context.display(str(path)))
    with collector.idle():
        explained = engine.explain(
            list(collected.documents.values()), settings, str(path), range(row, row + 1), cell
        )
    known = explained.insights
    here = [
        each for each in known if each.span.cell == cell and each.span.start.row <= row <= each.span.end.row
    ]
    if here:
        more, here = here[_MOST_TOLD:], here[:_MOST_TOLD]
        context = replace(context, documents=_with_quoted(collected.documents, here))
        print(without_commands("\n".join(_lines(here, context))))
        if more:
            print(f"and {len(more)} more on this line")
    else:
        for each in explained.unreadable:
            print(f"{visible(context.place(each.span))}: {visible(each.message)}")
        print("there is no value on this line")
        rows = sorted({each.span.start.row for each in known if each.span.cell == cell})
        near = sorted(sorted(rows, key=lambda each: abs(each - row))[:_NEAR])
        if near:
            print(f"the nearest lines that have one: {', '.join(map(str, near))}")
    if explained.cut_short or is_cut:
        print("(for a quick answer, not everything that nobody calls was evaluated: more may meet here)")
    return 0


def _collected(
    path: Path, arguments: argparse.Namespace, settings: Settings
) -> tuple[runner.Collected, bool]:
    """The file and those that import it, the nearest first, and whether there are more than a person waits for."""
    collected = runner.collect([path, *arguments.paths], settings, with_importers=False)
    if arguments.no_importers or str(path) not in collected.documents:
        return collected, False
    left = _MOST_IMPORTING
    for number, importer in enumerate(nearest_importers([path], settings)):
        if number == _MOST_IMPORTERS:
            return collected, True
        if str(importer) in collected.documents:
            continue
        collected.add(importer)
        document = collected.documents.get(str(importer))
        if document is not None:
            left -= sum(len(unit.code) for unit in document.units)
            if left < 0:
                del collected.documents[str(importer)]
                return collected, True
    collected.add_importers()
    return collected, False


def _check_place(document: Document, cell: int | None, row: int, name: str) -> None:
    """Refuse a line that is not there."""
    units = by_cell(document)
    if cell not in units:
        if document.kind == "notebook":
            raise CannotRun(f"{name}: name a code cell, as in {name}:cell {_first_cell(units)}:1")
        raise CannotRun(f"{name}: it has no cells; name a line of the file")
    lines = len(split_lines(units[cell].text))
    if not 1 <= row <= lines:
        raise CannotRun(f"{name}: there is no line {row}, there are {lines}")


def _first_cell(units: Mapping[int | None, Unit]) -> int:
    return min((cell for cell in units if cell is not None), default=0) + 1


def _with_quoted(documents: Mapping[str, Document], known: Sequence[Insight]) -> dict[str, Document]:
    """``documents``, and those that the evaluation followed and that are quoted."""
    complete = dict(documents)
    for path in {span.path for each in known for span, _ in each.way} - complete.keys():
        complete[path] = read_document(Path(path))
    return complete


def _lines(known: Sequence[Insight], context: Context) -> Iterator[str]:
    paint = context.painter
    above: Span | None = None
    for each in known:
        if each.span != above:
            yield f"{paint(visible(context.place(each.span)), 'bold')}: {_quoted(each.span, context)}"
        above = each.span
        yield f"    {visible(each.text)}"
        for span, text in each.way:
            yield f"      {visible(context.place(span))}: {visible(text)}: {_quoted(span, context)}"


def _quoted(span: Span, context: Context) -> str:
    """The expression at ``span``, on one line."""
    lines = context.lines(span)
    if not lines or span.end.row > len(lines):
        return ""
    picked = list(lines[span.start.row - 1 : span.end.row])
    picked[-1] = picked[-1][: span.end.column - 1]
    picked[0] = picked[0][span.start.column - 1 :]
    text = " ".join(line.strip() for line in picked)
    return visible(text if len(text) <= _MOST else f"{text[: _MOST - 1]}…")
