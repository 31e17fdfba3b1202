"""Objects that models of a library answer with: their outputs by name, and by number.

``model(x).logits``, ``model(x)["logits"]`` and ``model(x)[0]`` of the classifiers of transformers. Asked for
its loss too (``labels=``), a model has that first, and the numbers of its outputs begin at one. A tuple of
which only the beginning is known, ``(logits,) + outputs[2:]``, is such an object without names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from ..apis.spaces import Space
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import NONE, ApiObject, Arguments, Const, Symbol, TupleValue, Value
from .values import Tensor

_SYMBOL = Symbol("transformers.modeling_tf_outputs.ModelOutput")
_LATER = Tensor(Space.UNKNOWN, trained=True)
"""Hidden states, attentions, the model's own loss."""


def answer(ev: Machine, fields: tuple[str, ...], outputs: Value, given: Arguments, place: Place) -> ApiObject:
    """What the call of a model gives whose outputs have names."""
    values = outputs.items if len(fields) > 1 and isinstance(outputs, TupleValue) else (outputs,)
    named = dict(zip(fields, values, strict=False))
    if "labels" in given.kwargs or given.open:
        named = {"loss": _LATER, **named}
    return ApiObject(ev.store.number(), _SYMBOL, Arguments((), named), place)


def begun(ev: Machine, items: tuple[Value, ...], place: Place | None) -> Value | None:
    """A tuple that begins with the outputs ``items``; ``None`` for anything but outputs."""
    if not items or not all(isinstance(each, Tensor) for each in items):
        return None
    return ApiObject(
        ev.store.number(),
        _SYMBOL,
        Arguments((), dict(zip(map(str, range(len(items))), items, strict=True))),
        place,
    )


def written(symbol: Symbol, given: Arguments, place: Place, number: Callable[[], int]) -> ApiObject | None:
    """``TFSequenceClassifierOutput(loss=..., logits=...)``: what a model of the program answers with."""
    name = symbol.name.rpartition(".")[2]
    if not (symbol.name.startswith("transformers.") and name.startswith("TF") and name.endswith("Output")):
        return None
    named = {key: each for key, each in given.kwargs.items() if each != NONE}
    return ApiObject(number(), _SYMBOL, Arguments((), named), place)


def outputs(value: ApiObject) -> dict[str, Value]:
    """What is known of the answer, by name and in order."""
    return dict(value.arguments.kwargs)


def changed(value: ApiObject, change: Callable[[Value], Value]) -> ApiObject:
    """The same answer with ``change`` made to every output in it."""
    named = {name: change(each) for name, each in value.arguments.kwargs.items()}
    return replace(value, arguments=Arguments((), named))


def is_answer(value: Value) -> TypeGuard[ApiObject]:
    """Whether ``value`` is such an object."""
    return isinstance(value, ApiObject) and value.symbol == _SYMBOL


def field(value: ApiObject, name: str) -> Value:
    """``value.name``."""
    return value.arguments.kwargs.get(name, _LATER)


def item(value: ApiObject, index: Value) -> Value:
    """``value[index]``."""
    if isinstance(index, Const) and isinstance(index.value, str):
        return field(value, index.value)
    listed = tuple(value.arguments.kwargs.values())
    if isinstance(index, Const) and isinstance(index.value, int) and 0 <= index.value < len(listed):
        return listed[index.value]
    return _LATER
