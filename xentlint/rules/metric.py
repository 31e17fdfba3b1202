"""Which metric a fact is about, and whether it reads its input in the wrong space."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from ..apis.metrics import METRICS, MetricRow, resolve_metric
from ..apis.runtimes import Runtime
from ..apis.spaces import LossKind, Space
from ..keras.facts import Facts, MetricFact
from ..keras.values import Origin
from ..python.values import Const, Value


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a metric, and the row it is."""

    message: str
    advice: str
    row: MetricRow


def logit_outputs(facts: Facts) -> frozenset[Origin]:
    """The origins of linear outputs that a crossentropy takes for logits, or should."""
    return frozenset(
        fact.pred.origin
        for fact in facts.losses.values()
        if fact.pred.space is Space.LINEAR and fact.pred.origin is not None
    )


def resolved(fact: MetricFact, runtimes: tuple[Runtime, ...]) -> MetricRow | None:
    """The one metric that the fact's name stands for, or ``None`` while several are possible."""
    name = fact.metric.symbol
    if name.lower() in ("accuracy", "acc"):
        if fact.loss is None or fact.loss.row.kind is None:
            # Keras looks at the shapes: one unit is binary, several are classes, however they are labelled.
            if fact.compiled is None or fact.pred.units is None:
                return None
            return METRICS["binary_accuracy" if fact.pred.units == 1 else "categorical_accuracy"]
        names = resolve_metric(name, fact.loss.row.kind, fact.pred.units, {r.era for r in runtimes})
        return METRICS[next(iter(names))] if len(names) == 1 else None
    row: MetricRow | None = fact.metric.row
    return row


def _is_beside_another_loss(fact: MetricFact) -> bool:
    """Whether ``compile`` was given another loss by name: what an earlier one said of the output holds no more."""
    return fact.loss is None and fact.compiled is not None and isinstance(fact.compiled.loss, Const)


def wrong(fact: MetricFact, runtimes: tuple[Runtime, ...], logits: Container[Origin]) -> Wrong | None:
    """Why the metric does not belong to its input, or ``None`` when it does or nobody can tell.

    ``logits`` are the origins whose output is proved to be logits: linear, and given to a
    crossentropy that takes it as such. The linear output of a regression is none.
    """
    pred = fact.pred
    if pred.space is Space.LINEAR and (pred.origin not in logits or _is_beside_another_loss(fact)):
        return None
    if not all(step.row.numbers for step in pred.steps):
        return None
    row = resolved(fact, runtimes)
    if row is not None and _of_other_labels(fact, row):
        return Wrong(
            f"metric {fact.metric.symbol.rsplit('.', 1)[-1]} takes one-hot labels, and the loss class numbers",
            f"use sparse_{row.name}",
            row,
        )
    if row is None or row.space not in ("threshold", "probability", "classes"):
        return None
    given = fact.metric.arguments
    if given is not None and given.open:
        return None
    if (
        row.switch is not None
        and given is not None
        and given.get(row.switch.keyword, row.switch.position) is not None
    ):
        return None
    if row.space == "classes":
        return _not_classes(fact, row)
    written = _argument(row, fact)
    shown = fact.metric.symbol.rsplit(".", 1)[-1]
    if pred.space is Space.LINEAR:
        if written is not None and not _default(row, written):
            return None
        what = "cuts at a probability of 0.5" if row.space == "threshold" else "expects probabilities"
        eras = {runtime.era for runtime in runtimes}
        shown_value = row.repair_value if fact.metric.form == "function" else row.given(eras)
        advice = (
            f"give it {row.repair}={shown_value}"
            if row.repair
            else "apply the activation to what it is given"
        )
        return Wrong(f"metric {shown} {what} and is fed logits", advice, row)
    if pred.space is Space.PROBABILITIES and row.repair is not None and isinstance(written, Const):
        if row.repair == "from_logits" and written.value is True:
            message = f"metric {shown} has from_logits=True and is fed the output of a {pred.function}"
            return Wrong(message, "remove from_logits=True", row)
        if row.space == "threshold" and type(written.value) in (int, float) and written.value == 0:
            message = f"metric {shown} cuts at 0, which every {pred.function} output exceeds"
            return Wrong(message, f"leave {row.repair} at 0.5", row)
    return None


_OF_ONE_HOT = frozenset({"categorical_accuracy", "top_k_categorical_accuracy"})


def _of_other_labels(fact: MetricFact, row: MetricRow) -> bool:
    """Whether a metric reads the class numbers that the loss is given as if they were one-hot.

    Their argmax is 0 for every sample, and nothing fails. The other way round Keras raises.
    """
    return (
        row.name in _OF_ONE_HOT
        and fact.compiled is not None
        and fact.loss is not None
        and fact.loss.row.kind is LossKind.SPARSE
        and fact.pred.units != 1
    )


def _not_classes(fact: MetricFact, row: MetricRow) -> Wrong | None:
    """A metric that compares class numbers is given what they would be the argmax or the threshold of."""
    pred = fact.pred
    if pred.space not in (Space.PROBABILITIES, Space.LINEAR):
        return None
    what = "logits" if pred.space is Space.LINEAR else f"the output of a {pred.function}"
    shown = fact.metric.symbol.rsplit(".", 1)[-1]
    if row.name == "accuracy":
        return Wrong(
            f"metric {shown} counts predictions that equal their label, and is fed {what}",
            'use "accuracy", which chooses the metric for the output',
            row,
        )
    return Wrong(
        f"metric {shown} takes class numbers, and is fed {what}",
        f"use {_ONE_HOT.get(row.name, 'a metric of one-hot predictions')}, or give it the argmax",
        row,
    )


_ONE_HOT = {"mean_iou": "OneHotMeanIoU", "iou": "OneHotIoU"}


def _argument(row: MetricRow, fact: MetricFact) -> Value | None:
    if row.repair is None or fact.metric.arguments is None:
        return None
    position = row.function_position if fact.metric.form == "function" else row.position
    return fact.metric.arguments.get(row.repair, position)


def _default(row: MetricRow, written: Value) -> bool:
    """Whether the argument is written with the value that it has by default."""
    if not isinstance(written, Const):
        return False
    if row.repair == "from_logits":
        return written.value is False
    return written.value in (0.5, None)
