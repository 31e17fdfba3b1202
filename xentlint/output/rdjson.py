"""Reviewdog's diagnostic format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.

Columns count bytes of UTF-8, as the format has it. A suggestion belongs to the file of its diagnostic,
so a repair that takes several files, or cells of a notebook, is told in words only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .brief import what_to_do
from .context import Context, in_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic, Fix
    from ..sources.positions import Position, Span

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """One DiagnosticResult."""
    source: dict[str, Any] = {"name": "xentlint"}
    if context.docs_url is not None:
        source["url"] = context.docs_url
    result = {"source": source, "diagnostics": [_diagnostic(each, context) for each in diagnostics]}
    return json.dumps(result, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic, context: Context) -> dict[str, Any]:
    message = "\n".join(filter(None, (in_cell(diagnostic), what_to_do(diagnostic))))
    result: dict[str, Any] = {
        "message": message,
        "location": _location(diagnostic.span, context),
        "severity": _SEVERITIES[diagnostic.severity.value],
        "code": {"value": diagnostic.code},
    }
    if (url := context.rule_url(diagnostic.code)) is not None:  # reviewdog makes a link of it
        result["code"]["url"] = url
    if diagnostic.related:
        result["relatedLocations"] = [
            {"message": in_cell(each), "location": _location(each.span, context)}
            for each in diagnostic.related
        ]
    fix = diagnostic.fix
    if fix is not None and _fits(fix, diagnostic.span.path):
        result["suggestions"] = [
            {"range": _range(edit.span, context), "text": edit.content} for edit in fix.edits
        ]
    return result


def _fits(fix: Fix, path: str) -> bool:
    """Whether the repair can be told as suggestions for ``path``."""
    inside = all(edit.span.path == path and edit.span.cell is None for edit in fix.edits)
    return bool(fix.edits) and inside and fix.applicability.value != "display"


def _location(span: Span, context: Context) -> dict[str, Any]:
    location: dict[str, Any] = {"path": Path(context.display(span.path)).as_posix()}
    if span.cell is None:
        location["range"] = _range(span, context)
    elif (rows := context.rows_in_file(span)) is not None:  # whole lines of the notebook's JSON
        location["range"] = {"start": {"line": rows[0]}, "end": {"line": rows[1]}}
    return location


def _range(span: Span, context: Context) -> dict[str, Any]:
    lines = context.lines(span)
    return {"start": _position(span.start, lines), "end": _position(span.end, lines)}


def _position(position: Position, lines: Sequence[str]) -> dict[str, int]:
    line = lines[position.row - 1] if position.row <= len(lines) else ""
    before = line[: position.column - 1]
    missing = position.column - 1 - len(before)  # of a line that is not at hand
    return {"line": position.row, "column": len(before.encode("utf-8", "surrogatepass")) + missing + 1}
