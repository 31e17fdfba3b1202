"""The table at the end of a run, and what failed, in plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..experiment import Result
from ..suite import Report
from . import figures

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
    lines = [_line(_HEADINGS, widths), _line(["-" * width for width in widths], widths)]
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
        word("same start"),
        word("same function"),
        word("gradients"),
        word("training"),
        word("as declared"),
        f"{result.seconds:.0f}" if result.seconds else "-",
        result.status.upper() if result.status == "failed" else result.status,
    ]


def _details(report: Report) -> list[str]:
    lines: list[str] = []
    for result in report.results:
        if result.status == "failed":
            lines += ["", f"{result.fixture.name} failed:"]
            lines += [f"  {result.reason}"] if result.reason else []
            lines += [f"  {v.name}: {v.evidence}" for v in result.verdicts if v.outcome == "fail"]
        elif result.status == "skipped":
            lines += ["", f"{result.fixture.name} skipped: {result.reason}"]
    rescued = [result.fixture.name for result in report.results if result.rescued]
    if rescued:
        lines += [
            "",
            "Keras recovers the logits by itself here, no gain can be expected: " + ", ".join(rescued),
        ]
    memory = [line for result in report.results if (line := memory_line(result))]
    if memory:
        lines += ["", *memory]
    return lines


def memory_line(result: Result) -> str:
    """Say how much memory and time the sequence model takes, before and after."""
    if result.fixture.name != "tape_sequence_labelling" or not result.before.trainings:
        return ""
    parts = []
    for label, figure, unit in (
        ("tensors at their peak", figures.tensor_megabytes, "MB"),
        ("process at its peak", figures.process_megabytes, "MB"),
        ("a step", figures.step_milliseconds, "ms"),
    ):
        old, new = figure(result.before), figure(result.after)
        if old is not None and new is not None:
            parts.append(f"{label} {old:.0f} to {new:.0f} {unit}")
    return f"[batch, time, 2500 tags], before to after: {', '.join(parts)}" if parts else ""


def _before_after(old: float | None, new: float | None, percent: bool = False) -> str:
    def show(value: float | None) -> str:
        if value is None or math.isnan(value):
            return "-"
        return f"{value:.0%}" if percent else f"{value:.2f}"

    return f"{show(old)} -> {show(new)}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
