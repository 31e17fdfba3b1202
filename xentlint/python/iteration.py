"""Going through things: what an iteration gives, in order, and whether that is all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import ancestry, class_facts, concrete, containers, exceptions, generators, reads
from .concrete import Undecided
from .domain import behaviour
from .machine import Machine
from .modules import Place
from .standing import Standing, standing
from .values import (
    NONE,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    Foreign,
    FunctionValue,
    GeneratorValue,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    NamespaceValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)

Elements = tuple[tuple[Value, ...], bool]
MOST_MAPPED = 24


def awaited(ev: Machine, value: Value) -> Value:
    """What ``async for`` goes through: a generator of the program; of anything else the elements are not known."""
    value = ev.narrow(value)
    if isinstance(value, GeneratorValue):
        return value
    ev.forget(value, "gone through with await")
    return ev.one_of([value], "gone through with await")


def iterate(ev: Machine, value: Value, place: Place | None, *, whole: bool = True) -> Elements:
    """The elements that going through ``value`` gives, and whether they are exactly those.

    Where they are not, what is given stands for any of them. ``whole`` is unset by a loop, which may stop
    in the middle and whose body runs in between.
    """
    value = ev.narrow(value)
    if isinstance(value, TupleValue):
        return value.items, True
    if isinstance(value, ListValue):
        return _of_list(ev, value)
    if isinstance(value, SetValue):
        held = [v for _, v in containers.state(ev, value)]
        if len(held) == 1 and isinstance(held[0], Items) and held[0].exact and len(held[0].items) <= 1:
            return held[0].items, True
        ev.out_of_sight(value, "in a set")
        return (), False
    if isinstance(value, DictValue | NamespaceValue):
        entries = containers.entries_of(ev, value)
        if entries is not None and entries.exact:
            return tuple(concrete.entry_key(key) for key, _ in entries.entries), True
        return (), False
    if isinstance(value, Foreign):
        one = behaviour(ev, value).element(ev, value, place)
        return ((one,), False) if one is not None else ((), False)
    if isinstance(value, Const):
        if isinstance(value.value, str) and len(value.value) <= concrete.MOST_ITEMS:
            return tuple(Const(c) for c in value.value), True
        if not isinstance(value.value, str | bytes):
            raise ev.raised(ev.error("TypeError"))
        return (), False
    if isinstance(value, GeneratorValue):
        return generators.drain(ev, value, whole=whole)
    if isinstance(value, IteratorValue):
        return (
            containers.viewed(ev, value) if value.kind in containers.VIEWS else _drain(ev, value, whole=whole)
        )
    if isinstance(value, Instance):
        return _of_instance(ev, value, place, whole=whole)
    if isinstance(value, ClassValue):
        members = class_facts.enum_members(ev, value)
        if ancestry.has_other_truth(ev, value, "__iter__"):
            ev.forget(value, "gone through by its metaclass")
            ev.doubt(Standing.FORGOTTEN)
            return (), False
        return (tuple(members), True) if members is not None else ((), False)
    if isinstance(value, Unknown) and value.key is not None:
        ev.doubt(standing(value.key))
        return (Unknown(("element", value.key, ev.store.number()), element=True),), False
    if isinstance(value, Symbol):
        return (Unknown(("element", ("symbol", value.name), ev.store.number()), element=True),), False
    if isinstance(value, Union):
        return _of_each(ev, value, place, whole=whole)
    ev.doubt(Standing.FORGOTTEN)
    return (), False


def _of_each(ev: Machine, value: Union, place: Place | None, *, whole: bool) -> Elements:
    """What all alternatives give, those aside that cannot be gone through: after them nothing goes on."""
    found: list[Elements] = []

    def way(each: Value) -> Callable[[], Value]:
        def run() -> Value:
            found.append(iterate(ev, each, place, whole=whole))
            return NONE

        return run

    ev.fork([(guard, way(each)) for guard, each in value.alternatives])
    if found and all(each == found[0] for each in found):
        return found[0]
    ev.doubt(Standing.FORGOTTEN)
    return (), False


def _of_list(ev: Machine, value: ListValue) -> Elements:
    held = [v for _, v in containers.state(ev, value)]
    if len(held) == 1 and isinstance(held[0], Items):
        items = held[0].items
        if held[0].exact:
            return items, True
        if len(items) == 1:
            return items, False  # drawn as one that is like all others: see comprehensions
        ev.out_of_sight(value, "one of a list of unknown length")
        return (), False
    ev.out_of_sight(value, "in a list that differs from branch to branch")
    return (), False


def _of_instance(ev: Machine, value: Instance, place: Place | None, *, whole: bool) -> Elements:
    own = ev.special_method(value, "__iter__")
    if own is not None:
        made = ev.call(own, Arguments(), place or ev.here())
        if made != value:
            return iterate(ev, made, place, whole=whole)
    fields = class_facts.literal_of(ev, value)
    if own is None and fields is not None:
        return iterate(ev, fields, place, whole=whole)
    if own is None and class_facts.is_plain(ev, value) and ev.special_method(value, "__getitem__") is None:
        raise ev.raised(ev.error("TypeError"))
    ev.out_of_sight(value, "gone through")
    ev.forget(value, "gone through by its own rules")
    ev.doubt(Standing.FORGOTTEN)
    return (), False


def _drain(ev: Machine, value: IteratorValue, *, whole: bool) -> Elements:
    position = containers.position_of(ev, value)
    if position is None or position < 0:
        if position is None:
            ev.forget(value, "asked for more than is followed")
        return (), position is not None
    ev.store.set(value.number, "position", Const(-1) if whole else ev.unknown("in the middle of a loop"))
    elements, exact = generators.apart(ev, lambda: _elements(ev, value), whole=whole)
    return (elements[position:], True) if exact else (elements, False)


def _elements(ev: Machine, value: IteratorValue) -> Elements:
    if value.kind == "genexp":
        made = ev.run_later(value)
        return iterate(ev, made, None)
    here = ev.here()
    places = [*value.places, *([here] * len(value.sources))]
    whole = len(value.sources) == 1  # the longer of several are not gone through to their end
    drawn = [
        iterate(ev, each, place or here, whole=whole)
        for each, place in zip(value.sources, places, strict=False)
    ]
    exact = all(known for _, known in drawn)
    first, known = drawn[0] if drawn else ((), True)
    if value.kind == "iter":
        return first, known
    if value.kind == "chain":
        return tuple(each for elements, _ in drawn for each in elements) if exact else (), exact
    if value.kind == "islice":
        bounds = (
            [each.value for each in value.function.items if isinstance(each, Const)]
            if isinstance(value.function, TupleValue)
            else []
        )
        return (first[slice(*bounds)], True) if known and bounds else ((), False)
    if value.kind == "reversed":
        return (tuple(reversed(first)), True) if known else ((), False)
    if value.kind == "enumerate":
        start = value.function
        if known and isinstance(start, Const) and isinstance(start.value, int):
            return tuple(TupleValue((Const(start.value + i), each)) for i, each in enumerate(first)), True
        index = Unknown(("foreign", ev.store.number(), "index"))
        return (TupleValue((index, first[0])),) if len(first) == 1 else (), False
    if value.kind == "zip":
        lengths = {len(elements) for elements, _ in drawn}
        if value.function == Const(True) and exact and len(lengths) > 1:
            raise ev.raised(ev.error("ValueError"))
        if exact:
            return tuple(TupleValue(row) for row in zip(*(each for each, _ in drawn), strict=False)), True
        row = tuple(
            each[0] if len(each) == 1 else ev.unknown("element of several sequences") for each, _ in drawn
        )
        return (TupleValue(row),), False
    if value.kind in ("map", "filter") and value.function is not None:
        return _applied(ev, value, drawn, exact)
    return (), False


def _applied(ev: Machine, value: IteratorValue, drawn: Sequence[Elements], exact: bool) -> Elements:
    """``map(function, …)``, ``filter(function, …)``."""
    function = value.function or NONE
    rows = list(zip(*(each for each, _ in drawn), strict=False)) if drawn else []
    if not exact and any(len(each) != 1 for each, _ in drawn):
        rows = [tuple(ev.unknown("element") for _ in drawn)]
    if exact and len(rows) > MOST_MAPPED:
        exact, rows = False, [tuple(ev.unknown("element") for _ in drawn)]
    results = containers.new_list(ev, ())
    for row in rows:
        given = Arguments(tuple(row), {}, tuple([None] * len(row)))
        if value.kind == "map":
            result = ev.call(function, given, ev.here())
            if not isinstance(
                function, FunctionValue
            ):  # no call is written that could be given the activation
                reads.read_all(ev, result, ev.here(), "escape", "given by what is mapped")
            containers.append(ev, results, result)
            continue
        keep = row[0] if function == NONE else ev.call(function, given, ev.here())

        def kept(each: Value = row[0]) -> Value:
            containers.append(ev, results, each)
            return NONE

        ev.fork([(guard, kept if way else (lambda: NONE)) for guard, way in ev.scenarios(keep)])
    if not exact:
        ev.forget(function, "called for every element")
        held = containers.items_of(ev, results)
        return (held[0], False) if held is not None and value.kind == "map" else ((), False)
    return _of_list(ev, results)


def take_one(ev: Machine, value: Value, default: Value | None, place: Place) -> Value:
    """``next(value)`` and ``next(value, default)``."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return containers.spread(ev, (value,), lambda each: take_one(ev, each[0], default, place))
    if isinstance(value, GeneratorValue):
        return generators.first(ev, value, default)
    if isinstance(value, IteratorValue):
        position = containers.position_of(ev, value)
        if position is not None and value.kind not in ("map", "filter", "genexp"):
            elements, exact = _elements(ev, value)
            if exact and (position < 0 or position >= len(elements)):
                return _over(ev, default)
            if exact:
                ev.store.set(value.number, "position", Const(position + 1))
                return elements[position]
            if len(elements) == 1:
                return elements[0]
        elif position == 0:
            # Only the first is asked for; whatever else the function would have done is forgotten.
            elements, exact = generators.apart(ev, lambda: _elements(ev, value), whole=False)
            ev.store.set(value.number, "position", ev.unknown("asked for one after the other"))
            if exact:
                return elements[0] if elements else _over(ev, default)
        ev.forget(value, "asked for more than is followed")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("next")
    if isinstance(value, Instance):
        own = ev.special_method(value, "__next__")
        if own is not None and default is not None:
            return exceptions.or_else(ev, "StopIteration", default, lambda: ev.call(own, Arguments(), place))
        if own is not None:
            return ev.call(own, Arguments(), place)
    if isinstance(value, Unknown | Symbol):
        elements, _ = iterate(ev, value, place)
        if len(elements) == 1:
            return elements[0]
    if isinstance(value, Foreign):
        one = behaviour(ev, value).element(ev, value, place)
        if one is not None:
            return one
    ev.forget(value, "asked for an element")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown("next")


def _over(ev: Machine, default: Value | None) -> Value:
    if default is not None:
        return default
    raise ev.raised(ev.error("StopIteration"))


def ordered(ev: Machine, elements: Sequence[Value], given: Arguments) -> list[Value] | None:
    """``elements`` sorted as ``key=`` and ``reverse=`` say; ``None`` if that is not known."""
    reverse = given.kwargs.get("reverse", Const(False))
    if given.open or not isinstance(reverse, Const) or len(elements) > MOST_MAPPED:
        return None
    key = given.kwargs.get("key", NONE)
    keys = [
        each if key == NONE else ev.narrow(ev.call(key, Arguments((each,), {}, (None,)), ev.here()))
        for each in elements
    ]
    try:
        real = [concrete.wrap(each) for each in keys]
        order = concrete.run(sorted, range(len(real)), key=real.__getitem__, reverse=bool(reverse.value))
    except Undecided:
        return None if len(elements) > 1 else list(elements)
    except concrete.Raised as error:
        raise ev.raised(ev.error(error.name)) from None
    return [elements[index] for index in order]
