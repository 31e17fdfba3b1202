"""Crossentropies that are written by hand on a linear output: a logarithm of scores, weighed by labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..apis.losses import BY_HAND
from ..apis.spaces import Space
from . import sinks
from .values import Const, LossValue, Place, Step, Tensor, Value

if TYPE_CHECKING:
    from .evaluator import Evaluator


def logarithm(tensor: Tensor, place: Place) -> Tensor:
    """The logarithm of a linear output, of which only that is known."""
    made = Tensor(Space.UNKNOWN, of=tensor.of, trained=tensor.trained, pending=tensor.pending)
    return replace(made, under=tensor, steps=(Step("log", place),))


def is_logarithm(tensor: Tensor) -> bool:
    """Whether ``tensor`` is what :func:`logarithm` makes."""
    return tensor.space is Space.UNKNOWN and tensor.under is not None and tensor.under.space is Space.LINEAR


def crossentropy(ev: Evaluator, tensor: Tensor, labels: Value) -> Tensor:
    """Labels weigh or select such a logarithm: a loss that expects probabilities was given scores."""
    place = tensor.steps[0].place
    if place is None or tensor.under is None:
        return tensor
    place = next((met for met in _met(ev, tensor.under) if met.module is place.module), place)
    loss = LossValue(BY_HAND, Const(False), place, "function", BY_HAND.name)
    keys = sinks.meet(ev, loss, Const(False), tensor.under, labels, place, call_place=place)
    plain = Tensor(Space.UNKNOWN, of=tensor.of, trained=tensor.trained)
    return replace(plain, pending=(*tensor.pending, *(("loss", key) for key in keys)))


def _met(ev: Evaluator, scores: Tensor) -> list[Place]:
    """Where the same output has met such a crossentropy: its terms are one loss."""
    return [
        fact.sink
        for fact in ev.facts.losses.values()
        if fact.row is BY_HAND and fact.pred.origin == scores.origin
    ]
