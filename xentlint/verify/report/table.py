"""The table at the end of a run, and what failed, in plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..experiment import Result
from ..suite import Report
from . import figures, lead

_HEADINGS = (
    "fixture",
    "code",
    "accuracy",
    "zero gradients",
    "lint",
    "start",
    "function",
    "gradients",
    "training",
    "shows",
    "s",
    "",
)


def render(report: Report) -> str:
    """Return the table, the failures and a closing line."""
    rows = [_row(result) for result in report.results]
    widths = [max(len(row[i]) for row in [_HEADINGS, *rows]) for i in range(len(_HEADINGS))]
    lines = [*lead.lines(report), ""]
    lines += [_line(_HEADINGS, widths), _line(["-" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in rows]
    lines += _details(report)
    lines.append("")
    lines.append(summary(report))
    return "\n".join(lines)


def summary(report: Report) -> str:
    """Return the last line."""
    count = {
        status: sum(r.status == status for r in report.results) for status in ("proved", "failed", "skipped")
    }
    versions = ", ".join(f"{name} {version}" for name, version in sorted(report.versions.items()))
    numerics = "" if report.options.numerics == "installed" else f", numerics of {report.options.numerics}"
    parts = [f"{count['proved']} proved", f"{count['failed']} failed"]
    if count["skipped"]:
        parts.append(f"{count['skipped']} skipped")
    recovered, rescued = len(report.recoveries), sum(result.rescued for result in report.results)
    seeds = "1 seed" if report.options.seeds == 1 else f"{report.options.seeds} seeds"
    return (
        f"{', '.join(parts)}; with every seed {recovered} collapse before the repair and recover after it,"
        f" {rescued} are rescued by Keras [{seeds}, {versions}{numerics}, {report.date}, {report.seconds:.0f} s]"
    )


def _row(result: Result) -> list[str]:
    words = {verdict.name: verdict for verdict in result.verdicts}

    def word(name: str) -> str:
        verdict = words.get(name)
        if verdict is None:
            return "-"
        return verdict.word.upper() if verdict.outcome == "fail" else verdict.word

    return [
        result.fixture.name,
        result.fixture.code,
        _before_after(
            figures.mean(figures.accuracies(result.before)), figures.mean(figures.accuracies(result.after))
        ),
        _before_after(figures.zero_share(result.before), figures.zero_share(result.after), percent=True),
        word("lint"),
        word("start"),
        word("function"),
        word("gradients"),
        word("training"),
        word("shows"),
        f"{result.seconds:.0f}" if result.seconds else "-",
        (result.trouble or result.status).upper() if result.status == "failed" else result.status,
    ]


def _details(report: Report) -> list[str]:
    lines: list[str] = []
    for result in report.results:
        if result.status == "failed":
            lines += ["", f"{result.fixture.name} failed:"]
            lines += [f"  {result.reason}"] if result.reason else []
            lines += [f"  {v.name}: {v.evidence}" for v in result.verdicts if v.outcome == "fail"]
    for result in report.results:
        lines += memory_lines(result)
    return lines


def memory_lines(result: Result) -> list[str]:
    """Say how much memory the fixture takes by the size of its logits, before and after."""
    verdict = next((verdict for verdict in result.verdicts if verdict.name == "memory"), None)
    if verdict is None:
        return []
    lines = ["", f"memory of {result.fixture.name}, {verdict.word}: {verdict.evidence}"]
    for old, new in zip(result.before.memory, result.after.memory, strict=False):
        if old.grown is not None and new.grown is not None:
            lines.append(
                f"  logits of {old.logits_bytes / 1e6:5.0f} MB: {old.grown / 1e6:5.0f} MB before,"
                f" {new.grown / 1e6:5.0f} MB after, above what TensorFlow takes"
            )
    return lines


def _before_after(old: float | None, new: float | None, percent: bool = False) -> str:
    def show(value: float | None) -> str:
        if value is None or math.isnan(value):
            return "-"
        return f"{value:.0%}" if percent else f"{value:.2f}"

    return f"{show(old)} -> {show(new)}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
