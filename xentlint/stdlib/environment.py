"""``os.environ``: what a program is given, and what it sets and takes away itself."""

from __future__ import annotations

from collections.abc import Callable

from ..python import containers, identity
from ..python.domain import domain_of
from ..python.guards import either
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
from ..python.values import ABSENT, NONE, Arguments, Const, Symbol, Union, Unknown, Value, derive

ENVIRONMENT = Symbol("os.environ")
_KEY = ("symbol", "os.environ")
_SET = ("items", _KEY)
"""Under which the variables are that the program has set; ``None`` is one that it has taken away."""


def _given(name: Const) -> Unknown:
    """The variable as whoever runs the program has set it."""
    return Unknown(derive("item", _KEY, identity.key_of(name)))


def _is_given(name: Const) -> Unknown:
    """Whether whoever runs the program has set the variable."""
    return Unknown(derive("in", identity.key_of(name), _KEY))


def _each(
    ev: Machine,
    name: Const,
    there: Callable[[Value], Value],
    gone: Callable[[], Value],
    other: Callable[[], Value],
) -> Value:
    """What is made of a variable: that the program has set, that it has taken away, and that it left alone."""
    held = ev.store.perhaps(_SET, repr(identity.key_of(name)))
    held = ABSENT if held is None else ev.narrow(held)

    def way(each: Value) -> Callable[[], Value]:
        return other if each is ABSENT else gone if each == NONE else lambda: there(each)

    if isinstance(held, Union):
        return ev.fork([(guard, way(each)) for guard, each in held.alternatives])
    return way(held)()


def _get(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.get(name, default)``, ``os.getenv(name, default)``."""
    name = given.get("key", 0)
    default = given.get("default", 1) or NONE
    if not (isinstance(name, Const) and isinstance(name.value, str)):
        return Unknown(("environment", ev.store.number()))

    def from_outside() -> Value:
        here = _is_given(name).key
        ways = [(frozenset({(here, True)}), _given(name)), (frozenset({(here, False)}), default)]
        return ev.narrow(either([way for way in ways if ev.feasible(way[0])]))

    return _each(ev, name, lambda each: each, lambda: default, from_outside)


def item(ev: Machine, name: Const) -> Value:
    """``os.environ[name]``."""

    def missing() -> Value:
        raise ev.raised(ev.error("KeyError"))

    def from_outside() -> Value:
        ev.doubt(Standing.FOREIGN)
        return _given(name)

    return _each(ev, name, lambda each: each, missing, from_outside)


def holds(ev: Machine, name: Const) -> Value:
    """``name in os.environ``."""
    return _each(ev, name, lambda _: Const(True), lambda: Const(False), lambda: _is_given(name))


def _set_default(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.setdefault(name, default)``: what is there, stays."""
    name = given.get("key", 0)
    if not isinstance(name, Const):
        forget(ev)
        return ev.unknown("setdefault")
    value, default = _get(ev, given, place), given.get("default", 1)
    if isinstance(default, Const) and not isinstance(value, Const):  # what the program itself asks for
        domain_of(ev).note_environment(ev, str(name.value), str(default.value))
    _set(ev, name, value)
    return value


def _set(ev: Machine, name: Const, value: Value) -> None:
    ev.store.set(_SET, repr(identity.key_of(name)), value)
    if isinstance(value, Const) and value != NONE:
        domain_of(ev).note_environment(ev, str(name.value), str(value.value))


def _update(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.update({...}, NAME=...)``: the program sets what it names."""
    names: list[tuple[object, Value]] = []
    followed = not given.open
    for each in given.args:
        known = containers.entries_of(ev, ev.narrow(each))
        followed = followed and known is not None and known.exact
        names += known.entries if known is not None else ()
    names += given.kwargs.items()
    if not followed:
        forget(ev)
    for name, value in names:
        if isinstance(name, str):
            _set(ev, Const(name), value)
    return NONE


def _pop(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.pop(name, default)``: afterwards it is not there."""
    name = given.get("key", 0)
    if not isinstance(name, Const):
        forget(ev)
        return ev.unknown("a variable")
    value = item(ev, name) if given.get("default", 1) is None else _get(ev, given, place)
    _set(ev, name, NONE)
    return value


def _change(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.clear()``, ``os.environ.popitem()``."""
    forget(ev)
    return ev.unknown("of the environment")


def note_item(ev: Machine, index: Value, new: Value | None) -> bool:
    """``os.environ[index] = new``, or ``del os.environ[index]``; whether that is all there is to say of it."""
    if not isinstance(index, Const):
        forget(ev)
        return False
    if new is None:
        item(ev, index)
        _set(ev, index, NONE)
        return True
    if isinstance(new, Const):
        domain_of(ev).note_environment(ev, str(index.value), str(new.value))
    return False


def forget(ev: Machine) -> None:
    """Something out of sight may have changed the variables that the program has set."""
    for name, _ in ev.store.held(_SET):
        ev.store.lose(_SET, name, ev.unknown("the environment may be changed"))


HANDLERS: dict[str, Handler] = {
    "os.environ.get": _get,
    "os.getenv": _get,
    "os.environ.setdefault": _set_default,
    "os.environ.update": _update,
    "os.environ.pop": _pop,
    "os.environ.clear": _change,
    "os.environ.popitem": _change,
}
