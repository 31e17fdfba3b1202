"""Whether a value is true: yes, no, or under a condition that has a name."""

from __future__ import annotations

from typing import Any

from .domain import behaviour, domain_of
from .machine import Machine
from .standing import Standing, standing_of_symbol
from .values import (
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Items,
    IteratorValue,
    ListValue,
    ModuleValue,
    PartialValue,
    SetValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)

_ALWAYS_TRUE = (
    BoundMethod, ClassValue, FunctionValue, GeneratorValue, IteratorValue, ModuleValue, PartialValue,
)  # fmt: skip


def truth(ev: Machine, value: Value) -> tuple[bool | None, Any, bool]:
    """The truth of ``value``; when open, the key of the condition and whether it is meant as such.

    ``not x`` has the key of ``x`` and ``False``: both tests are decided together. An object whose
    class has a say in it (``__bool__``, ``__len__``) was asked before: here its truth is open.
    """
    if isinstance(value, Const):
        return bool(value.value), None, True
    if isinstance(value, Unknown):
        key = value.key
        positive = True
        while isinstance(key, tuple) and len(key) == 2 and key[0] == "not":
            key, positive = key[1], not positive
        return None, key, positive
    if isinstance(value, TupleValue):
        return bool(value.items), None, True
    if isinstance(value, ListValue | SetValue | DictValue):
        held = ev.store.get(value.number, "items")
        if isinstance(held, Items) and (held.items or held.exact):
            return bool(held.items), None, True
        if isinstance(held, Entries) and (held.entries or held.exact):
            return bool(held.entries), None, True
        return None, None, True
    if isinstance(value, Symbol):
        constant = domain_of(ev).constant(value.name)
        if isinstance(constant, Const):
            return bool(constant.value), None, True
        if standing_of_symbol(value.name) is not Standing.INPUT and domain_of(ev).is_code(value.name):
            return True, None, True
        return None, ("symbol", value.name), True
    if isinstance(value, _ALWAYS_TRUE):
        return True, None, True
    if isinstance(value, ApiObject) and value.symbol.name.startswith("builtins."):
        return True, None, True
    if isinstance(value, Foreign | ForeignHandle | ApiObject) and behaviour(ev, value).is_true(value):
        return True, None, True
    return None, None, True
