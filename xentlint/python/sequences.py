"""Lists, tuples, sets, dictionaries and strings: making, reading and changing them.

What is known one by one is operated on by Python itself (``concrete``); of anything else only what is
said here is known, and what an operation could have changed is forgotten.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from . import (
    ancestry,
    class_facts,
    concrete,
    containers,
    forgetting,
    formatted,
    identity,
    iteration,
    perhaps,
    special_methods,
    written,
)
from .concrete import MOST_ITEMS, Raised, Undecided
from .domain import behaviour, domain_of
from .guards import either, union
from .machine import Machine
from .modules import Place
from .standing import Standing
from .values import (
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Guard,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    NamespaceValue,
    SetValue,
    SliceValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

# -- making and looking ------------------------------------------------------------------------------


def new_set(ev: Machine, items: Sequence[Value], *, exact: bool = True) -> SetValue:
    """A fresh set of what may be equal to each other, or not."""
    for each in items:
        special_methods.hashed(ev, each)
    value = SetValue(ev.store.number())
    try:
        unique = list(dict.fromkeys(concrete.wrap(each) for each in items))
    except (Undecided, TypeError):
        exact = False
    held = Items(tuple(concrete.unwrap(each) for each in unique)) if exact else containers.OPEN
    ev.store.set(value.number, "items", held)
    return value


# -- items ---------------------------------------------------------------------------------------------


def item(ev: Machine, value: Value, index: int, count: int | None = None) -> Value:
    """The item at ``index`` of a sequence that is unpacked into ``count`` targets."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return _map(value, lambda v: item(ev, v, index, count))
    if isinstance(value, TupleValue | ListValue):
        return containers.in_each_state(ev, value, lambda held: _pick(ev, value, held, index))
    if isinstance(value, Unknown):
        ev.doubt(containers.standing_of(value))
        position = index if count is None or index >= 0 else index + count
        return Unknown(containers.versioned(ev, value, "item", position), element=value.element)
    if isinstance(value, Foreign | ApiObject):
        part = behaviour(ev, value).part(ev, value, index)
        if part is not None:
            return part
    if isinstance(value, Symbol):
        return Unknown(("item", ("symbol", value.name), index))
    if isinstance(value, Const) and isinstance(value.value, str):
        if -len(value.value) <= index < len(value.value):
            return Const(value.value[index])
        raise ev.raised(ev.error("IndexError"))
    return ev.unknown("unpacking")


def _pick(ev: Machine, value: Value, held: Value, index: int) -> Value:
    items = value.items if isinstance(value, TupleValue) else held.items if isinstance(held, Items) else ()
    exact = isinstance(value, TupleValue) or (isinstance(held, Items) and held.exact)
    if exact:
        if -len(items) <= index < len(items):
            return items[index]
        raise ev.raised(ev.error("IndexError"))
    ev.doubt(Standing.FORGOTTEN)
    if index < 0 and -index <= len(items):
        return items[index]
    ev.out_of_sight(value, "picked from a list of unknown length")
    return ev.one_of((value,), "item of an open list")


def _map(value: Union, change: Any) -> Value:
    return either([(guard, change(v)) for guard, v in value.alternatives])


def subscript(ev: Machine, value: Value, index: Value, place: Place | None, picks_one: bool = False) -> Value:
    """``value[index]``."""
    value, index = ev.narrow(value), ev.narrow(index)
    if isinstance(value, Foreign):
        picked = behaviour(ev, value).item(ev, value, index, place, picks_one)
        if picked is not None:
            return picked
    if isinstance(value, Union) or isinstance(index, Union):
        return containers.spread(
            ev, (value, index), lambda each: subscript(ev, each[0], each[1], place, picks_one)
        )
    if isinstance(value, NamespaceValue):
        return _of_namespace(ev, value, index, place)
    if isinstance(value, DictValue):
        return containers.in_each_state(ev, value, lambda held: _entry(ev, value, held, index))
    if isinstance(value, ListValue | TupleValue):
        return containers.in_each_state(ev, value, lambda held: _from_list(ev, value, held, index))
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        return _from_text(ev, value.value, index)
    if isinstance(value, Instance):
        return special_methods.special(ev, value, "__getitem__", Arguments((index,), {}, (None,)), place)
    if isinstance(value, ClassValue):
        special_methods.run_somehow(ev, value, "__getitem__")
        return class_item(ev, value, index)
    if isinstance(value, ApiObject):
        picked = behaviour(ev, value).item(ev, value, index, place, picks_one)
        if picked is not None:
            return picked
    if isinstance(value, Symbol) and isinstance(index, Const):
        known = domain_of(ev).item(ev, value, index)
        if known is not None:
            return known
    whole, which = identity.key_of(value), identity.key_of(index)
    if isinstance(value, Unknown):
        ev.doubt(containers.standing_of(value))
        key = containers.versioned(ev, value, "item", which) if which is not None else None
    else:
        ev.doubt(Standing.FOREIGN)
        key = derive("item", whole, which)
    given = Unknown(key, element=isinstance(value, Unknown) and value.element)
    if whole is None or which is None or not isinstance(index, Const):
        return given
    return written.or_else(ev, ("items", whole), repr(which), lambda: given) or given


def _of_namespace(ev: Machine, value: NamespaceValue, index: Value, place: Place | None) -> Value:
    owner, known = class_facts.owner_of(ev, value.target)
    if owner is None:
        return ev.unknown("item of a namespace")
    if not (isinstance(index, Const) and isinstance(index.value, str)):
        ev.doubt(Standing.FORGOTTEN)
        named = [each for name, each in ev.store.names(owner) if not name.startswith("$")]
        return forgetting.part_of(ev, (value.target, *named), "item of a namespace")
    found = ev.store.get(owner, index.value)
    if found is not None:
        return ev.narrow(found)
    if known:
        raise ev.raised(ev.error("KeyError"))
    return ev.unknown("item of a namespace")


def _entry(ev: Machine, value: DictValue, held: Value, index: Value) -> Value:
    """``dictionary[index]`` with known or unknown entries, and a known or unknown key."""
    special_methods.hashed(ev, index)
    entries = held if isinstance(held, Entries) else containers.ANYTHING
    try:
        key = _hashed(ev, index)
    except Undecided:
        return _choice(ev, value, entries, index)
    found = entries.get(key)
    if found is not None:
        return ev.narrow(found)
    if entries.exact:
        raise ev.raised(ev.error("KeyError"))
    ev.doubt(Standing.FORGOTTEN)
    return ev.one_of((value,), "a key that may be there")


def _hashed(ev: Machine, index: Value) -> Any:
    """What stands for a key. Raises Undecided for one that has no known hash."""
    try:
        return concrete.key_of_entry(index)
    except Raised as error:
        raise ev.raised(ev.error(error.name)) from None


def _choice(ev: Machine, value: DictValue, entries: Entries, index: Value) -> Value:
    """A dictionary asked for an unknown key: one of its values, each on its own path."""
    ev.doubt(containers.standing_of(index) if isinstance(index, Unknown) else Standing.FORGOTTEN)
    known = _ways(entries, index) if entries.entries else None
    if known is not None:
        ways, rest = known

        def missing() -> Value:
            raise ev.raised(ev.error("KeyError"))

        found: list[tuple[Any, Callable[[], Value]]] = [
            (guard, _given(each)) for guard, each in ways if ev.feasible(guard)
        ]
        if rest is not None and ev.feasible(rest):
            found.append((rest, missing))  # what is no key ends the program here
        if found:
            return ev.fork(found)
    ev.out_of_sight(value, "picked from a dictionary by a key that is not known")
    return ev.one_of((value,), "unknown key")


_MOST_WAYS = 8
"""Entries of a dictionary that are told apart by a key that is not known."""


def _ways(entries: Entries, index: Value) -> tuple[list[tuple[Guard, Value]], Guard | None] | None:
    """When a dictionary has which value for ``index``, and when it has none; ``None`` where that has no name.

    The second is ``None`` where it has one in any case.
    """
    if not entries.exact or len(entries.entries) > _MOST_WAYS:
        return None
    ways: list[tuple[Guard, Value]] = []
    before: list[tuple[Any, bool]] = []
    for key, each in entries.entries:
        test = identity.as_keys(index, concrete.entry_key(key))
        if test is None:
            return None
        if test is True:
            return [*ways, (frozenset(before), each)], None
        if test is not False:
            ways.append((frozenset({*before, (test, True)}), each))
            before.append((test, False))
    return ways, frozenset(before)


def _given(value: Value) -> Callable[[], Value]:
    return lambda: value


def _from_list(ev: Machine, value: Value, held: Value, index: Value) -> Value:
    items = value.items if isinstance(value, TupleValue) else held.items if isinstance(held, Items) else ()
    exact = isinstance(value, TupleValue) or (isinstance(held, Items) and held.exact)
    if isinstance(index, Const) and isinstance(index.value, int):
        return _pick(ev, value, held, index.value)
    if isinstance(index, SliceValue):
        bounds = index.python()
        if bounds is not None and bounds.step == 0:
            raise ev.raised(ev.error("ValueError"))
        if bounds is not None and (exact or _from_end(bounds)):
            part = items[bounds]
            if isinstance(value, TupleValue):
                return TupleValue(part)
            if exact or len(part) == -bounds.start:
                return containers.new_list(ev, part)
        ev.out_of_sight(value, "in a slice whose bounds are not known")
        return containers.new_list(ev, (), exact=False)
    ev.doubt(Standing.FORGOTTEN)
    if exact and items and all(each == items[0] for each in items):
        return items[0]
    ev.out_of_sight(value, "picked from a list by an index that is not known")
    return ev.one_of((value,), "item of a list")


def _from_end(bounds: slice) -> bool:
    """Whether a slice takes only of the known end of a list."""
    return bounds.start is not None and bounds.start < 0 and bounds.stop is None and bounds.step in (None, 1)


def _from_text(ev: Machine, text: str | bytes, index: Value) -> Value:
    try:
        if isinstance(index, Const) and isinstance(index.value, int):
            return Const(concrete.run(text.__getitem__, index.value))
        bounds = index.python() if isinstance(index, SliceValue) else None
        if bounds is not None:
            return Const(concrete.run(text.__getitem__, bounds))
    except Raised as error:
        raise ev.raised(ev.error(error.name)) from None
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown("string index")


def set_item(ev: Machine, value: Value, index: Value, new: Value, place: Place | None = None) -> None:
    """``value[index] = new``."""
    value, index = ev.narrow(value), ev.narrow(index)
    if isinstance(value, Foreign) and behaviour(ev, value).change_item(ev, value, new, place or ev.here()):
        return
    if isinstance(value, Union) or isinstance(index, Union):

        def run(each: list[Value]) -> Value:
            set_item(ev, each[0], each[1], new, place)
            return NONE

        containers.spread(ev, (value, index), run)
    elif isinstance(value, NamespaceValue):
        owner, _ = class_facts.owner_of(ev, value.target)
        if owner is not None and isinstance(index, Const) and isinstance(index.value, str):
            ev.store.set(owner, index.value, new)
        else:
            ev.forget(value, "changed under a name that is not known")
    elif isinstance(value, DictValue):
        _put(ev, value, index, new)
    elif isinstance(value, ListValue):
        _put_in_list(ev, value, index, new)
    elif isinstance(value, Instance):
        special_methods.special(ev, value, "__setitem__", Arguments((index, new), {}, (None, None)), place)
    elif isinstance(value, Const | TupleValue):
        raise ev.raised(ev.error("TypeError"))
    else:
        if domain_of(ev).note_item(ev, value, index, new):
            return
        whole, which = identity.key_of(value), identity.key_of(index)
        if place is not None:
            ev.escapes(new, place, "stored in an object that is not known")
        ev.doubt(containers.standing_of(value) if isinstance(value, Unknown) else Standing.FOREIGN)
        ev.forget_sources(value)
        ev.forget_shared()
        domain_of(ev).note_changed(ev, whole)
        kept = not isinstance(value, Unknown) or containers.standing_of(value) is Standing.INPUT
        slot = repr(which) if which is not None and isinstance(index, Const) else None
        if not kept:
            forgetting.changed_under(ev, ("items", whole), slot)
            ev.forget(value, "an item of it is set")
            ev.forget(new, "stored in an object that is not known")
        elif whole is not None and slot is not None:
            if isinstance(value, Unknown):
                forgetting.keep_on(ev, ("items", whole), slot, new)
            else:
                ev.store.set(("items", whole), slot, new)
        else:
            forgetting.changed_under(ev, ("items", whole), None)
            ev.forget(value, "changed at an index that is not known")
            ev.forget(new, "stored in an object that is not known")


def _put(ev: Machine, value: DictValue, index: Value, new: Value) -> None:
    special_methods.hashed(ev, index)
    try:
        key = _hashed(ev, index)
    except Undecided:
        _scramble(ev, value)
        containers.keep_within(ev, value.number, (index, new))
        ev.out_of_sight(new, "put into a dictionary under a key that is not known")
        return
    held = containers.state(ev, value)
    if any(isinstance(each, Entries) and len(each.entries) >= MOST_ITEMS for _, each in held):
        _scramble(ev, value)
        containers.keep_within(ev, value.number, (new,))
        ev.out_of_sight(new, "put into a dictionary of very many")
        return
    options = [
        (guard, entries.put(key, new) if isinstance(entries, Entries) else containers.ANYTHING)
        for guard, entries in held
    ]
    ev.spend(sum(len(each.entries) for _, each in held if isinstance(each, Entries)) // 8)
    ev.store.set(value.number, "items", union(options) or containers.ANYTHING)


def _put_in_list(ev: Machine, value: ListValue, index: Value, new: Value) -> None:
    bounds = index.python() if isinstance(index, SliceValue) else None
    if isinstance(index, Const) and isinstance(index.value, int):
        at = index.value
        change(ev, value, lambda items: items.__setitem__(at, concrete.wrap(new)), new)
    elif bounds is not None:
        elements, exact = ev.elements(new, None)
        if exact:
            wrapped = [concrete.wrap(each) for each in elements]
            change(ev, value, lambda items: items.__setitem__(bounds, wrapped), new)
        else:
            _scramble(ev, value)
    else:
        ev.out_of_sight(new, "put into a list at an index that is not known")
        _scramble(ev, value)
        containers.keep_within(ev, value.number, (new,))


def delete_item(ev: Machine, value: Value, index: Value) -> None:
    """``del value[index]``."""
    value, index = ev.narrow(value), ev.narrow(index)
    if isinstance(value, Union) or isinstance(index, Union):

        def run(each: list[Value]) -> Value:
            delete_item(ev, each[0], each[1])
            return NONE

        containers.spread(ev, (value, index), run)
    elif isinstance(value, ListValue):
        bounds = index.python() if isinstance(index, SliceValue) else None
        if isinstance(index, Const) and isinstance(index.value, int):
            at = index.value
            change(ev, value, lambda items: items.__delitem__(at))
        elif bounds is not None:
            change(ev, value, lambda items: items.__delitem__(bounds))
        else:
            _scramble(ev, value)
    elif isinstance(value, DictValue):
        dict_method(ev, value, "pop", Arguments((index,), {}, (None,)))
    elif isinstance(value, Instance):
        special_methods.special(ev, value, "__delitem__", Arguments((index,), {}, (None,)), None)
    elif isinstance(value, NamespaceValue) and isinstance(index, Const) and isinstance(index.value, str):
        owner, _ = class_facts.owner_of(ev, value.target)
        if owner is not None:
            ev.store.delete(owner, index.value)
    elif isinstance(value, Const | TupleValue):
        raise ev.raised(ev.error("TypeError"))
    elif not domain_of(ev).note_item(ev, value, index, None):
        ev.doubt(Standing.FORGOTTEN)
        forgetting.changed_under(ev, ("items", identity.key_of(value)), None)
        ev.forget(value, "an item of it is deleted")


def _scramble(ev: Machine, value: ListValue | SetValue | DictValue) -> None:
    """It is changed in a way that is not followed: what it holds, and where, is not known."""
    lost: list[Value] = []
    for _, held in containers.state(ev, value):
        ev.out_of_sight(held, "in a container that is changed in ways that are not followed")
        lost += containers.contents(ev, held)
    containers.keep_within(ev, value.number, lost)
    ev.store.set(
        value.number, "items", containers.ANYTHING if isinstance(value, DictValue) else containers.OPEN
    )


def change(ev: Machine, value: ListValue, action: Callable[[list[Any]], Any], *given: Value) -> Value:
    """Let Python change the items of a list, in each of its alternatives; what it gives back."""

    def run(held: Value) -> Value:
        if isinstance(held, Items) and held.exact:
            real = [concrete.wrap(each) for each in held.items]
            try:
                result = concrete.unwrap(concrete.run(action, real))
                if len(real) <= MOST_ITEMS:
                    ev.store.set(value.number, "items", Items(tuple(concrete.unwrap(each) for each in real)))
                    return result
            except Raised as error:
                raise ev.raised(ev.error(error.name)) from None
            except Undecided:
                pass
        ev.doubt(Standing.FORGOTTEN)
        for each in given:
            ev.out_of_sight(each, "put into a list of unknown length")
        containers.keep_within(ev, value.number, (*given, *containers.contents(ev, held)))
        if isinstance(held, Items):
            ev.out_of_sight(held, "in a list that is changed in ways that are not followed")
        ev.store.set(value.number, "items", containers.OPEN)
        return ev.one_of((value,), "changed in a way that is not followed")

    return containers.in_each_state(ev, value, run)


def extend(ev: Machine, value: ListValue, added: Value) -> None:
    """``list += other``, ``list.extend(other)``."""
    elements, exact = ev.elements(added, None)
    options: list[tuple[Any, Value]] = []
    for guard, held in containers.state(ev, value):
        whole = isinstance(held, Items) and exact
        items = (*held.items, *elements) if isinstance(held, Items) and exact else tuple(elements)
        options.append(
            (guard, Items(items, held.exact) if whole and isinstance(held, Items) else Items(items, False))
        )
    joined = union(options) or containers.OPEN
    if isinstance(joined, Items) and len(joined.items) > MOST_ITEMS:
        joined = containers.OPEN
    ev.store.set(value.number, "items", joined)


# -- methods -------------------------------------------------------------------------------------------


def list_method(ev: Machine, value: ListValue | TupleValue, name: str, given: Arguments) -> Value:
    """A method of a list or tuple."""
    args = given.args
    if name in ("index", "count", "remove") and any(
        special_methods.run_somehow(ev, each, "__eq__") for each in (value, *args)
    ):
        return _not_followed(ev, value, name, given)
    if given.open:
        return _not_followed(ev, value, name, given)
    if isinstance(value, TupleValue):
        if name in ("index", "count"):
            return _asked(ev, value, lambda: getattr([concrete.wrap(each) for each in value.items], name)(
                *(concrete.wrap(each) for each in args)))  # fmt: skip
        return _not_followed(ev, value, name, given)
    if name == "append" and len(args) == 1:
        containers.append(ev, value, args[0])
        return NONE
    if name == "extend" and len(args) == 1:
        extend(ev, value, args[0])
        return NONE
    if name == "clear" and not args:
        ev.store.set(value.number, "items", Items())
        return NONE
    if name == "copy" and not args:
        return containers.copy(ev, value)
    if name == "sort":
        return _sort(ev, value, given)
    if name in ("pop", "insert", "reverse", "remove", "index", "count"):
        if name == "pop" and not args:
            last = _pop_end(ev, value)
            if last is not None:
                return last
        return containers.spread(
            ev,
            args,
            lambda each: (
                change(
                    ev,
                    value,
                    lambda items: getattr(items, name)(*(concrete.wrap(one) for one in each)),
                    *each,
                )
                if _plain(each)
                else _not_followed(ev, value, name, given)
            ),
        )
    return _not_followed(ev, value, name, given)


def _plain(values: Sequence[Value]) -> bool:
    """Whether no class of the project, and nothing unknown, has a say in comparing ``values``."""
    return not any(isinstance(each, Unknown) for each in values)


def _pop_end(ev: Machine, value: ListValue) -> Value | None:
    """``pop()`` of a list of which only the end is known."""
    held = [v for _, v in containers.state(ev, value)]
    if len(held) == 1 and isinstance(held[0], Items) and not held[0].exact and held[0].items:
        ev.store.set(value.number, "items", Items(held[0].items[:-1], exact=False))
        return held[0].items[-1]
    return None


def _sort(ev: Machine, value: ListValue, given: Arguments) -> Value:
    elements, exact = ev.elements(value, None)
    special_methods.run_somehow(ev, value, "__lt__", "__gt__")
    ordered = iteration.ordered(ev, elements, given) if exact else None
    if ordered is None:
        ev.forget(given.kwargs.get("key"), "called to sort")
        _scramble(ev, value)
    else:
        ev.store.set(value.number, "items", Items(tuple(ordered)))
    return NONE


def _asked(ev: Machine, value: Value, action: Callable[[], Any]) -> Value:
    """Something that changes nothing is asked of known items."""
    try:
        return concrete.unwrap(concrete.run(action))
    except Raised as error:
        raise ev.raised(ev.error(error.name)) from None
    except Undecided:
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("a question whose answer is not known")


def _not_followed(ev: Machine, value: Value, name: str, given: Arguments) -> Value:
    """A method without a row: whatever it was given may have changed."""
    ev.doubt(Standing.FORGOTTEN)
    for each in (value, *(one for one, _ in given.placed())):
        ev.out_of_sight(each, f"used by .{name}()")
        ev.forget(each, f"used by .{name}()")
    return ev.unknown(f"method {name}")


def set_method(ev: Machine, value: SetValue, name: str, given: Arguments) -> Value:
    """A method of a set."""
    if ev.store.get(value.number, "$frozen") is not None and not hasattr(frozenset, name):
        raise ev.raised(ev.error("AttributeError"))
    if name in ("add", "discard", "remove"):
        for added in given.args:
            special_methods.hashed(ev, added)
    held = [v for _, v in containers.state(ev, value)]
    others = (
        [ev.elements(each, None) for each in given.args] if name not in ("add", "discard", "remove") else []
    )
    if (
        len(held) != 1
        or not isinstance(held[0], Items)
        or not held[0].exact
        or given.kwargs
        or given.open
        or not all(exact for _, exact in others)
    ):
        return _not_followed(ev, value, name, given)
    try:
        real = dict.fromkeys(concrete.wrap(each) for each in held[0].items)
        operands = [dict.fromkeys(concrete.wrap(one) for one in elements) for elements, _ in others]
        one = concrete.wrap(given.args[0]) if given.args else None
        if name == "copy":
            return new_set(ev, held[0].items)
        if name == "add" and len(given.args) == 1:
            real[one] = None
        elif name == "discard" and len(given.args) == 1:
            real.pop(one, None)
        elif name == "remove" and len(given.args) == 1:
            concrete.run(real.pop, one)
        elif name == "clear":
            real.clear()
        elif name == "update":
            for each in operands:
                real.update(each)
        elif name in ("union", "intersection", "difference", "issubset", "issuperset", "isdisjoint"):
            result = getattr(set(real), name)(*(set(each) for each in operands))
            if isinstance(result, bool):
                return Const(result)
            ordered = [
                each for each in (*real, *(key for operand in operands for key in operand)) if each in result
            ]
            return new_set(ev, [concrete.unwrap(each) for each in dict.fromkeys(ordered)])
        else:
            return _not_followed(ev, value, name, given)
        ev.store.set(value.number, "items", Items(tuple(concrete.unwrap(each) for each in real)))
        return NONE
    except Raised as error:
        raise ev.raised(ev.error(error.name)) from None
    except (Undecided, TypeError):
        return _not_followed(ev, value, name, given)


def dict_method(ev: Machine, value: DictValue, name: str, given: Arguments) -> Value:
    """A method of a dictionary, in each of the alternatives of what it holds."""
    if given.open:
        return _not_followed(ev, value, name, given)
    if name in ("get", "pop", "setdefault") and given.args:
        return containers.spread(ev, given.args[:1], lambda each: containers.in_each_state(
            ev, value, lambda held: _with_key(ev, value, held, name, each[0], given)))  # fmt: skip
    if name == "copy":
        return containers.copy(ev, value)
    if name == "clear":
        ev.store.set(value.number, "items", Entries())
        return NONE
    if name == "update":
        for other in given.args:
            _merge(ev, value, other)
        for key, each in given.kwargs.items():
            _put(ev, value, Const(key), each)
        return NONE
    if name in containers.VIEWS:
        return IteratorValue(ev.store.number(), name, (value,))
    return containers.in_each_state(ev, value, lambda held: _of_entries(ev, value, held, name, given))


def _of_entries(ev: Machine, value: DictValue, held: Value, name: str, given: Arguments) -> Value:
    entries = held if isinstance(held, Entries) else containers.ANYTHING
    if name == "popitem" and entries.exact:
        if not entries.entries:
            raise ev.raised(ev.error("KeyError"))
        key, last = entries.entries[-1]
        ev.store.set(value.number, "items", Entries(entries.entries[:-1]))
        return TupleValue((concrete.entry_key(key), last))
    return _not_followed(ev, value, name, given)


def _with_key(ev: Machine, value: DictValue, held: Value, name: str, index: Value, given: Arguments) -> Value:
    entries = held if isinstance(held, Entries) else containers.ANYTHING
    special_methods.hashed(ev, index)
    default = given.args[1] if len(given.args) > 1 else given.kwargs.get("default")
    try:
        key = _hashed(ev, index)
    except Undecided:
        if name == "get":
            return _got(ev, value, entries, index, default)
        for each in (index, default):
            ev.out_of_sight(each, f"used by .{name}()")
        _scramble(ev, value)
        ev.doubt(Standing.FORGOTTEN)
        return ev.one_of((value,), "a key that is not known")
    found = entries.get(key)
    if found is not None:
        if name == "pop":
            ev.store.set(value.number, "items", entries.without(key))
        return ev.narrow(found)
    if entries.exact:
        if name == "pop" and default is None:
            raise ev.raised(ev.error("KeyError"))
        if name == "setdefault":
            ev.store.set(value.number, "items", entries.put(key, default if default is not None else NONE))
        return default if default is not None else NONE
    ev.doubt(Standing.FORGOTTEN)
    result = ev.one_of((value,), "a key that may be there")
    if name == "setdefault":
        ev.store.set(value.number, "items", entries.put(key, result))
    return result


def _got(ev: Machine, value: DictValue, entries: Entries, index: Value, default: Value | None) -> Value:
    """``dictionary.get(unknown, default)``: one of the values, or the default."""
    known = _ways(entries, index)
    if known is None:
        ev.out_of_sight(value, "picked from a dictionary by a key that is not known")
        return ev.one_of((value,), "unknown key")
    ways, rest = known
    if rest is not None:
        ways.append((rest, default if default is not None else NONE))
    return ev.narrow(either([way for way in ways if ev.feasible(way[0])]))


def _merge(ev: Machine, value: DictValue, other: Value) -> None:
    """Everything of ``other`` is put into the dictionary."""
    other = ev.narrow(other)
    added = containers.entries_of(ev, other)
    if added is None and not isinstance(other, DictValue | NamespaceValue):
        elements, exact = ev.elements(other, None)
        for each in elements if not exact else ():
            ev.out_of_sight(each, "put into a dictionary")
        pairs = [containers.items_of(ev, each) for each in elements]
        if exact and all(pair is not None and pair[1] and len(pair[0]) == 2 for pair in pairs):
            for pair in pairs:
                if pair is not None:
                    _put(ev, value, pair[0][0], pair[0][1])
            return
    if added is None or not added.exact:
        ev.out_of_sight(other, "put into a dictionary")
        _scramble(ev, value)
        for key, each in added.entries if added is not None else ():
            _put(ev, value, concrete.entry_key(key), each)
        return
    for key, each in added.entries:
        _put(ev, value, concrete.entry_key(key), each)


def string_method(ev: Machine, text: str | bytes, name: str, given: Arguments) -> Value:
    """A method of a known string, carried out when its arguments are known."""
    if name in ("format", "format_map"):
        for each, _ in given.placed():
            if name == "format":
                special_methods.formatted(ev, each)
            else:
                perhaps.perhaps_called(ev, each)
    elif name == "join" and given.args:
        # What is joined is gone through first.
        elements, exact = ev.elements(given.args[0], None)
        if exact:
            given = Arguments(
                (containers.new_list(ev, elements),),
                given.kwargs,
                given.arg_places,
                given.kwarg_places,
                given.open,
            )

    def run(values: list[Value]) -> Value:
        try:
            if given.open:
                raise Undecided
            args = []
            for each in values[: len(given.args)]:
                if name == "join" and not isinstance(each, Const | ListValue | Unknown):
                    elements, exact = ev.elements(each, None)
                    each = containers.new_list(ev, elements, exact=exact)
                known = containers.items_of(ev, each)
                if isinstance(each, ListValue) and known is not None and known[1]:
                    args.append([concrete.wrap(one) for one in known[0]])
                else:
                    args.append(concrete.wrap(each))
            named = dict(
                zip(given.kwargs, (concrete.wrap(each) for each in values[len(given.args) :]), strict=True)
            )
            result = concrete.text_method(text, name, args, named)
        except Raised as error:
            raise ev.raised(ev.error(error.name)) from None
        except Undecided:
            ev.doubt(Standing.FORGOTTEN)
            keys = [identity.key_of(each) for each in values]
            if name == "format" and isinstance(text, str):
                key = formatted.by_format(text, keys, given.kwargs)
            else:
                key = derive("method", identity.key_of(Const(text)), name, *keys) if values else None
            return Unknown(key, why=f"str.{name}")
        if isinstance(result, list):
            return containers.new_list(ev, [concrete.unwrap(each) for each in result])
        return concrete.unwrap(result)

    return containers.spread(ev, [*given.args, *given.kwargs.values()], run)


def mapping_of(ev: Machine, value: Instance, place: Place) -> Value:
    """The dictionary that ``**value`` makes of an object: by its ``keys`` and ``__getitem__``."""
    keys = ev.perhaps_attribute(value, "keys", place)
    method = ev.special_method(value, "__getitem__")
    if keys is None:
        raise ev.raised(ev.error("TypeError"))
    if method is not None:
        names, exact = ev.elements(ev.call(keys, Arguments(), place), place)
        if exact and all(isinstance(each, Const) for each in names):
            found = [
                (each.value, ev.call_special(method, Arguments((each,), {}, (None,)), place))
                for each in names
                if isinstance(each, Const)
            ]
            return containers.new_dict(ev, Entries(tuple(found)))
    ev.forget(value, "spread over arguments")
    return ev.unknown("spread over arguments")


def unpacked(ev: Machine, value: Value, count: int, star: int | None, place: Place) -> list[Value]:
    """The parts of ``value`` for ``count`` targets; the one at ``star`` takes what the others leave."""
    value = _unpackable(ev, ev.narrow(value), count if star is None else None)
    if isinstance(value, Unknown | Foreign | Symbol | ApiObject | ForeignHandle | Union):
        parts: list[Value] = []
        for index in range(count):
            if index == star:
                ev.out_of_sight(value, "unpacked into a list")
                parts.append(containers.new_list(ev, (), exact=False))
            else:
                parts.append(item(ev, value, index if star is None or index < star else index - count, count))
        return parts
    elements, exact = ev.elements(value, place)
    if not exact:
        ev.doubt(Standing.FORGOTTEN)
        ev.out_of_sight(value, "unpacked from a sequence of unknown length")
        parts = [
            containers.new_list(ev, (), exact=False) if index == star else ev.unknown("unpacked")
            for index in range(count)
        ]
        if star is None and len(elements) == count and isinstance(value, ListValue):
            return list(elements)  # as many as there are targets: nothing can stand before them
        return parts
    if len(elements) != count if star is None else len(elements) < count - 1:
        if len(elements) > count and isinstance(value, GeneratorValue | IteratorValue):
            ev.forget(value, "asked for one element too many, and for no more")
        raise ev.raised(ev.error("ValueError"))
    if star is None:
        return list(elements)
    after = count - star - 1
    middle = containers.new_list(ev, elements[star : len(elements) - after])
    return [*elements[:star], middle, *elements[len(elements) - after :]]


def _unpackable(ev: Machine, value: Value, count: int | None) -> Value:
    """``value``, where it can be unpacked into ``count`` targets (``None``: any number); elsewhere that raises."""

    def kept(each: Value) -> Value:
        if isinstance(each, Const) and not isinstance(each.value, str | bytes):
            raise ev.raised(ev.error("TypeError"))
        if isinstance(each, TupleValue) and count not in (None, len(each.items)):
            raise ev.raised(ev.error("ValueError"))
        return each

    if not isinstance(value, Union):
        return kept(value)
    if all(isinstance(each, Unknown | Foreign | Symbol) for _, each in value.alternatives):
        return value
    return ev.narrow(ev.fork([(guard, functools.partial(kept, each)) for guard, each in value.alternatives]))


def class_item(ev: Machine, cls: ClassValue, index: Value) -> Value:
    """``Class[index]``: a member by its name, or a type with parameters."""
    members = class_facts.enum_members(ev, cls)
    if members is not None:
        if not isinstance(index, Const):
            return ev.unknown("a member by a name that is not known")
        for member in members:
            if isinstance(member, Instance) and ev.store.get(member.number, "name") == index:
                return member
        found = ev.store.get(cls.scope, str(index.value))
        if isinstance(found, Instance):
            return found
        raise ev.raised(ev.error("KeyError"))
    hook = ancestry.find_in_class(ev, cls, "__class_getitem__")
    if isinstance(hook, FunctionValue):
        return ev.call_function(hook, Arguments((cls, index), {}, (None, None)), ev.here())
    return cls
