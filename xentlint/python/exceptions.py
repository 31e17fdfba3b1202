"""``raise`` and ``try``: what is raised goes to the handler that takes it, with all that was written."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from . import errors, forgetting, lineage
from .completions import Completion, Ended, Exit
from .machine import Machine
from .standing import Standing
from .store import Slot
from .values import (
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Guard,
    Instance,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)

_Branch = tuple[Guard, "dict[Slot, Value]"]
_MAX_SEPARATE = 12
_DECIDED_BY = {Standing.FORGOTTEN: "forgotten", Standing.FOREIGN: "foreign", Standing.INPUT: "input"}


def made(name: str, ev: Machine, *given: Value) -> Value:
    """An exception of the builtin class ``name``."""
    arguments = Arguments(given, {}, tuple([None] * len(given)))
    return ApiObject(ev.store.number(), Symbol(f"builtins.{name}"), arguments)


def raise_statement(ev: Machine, node: cst.Raise) -> None:
    """``raise``, ``raise exception``, ``raise exception from cause``."""
    if node.exc is None:
        raise ev.raised(ev.handled[-1] if ev.handled else ev.unknown("the exception being handled"))
    exception = ev.narrow(ev.value(node.exc))
    if isinstance(exception, Symbol | ClassValue):
        exception = ev.call(exception, Arguments(), ev.place(node.exc))
    if node.cause is not None:
        ev.value(node.cause.item)
    raise ev.raised(exception)


def try_statement(ev: Machine, node: cst.Try) -> None:
    """``try``/``except``/``else``/``finally``."""
    orelse = node.orelse

    def guarded() -> None:
        run_try(
            ev,
            lambda: ev.suite(node.body),
            lambda raised: _handle(ev, node, raised),
            (lambda: ev.suite(orelse.body)) if orelse is not None else None,
        )

    final = node.finalbody
    if final is None:
        guarded()
    else:
        finally_(ev, guarded, lambda leaving: ev.suite(final.body))


def run_try(
    ev: Machine,
    body: Callable[[], None],
    handle: Callable[[Value], None],
    orelse: Callable[[], None] | None = None,
) -> None:
    """Run ``body``; ``handle`` takes what it raises, in the state that was there by then."""
    mark, left = len(ev.abrupt), ev.left()
    base = ev.path
    ev.store.begin()
    ev.doubts.append(None)
    ev.catchers += 1
    going = False
    try:
        body()
        going = True
    except Ended:
        pass
    finally:
        doubt = ev.doubts.pop()
        ev.catchers -= 1
        after = ev.assumed(base)
        ev.path = base
        written = ev.store.rollback()
    raised = ev.collect(mark, Exit.RAISE)
    ways: list[tuple[Guard, dict[Slot, Value], Value | None]] = []
    if going:
        ways.append((after, written, None))
    ways += [(ev.since(each.guard, base), each.written, each.value) for each in _few(ev, raised, base)]
    if doubt is not None:
        # Something may have been raised anywhere in between: what was written may not be yet.
        key = (_DECIDED_BY[doubt], ev.store.number(), "raised")
        ways = [(guard | {(key, False)}, state, value) for guard, state, value in ways]
        touched = dict.fromkeys((*written, *(slot for each in raised for slot in each.written)))
        ev.store.begin()
        forgetting.forget_slots(ev, touched)
        ways.append((frozenset({(key, True)}), ev.store.rollback(), ev.unknown("an exception")))

    branches: list[_Branch] = []
    for guard, state, exception in ways:
        start = len(ev.abrupt)
        ev.store.begin()
        going = False
        try:
            ev.store.apply(state)
            ev.path = {**base, **dict(guard)}
            if exception is not None:
                handle(exception)
            elif orelse is not None:
                orelse()
            going = True
        except Ended:
            pass
        finally:
            after = ev.assumed(base)
            ev.path = base
            state = ev.store.rollback()
        ev.compose(start)
        if going:
            branches.append((after, state))
    if not branches:
        raise Ended
    ev.resume(branches, whole=ev.left() == left)


def _few(ev: Machine, raised: list[Completion], base: object) -> list[Completion]:
    """Of very many places that raise: one state that holds for all of them."""
    if len(raised) <= _MAX_SEPARATE:
        return raised
    ev.store.begin()
    forgetting.forget_slots(ev, dict.fromkeys(slot for each in raised for slot in each.written))
    state = ev.store.rollback()
    guard = frozenset.intersection(*(each.guard for each in raised))
    guard |= {(("forgotten", ev.store.number()), True)}
    return [Completion(Exit.RAISE, guard, state, ev.unknown("one of many exceptions"))]


def _handle(ev: Machine, node: cst.Try, exception: Value) -> None:
    """Give ``exception`` to the first handler that takes it, or raise it on."""

    def attempt(index: int) -> Value:
        if index == len(node.handlers):
            raise ev.raised(exception)
        handler = node.handlers[index]

        def taken() -> Value:
            if handler.name is not None:
                ev.store_to(handler.name.name, exception)
            ev.handled.append(exception)
            try:
                ev.suite(handler.body)
            finally:
                ev.handled.pop()
            if handler.name is not None and isinstance(handler.name.name, cst.Name):
                ev.store.delete(
                    ev.frame.elsewhere.get(handler.name.name.value, ev.frame.scope), handler.name.name.value
                )
            return NONE

        verdict = True if handler.type is None else takes(ev, ev.value(handler.type), exception)
        if verdict is True:
            return taken()
        if verdict is False:
            return attempt(index + 1)
        key = ("forgotten", ev.store.number(), "caught")
        return ev.fork(
            [(frozenset({(key, True)}), taken), (frozenset({(key, False)}), lambda: attempt(index + 1))]
        )

    attempt(0)


def takes(ev: Machine, kind: Value, exception: Value) -> bool | None:
    """Whether ``except kind`` takes ``exception``."""
    kind = ev.narrow(kind)
    if isinstance(kind, TupleValue):
        verdicts = [takes(ev, each, exception) for each in kind.items]
        if any(verdicts):
            return True
        return False if all(each is False for each in verdicts) else None
    if isinstance(exception, Unknown | Union):
        # Whatever it is, it is an Exception: nobody lists those that only end the program.
        return True if kind in (Symbol("builtins.BaseException"), Symbol("builtins.Exception")) else None
    return is_instance(ev, exception, kind)


def or_else(ev: Machine, kind: str, default: Value, work: Callable[[], Value]) -> Value:
    """What ``work`` gives, or ``default`` where it raises the builtin exception ``kind``."""
    result = ev.store.number()

    def body() -> None:
        ev.store.set(result, "value", work())

    def handle(exception: Value) -> None:
        def again() -> Value:
            raise ev.raised(exception)

        def instead() -> Value:
            ev.store.set(result, "value", default)
            return NONE

        verdict = takes(ev, Symbol(f"builtins.{kind}"), exception)
        if verdict is None:
            key = ("forgotten", ev.store.number(), "caught")
            ev.fork([(frozenset({(key, True)}), instead), (frozenset({(key, False)}), again)])
        else:
            (instead if verdict else again)()

    run_try(ev, body, handle)
    return ev.narrow(ev.store.get(result, "value") or ev.unknown("a value or a default"))


def is_instance(ev: Machine, exception: Value, kind: Value) -> bool | None:
    """Whether an exception is of a class, by the builtin classes and those of the project."""
    if isinstance(exception, ApiObject):
        mine = errors.python_class(exception.symbol.name)
        theirs = errors.python_class(kind.name) if isinstance(kind, Symbol) else None
        if mine is not None and theirs is not None:
            return issubclass(mine, theirs)
        if mine is not None and isinstance(kind, ClassValue):
            return False
        return True if isinstance(kind, Symbol) and kind.name == exception.symbol.name else None
    if isinstance(exception, Instance):
        order = lineage.linearize(exception.cls)
        if kind in order:
            return True
        if isinstance(kind, ClassValue):
            return False if all(isinstance(each, ClassValue | Symbol) for each in order) else None
        theirs = errors.python_class(kind.name) if isinstance(kind, Symbol) else None
        bases = [errors.python_class(each.name) for each in order if isinstance(each, Symbol)]
        if theirs is not None and bases and all(each is not None for each in bases):
            return any(each is not None and issubclass(each, theirs) for each in bases)
    return None


def finally_(ev: Machine, body: Callable[[], None], final: Callable[[Completion | None], None]) -> None:
    """Run ``body``, and ``final`` on every way out of it; ``final`` is told which one, ``None`` for going on."""
    mark, left = len(ev.abrupt), ev.left()
    base = ev.path
    ev.store.begin()
    ev.catchers += 1
    going = False
    try:
        body()
        going = True
    except Ended:
        pass
    finally:
        ev.catchers -= 1
        after = ev.assumed(base)
        ev.path = base
        written = ev.store.rollback()
    # A generator that gave its element stops where it is: it does not leave.
    leaving = ev.collect(mark, *(exit for exit in Exit if exit is not Exit.YIELD))
    ways: list[Completion | None] = [None] if going else []
    ways += leaving if len(leaving) <= _MAX_SEPARATE else _by_exit(ev, leaving)
    branches: list[_Branch] = []
    for each in ways:
        start = len(ev.abrupt)
        ev.store.begin()
        finished = False
        try:
            ev.store.apply(written if each is None else each.written)
            ev.path = {**base, **dict(after)} if each is None else dict(each.guard)
            final(each)
            finished = True
            if each is not None and each.exit is Exit.RAISE:
                ev.raised(each.value)
            elif each is not None:
                ev.ended(each.exit, each.value)
        except Ended:
            pass
        finally:
            guard = ev.assumed(base)
            ev.path = base
            state = ev.store.rollback()
        ev.compose(start)
        if finished and each is None:
            branches.append((guard, state))
    if not branches:
        raise Ended
    ev.resume(branches, whole=ev.left() == left)


def _by_exit(ev: Machine, leaving: list[Completion]) -> list[Completion]:
    """One completion for all of an exit: what they wrote differently is forgotten."""
    found = []
    for exit in dict.fromkeys(each.exit for each in leaving):
        mine = [each for each in leaving if each.exit is exit]
        ev.store.begin()
        forgetting.forget_slots(ev, dict.fromkeys(slot for each in mine for slot in each.written))
        state = ev.store.rollback()
        guard = frozenset.intersection(*(each.guard for each in mine))
        guard |= {(("forgotten", ev.store.number()), True)}
        value = (
            mine[0].value if all(each.value == mine[0].value for each in mine) else ev.unknown("one of many")
        )
        found.append(Completion(exit, guard, state, value))
    return found
