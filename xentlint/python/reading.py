"""What runs when things are merely read: properties, descriptors and special methods of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

import libcst as cst

from . import ancestry, lineage
from .domain import domain_of
from .machine import Machine
from .naming import first_name
from .reaching import Reach, reach
from .values import (
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    GeneratorValue,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    ModuleValue,
    PropertyValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
)

_NOT_BY_READING = frozenset(
    {"__init__", "__new__", "__post_init__", "__del__", "__call__", "__init_subclass__", "__set_name__"}
)
_BY_STARS = "keys"
"""``{**value}`` calls it."""


def runs(ev: Machine, values: Iterable[Value], names: Set[str], seen: set[Any]) -> Iterator[Value]:
    """What code that reads ``values``, and what is in them, may run or use up.

    ``names`` are those that stand in the code: of a module only these are read. ``seen`` holds what was
    asked before.
    """
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Union):
            waiting += [each for _, each in value.alternatives]
        elif isinstance(value, TupleValue | Items):
            waiting += value.items
        elif isinstance(value, Entries):
            waiting += [part for entry in value.entries for part in entry if isinstance(part, Value)]
        elif isinstance(value, IteratorValue | GeneratorValue):
            yield value
        elif isinstance(value, ListValue | SetValue | DictValue):
            if value.number not in seen:
                seen.add(value.number)
                waiting += [each for name, each in ev.store.held(value.number) if not name.startswith("$")]
        elif isinstance(value, Instance):
            if value.number not in seen:
                seen.add(value.number)
                waiting += [each for name, each in ev.store.held(value.number) if not name.startswith("$")]
                waiting.append(value.cls)
                yield from _hooks(ev, value, value.cls)
        elif isinstance(value, ClassValue):
            if ("class", value.scope) not in seen:
                seen.add(("class", value.scope))
                waiting += [
                    each
                    for one in lineage.linearize(value)
                    if isinstance(one, ClassValue)
                    for _, each in ev.store.held(one.scope)
                ]
                meta = lineage.metaclass(value)
                if isinstance(meta, ClassValue):
                    yield from _hooks(ev, value, meta)
        elif isinstance(value, ModuleValue) and ("module", value.module) not in seen:
            seen.add(("module", value.module))
            found = (ev.store.peek(value.module.scope, name) for name in sorted(names | {"__getattr__"}))
            waiting += [each for each in found if each is not None]


_DEPTH = 2
"""Containers inside each other that are looked into for objects with hooks."""


def has_hooks(ev: Machine, value: Value, depth: int = _DEPTH) -> bool:
    """Whether to use ``value``, or what is in it, may run something of the project that changes other things."""
    if isinstance(value, Unknown):
        return value.key in ev.hooked
    if isinstance(value, IteratorValue | GeneratorValue):
        return True
    if isinstance(value, Instance):
        return _changes_others(ev, value.cls)
    if isinstance(value, ClassValue):
        meta = lineage.metaclass(value)
        return _changes_others(ev, value) or (isinstance(meta, ClassValue) and _changes_others(ev, meta))
    if isinstance(value, Union):
        return any(has_hooks(ev, each, depth) for _, each in value.alternatives)
    if depth and isinstance(value, TupleValue | Items):
        return any(has_hooks(ev, each, depth - 1) for each in value.items)
    if depth and isinstance(value, Entries):
        parts = (part for entry in value.entries for part in entry if isinstance(part, Value))
        return any(has_hooks(ev, each, depth - 1) for each in parts)
    if isinstance(value, ListValue | SetValue | DictValue):
        return any(has_hooks(ev, each, depth) for _, each in ev.store.held(value.number))
    return False


def _changes_others(ev: Machine, cls: ClassValue) -> bool:
    """Whether a special method or property of ``cls`` may change more than its object."""
    for one in lineage.linearize(cls):
        for name, each in ev.store.held(one.scope) if isinstance(one, ClassValue) else ():
            if isinstance(each, PropertyValue):
                each = each.getter
            elif isinstance(each, Instance) and is_descriptor(ev, each):
                return True
            elif not name.startswith("__") and name != _BY_STARS:
                continue
            if name in _NOT_BY_READING or not isinstance(each, FunctionValue | WrappedFunction):
                continue
            if not isinstance(each, FunctionValue) or _reaches_others(ev, each, one):
                return True
    return False


def _reaches_others(ev: Machine, method: FunctionValue, cls: Value) -> bool:
    code = reached_by(ev, method.node)
    if code.outside:
        return True
    for name in code.changing - {first_parameter(method)}:
        scope: int | None = method.scope
        while scope is not None:
            found = ev.store.peek(scope, name)
            if found is not None and not isinstance(found, Const | Symbol):
                return True
            scope = ev.parents.get(scope)
        if isinstance(cls, ClassValue) and ev.store.peek(cls.scope, name) is not None:
            return True
    return False


def _hooks(ev: Machine, value: Instance | ClassValue, cls: ClassValue) -> Iterator[Value]:
    """The functions of ``cls`` that run when ``value`` is read, and ``value`` where they may change it."""
    for one in lineage.linearize(cls):
        for name, each in ev.store.held(one.scope) if isinstance(one, ClassValue) else ():
            if isinstance(each, PropertyValue):
                each = each.getter
            elif not name.startswith("__") and name != _BY_STARS:
                continue
            if name in _NOT_BY_READING or not isinstance(each, FunctionValue | WrappedFunction):
                continue
            if not isinstance(each, FunctionValue):
                yield from (each, value)
                continue
            code, own = reached_by(ev, each.node), first_parameter(each)
            if code.outside or code.changing - {own}:
                yield each
            if own in code.changing:
                yield value


_PROTOCOLS = frozenset(
    {"close", "flush", "get", "items", "keys", "read", "readline", "readlines", "seek", "send", "write"}
)
"""Methods of files and mappings, which a library may call whatever the class is."""


def called_by_libraries(ev: Machine, value: Instance) -> Iterator[FunctionValue]:
    """The methods of an object that a library calls by itself, of those that may change something."""
    found: set[str] = set()
    # A class of a library calls what it likes of a class that derives from it.
    derived = any(domain_of(ev).calls_back(base, "") for base in lineage.api_bases(value.cls))
    for one in lineage.linearize(value.cls):
        for name, each in ev.store.held(one.scope) if isinstance(one, ClassValue) else ():
            if isinstance(each, PropertyValue):
                each = each.getter
            elif not name.startswith("__") and name not in _PROTOCOLS and not derived:
                continue
            if name in found or (name in _NOT_BY_READING and name != "__call__"):
                continue
            found.add(name)
            if isinstance(each, FunctionValue) and (
                each.kind != "function"
                or first_parameter(each) in reached_by(ev, each.node).changing
                or _reaches_others(ev, each, one)
            ):
                yield each


def is_descriptor(ev: Machine, value: Instance) -> bool:
    """Whether an attribute of a class has its say when it is read or set on an object."""
    return any(ancestry.find_in_class(ev, value.cls, name) is not None for name in ("__get__", "__set__"))


def reached_by(ev: Machine, node: cst.CSTNode) -> Reach:
    """What ``node`` can change when it runs, worked out once a run."""
    known = ev.reaches.get(node)
    if known is None:
        known = ev.reaches[node] = reach(node)
    return known


def first_parameter(function: FunctionValue) -> str | None:
    """The name of the first parameter of a function."""
    return first_name(function.node.params)
