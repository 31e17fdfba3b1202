"""What xentlint knows of one line: every loss that meets something there, and every output made there."""

from __future__ import annotations

from ..apis.spaces import Space
from ..flow.facts import LossFact
from ..flow.values import Place
from .finding import View
from .judge import judge
from .words import made_by, what_lies_between


def explain_line(view: View, path: str, cell: int | None, row: int) -> str:
    """The facts of a line in words; for an unknown, the reason."""

    def here(place: Place) -> bool:
        if str(place.module.path) != path or place.module.units[place.unit].cell != cell:
            return False
        span = place.module.span(place)
        return span.start.row <= row <= span.end.row

    facts = view.program.facts
    lines: list[str] = []
    for fact in facts.losses.values():
        if here(fact.sink) or here(fact.loss.written):
            lines.append(_loss(view, fact))
        elif fact.pred.origin is not None and here(fact.pred.origin.place):
            lines.append(f"an output is made here: {_output(fact)}; it meets {fact.row.name}")
    for place, reasons in facts.met.items():
        if here(place):
            lines.extend(f"a loss is met here, but {reason}" for reason in sorted(reasons))
    for log in facts.logs.values():
        if here(log.log):
            lines.append(f"a crossentropy is written by hand here, on {made_by(log.pred)}")
    for metric in facts.metrics.values():
        if here(metric.place):
            lines.append(f"the metric {metric.metric.symbol} reads {made_by(metric.pred)} here")
    return "\n".join(dict.fromkeys(lines)) or "no loss, output or metric is known on this line"


def _output(fact: LossFact) -> str:
    if fact.pred.space in (Space.UNKNOWN, Space.DATA):
        return "an output whose space is not known"
    between = what_lies_between(fact.pred)
    return made_by(fact.pred) + (f" behind {between}" if between else "")


def _loss(view: View, fact: LossFact) -> str:
    flag = {True: "logits", False: "probabilities", None: "what is not known"}[fact.flag]
    verdict = judge(fact, view.runtimes(fact.sink))
    context = "in training" if fact.context.training else "outside of training, as far as is seen"
    return (
        f"{fact.row.name} expects {flag} and meets {_output(fact)}, {context}: {verdict.code or verdict.why}"
    )
