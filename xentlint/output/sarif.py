"""SARIF 2.1.0, which code-scanning dashboards read.

A region counts lines of the file, and a notebook's file is JSON; so a finding in a cell names the
cell as a logical location and carries no region and no replacement.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .. import documentation
from .context import Context, in_cell, rule_url

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic, Fix
    from ..sources.positions import Span

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A log of one run."""
    names = {each.code: each.name for each in diagnostics}
    codes = sorted(names)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "xentlint",
                        "version": context.version,
                        "rules": [_rule(code, names[code]) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, codes, context) for each in diagnostics],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, name: str) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": code,
        "name": name,
        "shortDescription": {"text": name.replace("-", " ").capitalize()},
        "helpUri": rule_url(code),
    }
    page = documentation.find(code)
    if page is not None:
        rule["help"] = {"text": page.text, "markdown": page.text}
    return rule


def _result(diagnostic: Diagnostic, codes: list[str], context: Context) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity.value],
        "message": {"text": in_cell(diagnostic)},
        "locations": [_location(diagnostic.span, context)],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(each.span, context), "message": {"text": each.message}}
            for number, each in enumerate(diagnostic.related)
        ]
    fix = diagnostic.fix
    if fix is not None and _replaceable(fix):
        result["fixes"] = [_fix(fix, context)]
    return result


def _replaceable(fix: Fix) -> bool:
    in_files = all(edit.span.cell is None for edit in fix.edits)
    return bool(fix.edits) and in_files and fix.applicability.value != "display"


def _location(span: Span, context: Context) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": context.uri(span.path)}}
    if span.cell is None:
        return {"physicalLocation": {**physical, "region": _region(span)}}
    return {"physicalLocation": physical, "logicalLocations": [{"name": f"cell {span.cell + 1}"}]}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.row,
        "startColumn": span.start.column,
        "endLine": span.end.row,
        "endColumn": span.end.column,
    }


def _fix(fix: Fix, context: Context) -> dict[str, Any]:
    edits = sorted(fix.edits)
    return {
        "description": {"text": f"{fix.message} ({fix.applicability.value})"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": context.uri(path)},
                "replacements": [
                    {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.content}}
                    for edit in group
                ],
            }
            for path, group in groupby(edits, key=lambda edit: edit.span.path)
        ],
    }
