"""What is offered at a finding: its repair, all safe repairs, a noqa comment, the rule's page."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from lsprotocol import types

from ...rules.diagnostic import Applicability, Diagnostic
from ...run import noqa
from ...sources.positions import Edit, Position, Span
from ...sources.text import split_lines
from ...sources.units import by_cell
from .analysis import Analysis
from .places import Places

FIX_ALL = "source.fixAll.xentlint"
EXPLAIN = "xentlint.explain"


def at(
    analysis: Analysis, places: Places, where: Span, shown: dict[Diagnostic, types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """The actions for the findings that ``where`` touches: at the loss, and wherever else they point to."""
    touched = [
        each for each in analysis.found if any(_touch(span, where) for span in _spans(each, where.path))
    ]
    for found in touched:
        fix = found.fix
        if fix is not None and fix.edits and fix.applicability is not Applicability.DISPLAY:
            yield types.CodeAction(
                title=f"{found.code}: {fix.message}" + _note(fix.applicability),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown[found]],
                is_preferred=fix.applicability is Applicability.SAFE,
                edit=edit(fix.edits, places),
            )
    for found in touched:
        comments = noqa.comments([found], {analysis.buffer.path: analysis.buffer.document})
        if comments:
            yield types.CodeAction(
                title=f"{found.code}: silence with # noqa",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown[found]],
                edit=edit(comments[analysis.buffer.path], places),
            )
    for code in dict.fromkeys(found.code for found in touched):
        title = f"{code}: explain the rule"
        yield types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            command=types.Command(title, EXPLAIN, arguments=[code, analysis.settings.docs_url]),
        )


def fix_all(analysis: Analysis, places: Places) -> types.WorkspaceEdit:
    """The edit that makes all safe repairs of one document."""
    before, after = by_cell(analysis.buffer.document), by_cell(analysis.repaired)
    changes = [
        change
        for cell, unit in before.items()
        for change in _changes(analysis.buffer.path, cell, unit.text, after[cell].text)
    ]
    return edit(changes, places)


def edit(edits: Iterator[Edit] | list[Edit] | tuple[Edit, ...], places: Places) -> types.WorkspaceEdit:
    """Our edits as the editor's."""
    changes: dict[str, list[types.TextEdit]] = {}
    for each in edits:
        change = types.TextEdit(places.range(each.span), each.content)
        changes.setdefault(places.uri(each.span), []).append(change)
    return types.WorkspaceEdit(changes=changes)


def _changes(path: str, cell: int | None, before: str, after: str) -> Iterator[Edit]:
    """The lines that differ, so that the cursor and folds stay where nothing changes."""
    old, new = split_lines(before), split_lines(after)
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            span = Span(path, cell, _line_start(old, start), _line_start(old, end))
            yield Edit(span, "".join(new[new_start:new_end]))


def _line_start(lines: list[str], index: int) -> Position:
    if index < len(lines) or not lines or lines[-1].endswith(("\n", "\r")):
        return Position(index + 1, 1)
    return Position(len(lines), len(lines[-1]) + 1)  # the end of a text whose last line has no end


def _note(applicability: Applicability) -> str:
    return "" if applicability is Applicability.SAFE else " (unsafe: look at what reads the output)"


def _spans(found: Diagnostic, path: str) -> list[Span]:
    every = (found.span, *(each.span for each in found.related))
    return [span for span in every if span.path == path]


def _touch(one: Span, other: Span) -> bool:
    return one.cell == other.cell and one.start <= other.end and other.start <= one.end
