"""``with``: what managers do when they are entered and on every way out, and what they hold back."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from . import ancestry, class_facts, exceptions, forgetting, generators, lineage
from .completions import Completion, Ended, Exit
from .domain import domain_of
from .guards import either
from .machine import Machine
from .modules import Place
from .store import Slot
from .values import (
    NONE,
    ApiObject,
    Arguments,
    Foreign,
    FunctionValue,
    GeneratorValue,
    Instance,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

Body = Callable[[Value], None]
"""The body of a ``with``, given what ``as`` binds."""


def with_statement(ev: Machine, node: cst.With) -> None:
    """``with a as b, c as d``."""

    def nested(index: int) -> None:
        if index == len(node.items):
            ev.suite(node.body)
            return
        item = node.items[index]

        def body(entered: Value) -> None:
            if item.asname is not None:
                ev.store_to(item.asname.name, entered)
            nested(index + 1)

        manager, place = ev.value(item.item), ev.place(item.item)
        if node.asynchronous is not None:
            _manage_awaited(ev, manager, place, body)
        else:
            manage(ev, manager, place, body)

    nested(0)


def _manage_awaited(ev: Machine, manager: Value, place: Place, body: Body) -> None:
    """``async with``: the methods have other names, and what libraries do is not known."""
    manager = ev.narrow(manager)
    if isinstance(manager, Instance):
        enter = ancestry.find_in_class(ev, manager.cls, "__aenter__")
        leave = ancestry.find_in_class(ev, manager.cls, "__aexit__")
        if isinstance(enter, FunctionValue) and isinstance(leave, FunctionValue):
            _by_methods(ev, manager, enter, leave, place, body)
            return
    _unknown(ev, manager, body)


def manage(ev: Machine, manager: Value, place: Place, body: Body) -> None:
    """Run ``body`` between the entering and the leaving of ``manager``."""
    manager = ev.narrow(manager)
    if isinstance(manager, Union) and not any(_has_rules(ev, each) for _, each in manager.alternatives):
        # Whichever it is, nothing of it is known.
        ev.forget(manager, "a context manager that is not known")
        manager = ev.unknown("a context manager that is not known")
    if isinstance(manager, Union):

        def chosen(each: Value) -> Callable[[], Value]:
            def run() -> Value:
                manage(ev, each, place, body)
                return NONE

            return run

        ev.fork([(guard, chosen(each)) for guard, each in manager.alternatives])
        return
    if isinstance(manager, ApiObject):
        if domain_of(ev).managed(ev, manager, place, body):
            return
        inside = domain_of(ev).inside(manager.symbol.name)
        if inside is not None:
            with ev.within(**inside):
                body(manager)
            return
    if isinstance(manager, Instance):
        enter = ancestry.find_in_class(ev, manager.cls, "__enter__")
        leave = ancestry.find_in_class(ev, manager.cls, "__exit__")
        if isinstance(enter, FunctionValue) and isinstance(leave, FunctionValue):
            _by_methods(ev, manager, enter, leave, place, body)
            return
        if not class_facts.is_open(ev, manager) and not lineage.api_bases(manager.cls):
            raise ev.raised(ev.error("TypeError"))
    if isinstance(manager, Foreign):
        body(manager)
        return
    _unknown(ev, manager, body)


def _unknown(ev: Machine, manager: Value, body: Body) -> None:
    ev.forget(manager, "a context manager that is not known")
    foreign = isinstance(manager, Unknown)
    entered = Unknown(
        derive("entered", manager.key if isinstance(manager, Unknown) else None), why="context manager"
    )
    _perhaps_suppressing(ev, lambda: body(entered), foreign)
    ev.forget(manager, "left by a context manager that is not known")


def _has_rules(ev: Machine, manager: Value) -> bool:
    """Whether it is known what a manager does to its body."""
    return isinstance(manager, Instance | Foreign) or (
        isinstance(manager, ApiObject)
        and (bool(domain_of(ev).inside(manager.symbol.name)) or domain_of(ev).manages(manager.symbol.name))
    )


def _perhaps_suppressing(ev: Machine, body: Callable[[], None], foreign: bool) -> None:
    """A manager out of sight may hold back what is raised."""
    exceptions.run_try(ev, body, lambda exception: perhaps_held_back(ev, exception, foreign=foreign))


def perhaps_held_back(ev: Machine, exception: Value, *, foreign: bool) -> None:
    """``exception`` goes on or it does not; ``foreign``: a library decides, and not what was not followed."""
    key = ("foreign" if foreign else "forgotten", ev.store.number(), "suppressed")

    def again() -> Value:
        raise ev.raised(exception)

    ev.fork([(frozenset({(key, True)}), lambda: NONE), (frozenset({(key, False)}), again)])


def _by_methods(
    ev: Machine, manager: Instance, enter: FunctionValue, leave: FunctionValue, place: Place, body: Body
) -> None:
    """A class of the project with ``__enter__`` and ``__exit__``."""
    entered = ev.call_function(enter, Arguments((manager,), {}, (None,)), place)

    def quietly() -> None:
        ev.call_function(leave, Arguments((manager, NONE, NONE, NONE), {}, (None,) * 4), place)

    def handle(exception: Value) -> None:
        given = Arguments((manager, ev.unknown("type"), exception, ev.unknown("traceback")), {}, (None,) * 4)
        verdict = ev.call_function(leave, given, place)

        def again() -> Value:
            raise ev.raised(exception)

        ev.fork([(guard, (lambda: NONE) if way else again) for guard, way in ev.scenarios(verdict)])

    def inner() -> None:
        exceptions.run_try(ev, lambda: body(entered), suppressed)

    def suppressed(exception: Value) -> None:
        handle(exception)
        raise ev.ended(Exit.HELD, NONE)

    def leaving(how: Completion | None) -> None:
        # __exit__ was called already for what was raised, whether it was held back or not.
        if how is None or how.exit not in (Exit.HELD, Exit.RAISE):
            quietly()

    mark, left = len(ev.abrupt), ev.left()
    base = ev.path
    ev.store.begin()
    going = False
    try:
        exceptions.finally_(ev, inner, leaving)
        going = True
    except Ended:
        pass
    finally:
        after = ev.assumed(base)
        ev.path = base
        written = ev.store.rollback()
    held = ev.collect(mark, Exit.HELD)
    branches = [(after, written)] if going else []
    branches += [(ev.since(each.guard, base), each.written) for each in held]
    if not branches:
        raise Ended
    ev.resume(branches, whole=ev.left() == left)


def by_generator(ev: Machine, generator: GeneratorValue, body: Body) -> None:
    """A manager that a generator is: the body runs where it yields."""
    mark = len(ev.abrupt)
    frames, running = list(ev.frames), list(ev.running)
    at_yield: list[dict[Slot, Value]] = []
    left_as: list[tuple[Exit, Value]] = []

    def here(value: Value) -> Value:
        inside, deep, context = ev.frames, ev.running, ev.context
        start = len(ev.abrupt)
        base = ev.path
        if at_yield:
            raise ev.raised(ev.error("RuntimeError"))
        ev.frames, ev.running = list(frames), list(running)
        ev.store.begin()
        going = False
        try:
            body(value)
            going = True
        except Ended:
            pass
        finally:
            after = ev.assumed(base)
            ev.path = base
            ev.frames, ev.running, ev.context = inside, deep, context
            written = ev.store.rollback()
        away = ev.collect(start, Exit.RETURN, Exit.BREAK, Exit.CONTINUE)
        exits = {each.exit for each in away}
        if going or len(exits) > 1:
            before = ev.store.written()
            for each in away:
                each.written = {**before, **each.written}
                each.value, each.exit = TupleValue((_kept(each.exit), each.value)), Exit.OUTER
            ev.abrupt.extend(away)
            if not going:
                raise Ended
            ev.resume([(after, written)], whole=False)
        elif away:
            # It only leaves: the generator goes on, and then it is left.
            ev.resume([(ev.since(each.guard, base), each.written) for each in away], whole=False)
            value = either(
                [(ev.since(each.guard, base), each.value) for each in away], ev.unknown("returned")
            )
            left_as.append((away[0].exit, value))
        else:
            raise Ended
        at_yield.append(dict(ev.store.written()))
        return NONE

    generators.run(ev, generator, here)
    for each in ev.abrupt[mark:]:
        if each.exit is Exit.OUTER:
            # The generator ran on there too; what it did is not followed for this exit.
            changed = ev.store.written()
            for slot, known in changed.items():
                if at_yield and at_yield[0].get(slot) != known:
                    each.written[slot] = forgetting.instead(ev, slot, known)
            _restore(each)
    if left_as:
        raise ev.ended(*left_as[0])


class _Kept(Value):
    """The exit that a completion had before the generator went on."""

    __slots__ = ("exit",)

    def __init__(self, exit: Exit) -> None:
        self.exit = exit


def _kept(exit: Exit) -> Value:
    return _Kept(exit)


def _restore(completion: Completion) -> None:
    value = completion.value
    if isinstance(value, TupleValue) and isinstance(value.items[0], _Kept):
        completion.exit, completion.value = value.items[0].exit, value.items[1]
