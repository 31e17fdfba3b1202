"""The report as one page: no network, no script, light and dark, readable on a phone."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from ...rules import pages as documentation
from ..experiment import Result
from ..records import SideRecord, Training
from ..suite import Report
from ..verdicts import Verdict
from . import figures, lead
from .curves import Axis, Curve, loss_axis, svg
from .style import STYLE
from .table import summary

_SHARE = Axis(0.0, 1.0)


def render(report: Report) -> str:
    """Return the page for a run over fixtures."""
    failed = sum(result.status == "failed" for result in report.results)
    headline = "Every repair is proved" if not failed else f"{failed} of {len(report.results)} repairs failed"
    told = "".join(f"<li>{html.escape(line)}</li>" for line in lead.lines(report))
    body = [
        f'<header><h1>{headline}</h1><ul class="lead">{told}</ul>'
        f'<p class="note">{html.escape(summary(report))}</p>{legend()}</header>',
        _overview(report.results),
        *[_fixture(result) for result in report.results],
    ]
    return document("xentlint verify", "".join(body))


def document(title: str, body: str) -> str:
    """Wrap a body in the page's frame."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def prose(text: str) -> str:
    """Return a sentence as HTML, with what stands between backticks as code."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def legend() -> str:
    """Say which colour is which side."""
    return (
        '<p class="legend"><span class="key before"></span> before the repair'
        '<span class="key after"></span> after it; a line a seed</p>'
    )


def _overview(results: Sequence[Result]) -> str:
    rows = []
    for code in sorted({result.fixture.code for result in results}):
        page = documentation.find(code)
        summary = prose(page.summary) if page is not None else ""
        rows.append(f'<tr class="rule"><td colspan="5"><b>{code}</b> {summary}</td></tr>')
        rows += [_overview_row(result) for result in results if result.fixture.code == code]
    head = (
        "<tr><th>program</th><th>held-out accuracy</th>"
        "<th class='wide'>verdicts</th><th class='wide'>seconds</th><th></th></tr>"
    )
    return (
        f'<div class="scroll"><table class="overview"><thead>{head}</thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _overview_row(result: Result) -> str:
    name = html.escape(result.fixture.name)
    old = figures.mean(figures.accuracies(result.before))
    new = figures.mean(figures.accuracies(result.after))
    verdicts = " ".join(_chip(verdict) for verdict in result.verdicts)
    seconds = f"{result.seconds:.0f}" if result.seconds else ""
    return (
        f'<tr><td><a href="#{name}">{html.escape(result.fixture.title)}</a></td>'
        f"<td>{accuracy_bar(old, new)}</td><td class='wide'>{verdicts}</td><td class='wide'>{seconds}</td>"
        f'<td><span class="status {result.status}">{result.status}</span></td></tr>'
    )


def accuracy_bar(old: float | None, new: float | None) -> str:
    """Show two accuracies as two bars, one above the other."""
    if old is None or new is None:
        return "-"
    return (
        f'<span class="bars" role="img" aria-label="{old:.2f} before, {new:.2f} after">'
        f'<span class="bar before" style="width:{old * 100:.0f}%"></span>'
        f'<span class="bar after" style="width:{new * 100:.0f}%"></span></span>'
        f'<span class="numbers">{old:.2f} &rarr; {new:.2f}</span>'
    )


def _chip(verdict: Verdict) -> str:
    return (
        f'<span class="chip {verdict.outcome}" title="{html.escape(verdict.evidence)}">'
        f"{html.escape(verdict.name)}: {html.escape(verdict.word)}</span>"
    )


def _fixture(result: Result) -> str:
    fixture = result.fixture
    seconds = f", {result.seconds:.0f} s" if result.seconds else ""
    head = (
        f'<h2 id="{html.escape(fixture.name)}">{html.escape(fixture.title)} '
        f'<span class="status {result.status}">{result.status}</span></h2>'
        f"<p><code>{html.escape(fixture.name)}.py</code>, {fixture.code}{seconds}</p>"
    )
    if result.status == "skipped":
        return f"<section>{head}<p>{html.escape(result.reason)}</p></section>"
    reason = f'<p class="reason">{html.escape(result.reason)}</p>' if result.reason else ""

    evidence = "".join(
        f'<li><span class="chip {v.outcome}">{html.escape(v.name)}: {html.escape(v.word)}</span> '
        f"{prose(v.evidence)}</li>"
        for v in result.verdicts
    )
    return (
        f'<section>{head}{reason}<ul class="evidence">{evidence}</ul>'
        f"{panels(result.before, result.after)}{measures(result.before, result.after)}"
        f"{diff(result.diff)}</section>"
    )


def panels(before: SideRecord, after: SideRecord) -> str:
    """Draw loss, accuracy and zero gradients of both sides."""

    def curves(read: Callable[[Training], Sequence[float | None]]) -> list[Curve]:
        return [
            Curve(record.side, [value for value in read(run) if value is not None])
            for record in (before, after)
            for run in record.trainings
        ]

    loss = curves(lambda run: [step.loss for step in run.steps])
    drawn = [("loss, logarithmic", svg("loss", loss, loss_axis(loss), "step"))]
    for title, values, label in (
        ("held-out accuracy", curves(lambda run: run.accuracies), "epoch"),
        ("accuracy of the batch", curves(lambda run: [step.batch_accuracy for step in run.steps]), "step"),
        (
            "logit gradients that are exactly zero",
            curves(lambda run: [step.zero_share for step in run.steps]),
            "step",
        ),
    ):
        second = title.startswith("accuracy") and len(drawn) > 1  # held-out accuracy is there already
        if any(curve.values for curve in values) and not second:
            drawn.append((title, svg(title, values, _SHARE, label, percent=True)))
    figure = "".join(
        f"<figure><figcaption>{title}</figcaption>{drawing}</figure>" for title, drawing in drawn
    )
    return f'<div class="panels">{figure}</div>'


def measures(before: SideRecord, after: SideRecord) -> str:
    """Return a table of step time, memory and NaN steps."""
    rows = []
    for label, figure, unit, digits in (
        ("time of a step", figures.step_milliseconds, "ms", 1),
        ("tensors at their peak (TensorFlow)", figures.tensor_megabytes, "MB", 1),
        ("process at its peak", figures.process_megabytes, "MB", 0),
        ("steps with NaN or Inf", lambda record: float(figures.nonfinite_steps(record)), "", 0),
    ):
        old, new = figure(before), figure(after)
        if old is not None and new is not None:
            rows.append(
                f"<tr><th>{label}</th><td>{old:.{digits}f} {unit}</td><td>{new:.{digits}f} {unit}</td></tr>"
            )
    for old_point, new_point in zip(before.memory, after.memory, strict=False):
        if old_point.grown is not None and new_point.grown is not None:
            label = f"memory with logits of {old_point.logits_bytes / 1e6:.0f} MB"
            rows.append(
                f"<tr><th>{label}</th><td>{old_point.grown / 1e6:.0f} MB</td><td>{new_point.grown / 1e6:.0f} MB</td></tr>"
            )
    head = "<thead><tr><th></th><th>before</th><th>after</th></tr></thead>"
    return f'<div class="scroll"><table class="measures">{head}<tbody>{"".join(rows)}</tbody></table></div>'


def diff(text: str) -> str:
    """Show the repair as a coloured diff."""
    if not text:
        return "<p>The repair changes nothing.</p>"
    lines = []
    for line in text.splitlines():
        if line.startswith("+++ "):
            continue
        kind = {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "")
        if line.startswith("--- "):
            kind, line = "place", line[4:].removesuffix(" before")
        lines.append(f'<span class="{kind}">{html.escape(line)}</span>')
    return f'<pre class="diff">{"".join(lines)}</pre>'
