"""What a person or a program is shown of a run over a script of their own."""

from __future__ import annotations

import html
import json as json_module
import math

from ..program import ProgramReport
from ..records import SideRecord
from . import figures, machine
from . import page as pages

_BLOCKS = " .:-=+*#%@"


def text(report: ProgramReport) -> str:
    """Return the report in plain text."""
    lines = [f"{report.script}: {_headline(report)}"]
    lines += [f"  {problem}" for problem in report.problems]
    lines += [f"  {v.name}: {v.word} ({v.evidence})" for v in report.verdicts]
    if report.diff:
        lines += ["", report.diff.rstrip("\n")]
    for label, record in (("as it is", report.before), ("as repaired", report.after)):
        if any(run.steps for run in record.trainings):
            lines += ["", f"{label}:", *_curves(record)]
    return "\n".join(lines)


def json(report: ProgramReport) -> str:
    """Return the report as JSON."""
    document = {
        "script": str(report.script),
        "passed": report.passed,
        "problems": report.problems,
        "verdicts": [
            {"name": v.name, "outcome": v.outcome, "word": v.word, "evidence": v.evidence}
            for v in report.verdicts
        ],
        "diff": report.diff,
        "before": machine.side(report.before),
        "after": machine.side(report.after),
    }
    return json_module.dumps(machine.plain(document), indent=2, allow_nan=False)


def page(report: ProgramReport) -> str:
    """Return the report as a page."""
    problems = "".join(f'<p class="reason">{html.escape(problem)}</p>' for problem in report.problems)
    evidence = "".join(
        f'<li><span class="chip {v.outcome}">{html.escape(v.name)}: {html.escape(v.word)}</span> '
        f"{html.escape(v.evidence)}</li>"
        for v in report.verdicts
    )
    body = (
        f"<header><h1>{html.escape(str(report.script))}</h1><p>{html.escape(_headline(report))}</p>{pages.legend()}"
        f'</header>{problems}<ul class="evidence">{evidence}</ul>{pages.panels(report.before, report.after)}'
        f"{pages.measures(report.before, report.after)}{pages.diff(report.diff)}"
    )
    return pages.document(f"xentlint verify {report.script}", body)


def _headline(report: ProgramReport) -> str:
    if report.problems:
        return "could not be verified"
    if not report.diff:
        return "nothing to repair" if not report.found else "nothing that could be repaired"
    return "repaired and trained" if report.passed else "the repair failed"


def _curves(record: SideRecord) -> list[str]:
    lines = []
    for run in record.trainings:
        losses = [step.loss for step in run.steps]
        if not losses:
            continue
        accuracy = [s.batch_accuracy for s in run.steps if s.batch_accuracy is not None]
        late = figures.mean(accuracy[-max(1, len(accuracy) // 4) :])
        shown = "" if late is None else f", accuracy of the last batches {late:.2f}"
        share = figures.mean([s.zero_share for s in run.steps if s.zero_share is not None])
        zero = "" if share is None else f", {share:.0%} of the logit gradients exactly zero"
        lines.append(
            f"  seed {run.seed}  loss |{_spark(losses)}| {losses[0]:.4g} -> {losses[-1]:.4g}"
            f" in {len(losses)} steps{shown}{zero}"
        )
    return lines


def _spark(values: list[float]) -> str:
    """Draw a curve in one line of characters; ``!`` is NaN."""
    points = figures.thinned(values, 40)
    logs = [math.log10(max(v, 1e-6)) for v in points if math.isfinite(v)]
    if not logs:
        return "!" * len(points)
    low, high = min(logs), max(logs)
    span = (high - low) or 1.0

    def block(value: float) -> str:
        if not math.isfinite(value):
            return "!"
        return _BLOCKS[round((math.log10(max(value, 1e-6)) - low) / span * (len(_BLOCKS) - 1))]

    return "".join(block(value) for value in points)
