"""A loss that met a prediction, and what several rules ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from ..apis.activations import BY_NAME
from ..apis.runtimes import Runtime
from ..apis.spaces import Space
from ..keras.facts import LabelFact, LossFact
from ..keras.values import Tensor


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a rule judges: the meeting, and the runtimes that the file is meant for."""

    fact: LossFact
    runtimes: tuple[Runtime, ...]

    @property
    def is_readable(self) -> bool:
        """Whether the prediction stands where it belongs, and what the loss takes is known."""
        return not self.fact.swapped and self.fact.flag is not None

    @property
    def has_probabilities(self) -> bool:
        """Whether a crossentropy meets the whole of what a softmax or a sigmoid gave."""
        fact = self.fact
        return (
            self.is_readable
            and fact.pred.space is Space.PROBABILITIES
            and fact.row.api != "divergence"
            and not is_partial(fact.pred)
        )

    @property
    def is_doubled(self) -> bool:
        """Whether probabilities meet what makes probabilities of them once more."""
        return self.has_probabilities and (bool(self.fact.flag) or _stacked(self.fact.pred))

    @property
    def is_fragile(self) -> bool:
        """Whether probabilities of the right kind are trained by a loss that expects them."""
        fact = self.fact
        return (
            self.has_probabilities
            and not self.is_doubled
            and not is_averaged(fact.pred)
            and not of_another_kind(fact)
            and fact.context.training
            and not fact.correlated
        )


def is_partial(pred: Tensor) -> bool:
    """Whether only part of an output is left."""
    return any(step.row.part for step in pred.steps)


def is_averaged(pred: Tensor) -> bool:
    """Whether several outputs were averaged: no single activation made what is left."""
    return any(step.kind == "mean" for step in pred.steps)


def is_picked(pred: Tensor) -> bool:
    """Whether classes were taken out of the output, or put together from several."""
    return any(step.row.picks for step in pred.steps)


def of_another_kind(fact: LossFact) -> bool:
    """Whether a softmax meets a loss of one question a unit, or a sigmoid one of exclusive classes."""
    kind, function = fact.row.kind, fact.pred.function
    return kind is not None and function in ("softmax", "sigmoid") and function != kind.function


def is_nonsense(pred: Tensor) -> bool:
    """Whether an activation made the output that makes neither probabilities nor free scores."""
    row = BY_NAME.get(pred.function)
    return pred.space is Space.ACTIVATED and row is not None and row.nonsense


def keeps_sign(pred: Tensor) -> bool:
    """Whether what the activation made is still what there is."""
    return all(step.row.sign for step in pred.steps)


def keeps_axis(fact: LossFact | LabelFact) -> bool:
    """Whether the classes of the prediction stand where the loss, which is told nothing of it, looks for them."""
    given = fact.loss.arguments
    told = given is not None and (given.open or "axis" in given.kwargs)
    return not told and all(step.row.axis for step in fact.pred.steps)


def across(fact: LossFact) -> bool:
    """Whether a softmax was taken over another axis than the one that the loss takes for the classes."""
    pred = fact.pred
    return (
        fact.row.kind is not None
        and fact.row.kind.exclusive
        and pred.function == "softmax"
        and pred.axis is not None
        and pred.rank is not None
        and pred.axis not in (-1, pred.rank - 1)
        and keeps_axis(fact)
    )


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
