"""Whether a value is true: yes, no, or under a condition that has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .values import (
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionalValue,
    FunctionValue,
    Instance,
    Items,
    ListValue,
    LossValue,
    MetricValue,
    ModuleValue,
    PartialValue,
    SequentialValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

_OBJECTS = (
    ApiObject, BoundMethod, ClassValue, FunctionValue, FunctionalValue, LossValue, MetricValue, ModuleValue,
    PartialValue, SequentialValue, Instance,
)  # fmt: skip


def truth(ev: Evaluator, value: Value) -> tuple[bool | None, Any, bool]:
    """The truth of ``value``; when open, the key of the condition and whether it is meant as such.

    ``not x`` has the key of ``x`` and ``False``: both tests are decided together.
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
    if isinstance(value, ListValue):
        items = ev.store.get(value.number, "items")
        if isinstance(items, Items):
            if items.items:
                return True, None, True
            if items.exact:
                return False, None, True
        return None, ("filled", value.number), True
    if isinstance(value, DictValue):
        entries = ev.store.get(value.number, "items")
        if isinstance(entries, Entries):
            if entries.entries:
                return True, None, True
            if entries.exact:
                return False, None, True
        return None, ("filled", value.number), True
    if isinstance(value, Symbol):
        if value.name.startswith(("keras.", "tf.", "builtins.")) or value.name in ("keras", "tf"):
            return (None, ("symbol", value.name), True) if _flag_like(value.name) else (True, None, True)
        return None, ("symbol", value.name), True
    if isinstance(value, _OBJECTS):
        return True, None, True
    return None, None, True


def _flag_like(name: str) -> bool:
    """Whether a library name is a variable rather than a function, class or module."""
    last = name.rsplit(".", 1)[-1]
    return "flags" in name or last.isupper() or last.startswith("__")
