"""What lists, sets, dictionaries and what is unknown hold: making, looking and taking apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from . import class_facts, concrete
from .concrete import MOST_ITEMS
from .guards import alternatives, union
from .machine import Machine
from .standing import Standing, standing
from .values import (
    Const,
    DictValue,
    Entries,
    GeneratorValue,
    Items,
    IteratorValue,
    ListValue,
    NamespaceValue,
    SetValue,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
    is_inert,
)

OPEN = Items((), exact=False)
"""A list of which nothing is known."""
ANYTHING = Entries((), exact=False)
"""A dictionary of which nothing is known."""
CHANGING_ITEMS = frozenset(
    {
        "append",
        "clear",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "reverse",
        "setdefault",
        "sort",
        "update",
    }
)
"""Methods of containers that change what they hold: it may be known by another name."""


def new_list(ev: Machine, items: Sequence[Value], *, exact: bool = True) -> ListValue:
    """A fresh list."""
    value = ListValue(ev.store.number())
    ev.store.set(value.number, "items", Items(tuple(items), exact) if len(items) <= MOST_ITEMS else OPEN)
    return value


def new_dict(ev: Machine, entries: Entries) -> DictValue:
    """A fresh dictionary."""
    value = DictValue(ev.store.number())
    ev.store.set(value.number, "items", entries if len(entries.entries) <= MOST_ITEMS else ANYTHING)
    return value


def state(ev: Machine, value: Value) -> list[tuple[Any, Value]]:
    """The contents of a list, set or dictionary, each alternative under its guard."""
    if not isinstance(value, ListValue | DictValue | SetValue):
        return []
    stored = ev.store.get(value.number, "items")
    return list(alternatives(ev.narrow(stored))) if stored is not None else []


def contents(ev: Machine, value: Value) -> Iterator[Value]:
    """Everything that a tuple, list or dictionary is known to hold itself, in any of its alternatives."""
    if isinstance(value, TupleValue | Items):
        yield from value.items
    elif isinstance(value, Entries):
        yield from (inner for _, inner in value.entries)
    for _, held in state(ev, value):
        yield from contents(ev, held)


def items_of(ev: Machine, value: Value) -> tuple[tuple[Value, ...], bool] | None:
    """The items of a list or tuple and whether they are all; ``None`` for anything else."""
    if isinstance(value, TupleValue):
        return value.items, True
    if isinstance(value, ListValue):
        known = [v for _, v in state(ev, value)]
        if len(known) == 1 and isinstance(known[0], Items):
            return known[0].items, known[0].exact
        return (), False
    return None


def entries_of(ev: Machine, value: Value) -> Entries | None:
    """The entries of a dictionary, when they are the same on every path; ``None`` for anything else."""
    if isinstance(value, NamespaceValue):
        return namespace_entries(ev, value)
    found = [v for _, v in state(ev, value)] if isinstance(value, DictValue) else []
    return found[0] if len(found) == 1 and isinstance(found[0], Entries) else None


def namespace_entries(ev: Machine, value: NamespaceValue) -> Entries:
    """What ``vars(target)`` holds."""
    owner, known = class_facts.owner_of(ev, value.target)
    if owner is None:
        return ANYTHING
    pairs = tuple((name, each) for name, each in ev.store.names(owner) if not name.startswith("$"))
    return Entries(pairs, exact=known)


def in_each_state(ev: Machine, value: Value, run: Callable[[Value], Value]) -> Value:
    """``run`` on the contents of a container, apart for each alternative of them."""
    found = state(ev, value)
    if len(found) <= 1:
        return run(found[0][1] if found else Unknown())
    return ev.fork([(guard, _applied(run, held)) for guard, held in found])


def _applied(run: Callable[[Value], Value], held: Value) -> Callable[[], Value]:
    return lambda: run(held)


def spread(ev: Machine, values: Sequence[Value], run: Callable[[list[Value]], Value]) -> Value:
    """``run`` on ``values``, apart for every alternative that one of them has."""
    narrowed = [ev.narrow(each) for each in values]
    for index, each in enumerate(narrowed):
        if isinstance(each, Union):

            def chosen(value: Value, index: int = index) -> Callable[[], Value]:
                return lambda: spread(ev, [*narrowed[:index], value, *narrowed[index + 1 :]], run)

            return ev.fork([(guard, chosen(value)) for guard, value in each.alternatives])
    return run(narrowed)


def standing_of(value: Unknown) -> Standing:
    """Who decides what is unknown."""
    return Standing.FORGOTTEN if value.key is None else standing(value.key)


def versioned(ev: Machine, value: Unknown, kind: str, which: Any) -> Any:
    """A name for a part of something unknown, for as long as nothing may have changed it."""
    if value.key is None:
        return None
    ev.take_apart(value.key)
    version = ev.store.get(("unknown", value.key), "$version")
    if version is None:
        return derive(kind, value.key, which)
    if not isinstance(version, Const):
        return None  # changed on some paths only
    return derive(kind, ("version", value.key, ("const", "int", version.value)), which)


def keep_within(ev: Machine, owner: int, lost: Iterable[Value]) -> None:
    """What is still in a container, or may be, though nobody knows where."""
    kept = [each for each in lost if not is_inert(each)]
    if kept:
        known = ev.store.get(owner, "lost")
        before = known.items if isinstance(known, TupleValue) else ()
        ev.store.set(owner, "lost", TupleValue((*before, *(each for each in kept if each not in before))))


def append(ev: Machine, value: ListValue, new: Value) -> None:
    """One more item at the end, which is known even where the beginning is not."""
    options = [
        (
            guard,
            Items((*held.items, new), held.exact)
            if isinstance(held, Items) and len(held.items) < MOST_ITEMS
            else OPEN,
        )
        for guard, held in state(ev, value)
    ]
    ev.store.set(value.number, "items", union(options) or OPEN)


def copy(ev: Machine, value: ListValue | DictValue | SetValue) -> Value:
    """A container of its own with the same contents."""
    made = type(value)(ev.store.number())
    held = ev.store.get(value.number, "items")
    ev.store.set(made.number, "items", held if held is not None else OPEN)
    return made


VIEWS = frozenset({"items", "keys", "values"})
"""What looks into a dictionary: it shows what is there when it is gone through, however often."""


def viewed(ev: Machine, view: IteratorValue) -> tuple[tuple[Value, ...], bool]:
    """What a view of a dictionary shows now."""
    entries = entries_of(ev, view.sources[0])
    if entries is None or not entries.exact:
        ev.out_of_sight(view.sources[0], "gone through with keys that are not known")
        return (), False
    pairs = [(concrete.entry_key(key), value) for key, value in entries.entries]
    if view.kind == "items":
        return tuple(TupleValue(pair) for pair in pairs), True
    return tuple(pair[0] if view.kind == "keys" else pair[1] for pair in pairs), True


def position_of(ev: Machine, value: IteratorValue | GeneratorValue) -> int | None:
    """How many elements were asked for: -1 when there are no more, ``None`` when that is not known."""
    stored = ev.store.get(value.number, "position")
    stored = ev.narrow(stored) if stored is not None else Const(0)
    return stored.value if isinstance(stored, Const) and isinstance(stored.value, int) else None
