"""Calls: of functions, methods and classes of the project, and the hand-over to library rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from . import (
    class_facts,
    containers,
    forgetting,
    functions,
    generators,
    identity,
    lineage,
    perhaps,
    special_methods,
)
from .domain import behaviour, domain_of
from .guards import alternatives
from .machine import Machine
from .modules import Place
from .standing import Standing, standing
from .values import (
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    Guard,
    Handle,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    PartialValue,
    SetValue,
    SuperValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
    derive,
    without_version,
)

MAX_HELD = 6
"""Methods and partial calls within each other that are looked into."""


def call(ev: Machine, function: Value, given: Arguments, place: Place) -> Value:
    """The value of calling ``function``."""
    function = ev.narrow(function)
    if isinstance(function, Union):
        return _call_each(ev, function, given, place)
    if isinstance(function, FunctionValue):
        return call_function(ev, function, given, place)
    if isinstance(function, BoundMethod):
        return call_function(ev, function.function, given.behind(function.receiver), place)
    if isinstance(function, ClassValue):
        return ev.instantiate(function, given, place)
    if isinstance(function, Instance):
        return call_instance(ev, function, given, place)
    if isinstance(function, Symbol):
        return ev.call_symbol(function, given, place)
    if isinstance(function, ApiObject | Foreign | ForeignHandle):
        return behaviour(ev, function).call(ev, function, given, place)
    if isinstance(function, WrappedFunction):
        return call(ev, function.function, given, place)
    if isinstance(function, PartialValue):
        merged = Arguments(
            (*function.args, *given.args),
            {**dict(function.kwargs), **given.kwargs},
            (*([None] * len(function.args)), *given.arg_places),
            given.kwarg_places,
            given.open,
        )
        return call(ev, function.function, merged, place)
    if isinstance(function, ApiMethod):
        return ev.call_method(function, given, place)
    return _call_unknown(ev, function, given, place)


def _call_unknown(ev: Machine, function: Value, given: Arguments, place: Place) -> Value:
    """Nobody knows what is called: it may change what it is given, and what it belongs to."""
    if not isinstance(function, Unknown):
        return _called(ev, function, given, place)
    return domain_of(ev).around_unknown(ev, function, lambda: _called(ev, function, given, place))


def _called(ev: Machine, function: Value, given: Arguments, place: Place) -> Value:
    key = function.key if isinstance(function, Unknown) else None
    library = _recorder(ev, key)
    hand_over(ev, given, place, "passed to a function that is not known", library)
    harmless = domain_of(ev).harmless(ev, key) if key is not None else None
    if harmless is not None:
        return harmless
    _run_kept(ev, key, given)
    if isinstance(function, Unknown):
        ev.doubt(Standing.FORGOTTEN if key is None else standing(key))
        if isinstance(key, tuple) and len(key) == 3 and key[0] == "attr":
            forgetting.forget_owner(ev, without_version(key[1]), str(key[2]))
    elif isinstance(function, Const | TupleValue | ListValue | DictValue | SetValue):
        raise ev.raised(ev.error("TypeError"))
    ev.forget_shared()
    if key is not None and not given.args and not given.kwargs and not given.open:
        return Unknown(derive("call", key))
    known = key is not None and standing(key) is not Standing.FORGOTTEN
    made_by = library[0] if library else "call"
    result = Unknown(
        ("foreign" if known else "forgotten", ev.store.number(), made_by), why="call of an unknown function"
    )
    shared = tuple(each for each, _ in given.placed() if isinstance(each, Handle | Unknown | Union))
    if shared:
        ev.comes_from(result.key, shared)
    return result


def _recorder(ev: Machine, key: object) -> list[str]:
    """The library function that gave the logger, run or figure of which this is a method.

    Nobody knows where the program has loggers made of a class of its own.
    """
    while isinstance(key, tuple) and len(key) > 1 and key[0] in _PARTS_OF_OBJECTS:
        key = key[1]
    made_by = key[2] if isinstance(key, tuple) and len(key) == 3 and key[0] == "foreign" else ""
    if not isinstance(made_by, str) or not domain_of(ev).gives_recorder(made_by):
        return []
    return [made_by] if ev.store.get(OF_LOGGERS, "class") is None else []


OF_LOGGERS = ("loggers",)
"""Owns the class of which the program has loggers made."""
_PARTS_OF_OBJECTS = frozenset({"attr", "item", "element", "version", "call"})


def _run_kept(ev: Machine, key: object, given: Arguments) -> None:
    """What a library made of functions of the project runs them; so does what hangs on it."""
    while isinstance(key, tuple) and len(key) > 1 and key[0] in ("attr", "version"):
        key = key[1]
    if ev.store.get(("unknown", key), "$kept") is not None:
        for each in forgetting.add_sources(ev, key, [value for value, _ in given.placed()]):
            ev.forget(each, "run by what a library made of it")


def _call_each(ev: Machine, function: Union, given: Arguments, place: Place) -> Value:
    def chosen(guard: Guard, each: Value) -> Callable[[], Value]:
        def run() -> Value:
            ev.choices.append(guard)
            try:
                return call(ev, each, given, place)
            finally:
                ev.choices.pop()

        return run

    return ev.fork([(guard, chosen(guard, each)) for guard, each in function.alternatives])


def library_name(function: Value) -> str:
    """The name of a library's function or class, or of the one that made an object; ``""`` for anything else."""
    if isinstance(function, ApiObject):
        return function.symbol.name
    return function.name if isinstance(function, Symbol) else ""


def decorated(ev: Machine, value: Value, decorator: Value, place: Place) -> Value:
    """What ``decorator`` makes of ``value``: as a library says that has it, else it is called."""
    name = library_name(decorator)
    made = domain_of(ev).decorated(ev, value, name, decorator) if name else None
    return made if made is not None else ev.call(decorator, Arguments((value,), {}, (place,)), place)


def hand_over(ev: Machine, given: Arguments, place: Place, why: str, names: Sequence[str]) -> None:
    """The arguments go to what ``names`` tell of: known libraries leave the program's own objects as they are."""
    if not names or any(domain_of(ev).changes_arguments(each) for each in names):
        ev.leaves_sight(given, place, why)
        return
    for value, where in given.placed():
        escapes(ev, value, where or place, why)
        perhaps.perhaps_called(ev, value)


def escapes(ev: Machine, value: Value, place: Place, why: str, depth: int = 0) -> None:
    """``value`` is handed to code out of sight."""
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, Foreign | ForeignHandle | ApiObject):
            behaviour(ev, each).escape(ev, each, place, why, inside=depth > 0)
        elif isinstance(each, Instance):
            domain_of(ev).escape(ev, each, place, why)
        elif isinstance(each, TupleValue | ListValue | DictValue | SetValue | Items | Entries) and depth < 3:
            for inner in containers.contents(ev, each):
                escapes(ev, inner, place, why, depth + 1)
        elif isinstance(each, BoundMethod | ApiMethod) and depth < MAX_HELD:
            escapes(ev, each.receiver, place, why, depth + 1)
        elif isinstance(each, PartialValue) and depth < MAX_HELD:
            for inner in (each.function, *each.args, *(v for _, v in each.kwargs)):
                escapes(ev, inner, place, why, depth + 1)
        elif isinstance(each, IteratorValue) and depth < MAX_HELD:
            for inner in (*each.sources, *([each.function] if each.function is not None else [])):
                escapes(ev, inner, place, why, depth + 1)


# -- functions ---------------------------------------------------------------------------------------


def defaults(ev: Machine, params: cst.Parameters) -> tuple[tuple[str, Value], ...]:
    """The default values of parameters, evaluated where the function is defined."""
    return tuple(
        (p.name.value, ev.value(p.default))
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
        if p.default is not None
    )


def call_function(ev: Machine, function: FunctionValue, given: Arguments, place: Place) -> Value:
    """Run the body of ``function`` with ``given``; unknown beyond the depth bound."""
    described = domain_of(ev).described(function) if function.owner is None else None
    if described is not None:
        return ev.call_symbol(described, given, place)
    if ev.store.get(("function", (function.node, function.scope)), "$rebuilt") is not None:
        functions.give_up(ev, function, given, place)
        return ev.unknown("a function that was made another")
    if generators.is_generator(ev, function.node):
        made = generators.make(ev, function, given, place)
        if function.manager is not None:
            return ApiObject(ev.store.number(), function.manager, Arguments((made,), {}, (None,)), place)
        if not given.open and ev.provable():
            ev.called.add(function.node)
        return made
    if function.cached:
        return _remembered(ev, function, given, place)
    return functions.run_function(ev, function, given, place)


def _remembered(ev: Machine, function: FunctionValue, given: Arguments, place: Place) -> Value:
    """``@lru_cache``: what was given for the same arguments before, the very same object."""
    for each, _ in given.placed():
        special_methods.hashed(ev, each)
    keys = [identity.key_of(each) for each in (*given.args, *given.kwargs.values())]
    if given.open or any(key is None for key in keys):
        return functions.run_function(ev, function, given, place)
    owner = ("cached", function.node, function.scope)
    name = ev.slot_name((tuple(keys), tuple(given.kwargs)))
    known = ev.store.get(owner, name)
    if known is None:
        known = functions.run_function(ev, function, given, place)
        ev.store.set(owner, name, known)
    return ev.narrow(known)


# -- classes and instances ----------------------------------------------------------------------------


def call_instance(ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value:
    """``instance(...)``: Keras' protocol for its classes, ``__call__`` for others."""
    own = ev.special_method(instance, "__call__")
    if own is not None:
        result = call(ev, own, given, place)
        return domain_of(ev).left(ev, instance, result, place)
    if lineage.api_bases(instance.cls) and not class_facts.is_closed(ev, instance.cls):
        found = domain_of(ev).call_instance(ev, instance, given, place)
        if found is not None:
            return found
    if class_facts.is_plain(ev, instance):
        raise ev.raised(ev.error("TypeError"))
    ev.leaves_sight(given, place, "passed to an object that is not known")
    ev.forget(instance, "called by rules that are not known")
    return ev.unknown("object is not callable")


def super_of(ev: Machine, given: Arguments) -> Value:
    """``super()`` or ``super(Class, self)``."""
    if len(given.args) == 2 and isinstance(given.args[0], ClassValue):
        return SuperValue(given.args[0], given.args[1])
    for frame in reversed(ev.frames):
        if frame.function is not None and frame.function.owner is not None and frame.receiver is not None:
            return SuperValue(frame.function.owner, frame.receiver)
    return ev.unknown("super() outside of a method")
