"""What class a value is of: by Python for its own types, by the project's classes, by Keras' families."""

from __future__ import annotations

import builtins
import collections.abc
import numbers
import types
import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..apis import layers as layer_table
from . import ancestry, classes, exceptions, models, operators
from .values import (
    ApiMethod,
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionalValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    LossValue,
    MetricValue,
    ModuleValue,
    PartialValue,
    SequentialValue,
    SetValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator


def _function() -> None: ...


def _generator() -> Iterator[None]:
    yield


_SAMPLES: tuple[tuple[type[Value], Any], ...] = (
    (ListValue, []), (DictValue, {}), (TupleValue, ()), (FunctionValue, _function),
    (GeneratorValue, _generator()), (ClassValue, object), (ModuleValue, types),
)  # fmt: skip
_FAMILIES = {
    "keras.layers.Layer": "layer", "keras.Layer": "layer", "tf.Module": "layer", "keras.Model": "model",
    "keras.Sequential": "sequential", "keras.losses.Loss": "loss", "keras.metrics.Metric": "metric",
    "keras.optimizers.Optimizer": "optimizer", "keras.callbacks.Callback": "callback",
}  # fmt: skip
_ABSTRACT_LAYERS = frozenset({"Layer", "RNN", "Wrapper", "Conv", "Merge", "BaseConv", "Bidirectional"})


def python_type(name: str) -> Any:
    """The real class that a symbol of Python's own library names, ``None`` for any other."""
    package, _, last = name.rpartition(".")
    home: Any = {
        "builtins": builtins, "numbers": numbers, "collections.abc": collections.abc, "types": types, "typing": typing,
    }.get(package)  # fmt: skip
    found = getattr(home, last, None)
    if isinstance(found, type):
        return found
    origin = typing.get_origin(found) if package == "typing" else None
    return origin if isinstance(origin, type) else None


def is_instance(ev: Evaluator, value: Value, kind: Value) -> Value:
    """``isinstance(value, kind)``, as the value of a condition."""
    value, kind = ev.narrow(value), ev.narrow(kind)
    if isinstance(value, Union):
        from . import sequences

        return sequences.spread(ev, (value,), lambda each: is_instance(ev, each[0], kind))
    kinds = kind.items if isinstance(kind, TupleValue) else (kind,)
    if isinstance(kind, Const | ListValue | DictValue | SetValue):
        raise ev.raised(exceptions.made("TypeError", ev))
    verdicts = [_is_a(ev, value, each) for each in kinds]
    if any(verdicts):
        return Const(True)
    if all(each is False for each in verdicts):
        return Const(False)
    if isinstance(value, Unknown):
        names = [operators.key_of(each) or ("class", getattr(each, "scope", None)) for each in kinds]
        return Unknown(derive("isinstance", value.key, *names))
    return ev.unknown("isinstance")


def _is_a(ev: Evaluator, value: Value, kind: Value) -> bool | None:
    if isinstance(kind, ClassValue):
        return _of_project(ev, value, kind)
    if not isinstance(kind, Symbol):
        return None
    if kind.name == "builtins.object":
        return True
    if isinstance(value, ApiObject) and value.symbol.name == kind.name:
        return True
    if exceptions.python_class(kind.name) is not None and isinstance(value, ApiObject | Instance):
        found = exceptions.is_instance(ev, value, kind)
        if found is not None:
            return found
    real = python_type(kind.name)
    if real is not None:
        return _of_python(ev, value, kind.name, real)
    return _of_keras(value, kind.name)


def _of_project(ev: Evaluator, value: Value, kind: ClassValue) -> bool | None:
    if ancestry.metaclass(kind) is not None or _by_what_it_can(ev, kind):
        return True if isinstance(value, Instance) and value.cls == kind else None
    if isinstance(value, Instance):
        if ev.store.get(value.number, "$reclassed") is not None:
            return None
        order = ancestry.linearize(value.cls)
        if kind in order:
            return True
        if ev.store.get(("abc", "classes"), "$registered") is not None:
            return None
        return False if all(isinstance(each, ClassValue | Symbol) for each in order) else None
    return None if isinstance(value, Unknown | Symbol | Union) else False


def _by_what_it_can(ev: Evaluator, kind: ClassValue) -> bool:
    """Whether a class says itself what is an instance of it."""
    return Symbol("typing.Protocol") in ancestry.linearize(kind) or (
        ancestry.find_in_class(ev, kind, "__subclasshook__") is not None
    )


def _of_python(ev: Evaluator, value: Value, name: str, real: type) -> bool | None:
    """Python itself is asked, of the value or of another of its type."""
    if isinstance(value, Const):
        return isinstance(value.value, real)
    if operators.is_range(ev, value):
        return isinstance(range(0), real)
    if isinstance(value, Instance) and classes.as_tuple(ev, value) is not None:
        return isinstance((), real)
    for mine, sample in _SAMPLES:
        if isinstance(value, mine):
            return isinstance(sample, real)
    structural = name.startswith(("collections.abc.", "typing."))
    if isinstance(value, SetValue):
        verdicts = {isinstance(set(), real), isinstance(frozenset(), real)}
        return verdicts.pop() if len(verdicts) == 1 else None
    if isinstance(value, Instance):
        if structural or not classes.is_closed(value.cls):
            return (
                True
                if name == "collections.abc.Callable" and ancestry.find_in_class(ev, value.cls, "__call__")
                else None
            )
        literal = classes.mixed_in(ev, value) if classes.is_member(ev, value) else None
        return isinstance(literal.value, real) if isinstance(literal, Const) else False
    if isinstance(value, ApiObject | SequentialValue | FunctionalValue | LossValue | MetricValue):
        if name in ("collections.abc.Callable", "typing.Callable"):
            return (
                True
                if models.is_layer(value) or models.is_model(value) or isinstance(value, LossValue)
                else None
            )
        if isinstance(value, ApiObject) and not models.is_layer(value):
            return None
        return None if structural else False
    if isinstance(value, BoundMethod | PartialValue):
        return True if name.endswith(".Callable") else None if structural else False
    if isinstance(value, Tensor):
        return None if structural or real in (float, int) else False
    return None


def _of_keras(value: Value, name: str) -> bool | None:
    """By Keras' families: every layer is a Layer, a Sequential is a Model and a Layer, a model is a Layer."""
    family = _FAMILIES.get(name)
    if isinstance(
        value,
        Const | ListValue | DictValue | TupleValue | SetValue | FunctionValue | BoundMethod | ClassValue,
    ):
        return False if family is not None or name.startswith("keras.layers.") else None
    if isinstance(value, Instance):
        bases = ancestry.api_bases(value.cls)
        if name in bases:
            return True
        if family == "layer":
            return True if models.is_layer(value) or models.is_model(value) else None
        if family == "model":
            return True if models.is_model(value) else None
        if family in ("loss", "metric", "callback"):
            module = name.rsplit(".", 1)[0] + "."
            return True if any(base.startswith(module) for base in bases) else None
        return None
    if models.is_model(value):
        if family in ("layer", "model"):
            return True
        if family == "sequential":
            return isinstance(value, SequentialValue)
        return (
            False if family in ("loss", "metric", "optimizer", "callback") or _is_plain_layer(name) else None
        )
    if isinstance(value, ApiObject) and models.is_layer(value):
        if family == "layer":
            return True
        if family is not None:
            return False
        if _is_plain_layer(name) and _is_plain_layer(value.symbol.name):
            return value.symbol.name == name
        return None
    if isinstance(value, LossValue):
        if family == "loss":
            return value.form == "object"
        if family is not None:
            return False
        return True if value.form == "object" and value.symbol == name else None
    if isinstance(value, MetricValue):
        if family == "metric":
            return True if value.form == "object" else None
        return False if family is not None else None
    return None


def _is_plain_layer(name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    return name.startswith("keras.layers.") and last in layer_table.LAYERS and last not in _ABSTRACT_LAYERS


def type_of(ev: Evaluator, value: Value) -> Value:
    """``type(value)``."""
    value = ev.narrow(value)
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Const):
        return Symbol(f"builtins.{type(value.value).__name__}")
    if operators.is_range(ev, value):
        return Symbol("builtins.range")
    for mine, name in ((ListValue, "list"), (DictValue, "dict"), (TupleValue, "tuple")):
        if isinstance(value, mine):
            return Symbol(f"builtins.{name}")
    if isinstance(value, SequentialValue):
        return Symbol("keras.Sequential")
    if isinstance(value, ApiObject):
        return value.symbol
    if isinstance(value, LossValue) and value.form == "object":
        return Symbol(value.symbol)
    if isinstance(value, Union):
        from .guards import either

        return either([(guard, type_of(ev, each)) for guard, each in value.alternatives])
    return ev.unknown("type")


def is_subclass(ev: Evaluator, value: Value, kind: Value) -> Value:
    """``issubclass(value, kind)``."""
    kinds = kind.items if isinstance(kind, TupleValue) else (kind,)
    verdicts: list[bool | None] = []
    for each in kinds:
        if isinstance(value, ClassValue):
            order = ancestry.linearize(value)
            if (
                isinstance(each, ClassValue)
                and each != value
                and (
                    ancestry.metaclass(each) is not None
                    or _by_what_it_can(ev, each)
                    or (each not in order and ev.store.get(("abc", "classes"), "$registered") is not None)
                )
            ):
                verdicts.append(None)
                continue
            known = all(isinstance(one, ClassValue) for one in order)
            verdicts.append(
                True if each in order else False if known or isinstance(each, ClassValue) else None
            )
        else:
            verdicts.append(None)
    if any(verdicts):
        return Const(True)
    return Const(False) if all(each is False for each in verdicts) else ev.unknown("issubclass")


def is_callable(ev: Evaluator, value: Value) -> Value:
    """``callable(value)``."""
    value = ev.narrow(value)
    if isinstance(value, FunctionValue | BoundMethod | ClassValue | PartialValue | ApiMethod | LossValue):
        return Const(not (isinstance(value, LossValue) and value.form == "string"))
    if isinstance(
        value, Const | ListValue | DictValue | TupleValue | SetValue | GeneratorValue | IteratorValue
    ):
        return Const(False)
    if models.is_model(value) or models.is_layer(value):
        return Const(True)
    if isinstance(value, Instance) and classes.is_closed(value.cls):
        return Const(ancestry.find_in_class(ev, value.cls, "__call__") is not None)
    if isinstance(value, Union):
        from .guards import either

        return either([(guard, is_callable(ev, each)) for guard, each in value.alternatives])
    if isinstance(value, Unknown):
        return Unknown(derive("isinstance", value.key, ("symbol", "collections.abc.Callable")))
    return ev.unknown("callable")
