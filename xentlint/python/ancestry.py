"""Where an attribute of a class is looked for: its bases in Python's order, and its metaclass."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from . import errors, lineage, written
from .domain import domain_of
from .machine import Machine
from .values import ClassValue, FunctionValue, PropertyValue, Symbol, Value, WrappedFunction


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


_CODE = (FunctionValue, WrappedFunction, PropertyValue)


def is_unseen(ev: Machine, base: str) -> bool:
    """Whether nothing is known of the class ``base`` of a library: neither what it has nor what it does."""
    return domain_of(ev).changes_arguments(base) and errors.python_class(base) is None


def has_unseen_base(ev: Machine, cls: ClassValue) -> bool:
    """Whether ``cls`` may have what it has from a library of which nothing is known."""
    return any(
        not isinstance(each, Symbol) or is_unseen(ev, each.name)
        for each in lineage.linearize(cls)
        if not isinstance(each, ClassValue)
    )


def find_in_class(ev: Machine, cls: ClassValue, name: str, after: ClassValue | None = None) -> Value | None:
    """The class attribute ``name``, nearest first; with ``after``, only beyond that class."""
    order = lineage.linearize(cls)
    return _find(ev, order[order.index(after) + 1 :] if after is not None and after in order else order, name)


def _find(ev: Machine, order: Sequence[Value], name: str, hidden: bool = False) -> Value | None:
    for index, each in enumerate(order):
        if isinstance(each, ClassValue):
            if ev.store.peek(each.scope, name) is None:
                continue
            beyond = partial(_find, ev, order[index + 1 :], name, hidden)
            found = written.or_else(ev, each.scope, name, beyond)
            if hidden and found is not None and (isinstance(found, _CODE) or not name.startswith("__")):
                return ev.one_of([found], "a base that is not known may hide it")
            return found
        if isinstance(each, Symbol):
            hidden = hidden or is_unseen(ev, each.name)
        elif not name.startswith("__"):
            return ev.unknown("a base that is not known may define it")
    return None
