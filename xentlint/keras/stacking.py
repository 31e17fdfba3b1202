"""Several tensors in a list: what a function that joins them, or a loss that is given them, has before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..python import containers
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import Items, ListValue, TupleValue, Unknown, Value
from . import tensor_steps
from .values import OPAQUE, Tensor


def joined(ev: Machine, value: Value, place: Place | None) -> Value:
    """``tf.stack(value)``, ``tf.concat(value)``: one tensor of all, where they are of one space."""
    if isinstance(value, Tensor):
        return tensor_steps.keep(ev, value, "concat", place)
    items = _items(ev, value)
    tensors = [each for each in items if isinstance(each, Tensor)]
    for tensor in tensors:
        tensor_steps.use(ev, tensor, place, "joined", "joined with other tensors")
    shared = merge(tensors) if tensors and len(tensors) == len(items) else None
    return OPAQUE if shared is None else tensor_steps.keep(ev, shared, "concat", None)


def of_list(ev: Machine, effect: str, value: Value) -> Value:
    """What a function of ``effect`` makes of a list, which becomes an array first."""
    tensors = [each for each in _items(ev, value) if isinstance(each, Tensor)]
    if effect in ("mean", "keep", "numpy") and tensors:
        shared = merge(tensors)
        if shared is not None:
            return tensor_steps.keep(ev, shared, "mean" if effect == "mean" else "reshape", None)
    return OPAQUE if tensors else Unknown(why="a list")


def merge(tensors: Sequence[Tensor]) -> Tensor | None:
    """Several tensors of one space as one, or ``None`` when they differ."""
    first = tensors[0]
    if any(each.space is not first.space or each.function != first.function for each in tensors):
        return None
    return replace(first, trained=any(each.trained for each in tensors))


def is_listed(ev: Machine, value: Value) -> bool:
    """Whether ``value`` is a list or tuple of tensors, which whoever wants one tensor stacks."""
    items = _items(ev, value)
    return bool(items) and all(isinstance(each, Tensor) for each in items)


def _items(ev: Machine, value: Value) -> tuple[Value, ...]:
    """What a list or tuple is known to hold, in any of its states.

    A loop that fills a list leaves it with nothing, with what one round put there, or with what any did:
    nothing is to be joined of nothing, and what is known to stand last is like what stands before.
    """
    if isinstance(value, TupleValue):
        return value.items
    if not isinstance(value, ListValue):
        return ()
    states = [held for _, held in containers.state(ev, value)]
    if not all(isinstance(held, Items) and (held.items or held.exact) for held in states):
        return ()
    return tuple(each for held in states if isinstance(held, Items) for each in held.items)
