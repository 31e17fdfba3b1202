"""What a person or a program is shown of a run over a script of their own."""

from __future__ import annotations

import datetime
import html
import json as json_module
import math

from ..own_report import ProgramReport
from ..records import SideRecord
from . import figures, machine
from . import page as pages

PRINTED_LINES = 6
_BLOCKS = " .:-=+*#%@"


def text(report: ProgramReport) -> str:
    """Return the report in plain text."""
    lines = [f"{report.script.name}: {report.headline}"]
    lines += [f"  {problem}" for problem in report.problems]
    width = max(len(v.name) for v in report.verdicts)
    lines += [f"  {v.name:{width}}  {v.word}: {v.evidence}" for v in report.verdicts]
    lines += [f"  {note}" for note in notes(report)]
    if report.diff:
        lines += ["", report.diff.rstrip("\n")]
    for label, record in (("as it is", report.before), ("as repaired", report.after)):
        if any(run.steps for run in record.trainings):
            lines += ["", f"{label}, measured:", *_curves(record)]
    if rows := printed(report):
        lines += ["", "printed by the program itself (seed 0):"]
        lines += [f"  as it is     {old}\n  as repaired  {new}" for old, new in rows]
    return "\n".join(lines)


def notes(report: ProgramReport) -> list[str]:
    """What has to be known to read the rest."""
    choices = report.choices
    versions = {**report.before.versions, **report.after.versions}
    measured = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    found = [f"copied: {report.copied}", f"guard: {report.protection}"]
    if measured:
        found.append(f"measured with {measured}, on {datetime.date.today().isoformat()}")
    if unsafe := [finding for finding in report.found if finding.applicability == "unsafe"]:
        places = ", ".join(sorted({f"{finding.code} in line {finding.row}" for finding in unsafe}))
        used = "used, as --unsafe-fixes says" if choices.unsafe else "not used (--unsafe-fixes would)"
        found.append(f"unsafe repairs: {places}: {used}")
    if report.elsewhere:
        files = "1 report is" if report.elsewhere == 1 else f"{report.elsewhere} reports are"
        found.append(f"{files} on files that this program does not load: not judged here")
    if any(problem.kind == "missing data" for problem in report.problems):
        found.append(
            "what lies outside the copy is not there: `xentlint verify FOLDER --run FILE` copies FOLDER"
        )
    refused = list(dict.fromkeys([*report.before.refused, *report.after.refused]))
    if refused:
        found.append(f"refused to change {', '.join(refused)}")
    runs = [*report.before.trainings, *report.after.trainings]
    if any(run.outcome == "stopped" for run in runs):
        found.append(f"stopped after {choices.steps} steps (--steps 0 trains to the end)")
    if slow := [run for run in runs if run.outcome == "timeout"]:
        least = min(len(run.steps) for run in slow)
        found.append(
            f"slow: ended after {choices.timeout:.0f} s with {least} steps; the same steps are compared"
        )
    return found


def printed(report: ProgramReport) -> list[tuple[str, str]]:
    """The last lines of figures that both sides printed in training with seed 0, side by side."""
    old, new = (
        next((run.printed for run in record.trainings if run.seed == 0), ())
        for record in (report.before, report.after)
    )
    if not report.diff:
        return []
    count = min(len(old), len(new), PRINTED_LINES)
    return list(zip(old[len(old) - count :], new[len(new) - count :], strict=True))


def json(report: ProgramReport) -> str:
    """Return the report as JSON."""
    document = {
        "script": str(report.script),
        "passed": report.passed,
        "headline": report.headline,
        "problems": [{"kind": problem.kind, "text": problem.text} for problem in report.problems],
        "verdicts": [
            {"name": v.name, "outcome": v.outcome, "word": v.word, "evidence": v.evidence}
            for v in report.verdicts
        ],
        "notes": notes(report),
        "printed": [{"before": old, "after": new} for old, new in printed(report)],
        "diff": report.diff,
        "before": machine.side(report.before),
        "after": machine.side(report.after),
    }
    return json_module.dumps(machine.plain(document), indent=2, allow_nan=False)


def page(report: ProgramReport) -> str:
    """Return the report as a page."""
    problems = "".join(f'<p class="reason">{html.escape(str(problem))}</p>' for problem in report.problems)
    evidence = "".join(
        f'<li><span class="chip {v.outcome}">{html.escape(v.name)}: {html.escape(v.word)}</span> '
        f"{pages.prose(v.evidence)}</li>"
        for v in report.verdicts
    )
    known = "".join(f'<p class="note">{html.escape(note)}</p>' for note in notes(report))
    body = (
        f"<header><h1>{html.escape(report.script.name)}: {html.escape(report.headline)}</h1>{pages.legend()}"
        f'</header>{problems}<ul class="evidence">{evidence}</ul>{known}'
        f"{pages.panels(report.before, report.after)}{pages.measures(report.before, report.after)}"
        f"{_printed_table(report)}{pages.diff(report.diff)}"
    )
    return pages.document(f"xentlint verify {report.script.name}", body)


def _printed_table(report: ProgramReport) -> str:
    rows = "".join(
        f"<tr><td><code>{html.escape(old)}</code></td><td><code>{html.escape(new)}</code></td></tr>"
        for old, new in printed(report)
    )
    if not rows:
        return ""
    head = "<thead><tr><th>printed by the program, before</th><th>after</th></tr></thead>"
    return f'<div class="scroll"><table class="printed">{head}<tbody>{rows}</tbody></table></div>'


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
