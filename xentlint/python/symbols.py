"""Calls of what names of Python and of libraries stand for."""

from __future__ import annotations

from . import (
    attributes,
    builtin_functions,
    calls,
    containers,
    errors,
    forgetting,
    lineage,
    perhaps,
    special_methods,
)
from .domain import domain_of
from .machine import Machine
from .modules import Place
from .standing import Standing
from .values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    ForeignHandle,
    Instance,
    ListValue,
    SetValue,
    SuperValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    is_inert,
)


def call_symbol(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """The value of calling what ``symbol`` stands for: Python's own, or what a domain knows of, or nobody."""
    name = symbol.name
    domain = domain_of(ev)
    if domain.is_changed(ev, name):
        ev.leaves_sight(given, place, "given to a class of a library that is changed")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("a class of a library that is changed")
    special_methods.asked(ev, name, given)
    if "out" in given.kwargs:
        ev.forget(given.kwargs["out"], "written into")
    domain.note_call(ev, name, given, place)
    handler = builtin_functions.HANDLERS.get(name) or domain.handler(name)
    if handler is not None:
        return handler(ev, given, place)
    found = _unbound_method(ev, name, given, place)
    if found is None and name.startswith("builtins.") and name.count(".") > 1:
        found = _method_of_type(ev, name, given, place)
    if found is None and errors.python_class(name) is not None and name.startswith("builtins."):
        found = ApiObject(ev.store.number(), symbol, given, place)
    if found is None:
        found = domain.call_symbol(ev, symbol, given, place)
    return found if found is not None else unmodelled(ev, symbol, given, place)


def unmodelled(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """A call of what nobody describes: what is known of libraries as a whole says what it may change."""
    name = symbol.name
    last = name.rsplit(".", 1)[-1]
    domain = domain_of(ev)
    for each in ev.handled[-1:]:
        perhaps.perhaps_called(ev, each)  # it may be told of
    kept: tuple[Value, ...] = ()
    calls.hand_over(ev, given, place, f"passed to {last}", [name])
    running: tuple[Value, ...] = ()
    if domain.changes_arguments(name):
        ev.doubt(Standing.FOREIGN)
        ev.forget_shared()
        kept = tuple(each for each, _ in given.placed() if not is_inert(each))
    else:
        if domain.calls_arguments(name):
            forgetting.forget_arguments(ev, given, f"given to what {last} calls")
            ev.forget_shared()
            running = tuple(each for each, _ in given.placed() if perhaps.holds_functions(ev, each))
            kept = running
        elif domain.hands_on(name):
            kept = tuple(each for each, _ in given.placed() if not is_inert(each))
        if not domain.cannot_fail(name):
            ev.doubt(Standing.FOREIGN)
    if last[:1].isupper() and domain.makes_object(name, given):
        return ApiObject(ev.store.number(), symbol, given, place)
    # What is computed of the program's own values, the program decides.
    decided = domain.computes(name) and not given.open
    decided = decided and not any(isinstance(ev.narrow(each), Unknown | Symbol) for each, _ in given.placed())
    made_by = (name,) if domain.gives_recorder(name) else ()
    result = Unknown(
        ("forgotten" if decided else "foreign", ev.store.number(), *made_by),
        why=f"call of {name}",
        element=domain.gives_data(name),
    )
    if kept:
        ev.comes_from(result.key, kept)
    if running or (domain.hands_on(name) and kept):
        # A thread, a timer: whatever is done with it may be what runs them.
        ev.store.set(("unknown", result.key), "$kept", Const(True))
    return result


def _unbound_method(ev: Machine, name: str, given: Arguments, place: Place) -> Value | None:
    """``Base.method(self, ...)`` of a library's class that the class of ``self`` is derived from: as ``super()``."""
    receiver = given.args[0] if given.args else None
    base, _, method = name.rpartition(".")
    if isinstance(receiver, ForeignHandle) and domain_of(ev).has_methods_of(receiver, base):
        return ev.call_method(ApiMethod(receiver, method), given.rest(), place)
    if not isinstance(receiver, Instance):
        return None
    bases = (each for each in lineage.linearize(receiver.cls) if isinstance(each, Symbol))
    if all(each.name != base for each in bases):
        return None
    return ev.call_method(ApiMethod(SuperValue(receiver.cls, receiver), method), given.rest(), place)


def _method_of_type(ev: Machine, name: str, given: Arguments, place: Place) -> Value:
    """``dict.update(options, ...)``: the method of what is given first; ``type.__setattr__(cls, ...)``."""
    method = name.rpartition(".")[2]
    receiver = ev.narrow(given.args[0]) if given.args else None
    rest = given.rest()
    if isinstance(receiver, Union):
        return containers.spread(
            ev, (receiver,), lambda each: _method_of_type(ev, name, rest.behind(each[0]), place)
        )
    if isinstance(receiver, ListValue | DictValue | SetValue | TupleValue | Const):
        return ev.call_method(ApiMethod(receiver, method), rest, place)
    if isinstance(receiver, Instance | ClassValue) and rest.args and isinstance(rest.args[0], Const):
        if method == "__setattr__" and len(rest.args) == 2:
            ev.set_attribute(receiver, str(rest.args[0].value), rest.args[1], plainly=True)
            return NONE
        if method == "__delattr__" and len(rest.args) == 1:
            attributes.delete_attribute(ev, receiver, str(rest.args[0].value), plainly=True)
            return NONE
    ev.leaves_sight(given, place, f"passed to {method}")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(name)
