"""Functions that were handed to a library: whether it calls them, and when, is not known."""

from __future__ import annotations

from . import containers, forgetting, reading
from .domain import domain_of
from .guards import alternatives
from .machine import Machine
from .store import Slot
from .values import (
    ApiMethod,
    Arguments,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    PartialValue,
    SetValue,
    TupleValue,
    Union,
    Value,
)

_SPECULATION = 1_500
"""Nodes evaluated of a function that somebody out of sight may call."""


def holds_functions(ev: Machine, value: Value, depth: int = 0) -> bool:
    """Whether ``value`` is something of the project that can be called, or holds such a thing."""
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, FunctionValue | BoundMethod | PartialValue | ClassValue | ApiMethod | Instance):
            return True
        held = isinstance(each, TupleValue | ListValue | DictValue | SetValue) and depth < 3
        if held and any(holds_functions(ev, inner, depth + 1) for inner in containers.contents(ev, each)):
            return True
    return False


def perhaps_called(ev: Machine, value: Value) -> None:
    """A function was handed to a library: it may be called, any number of times, or not.

    So may what a library calls of any object, and what it goes through may be used up.
    """
    value = ev.narrow(value)
    if isinstance(value, Union):
        for _, each in value.alternatives:
            perhaps_called(ev, each)
        return
    if isinstance(value, ListValue | TupleValue | DictValue | SetValue):
        for each in containers.contents(ev, value):
            if isinstance(each, FunctionValue | BoundMethod | PartialValue | Instance):
                perhaps_called(ev, each)
        return
    if isinstance(value, GeneratorValue | IteratorValue):
        ev.forget(value, "gone through by a library")
        return
    if isinstance(value, Instance):
        if not domain_of(ev).owns(value):
            for method in reading.called_by_libraries(ev, value):
                if (method.node, value.number) not in ev.idle:
                    perhaps_called(ev, BoundMethod(method, value))
        return
    if isinstance(value, ApiMethod) and not domain_of(ev).owns(value.receiver):
        ev.forget(value, "perhaps called")
        return
    if not isinstance(value, FunctionValue | BoundMethod | PartialValue):
        return
    written = may_write(ev, value, Arguments(open=True), _SPECULATION)
    if written is not None:
        forgetting.forget_written(ev, written)
        idle = all(name.startswith("$") for _, name in written)
        if idle and isinstance(value, BoundMethod) and isinstance(value.function, FunctionValue):
            ev.idle.add((value.function.node, getattr(value.receiver, "number", None)))
    else:
        ev.forget(value, "perhaps called")


def may_write(ev: Machine, function: Value, given: Arguments, steps: int) -> list[Slot] | None:
    """What a library writes by a call that may happen or not, ``None`` where that takes more than ``steps``."""
    written: list[Slot] = []

    def run() -> None:
        result = ev.call(function, given, ev.here())
        if isinstance(result, GeneratorValue):
            ev.forget(result, "gone through by a library")

    finished = ev.within_steps(steps, lambda: written.extend(ev.speculate(run)))
    return written if finished else None
