"""Functions of ``torch`` on tensors, and methods of tensors: one table, since a method is a function of its tensor."""

from __future__ import annotations

from ..apis import torch as table
from ..apis.activations import ActivationRow
from ..apis.ops import OpRow
from ..apis.spaces import Maker, Space
from ..keras import tensors
from ..keras.values import Tensor
from ..python import reads
from ..python.guards import alternatives
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import NONE, Arguments, Const, Unknown, Value
from .values import UNKNOWN_OUTPUT, of_torch

_CHANGED = "$changed"
_BEHIND_SCORES = Const(1)
"""The axis that a softmax takes where it is told none, of what has two axes or four."""


def apply(ev: Machine, name: str, given: Arguments, place: Place) -> Value | None:
    """The value of calling the function ``name`` of PyTorch; ``None`` for one that no table describes."""
    last = name.rpartition(".")[2]
    note_changed(ev, given.kwargs.get("out"))
    activation = table.ACTIVATIONS.get(name)
    if activation is not None:
        where = next((n for n in ("input", "x") if given.get(n, 0) is not None), "input")
        value = given.get(where, 0)
        if value is None:
            return UNKNOWN_OUTPUT
        axis = given.get("dim", table.DIM.get(last)) if last in table.DIM else None
        return activate(ev, activation, value, axis, place, name, given.place(where, 0))
    row = table.OPS.get(last) if name.rpartition(".")[0] in ("torch", "torch.nn.functional") else None
    if last in table.BY_AXIS and name.startswith("torch."):
        along = len(given.args) > 1 or bool(given.kwargs.keys() & {"dim", "axis"})
        row = OpRow("top_k" if along else "max")
    return _operate(ev, row, name, given, place) if row is not None else None


def method(ev: Machine, tensor: Tensor, name: str, given: Arguments, place: Place) -> Value | None:
    """``tensor.name(...)``; ``None`` for what no table describes."""
    if name.endswith("_") and not name.startswith("_") and name not in table.OPS:
        note_changed(ev, tensor)
        name = name.rstrip("_")
    if name in table.ACTIVATING or name in table.OPS or name in table.BY_AXIS:
        return apply(ev, f"torch.{name}", given.behind(tensor), place)
    return None


def note_changed(ev: Machine, value: Value | None) -> None:
    """A tensor is changed in place: who has it elsewhere has other numbers than those that it was made with."""
    for _, each in alternatives(ev.narrow(value)) if value is not None else ():
        if isinstance(each, Tensor) and each.origin is not None:
            ev.store.set(("tensor", each.origin), _CHANGED, Const(True))


def unchanged(ev: Machine, tensor: Tensor) -> bool:
    """Whether nothing is known to have changed ``tensor`` in place."""
    return tensor.origin is None or ev.store.perhaps(("tensor", tensor.origin), _CHANGED) is None


def activate(
    ev: Machine,
    row: ActivationRow,
    value: Value,
    axis: Value | None,
    place: Place,
    symbol: str,
    scores: Place | None = None,
) -> Value:
    """An activation of ``value``, over ``axis`` where it is one that normalises."""
    if isinstance(value, Unknown):
        value = UNKNOWN_OUTPUT
    if axis is None or axis == NONE:
        axis = _BEHIND_SCORES
    elif not isinstance(axis, Const):
        return UNKNOWN_OUTPUT  # over what it normalises is not known
    made = tensors.activate(
        ev, row, ev.narrow(value), place=place, maker=Maker.TORCH, symbol=symbol, scores=scores, axis=axis
    )
    return of_torch(made)


def _operate(ev: Machine, row: OpRow, name: str, given: Arguments, place: Place) -> Value:
    first = next((v for n in row.names if (v := given.get(n, row.position)) is not None), None)
    if first is not None and row.effect not in table.KEEPS_SCORES:
        options = [each for _, each in alternatives(ev.narrow(first))]
        if any(isinstance(each, Tensor) and each.space is Space.LINEAR for each in options):
            # Scores that were clipped, summed or taken the logarithm of are what the program makes of them.
            for each, where in given.placed():
                reads.read_all(ev, each, where or place, "value", name)
            return UNKNOWN_OUTPUT
    if row.effect == "gather" and isinstance(first, Tensor):
        axis, indices = given.get("dim", 1), given.get("index", 2)
        picks = axis in (Const(1), Const(-1))
        where = given.place("input", 0)
        return of_torch(
            tensors.transfer(ev, "gather", row.step, first, where, indices, place, name, picks=picks)
        )
    return of_torch(tensors.apply_op(ev, row, name, given, place))


def keeps_scores(ev: Machine, name: str, left: Value, right: Value) -> bool:
    """Whether an operator leaves scores what they are: something is added, or they are divided by a temperature."""
    for each, other, first in ((left, right, True), (right, left, False)):
        options = [one for _, one in alternatives(ev.narrow(each))]
        if any(isinstance(one, Tensor) and one.space is Space.LINEAR for one in options):
            plain = isinstance(other, Const) or (isinstance(other, Unknown) and not other.element)
            scaled = plain and (name == "multiply" or (name == "divide" and first))
            if not scaled and name not in ("add", "subtract"):
                return False
    return True
