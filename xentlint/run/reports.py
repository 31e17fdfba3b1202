"""A report as plain JSON values, and back: what the cache keeps of a run.

The edits of its repairs are not kept: a plan is made from the code that is there, never from a file
that somebody could have changed. What they change is kept for people to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..rules.diagnostic import Applicability, Change, Diagnostic, Fix, Related, Severity
from ..sources.positions import Position, Span
from .engine import Coverage, Report


def encode(report: Report) -> dict[str, Any]:
    """``report`` as dictionaries, lists, strings and numbers."""
    coverage = report.coverage
    return {
        "diagnostics": [_diagnostic(each) for each in report.diagnostics],
        "coverage": {
            "met": coverage.met,
            "proved_right": coverage.proved_right,
            "reported": coverage.reported,
            "unknown": coverage.unknown,
            "reasons": [list(each) for each in coverage.reasons],
            "places": [_span(each) for each in coverage.places],
        },
        "strays": sorted(str(path) for path in report.strays),
        "loader": None if report.loader is None else str(report.loader),
        "divided": report.divided,
    }


def decode(value: Any) -> Report | None:
    """The report that `encode` made ``value`` of, without edits; ``None`` when it made no such thing."""
    try:
        coverage = dict(value["coverage"])
        reasons = tuple((str(reason), int(count)) for reason, count in coverage.pop("reasons"))
        places = tuple(_read_span(each) for each in coverage.pop("places"))
        diagnostics = tuple(_read_diagnostic(each) for each in value["diagnostics"])
        strays = frozenset(map(Path, value["strays"]))
        loader = None if value["loader"] is None else Path(value["loader"])
        divided = int(value["divided"])
        made = Coverage(**coverage, reasons=reasons, places=places)
        return Report(diagnostics, made, strays=strays, loader=loader, divided=divided)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def lacks_edits(report: Report) -> bool:
    """Tell whether ``report`` names repairs that could be applied if their edits were known."""
    fixes = [each.fix for each in report.diagnostics if each.fix is not None]
    return any(fix.applicability is not Applicability.DISPLAY and not fix.edits for fix in fixes)


def _diagnostic(found: Diagnostic) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity.value,
        "message": found.message,
        "span": _span(found.span),
        "related": [[_span(each.span), each.message] for each in found.related],
        "fix": None if found.fix is None else _fix(found.fix),
        "help": found.help,
    }


def _read_diagnostic(value: Any) -> Diagnostic:
    return Diagnostic(
        value["code"],
        value["name"],
        Severity(value["severity"]),
        value["message"],
        _read_span(value["span"]),
        tuple(Related(_read_span(span), message) for span, message in value["related"]),
        None if value["fix"] is None else _read_fix(value["fix"]),
        value["help"],
    )


def _fix(fix: Fix) -> dict[str, Any]:
    shown = [[each.path, each.cell, each.row, each.before, each.after] for each in fix.changes]
    return {"applicability": fix.applicability.value, "message": fix.message, "changes": shown}


def _read_fix(value: Any) -> Fix:
    shown = tuple(Change(*each) for each in value["changes"])
    return Fix(Applicability(value["applicability"]), value["message"], changes=shown)


def _span(span: Span) -> list[Any]:
    return [span.path, span.cell, span.start.row, span.start.column, span.end.row, span.end.column]


def _read_span(value: Any) -> Span:
    path, cell, row, column, end_row, end_column = value
    return Span(path, cell, Position(row, column), Position(end_row, end_column))
