"""The JSON contract: an array with one object a diagnostic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic, Fix
    from ..sources.positions import Span


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Rows and columns count from one, in code points; ``cell`` counts from zero."""
    # ASCII, so that it can be written wherever standard output goes, lone surrogates included.
    return json.dumps([as_object(each, context) for each in diagnostics], indent=2) + "\n"


def as_object(diagnostic: Diagnostic, context: Context) -> dict[str, Any]:
    """The object of one diagnostic."""
    place = _place(diagnostic.span, context)
    return {
        "filename": place.pop("filename"),
        "cell": place.pop("cell"),
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **place,
        "related": [{**_place(each.span, context), "message": each.message} for each in diagnostic.related],
        "fix": _fix(diagnostic.fix, context),
        "help": diagnostic.help,
        "url": context.rule_url(diagnostic.code),
    }


def _fix(fix: Fix | None, context: Context) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "applicability": fix.applicability.value,
        "message": fix.message,
        "edits": [{**_place(edit.span, context), "content": edit.content} for edit in fix.edits],
    }


def _place(span: Span, context: Context) -> dict[str, Any]:
    return {
        "filename": context.display(span.path),
        "cell": span.cell,
        "location": {"row": span.start.row, "column": span.start.column},
        "end_location": {"row": span.end.row, "column": span.end.column},
    }
