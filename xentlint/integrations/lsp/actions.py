"""What is offered at a finding: its repair, all safe repairs, a noqa comment, the rule's page."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from lsprotocol import types

from ...rules.diagnostic import Applicability, Diagnostic
from ...run import noqa
from ...sources.document import Document
from ...sources.positions import Edit, Position, Span
from ...sources.text import split_lines
from ...sources.units import by_cell
from .known import Known
from .places import Places

FIX_ALL = "source.fixAll.xentlint"
EXPLAIN = "xentlint.explain"


def touched(found: Iterable[Diagnostic], where: Span) -> list[Diagnostic]:
    """The findings that ``where`` touches: at the loss, and wherever else they point to."""
    return [each for each in found if any(_touch(span, where) for span in _spans(each, where.path))]


def at(
    known: Known, places: Places, where: Span, shown: Mapping[Diagnostic, types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """The actions for the findings that ``where`` touches."""
    here = touched(shown, where)
    for found in here:
        fix = found.fix
        if fix is not None and fix.edits and fix.applicability is not Applicability.DISPLAY:
            yield types.CodeAction(
                title=f"{found.code}: {fix.message}" + _note(fix.applicability),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown[found]],
                is_preferred=fix.applicability is Applicability.SAFE,
                edit=edit(fix.edits, places),
            )
    for found in here:
        comments = noqa.comments([found], {known.buffer.path: known.buffer.document})
        if comments:
            yield types.CodeAction(
                title=f"{found.code}: silence with # noqa",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown[found]],
                edit=edit(comments[known.buffer.path], places),
            )
    for code in dict.fromkeys(found.code for found in here):
        title = f"{code}: explain the rule"
        yield types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            command=types.Command(title, EXPLAIN, arguments=[code, known.held.settings.docs_url]),
        )


def fix_all(known: Known, repaired: Document, places: Places) -> types.WorkspaceEdit:
    """The edit that makes all safe repairs of one document, which is ``repaired`` after it."""
    before, after = by_cell(known.buffer.document), by_cell(repaired)
    changes = [
        change
        for cell, unit in before.items()
        for change in _changes(known.buffer.path, cell, unit.text, after[cell].text)
    ]
    return edit(changes, places)


def edit(edits: Iterable[Edit], places: Places) -> types.WorkspaceEdit:
    """Our edits as the editor's.

    Where it can be told so, each text is to be as it was when they were made: an editor in which it has changed since
    refuses them.
    """
    changes: dict[str, list[types.TextEdit]] = {}
    versions: dict[str, int | None] = {}
    for each in edits:
        uri = places.uri(each.span)
        versions[uri] = places.version(each.span)
        changes.setdefault(uri, []).append(types.TextEdit(places.range(each.span), each.content))
    if not places.versioned:
        return types.WorkspaceEdit(changes=changes)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), told)
            for uri, told in changes.items()
        ]
    )


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
