"""``os.environ``: what a program is given, and what it sets and takes away itself."""

from __future__ import annotations

from ..python import containers, identity, sequences
from ..python.domain import domain_of
from ..python.guards import either
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import ABSENT, NONE, Arguments, Const, Symbol, Unknown, Value, derive

ENVIRONMENT = Symbol("os.environ")
_KEY = ("symbol", "os.environ")
_SET = ("items", _KEY)
"""Under which the variables are that the program has set."""
_GONE = ("gone", "os.environ")


def _get(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.get(name, default)``, ``os.getenv(name, default)``."""
    name = given.get("key", 0)
    default = given.get("default", 1) or NONE
    if not (isinstance(name, Const) and isinstance(name.value, str)):
        return Unknown(("environment", ev.store.number()))
    key = identity.key_of(name)
    written = ev.store.get(_SET, repr(key))
    if written is not None:
        return ev.narrow(written)
    if ev.store.get(_GONE, repr(key)) is not None:
        return default
    here = derive("in", key, _KEY)
    there = Unknown(derive("item", _KEY, key))
    ways = [(frozenset({(here, True)}), there), (frozenset({(here, False)}), default)]

    return ev.narrow(either([way for way in ways if ev.feasible(way[0])]))


def holds(ev: Machine, name: Const) -> Value | None:
    """Whether the program itself has put ``name`` there or taken it away; ``None`` if neither."""
    key = repr(identity.key_of(name))
    if ev.store.get(_SET, key) is not None:
        return Const(True)
    return Const(False) if ev.store.get(_GONE, key) is not None else None


def _set_default(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.setdefault(name, default)``: what the program has put there itself, stays."""
    name = given.get("key", 0)
    if isinstance(name, Const) and holds(ev, name) == Const(True):
        return _get(ev, given, place)
    sequences.set_item(ev, ENVIRONMENT, given.get("key", 0) or NONE, given.get("default", 1) or NONE, place)
    return ev.unknown("setdefault")


def _update(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.update({...})``: the program sets what it names; of the rest nothing is known."""
    for name, _ in ev.store.names(_SET):
        ev.store.set(_SET, name, ev.unknown("the environment is changed"))
    for each in given.args:
        known = containers.entries_of(ev, ev.narrow(each))
        for key, value in known.entries if known is not None else ():
            ev.store.set(_SET, repr(identity.key_of(Const(key))), value)
    return ev.unknown("the environment is changed")


def _pop(ev: Machine, given: Arguments, place: Place) -> Value:
    """``os.environ.pop(name, default)``: afterwards it is not there."""
    value = _get(ev, given, place)
    name = given.get("key", 0)
    if isinstance(name, Const):
        key = repr(identity.key_of(name))
        ev.store.set(_SET, key, ABSENT)
        ev.store.set(_GONE, key, Const(True))
    return value


def note_item(ev: Machine, index: Value, new: Value | None) -> bool:
    """``os.environ[index] = new``, or ``del os.environ[index]``; whether that is all there is to say of it."""
    if not isinstance(index, Const):
        return False
    key = repr(identity.key_of(index))
    if new is None:
        ev.store.set(_SET, key, ABSENT)
        ev.store.set(_GONE, key, Const(True))
        return True
    ev.store.delete(_GONE, key)
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
    "os.environ.clear": _update,
    "os.putenv": _update,
}
