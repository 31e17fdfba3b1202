"""Generators: their body runs when an element is asked for, and not before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from . import containers, forgetting, functions
from .completions import Ended, Exit
from .domain import behaviour
from .guards import either
from .machine import Machine
from .modules import Place
from .nodes import children
from .standing import Standing, weakest
from .values import NONE, Arguments, Const, Foreign, FunctionValue, GeneratorValue, TupleValue, Unknown, Value

Elements = tuple[tuple[Value, ...], bool]


def is_generator(ev: Machine, node: cst.FunctionDef | cst.Lambda) -> bool:
    """Whether a function yields: ``yield`` stands in it, and not in a function within it."""
    known = ev.generators.get(node)
    if known is None:
        known = ev.generators[node] = _yields(node)
    return known


_OTHERS = frozenset({cst.FunctionDef, cst.Lambda, cst.ClassDef})
"""What stands in them is theirs."""


def _yields(node: cst.FunctionDef | cst.Lambda) -> bool:
    waiting: list[cst.CSTNode] = [node.body]
    while waiting:
        each = waiting.pop()
        kind = type(each)
        if kind is cst.Yield:
            return True
        if kind not in _OTHERS:
            waiting += children(each)
    return False


def make(ev: Machine, function: FunctionValue, given: Arguments, place: Place) -> GeneratorValue:
    """What calling a generator function gives; nothing of its body has run yet."""
    value = GeneratorValue(ev.store.number(), function, given, place)
    ev.store.set(value.number, "position", Const(0))
    return value


def run(ev: Machine, generator: GeneratorValue, on_yield: Callable[[Value], Value]) -> None:
    """Run the body from its beginning; ``on_yield`` is given each element where it is made."""
    functions.run_function(ev, generator.function, generator.given, generator.place, on_yield=on_yield)


def apart(ev: Machine, work: Callable[[], Elements], *, whole: bool) -> Elements:
    """Elements that something makes while others run in between: what it writes comes at an unknown time."""
    if whole:
        return work()
    number = ev.store.number()
    mark = len(ev.abrupt)
    base = ev.path
    ev.store.begin()
    result: Elements = ((), False)
    try:
        result = work()
    finally:
        written = ev.store.rollback()
        ev.compose(mark)
        if ev.collect(mark, Exit.RAISE):  # so does what it raises
            ev.doubt(Standing.FORGOTTEN)
            ev.path = base
    mine = {slot: value for slot, value in written.items() if isinstance(slot[0], int) and slot[0] > number}
    ev.store.apply(mine)
    before = [slot for slot in written if slot not in mine and slot[1] != "position"]
    forgetting.forget_slots(ev, before)
    return result


def drain(ev: Machine, generator: GeneratorValue, *, whole: bool) -> Elements:
    """Every element, in order."""
    position = containers.position_of(ev, generator)
    if position != 0:
        if position is None:
            ev.forget(generator, "asked for more than is followed")
            ev.doubt(Standing.FORGOTTEN)
        return (), position is not None
    ev.store.set(generator.number, "position", Const(-1) if whole else ev.unknown("in the middle of a loop"))
    collected = containers.new_list(ev, ())
    given: list[Value] = []

    def note(value: Value) -> Value:
        given.append(value)
        containers.append(ev, collected, value)
        return NONE

    def work() -> Elements:
        run(ev, generator, note)
        return containers.items_of(ev, collected) or ((), False)

    try:
        elements, exact = apart(ev, work, whole=whole)
    except Ended:
        if whole:
            raise
        elements, exact = (), False
    if exact:
        return elements, True
    # However often it goes round: whatever it gives is like one of those that were seen.
    return ((alike(ev, given),) if given else ()), False


def alike(ev: Machine, values: Sequence[Value]) -> Value:
    """One value for any of ``values``: what they have in common, and nothing else."""
    first = values[0]
    if all(each == first for each in values[1:]):
        return first
    if isinstance(first, TupleValue) and all(
        isinstance(each, TupleValue) and len(each.items) == len(first.items) for each in values
    ):
        columns = zip(*(each.items for each in values if isinstance(each, TupleValue)), strict=True)
        return TupleValue(tuple(alike(ev, column) for column in columns))
    if all(isinstance(each, Unknown) for each in values):
        keys = [each.key for each in values if isinstance(each, Unknown)]
        known = all(key is not None for key in keys) and weakest(keys) is not Standing.FORGOTTEN
        drawn = all(isinstance(each, Unknown) and each.element for each in values)
        return Unknown(("foreign" if known else "forgotten", ev.store.number()), element=drawn)
    if isinstance(first, Foreign) and behaviour(ev, first).alike(first, values[1:]):
        return first
    for each in values:
        ev.out_of_sight(each, "one of many that are given one after the other")
    return ev.unknown("one of many")


def first(ev: Machine, generator: GeneratorValue, default: Value | None) -> Value:
    """``next(generator)``: the body runs up to its first ``yield``."""
    position = containers.position_of(ev, generator)
    if position is None or position > 0:
        ev.forget(generator, "asked for more than is followed")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("next")
    mark, left = len(ev.abrupt), ev.left()
    base = ev.path

    def stop(value: Value) -> Value:
        raise ev.ended(Exit.YIELD, value)

    def over() -> Value:
        if default is not None:
            return default
        raise ev.raised(ev.error("StopIteration"))

    if position < 0:
        return over()
    ev.store.set(generator.number, "position", ev.unknown("asked for one after the other"))
    ev.store.begin()
    ended = True
    try:
        run(ev, generator, stop)
        ended = False
    except Ended:
        pass
    finally:
        after = ev.assumed(base)
        ev.path = base
        written = ev.store.rollback()
    found = ev.collect(mark, Exit.YIELD)
    ways = [(ev.since(each.guard, base), each.written, each.value) for each in found]
    if not ways and ended:
        raise Ended
    values: list[tuple[frozenset[tuple[object, bool]], Value]] = [(guard, value) for guard, _, value in ways]
    states = [(guard, state) for guard, state, _ in ways]
    if not ended:
        if not ways:
            ev.resume([(after, written)], whole=False)
            ev.store.set(generator.number, "position", Const(-1))
            return over()
        states.append((after, written))
        values.append((after, ev.unknown("the generator may be at its end")))
    ev.resume(states, whole=ev.left() == left)
    return ev.narrow(either(values, ev.unknown("one of many")))
