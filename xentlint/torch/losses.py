"""Where a loss of PyTorch meets an output."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..apis.losses import LossRow
from ..apis.spaces import Space
from ..keras import sinks, tensor_steps, tensors
from ..keras.facts import LogFact, Unmet
from ..keras.run import context_of, facts_of
from ..keras.values import Tensor
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import Arguments, Const, Symbol, Unknown, Value
from . import operations
from .values import TorchLoss, of_torch


def loss_object(row: LossRow, symbol: Symbol, given: Arguments, place: Place) -> TorchLoss:
    """``nn.CrossEntropyLoss(...)``."""
    return TorchLoss(row, _takes_logits(row), place, "object", symbol.name, arguments=given)


def loss_function(row: LossRow, symbol: Symbol, place: Place) -> TorchLoss:
    """``F.cross_entropy``."""
    return TorchLoss(row, _takes_logits(row), place, "function", symbol.name)


def _takes_logits(row: LossRow) -> Value:
    return Const(row.expects == "logits")


def meet(ev: Machine, loss: TorchLoss, given: Arguments, place: Place) -> Value:
    """``loss(input, target)``."""
    row: LossRow = loss.row
    prediction, where = given.get(*row.pred), given.place(*row.pred)
    if prediction is None:
        if not given.open:
            facts_of(ev).miss(place, Unmet.NOTHING_GIVEN)
        return Unknown(why="loss without predictions")
    classes = row.expects != "probabilities"

    def known(tensor: Tensor) -> Tensor:
        if operations.unchanged(ev, tensor) and not (classes and _over_another_axis(tensor)):
            return tensor
        return replace(tensor_steps.opaque(tensor), pending=tensor.pending)

    prediction = tensor_steps.each_tensor(ev.narrow(prediction), known)
    # What stands for the labels says nothing: they may be probabilities too.
    keys: list[Any] = [
        ("loss", key)
        for key in sinks.meet(
            ev, loss, loss.from_logits, prediction, Unknown(), place, pred_place=where, call_place=place
        )
    ]
    if row.expects == "log-probabilities":
        for guard, each in sinks.tensors_in(ev, prediction):
            with ev.assuming(guard):
                keys += _logarithm(ev, each, where)
    return of_torch(Tensor(Space.UNKNOWN, trained=True, pending=tuple(keys)))


def _logarithm(ev: Machine, pred: Tensor, where: Place | None) -> list[Any]:
    """The logarithm of probabilities meets the loss that takes it: a crossentropy in two steps."""
    log = tensors.by_log(pred)
    if log is None or pred.space is not Space.LOG_PROBABILITIES or pred.numpy or not ev.provable():
        return []
    key = (log, pred.origin)
    facts_of(ev).note_run(log, context_of(ev).compiling)
    facts_of(ev).logs.setdefault(key, LogFact(log, pred, context_of(ev), ev.guard(), ev.calls_outer(), where))
    return [("log", key)]


def _over_another_axis(tensor: Tensor) -> bool:
    """Whether ``tensor`` is a softmax over what may be another axis than that of the classes, which is the second."""
    if tensor.function != "softmax" or tensor.space is not Space.PROBABILITIES or tensor.axis in (1, None):
        return False
    if any(step.kind == "reshape" for step in tensor.steps):
        return False
    return tensor.axis != -1 or tensor.rank not in (None, 2)
