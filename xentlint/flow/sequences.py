"""Lists, tuples, dictionaries and strings: making, reading, changing and going through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from . import tensors
from .guards import alternatives, either, union
from .values import (
    NONE,
    Const,
    DictValue,
    Entries,
    Items,
    ListValue,
    Place,
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
    from .facts import UseKind


@dataclass(frozen=True, slots=True)
class SliceValue(Value):
    """``a:b:c`` in an index."""

    bounds: tuple[Value, ...]

    def python(self) -> slice | None:
        """The slice, when its bounds are known integers."""
        parts = []
        for bound in self.bounds:
            if not isinstance(bound, Const) or not isinstance(bound.value, int | None):
                return None
            parts.append(bound.value)
        return slice(*parts)


def new_list(ev: Evaluator, items: Sequence[Value], *, exact: bool = True) -> ListValue:
    """A fresh list."""
    value = ListValue(ev.store.number())
    ev.store.set(value.number, "items", Items(tuple(items), exact))
    return value


def new_dict(ev: Evaluator, entries: Entries) -> DictValue:
    """A fresh dictionary."""
    value = DictValue(ev.store.number())
    ev.store.set(value.number, "items", entries)
    return value


def state(ev: Evaluator, value: Value) -> list[tuple[Any, Value]]:
    """The contents of a list or dictionary, each alternative under its guard."""
    stored = ev.store.get(value.number, "items") if isinstance(value, ListValue | DictValue) else None
    return list(alternatives(ev.narrow(stored))) if stored is not None else []


def contents(ev: Evaluator, value: Value) -> Iterator[Value]:
    """Everything that a tuple, list or dictionary is known to hold, in any of its alternatives."""
    if isinstance(value, TupleValue | Items):
        yield from value.items
    elif isinstance(value, Entries):
        yield from (inner for _, inner in value.entries)
    for _, held in state(ev, value):
        yield from contents(ev, held)


def items_of(ev: Evaluator, value: Value) -> tuple[tuple[Value, ...], bool] | None:
    """The items of a list or tuple and whether they are all; ``None`` for anything else."""
    if isinstance(value, TupleValue):
        return value.items, True
    if isinstance(value, ListValue):
        known = [v for _, v in state(ev, value)]
        if len(known) == 1 and isinstance(known[0], Items):
            return known[0].items, known[0].exact
        return (), False
    return None


def iterate(ev: Evaluator, value: Value, place: Place | None) -> tuple[tuple[Value, ...], bool]:
    """The elements that going through ``value`` gives, and whether they are exactly those."""
    value = ev.narrow(value)
    known = items_of(ev, value)
    if known is not None:
        if isinstance(value, ListValue) and len(state(ev, value)) > 1:
            held = list(contents(ev, value))
            if held and all(each == held[0] for each in held):
                return (held[0],), False
            ev.forget(value, "in a list that differs from branch to branch")
        return known
    if isinstance(value, DictValue):
        found = [v for _, v in state(ev, value)]
        if len(found) == 1 and isinstance(found[0], Entries):
            return tuple(Const(k) for k, _ in found[0].entries), found[0].exact
        return (), False
    if isinstance(value, Tensor):
        return (tensors.keep(ev, value, "index", place),), False
    if isinstance(value, Const) and isinstance(value.value, str) and len(value.value) < 8:
        return tuple(Const(c) for c in value.value), True
    if isinstance(value, Unknown) and value.key is not None:
        return (Unknown(derive("element", value.key), element=True),), False
    return (), False


def item(ev: Evaluator, value: Value, index: int, count: int | None = None) -> Value:
    """The item at ``index`` of a sequence that is unpacked into ``count`` targets."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return _map(value, lambda v: item(ev, v, index, count))
    known = items_of(ev, value)
    if known is not None:
        items, exact = known
        if exact:
            return items[index] if -len(items) <= index < len(items) else Unknown(why="no such item")
        if items and all(each == items[0] for each in items):
            return items[0]
        if index < 0 and -index <= len(items):
            return items[index]
        ev.forget(value, "picked from a list of unknown length")
        return Unknown(why="item of an open list")
    if isinstance(value, Unknown):
        position = index if count is None or index >= 0 else index + count
        return Unknown(derive("item", value.key, position), element=value.element)
    if isinstance(value, Tensor):
        return tensors.keep(ev, value, "index", None)
    if isinstance(value, Symbol):
        return Unknown(("item", value.name, index))
    if isinstance(value, Const) and isinstance(value.value, str) and index < len(value.value):
        return Const(value.value[index])
    return Unknown(why="unpacking")


def _map(value: Union, change: Any) -> Value:
    return either([(guard, change(v)) for guard, v in value.alternatives])


def subscript(
    ev: Evaluator, value: Value, index: Value, place: Place | None, picks_one: bool = False
) -> Value:
    """``value[index]``."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return _map(value, lambda v: subscript(ev, v, index, place, picks_one))
    if isinstance(value, Tensor):
        return tensors.index(ev, value, index, place, picks_one)
    if isinstance(value, DictValue) and isinstance(index, Const):
        options: list[tuple[Any, Value]] = []
        for guard, entries in state(ev, value):
            found = entries.get(index.value) if isinstance(entries, Entries) else None
            options.append(
                (guard, found if found is not None else Unknown(("key", value.number, index.value)))
            )
        return either(options, Unknown(why="dictionary"))
    if isinstance(value, DictValue):
        return _choice(ev, value)
    if isinstance(value, ListValue | TupleValue):
        if isinstance(index, Const) and isinstance(index.value, int):
            return item(ev, value, index.value)
        known = items_of(ev, value)
        if isinstance(index, SliceValue) and known is not None:
            bounds = index.python()
            if bounds is not None and (known[1] or _from_end(bounds)):
                part = known[0][bounds]
                return (
                    TupleValue(part) if isinstance(value, TupleValue) else new_list(ev, part, exact=known[1])
                )
            ev.forget(value, "in a slice whose bounds are not known")
            return new_list(ev, (), exact=False)
        if known is not None and known[0] and all(each == known[0][0] for each in known[0]):
            return known[0][0]
        ev.forget(value, "picked from a list by an index that is not known")
        return Unknown(why="item of a list")
    if isinstance(value, Const) and isinstance(value.value, str):
        try:
            if isinstance(index, Const) and isinstance(index.value, int):
                return Const(value.value[index.value])
            bounds = index.python() if isinstance(index, SliceValue) else None
            if bounds is not None:
                return Const(value.value[bounds])
        except IndexError:
            pass
        return Unknown(why="string index")
    from .operators import key_of

    whole, which = key_of(value), key_of(index)
    key = derive("item", whole, which)
    if key is not None:
        written = ev.store.get(("items", whole), repr(which))
        if written is not None:
            return ev.narrow(written)
    return Unknown(key, element=isinstance(value, Unknown) and value.element)


def _choice(ev: Evaluator, value: DictValue) -> Value:
    """A dictionary asked for an unknown key: one of its values, each on its own path."""
    for _, entries in state(ev, value):
        if isinstance(entries, Entries) and entries.exact and 0 < len(entries.entries) <= 4:
            pick = ev.store.number()
            joined = union([(frozenset({(("==", ("pick", pick), k), True)}), v) for k, v in entries.entries])
            if joined is not None:
                return joined
    ev.forget(value, "picked from a dictionary by a key that is not known")
    return Unknown(why="unknown key")


def _from_end(bounds: slice) -> bool:
    return bounds.start is not None and bounds.start < 0 and bounds.step in (None, 1)


def set_item(ev: Evaluator, value: Value, index: Value, new: Value, place: Place | None = None) -> None:
    """``value[index] = new``."""
    if value == Symbol("os.environ") and index == Const("KERAS_BACKEND") and isinstance(new, Const):
        ev.facts.backends.setdefault(ev.frame.module.path, set()).add(str(new.value))
        return
    if isinstance(value, DictValue):
        options: list[tuple[Any, Value]] = []
        for guard, entries in state(ev, value):
            if isinstance(entries, Entries) and isinstance(index, Const):
                options.append((guard, entries.put(index.value, new)))
            elif isinstance(entries, Entries):
                ev.forget(entries, "in a dictionary with keys that are not known")
                ev.forget(new, "put into a dictionary under a key that is not known")
                options.append((guard, Entries(exact=False)))
        ev.store.set(value.number, "items", union(options) or Entries(exact=False))
    elif isinstance(value, ListValue):
        known = items_of(ev, value)
        if known is not None and isinstance(index, Const) and isinstance(index.value, int):
            items = list(known[0])
            if known[1] and -len(items) <= index.value < len(items):
                items[index.value] = new
                ev.store.set(value.number, "items", Items(tuple(items)))
                return
        ev.forget(new, "put into a list at an index that is not known")
        _scramble(ev, value)
    elif isinstance(value, Tensor):
        read_all(ev, new, place or ev.here(), "value", "put into an array")
        read_all(ev, value, ev.here(), "escape", "changed in place")
    else:
        from .calls import escapes
        from .operators import key_of

        whole, which = key_of(value), key_of(index)
        if place is not None:
            escapes(ev, new, place, "stored in an object that is not known")
        if whole is not None and which is not None:
            ev.store.set(("items", whole), repr(which), new)


def extend_in_place(ev: Evaluator, operator: str, left: Value, right: Value) -> bool:
    """``list += other`` changes the list itself; whether that was it."""
    if operator != "Add" or not isinstance(left, ListValue):
        return False
    added, exact = iterate(ev, right, None)
    change(
        ev, left, lambda items: Items((*items.items, *added), items.exact) if exact else Items(added, False)
    )
    return True


def _scramble(ev: Evaluator, value: ListValue) -> None:
    """The list is changed in a way that is not followed: what it holds, and where, is not known."""
    for _, items in state(ev, value):
        ev.forget(items, "in a list that is changed in ways that are not followed")
    ev.store.set(value.number, "items", Items((), exact=False))


def change(ev: Evaluator, value: ListValue, how: Any) -> None:
    """Replace the items of a list in each of its alternatives."""
    options = [(guard, how(items)) for guard, items in state(ev, value) if isinstance(items, Items)]
    ev.store.set(value.number, "items", union(options) or Items((), exact=False))


def read_all(ev: Evaluator, value: Value, place: Place, kind: UseKind, why: str = "") -> None:
    """Everything inside ``value`` is read at ``place``."""
    options = alternatives(value)
    mixed = any(not isinstance(each, Tensor) or each.origin is None for _, each in options)
    for _, each in options:
        if isinstance(each, Tensor):
            tensors.use(ev, each, place, kind, why, mixed=mixed)
        elif isinstance(each, TupleValue | ListValue):
            for inner in contents(ev, each):
                read_all(ev, inner, place, "escape" if kind == "value" else kind, why or "in a container")
        elif isinstance(each, DictValue):
            for inner in contents(ev, each):
                read_all(
                    ev,
                    inner,
                    place,
                    "escape" if kind in ("value", "show") else kind,
                    why or "in a dictionary",
                )


def list_method(ev: Evaluator, value: ListValue | TupleValue, name: str, args: tuple[Value, ...]) -> Value:
    """A method of a list or tuple."""
    if isinstance(value, ListValue):
        if name == "append" and args:
            change(ev, value, lambda i: Items((*i.items, args[0]), i.exact))
            return NONE
        if name == "extend" and args:
            extend_in_place(ev, "Add", value, args[0])
            return NONE
        if name == "pop":
            known = items_of(ev, value)
            items, exact = known if known else ((), False)
            at = args[0].value if args and isinstance(args[0], Const) else -1
            if (
                not items
                or not isinstance(at, int)
                or (not exact and at >= 0)
                or not -len(items) <= at < len(items)
            ):
                _scramble(ev, value)
                return Unknown(why="pop")
            rest = list(items)
            popped = rest.pop(at)
            ev.store.set(value.number, "items", Items(tuple(rest), exact))
            return popped
        if name == "insert" and len(args) == 2:
            at = args[0].value if isinstance(args[0], Const) else None

            if not isinstance(at, int):
                ev.forget(args[1], "put into a list at an index that is not known")
                _scramble(ev, value)
                return NONE

            def insert(i: Items) -> Items:
                if not i.exact:
                    ev.forget(i, "in a list of unknown length")
                    ev.forget(args[1], "put into a list of unknown length")
                    return Items((), exact=False)
                rest = list(i.items)
                rest.insert(at, args[1])
                return Items(tuple(rest))

            change(ev, value, insert)
            return NONE
        if name == "reverse":
            if all(isinstance(i, Items) and i.exact for _, i in state(ev, value)):
                change(ev, value, lambda i: Items(tuple(reversed(i.items))))
            else:
                _scramble(ev, value)
            return NONE
        if name == "copy":
            known = items_of(ev, value)
            return new_list(ev, known[0], exact=known[1]) if known else Unknown()
        if name == "clear":
            ev.store.set(value.number, "items", Items())
            return NONE
        if name in ("add", "update", "sort", "remove", "discard"):
            for each in args:
                ev.forget(each, "put into a set")
            _scramble(ev, value)
            return NONE
    for each in (value, *args):
        ev.forget(each, f"used by .{name}()")
    return Unknown(why=f"list.{name}")


def dict_method(
    ev: Evaluator, value: DictValue, name: str, args: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """A method of a dictionary."""
    found = [v for _, v in state(ev, value)]
    entries = found[0] if len(found) == 1 and isinstance(found[0], Entries) else None
    if name in ("get", "pop", "setdefault") and args and isinstance(args[0], Const):
        known = entries.get(args[0].value) if entries is not None else None
        if known is not None:
            return known
        if name == "setdefault" and len(args) > 1 and (entries is None or not entries.exact):
            set_item(ev, value, args[0], args[1])
            return args[1]
        if entries is not None and entries.exact:
            default = args[1] if len(args) > 1 else keywords.get("default", NONE)
            if name == "setdefault":
                set_item(ev, value, args[0], default)
            return default
        return Unknown(("key", value.number, args[0].value))
    if entries is not None:
        if name == "items":
            pairs = [TupleValue((Const(k), v)) for k, v in entries.entries]
            return new_list(ev, pairs, exact=entries.exact)
        if name == "values":
            return new_list(ev, [v for _, v in entries.entries], exact=entries.exact)
        if name == "keys":
            return new_list(ev, [Const(k) for k, _ in entries.entries], exact=entries.exact)
        if name == "copy":
            return new_dict(ev, entries)
        if name == "update":
            result = entries
            for k, v in keywords.items():
                result = result.put(k, v)
            for other in args:
                inner = [v for _, v in state(ev, other)] if isinstance(other, DictValue) else []
                if len(inner) == 1 and isinstance(inner[0], Entries):
                    for k, v in inner[0].entries:
                        result = result.put(k, v)
                    result = Entries(result.entries, result.exact and inner[0].exact)
                else:
                    ev.forget(result, "in a dictionary with keys that are not known")
                    ev.forget(other, "put into a dictionary")
                    result = Entries(exact=False)
            ev.store.set(value.number, "items", result)
            return NONE
    for each in (*args, *keywords.values(), value):
        ev.forget(each, f"used by .{name}()")
    if name in ("update", "clear", "popitem"):
        ev.store.set(value.number, "items", Entries(exact=False))
    return Unknown(why=f"dict.{name}")


_STRING_METHODS = frozenset(
    [
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "casefold",
        "isdigit",
        "count",
        "find",
        "split",
        "join",
        "format",
        "zfill",
    ]
)


def string_method(ev: Evaluator, text: str, name: str, args: tuple[Value, ...]) -> Value:
    """A method of a known string, carried out when its arguments are known."""
    if name not in _STRING_METHODS or not all(isinstance(a, Const) for a in args):
        return Unknown(why=f"str.{name}")
    try:
        result = getattr(text, name)(*(cast("Const", a).value for a in args))
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return Unknown(why=f"str.{name}")
    if isinstance(result, list):
        return new_list(ev, [Const(r) for r in result])
    return Const(result)
