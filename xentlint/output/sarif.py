"""SARIF 2.1.0, which code-scanning dashboards read.

A region counts lines of the file, and a notebook's file is JSON; so a finding in a cell names the
cell as a logical location, has whole lines of the JSON as its region, and carries no replacement.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..rules import pages as documentation
from .brief import what_to_do
from .context import Context, in_cell
from .fingerprint import Fingerprints

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic, Fix
    from ..sources.positions import Span

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_NAME = "urn:xentlint"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A log of one run."""
    names = {each.code: each.name for each in diagnostics}
    codes = sorted(names)
    fingerprints = Fingerprints(context)
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "xentlint",
                        "version": context.version,
                        "informationUri": context.docs_url or _NAME,
                        "rules": [_rule(code, names[code], context) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, codes, context, fingerprints) for each in diagnostics],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, name: str, context: Context) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": code,
        "name": name,
        "shortDescription": {"text": name.replace("-", " ").capitalize()},
    }
    if (url := context.rule_url(code)) is not None:
        rule["helpUri"] = url
    page = documentation.find(code)
    if page is not None:
        rule["fullDescription"] = {"text": page.summary}
        rule["help"] = {"text": page.text, "markdown": page.text}
    return rule


def _result(
    diagnostic: Diagnostic, codes: list[str], context: Context, fingerprints: Fingerprints
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity.value],
        "message": {"text": _message(diagnostic)},
        "locations": [_location(diagnostic.span, context)],
        "partialFingerprints": {"xentlint/v1": fingerprints.of(diagnostic)},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(each.span, context), "message": {"text": each.message}}
            for number, each in enumerate(diagnostic.related)
        ]
        result["codeFlows"] = [{"threadFlows": [{"locations": list(_way(diagnostic, context))}]}]
    fix = diagnostic.fix
    if fix is not None and _replaceable(fix):
        result["fixes"] = [_fix(fix, context)]
    return result


def _message(diagnostic: Diagnostic) -> str:
    """What is wrong, links to the places on the way (GitHub shows those only), and what to do."""
    links = [f"[{_escaped(each.message)}]({number})" for number, each in enumerate(diagnostic.related)]
    advice = what_to_do(diagnostic)
    sentences = ["; ".join((in_cell(diagnostic), *links)), advice[:1].upper() + advice[1:]]
    return ". ".join(filter(None, sentences))


def _escaped(text: str) -> str:
    """``text`` as the words of a link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _way(diagnostic: Diagnostic, context: Context) -> Iterator[dict[str, Any]]:
    """The way of the output: from where the activation is applied to where the loss is met."""
    for each in diagnostic.related:
        yield {"location": {**_location(each.span, context), "message": {"text": each.message}}}
    here = {**_location(diagnostic.span, context), "message": {"text": "the output meets the loss here"}}
    yield {"location": here, "importance": "essential"}


def _replaceable(fix: Fix) -> bool:
    in_files = all(edit.span.cell is None for edit in fix.edits)
    return bool(fix.edits) and in_files and fix.applicability.value != "display"


def _location(span: Span, context: Context) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": context.uri(span.path)}}
    if span.cell is None:
        return {"physicalLocation": {**physical, "region": _region(span)}}
    rows = context.rows_in_file(span)
    if rows is not None:
        physical["region"] = {"startLine": rows[0], "endLine": rows[1]}
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
