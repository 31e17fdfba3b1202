"""What class a value is of: by Python for its own types, by the project's classes, by Keras' families."""

from __future__ import annotations

import abc
import builtins
import collections.abc
import types
from collections.abc import Iterator
from typing import Any

from . import ancestry, class_facts, containers, errors, exceptions, identity, lineage, operators
from .domain import behaviour, domain_of
from .guards import either
from .machine import Machine
from .values import (
    ApiMethod,
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    ModuleValue,
    PartialValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)


def _function() -> None: ...


def _generator() -> Iterator[None]:
    yield


class _WithMethod:
    def method(self) -> None: ...


_SAMPLES: tuple[tuple[type[Value], Any], ...] = (
    (ListValue, []), (DictValue, {}), (TupleValue, ()), (FunctionValue, _function),
    (GeneratorValue, _generator()), (BoundMethod, _WithMethod().method), (ClassValue, object), (ModuleValue, types),
)  # fmt: skip


def python_type(ev: Machine, name: str) -> type | None:
    """The real class that a symbol of Python's own names, ``None`` for any other."""
    package, _, last = name.rpartition(".")
    if package != "builtins":
        return domain_of(ev).real_class(name)
    found = getattr(builtins, last, None)
    return found if isinstance(found, type) else None


def is_instance(ev: Machine, value: Value, kind: Value) -> Value:
    """``isinstance(value, kind)``, as the value of a condition."""
    value, kind = ev.narrow(value), ev.narrow(kind)
    if isinstance(value, Union):
        return containers.spread(ev, (value,), lambda each: is_instance(ev, each[0], kind))
    kinds = kind.items if isinstance(kind, TupleValue) else (kind,)
    if isinstance(kind, Const | ListValue | DictValue | SetValue):
        raise ev.raised(ev.error("TypeError"))
    verdicts = [_is_a(ev, value, each) for each in kinds]
    if any(verdicts):
        return Const(True)
    if all(each is False for each in verdicts):
        return Const(False)
    if isinstance(value, Unknown):
        names = [_name_of(ev, each) for each in kinds]
        return Unknown(derive("isinstance", value.key, *names))
    return ev.unknown("isinstance")


def _name_of(ev: Machine, kind: Value) -> Any:
    """By what a question about a class is known: the same class by another name is the same question."""
    real = python_type(ev, kind.name) if isinstance(kind, Symbol) else None
    if real is _CALLABLE:
        return _CAN_BE_CALLED
    return identity.key_of(kind) or ("class", getattr(kind, "scope", None))


_CALLABLE: object = collections.abc.Callable
_CAN_BE_CALLED = ("class", "callable")


def _is_a(ev: Machine, value: Value, kind: Value) -> bool | None:
    if isinstance(kind, ClassValue):
        return _of_project(ev, value, kind)
    if not isinstance(kind, Symbol):
        return None
    if kind.name == "builtins.object":
        return True
    if isinstance(value, ApiObject) and value.symbol.name == kind.name:
        return True
    if errors.python_class(kind.name) is not None and isinstance(value, ApiObject | Instance):
        found = exceptions.is_instance(ev, value, kind)
        if found is not None:
            return found
    real = python_type(ev, kind.name)
    if real is not None:
        return _of_python(ev, value, real)
    return domain_of(ev).is_a(ev, value, kind.name)


def _of_project(ev: Machine, value: Value, kind: ClassValue) -> bool | None:
    if lineage.metaclass(kind) is not None or _by_what_it_can(ev, kind):
        return True if isinstance(value, Instance) and value.cls == kind else None
    if isinstance(value, Instance):
        if ev.store.get(value.number, "$reclassed") is not None:
            return None
        order = lineage.linearize(value.cls)
        if kind in order:
            return True
        if ev.store.get(("classes",), "$registered") is not None:
            return None
        return False if all(isinstance(each, ClassValue | Symbol) for each in order) else None
    return None if isinstance(value, Unknown | Symbol | Union) else False


def _by_what_it_can(ev: Machine, kind: ClassValue) -> bool:
    """Whether a class says itself what is an instance of it."""
    return (
        class_facts.has_rule(ev, kind, "$structural")
        or ancestry.find_in_class(ev, kind, "__subclasshook__") is not None
    )


def _of_python(ev: Machine, value: Value, real: type) -> bool | None:
    """Python itself is asked, of the value or of another of its type."""
    if isinstance(value, Const):
        return isinstance(value.value, real)
    if operators.is_range(ev, value):
        return isinstance(range(0), real)
    if isinstance(value, Instance) and class_facts.as_tuple(ev, value) is not None:
        return isinstance((), real)
    if isinstance(value, FunctionValue) and (value.cached or value.graph):
        return True if real is _CALLABLE else None  # it is kept in an object
    for mine, sample in _SAMPLES:
        if isinstance(value, mine):
            return isinstance(sample, real)
    structural = isinstance(real, abc.ABCMeta)  # it says itself what is an instance of it
    if isinstance(value, SetValue):
        verdicts = {isinstance(set(), real), isinstance(frozenset(), real)}
        return verdicts.pop() if len(verdicts) == 1 else None
    if isinstance(value, Instance):
        if structural or not class_facts.is_closed(ev, value.cls):
            return True if real is _CALLABLE and ancestry.find_in_class(ev, value.cls, "__call__") else None
        literal = class_facts.mixed_in(ev, value) if class_facts.is_member(ev, value) else None
        return isinstance(literal.value, real) if isinstance(literal, Const) else False
    if isinstance(value, Foreign) and value.inert:
        return None if structural or real in (float, int) else False
    if isinstance(value, ApiObject | Foreign | ForeignHandle):
        if real is _CALLABLE:
            return True if behaviour(ev, value).can_be_called(value) else None
        if isinstance(value, ApiObject) and not domain_of(ev).owns(value):
            return None
        return None if structural else False
    if isinstance(value, PartialValue):
        return True if real is _CALLABLE else None if structural else False
    return None


def type_of(ev: Machine, value: Value) -> Value:
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
    if isinstance(value, ApiObject):
        return value.symbol
    if isinstance(value, Foreign | ForeignHandle):
        return behaviour(ev, value).type_of(value) or ev.unknown("type")
    if isinstance(value, Union):
        return either([(guard, type_of(ev, each)) for guard, each in value.alternatives])
    return ev.unknown("type")


def is_subclass(ev: Machine, value: Value, kind: Value) -> Value:
    """``issubclass(value, kind)``."""
    kinds = kind.items if isinstance(kind, TupleValue) else (kind,)
    verdicts: list[bool | None] = []
    for each in kinds:
        if isinstance(value, ClassValue):
            order = lineage.linearize(value)
            if (
                isinstance(each, ClassValue)
                and each != value
                and (
                    lineage.metaclass(each) is not None
                    or _by_what_it_can(ev, each)
                    or (each not in order and ev.store.get(("classes",), "$registered") is not None)
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


def is_callable(ev: Machine, value: Value) -> Value:
    """``callable(value)``."""
    value = ev.narrow(value)
    if isinstance(value, FunctionValue | BoundMethod | ClassValue | PartialValue | ApiMethod):
        return Const(True)
    if isinstance(value, Foreign | ForeignHandle | ApiObject):
        can = behaviour(ev, value).can_be_called(value)
        if can is not None:
            return Const(can)
    if isinstance(
        value, Const | ListValue | DictValue | TupleValue | SetValue | GeneratorValue | IteratorValue
    ):
        return Const(False)
    if domain_of(ev).owns(value):
        return Const(True)
    if isinstance(value, Instance) and class_facts.is_closed(ev, value.cls):
        return Const(ancestry.find_in_class(ev, value.cls, "__call__") is not None)
    if isinstance(value, Union):
        return either([(guard, is_callable(ev, each)) for guard, each in value.alternatives])
    if isinstance(value, Unknown):
        return Unknown(derive("isinstance", value.key, _CAN_BE_CALLED))
    return ev.unknown("callable")
