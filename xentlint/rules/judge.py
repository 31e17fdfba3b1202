"""The verdict on each meeting of a loss and a prediction: which one code holds, or none.

At most one code is right for a pair: a wrong function (2xx) hides what is merely fragile (1xx).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..apis.runtimes import Runtime
from ..apis.spaces import Space
from ..flow.facts import LossFact
from ..flow.values import Tensor
from . import numeric

Outcome = Literal["right", "unknown"]

_MIXES = frozenset({"mean", "reduced", "select", "max", "weighted"})
"""Steps after which probabilities are no longer one softmax: averages of several, one entry of each."""
_UNBOUNDED_NONSENSE = frozenset(
    {
        "relu",
        "relu6",
        "tanh",
        "elu",
        "selu",
        "gelu",
        "swish",
        "silu",
        "softsign",
        "mish",
        "crelu",
    }
)
"""Activations whose output is neither a probability nor a free score."""


_SAME_SIGN = frozenset(
    {"identity", "reshape", "resample", "cast", "dropout", "time_distributed", "boundary", "numpy", "mean"}
)
"""Steps that leave the output of such an activation what it is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` when something is to be said; else why not."""

    code: str | None
    why: str = ""


RIGHT = Verdict(None, "proved right")


def judge(fact: LossFact, runtimes: tuple[Runtime, ...]) -> Verdict:
    """Decide on one meeting."""
    if fact.swapped:
        return Verdict("XEN204")
    if fact.flag is None:
        return Verdict(None, "from_logits is not known")
    pred = fact.pred
    if pred.space is Space.PROBABILITIES and fact.row.api == "divergence":
        return RIGHT
    if pred.space is Space.PROBABILITIES:
        return _probabilities(fact, runtimes)
    if pred.space is Space.LINEAR:
        if not fact.flag:
            return Verdict("XEN202")
        return Verdict("XEN203") if _alone(fact) else RIGHT
    if pred.space is Space.LOG_PROBABILITIES:
        if fact.flag:
            return RIGHT
        stable = not any(step.kind == "log" for step in pred.steps)
        return Verdict("XEN202") if stable and not pred.steps else Verdict(None, "a transformed output")
    if pred.space is Space.ACTIVATED and pred.function in _UNBOUNDED_NONSENSE:
        if all(step.kind in _SAME_SIGN for step in pred.steps):
            return Verdict("XEN203")
        return Verdict(None, "a transformed output")
    return Verdict(None, "the output space is not known")


_SAME_AXIS = frozenset({"identity", "cast", "dropout", "time_distributed", "boundary", "numpy"})
"""Steps that leave the last axis what it is."""


def _alone(fact: LossFact) -> bool:
    """Whether one linear unit meets a loss that normalises over classes: nothing is left to choose."""
    return (
        fact.row.kind in ("categorical", "sparse")
        and fact.pred.units == 1
        and fact.pred.function == "linear"
        and all(step.kind in _SAME_AXIS for step in fact.pred.steps)
        and not _has_axis(fact)
    )


def across(fact: LossFact) -> bool:
    """Whether a softmax was taken over another axis than the one that the loss takes for the classes."""
    pred = fact.pred
    return (
        fact.row.kind in ("categorical", "sparse")
        and pred.function == "softmax"
        and pred.axis is not None
        and pred.rank is not None
        and pred.axis not in (-1, pred.rank - 1)
        and all(step.kind in _SAME_AXIS for step in pred.steps)
        and not _has_axis(fact)
    )


def _has_axis(fact: LossFact) -> bool:
    """Whether a loss is told over which axis its classes stand."""
    given = fact.loss.arguments
    return bool(given is not None and (given.open or "axis" in given.kwargs))


def _stacked(pred: Tensor) -> bool:
    """Whether the output is a sigmoid of what is a sigmoid already."""
    under = pred.under
    return (
        pred.function == "sigmoid"
        and under is not None
        and under.space is Space.PROBABILITIES
        and under.function == "sigmoid"
        and not pred.steps
        and all(step.kind in ("identity", "reshape") for step in under.steps)
    )


def _probabilities(fact: LossFact, runtimes: tuple[Runtime, ...]) -> Verdict:
    pred = fact.pred
    kinds = {step.kind for step in pred.steps}
    if kinds & {"reduced", "select", "weighted", "max", "complement"}:
        return Verdict(None, "only part of the probabilities")
    if fact.flag or _stacked(pred):
        return Verdict("XEN201")
    if across(fact):
        return Verdict("XEN203")
    if "mean" in kinds:
        return Verdict(None, "an average of probabilities")
    kind = fact.row.kind
    if pred.function == "softmax" and pred.units == 1:
        return Verdict("XEN203")
    picked = kinds & {"index", "concat", "reshape"}
    if kind == "binary" and pred.function == "softmax":
        return Verdict(None, "one class picked from a softmax") if picked else Verdict("XEN203")
    if kind in ("categorical", "sparse") and pred.function == "sigmoid":
        return Verdict(None, "classes assembled from sigmoids") if picked else Verdict("XEN203")
    if fact.loss.form != "string" and fact.row.expects == "probabilities" and not fact.context.training:
        return Verdict(None, "evaluated, not trained")
    if not fact.context.training:
        return Verdict(None, "evaluated, not trained")
    if fact.correlated:
        return Verdict(None, "activation and flag are chosen together")
    if fact.context.compiled:
        written = fact.loss.flag is not None
        return Verdict("XEN102" if written or not numeric.recovered(fact, runtimes) else "XEN103")
    return Verdict("XEN101")
