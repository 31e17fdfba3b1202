"""Where an attribute of a class is looked for: its bases in Python's order, and its metaclass."""

from __future__ import annotations

from . import lineage
from .domain import domain_of
from .machine import Machine
from .values import ClassValue, Symbol, Value


def has_other_truth(ev: Machine, cls: ClassValue, *names: str) -> bool:
    """Whether the metaclass of ``cls`` may have one of the special methods."""
    meta = lineage.metaclass(cls)
    if meta is None:
        return False
    if not isinstance(meta, ClassValue):
        return True
    return any(find_in_class(ev, meta, name) is not None for name in names) or not all(
        isinstance(each, ClassValue)
        or (
            isinstance(each, Symbol)
            and (each.name == "builtins.type" or domain_of(ev).adds_nothing(each.name))
        )
        for each in lineage.linearize(meta)
    )


def find_in_class(ev: Machine, cls: ClassValue, name: str, after: ClassValue | None = None) -> Value | None:
    """The class attribute ``name``, nearest first; with ``after``, only beyond that class."""
    passed = after is None
    for each in lineage.linearize(cls):
        if passed:
            if isinstance(each, ClassValue):
                found = ev.store.get(each.scope, name)
                if found is not None:
                    return ev.narrow(found)
            elif not isinstance(each, Symbol) and not name.startswith("__"):
                return ev.unknown("a base that is not known may define it")
        if each == after:
            passed = True
    return None
