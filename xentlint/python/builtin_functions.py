"""Python's builtin functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..sources.relevance import WORD
from . import (
    ancestry,
    attributes,
    builtin_types,
    calls,
    class_facts,
    classes,
    concrete,
    containers,
    exceptions,
    forgetting,
    identity,
    iteration,
    operators,
    perhaps,
    reads,
    sequences,
    special_methods,
)
from .concrete import Raised, Undecided
from .domain import behaviour, domain_of
from .handlers import Handler, at, first
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
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    ModuleValue,
    NamespaceValue,
    PropertyValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
    derive,
)

MOST_NUMBERS = 256


def by_python(action: Callable[..., Any]) -> Handler:
    """A function that Python carries out on literals; of anything else its result is not known."""

    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        def on(values: list[Value]) -> Value:
            split = len(given.args)
            try:
                if given.open:
                    raise Undecided
                args = [_real(ev, each) for each in values[:split]]
                named = dict(zip(given.kwargs, (_real(ev, each) for each in values[split:]), strict=True))
                result = concrete.run(action, *args, **named)
                if isinstance(result, list):
                    return containers.new_list(ev, [concrete.unwrap(each) for each in result])
                return concrete.unwrap(result)
            except Raised as error:
                raise ev.raised(ev.error(error.name)) from None
            except Undecided:
                keys = [identity.key_of(each) for each in values]
                ev.doubt(Standing.FORGOTTEN)
                for each, where in given.placed():
                    reads.read_all(ev, each, where or place, "value", "used by a function")
                    if isinstance(each, Instance):
                        perhaps.perhaps_called(ev, each)
                return Unknown(derive("op", ("const", "str", action.__name__), *keys) if keys else None)

        return containers.spread(ev, [*given.args, *given.kwargs.values()], on)

    return run


def _real(ev: Machine, value: Value, left: list[None] | None = None) -> Any:
    """A literal, or a list or tuple of literals, as Python has it; ``left`` is how many more may be copied."""
    left = [None] * concrete.MOST_ITEMS if left is None else left
    if not left:
        raise Undecided  # much of it, or a list in itself
    left.pop()
    if isinstance(value, ListValue):
        known = containers.items_of(ev, value)
        if known is None or not known[1]:
            raise Undecided
        return [_real(ev, each, left) for each in known[0]]
    wrapped = concrete.wrap(value)
    if not operators._literal(wrapped):
        raise Undecided
    return wrapped


# -- going through -------------------------------------------------------------------------------------


def _range(ev: Machine, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        bounds = [a.value for a in values if isinstance(a, Const)]
        if len(bounds) == len(values) and not given.open:
            try:
                numbers = concrete.run(range, *bounds)
                if concrete.run(len, numbers) <= MOST_NUMBERS:
                    return as_range(containers.new_list(ev, [Const(n) for n in numbers]))
            except Raised as error:
                if error.name != "OverflowError":
                    raise ev.raised(ev.error(error.name)) from None
        ev.doubt(Standing.FORGOTTEN)
        return as_range(containers.new_list(ev, (), exact=False))

    def as_range(made: ListValue) -> ListValue:
        ev.store.set(made.number, "$range", Const(True))
        return made

    return containers.spread(ev, given.args, run)


def _length(ev: Machine, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        value = values[0]
        if isinstance(value, TupleValue):
            return Const(len(value.items))
        if isinstance(value, ListValue | SetValue | DictValue):
            return containers.in_each_state(ev, value, lambda held: _size(ev, held))
        if isinstance(value, IteratorValue) and value.kind in containers.VIEWS:
            return _length(ev, Arguments(value.sources, {}, (None,)), place)
        if isinstance(value, Const):
            return by_python(len)(ev, Arguments((value,), {}, (None,)), place)
        if isinstance(value, Instance):
            return operators.checked_length(
                ev, special_methods.special(ev, value, "__len__", Arguments(), place)
            )
        if isinstance(value, ClassValue) and ancestry.has_other_truth(ev, value, "__len__"):
            ev.forget(value, "asked for its length")
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown("length")
        if isinstance(value, ClassValue):
            members = class_facts.enum_members(ev, value)
            if members is not None:
                return Const(len(members))
        if isinstance(value, Unknown | Symbol):
            return Unknown(derive("len", identity.key_of(value)), why="length")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("length")

    return containers.spread(ev, given.args[:1], run) if given.args else ev.unknown("length")


def _size(ev: Machine, held: Value) -> Value:
    if getattr(held, "exact", False):
        inside = getattr(held, "items", None)
        return Const(len(inside if inside is not None else held.entries))  # type: ignore[attr-defined]
    return ev.unknown("length")


def _iterator(kind: str, *, with_function: bool = False) -> Handler:
    def make(ev: Machine, given: Arguments, place: Place) -> Value:
        function: Value | None = None
        sources = given.args
        if with_function:
            function, sources = first(given), given.args[1:]
        elif kind == "enumerate":
            function = given.get("start", 1) or Const(0)
            sources = given.args[:1]
        elif kind == "zip":
            function = given.kwargs.get("strict")
        if given.open or not (sources or kind == "zip"):
            ev.leaves_sight(given, place, f"gone through by {kind}()")
            return ev.unknown(kind)
        if kind == "iter":
            (source,) = sources[:1]
            source = ev.narrow(source)
            if isinstance(source, Instance):
                own = ev.special_method(source, "__iter__")
                if own is not None:
                    return ev.call_special(own, Arguments(), place)
            view = isinstance(source, IteratorValue) and source.kind in containers.VIEWS
            known = view or isinstance(source, ListValue | TupleValue | DictValue | SetValue | Const)
            if len(sources) > 1:
                perhaps.perhaps_called(ev, source)
            if not known or len(sources) > 1:
                return source if len(sources) == 1 else ev.unknown("iter")
        places = given.arg_places[len(given.args) - len(sources) :] if with_function else given.arg_places
        return IteratorValue(ev.store.number(), kind, tuple(sources), function, None, places)

    return make


def _as_list(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return containers.new_list(ev, ())
    value = ev.narrow(given.args[0])
    if isinstance(value, ListValue):
        return containers.copy(ev, value)
    if isinstance(value, Union):
        return containers.spread(
            ev, (value,), lambda each: _as_list(ev, Arguments((each[0],), {}, given.arg_places[:1]), place)
        )
    elements, exact = ev.elements(value, at(given, 0))
    return containers.new_list(ev, elements, exact=exact)


def _as_tuple(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return TupleValue(())
    elements, exact = ev.elements(given.args[0], at(given, 0))
    if exact:
        return TupleValue(elements)
    for each in elements:
        ev.out_of_sight(each, "in a tuple of unknown length")
    return ev.unknown("a tuple of unknown length")


def _as_set(ev: Machine, given: Arguments, place: Place) -> Value:
    elements, exact = ev.elements(given.args[0], at(given, 0)) if given.args else ((), True)
    return sequences.new_set(ev, elements, exact=exact)


def _as_frozenset(ev: Machine, given: Arguments, place: Place) -> Value:
    made = _as_set(ev, given, place)
    if isinstance(made, SetValue):
        ev.store.set(made.number, "$frozen", Const(True))
    return made


def _sorted(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return ev.unknown("sorted")
    elements, exact = ev.elements(given.args[0], at(given, 0))
    for element in elements:
        reads.read_all(ev, element, at(given, 0) or place, "escape", "sorted")
    for element in elements:
        special_methods.run_somehow(ev, element, "__lt__", "__gt__")
    ordered = iteration.ordered(ev, elements, given) if exact else None
    if ordered is None:
        perhaps.perhaps_called(ev, given.kwargs.get("key", NONE))
        return containers.new_list(ev, (), exact=False)
    return containers.new_list(ev, ordered)


def _as_dict(ev: Machine, given: Arguments, place: Place) -> Value:
    made = containers.new_dict(ev, Entries())
    for value in given.args:
        sequences.dict_method(ev, made, "update", Arguments((value,), {}, (None,)))
    if given.kwargs:
        sequences.dict_method(ev, made, "update", Arguments((), given.kwargs, (), given.kwarg_places))
    if given.open:
        ev.forget(made, "filled with keys that are not known")
    return made


def _next(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return ev.unknown("next")
    return iteration.take_one(ev, given.args[0], given.args[1] if len(given.args) > 1 else None, place)


def _any_or_all(wanted: bool) -> Handler:
    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        # It stops at the first element that decides: a generator goes no further.
        elements, exact = ev.elements(first(given), at(given, 0), whole=False)
        for each in elements:
            reads.read_all(ev, each, at(given, 0) or place, "value", "any or all of it")
        if not exact:
            return ev.unknown("any or all")

        def ask(index: int) -> Value:
            if index == len(elements):
                return Const(not wanted)
            ways = ev.scenarios(elements[index])
            return ev.fork(
                [
                    (g, (lambda: Const(wanted)) if way is wanted else (lambda: ask(index + 1)))
                    for g, way in ways
                ]
            )

        return ask(0)

    return run


def _sum(ev: Machine, given: Arguments, place: Place) -> Value:
    if given.args:
        elements, exact = ev.elements(given.args[0], at(given, 0))
        if exact and all(isinstance(each, Const) for each in elements):
            start = given.get("start", 1) or Const(0)
            total: Value = start
            for each in elements:
                total = operators.binary(ev, "Add", total, each, None, None, None)
            return total
        for each in elements:
            special_methods.run_somehow(ev, each, "__add__", "__radd__", "__iadd__")
        for each in elements:
            ev.out_of_sight(each, "summed")
        together = domain_of(ev).summed(elements)
        if together is not None:
            return together
    ev.doubt(Standing.FORGOTTEN)
    return ev.one_of((each for each, _ in given.placed()), "sum")


def _extreme(action: Callable[..., Any]) -> Handler:
    exact = by_python(action)

    def run(ev: Machine, given: Arguments, place: Place) -> Value:
        key = given.kwargs.get("key", NONE)
        for each in given.args:
            special_methods.run_somehow(ev, each, "__lt__", "__gt__", "__iter__")
        if key == NONE:
            if len(given.args) == 1 and isinstance(given.args[0], IteratorValue | GeneratorValue):
                elements, known = ev.elements(given.args[0], None)
                drawn = containers.new_list(ev, elements, exact=known)
                given = Arguments(
                    (drawn,), given.kwargs, given.arg_places[:1], given.kwarg_places, given.open
                )
            return exact(ev, given, place)
        source: Value = given.args[0] if len(given.args) == 1 else TupleValue(given.args)
        reverse = Const(action is max)
        elements, known = ev.elements(source, at(given, 0))
        ordered = iteration.ordered(ev, elements, Arguments((), {"key": key, "reverse": reverse}))
        if known and ordered:
            return ordered[0]
        for each, where in given.placed():
            reads.read_all(ev, each, where or place, "escape", "the largest or smallest of it")
        ev.doubt(Standing.FORGOTTEN)
        return ev.one_of((*elements, *given.args), action.__name__)

    return run


# -- attributes and classes ------------------------------------------------------------------------------


def _getattr(ev: Machine, given: Arguments, place: Place) -> Value:
    target = ev.narrow(first(given))
    if isinstance(target, Symbol) and not isinstance(given.args[-1], Const):
        whichever = domain_of(ev).any_member(target)
        if whichever is not None:
            return whichever

    def run(values: list[Value]) -> Value:
        owner, name = values
        if not (isinstance(name, Const) and isinstance(name.value, str)):
            ev.doubt(Standing.FORGOTTEN)
            return forgetting.part_of(ev, (owner,), "an attribute by a name that is not known")
        text = name.value
        if len(given.args) > 2 and _is_computed(ev, owner, text):
            return exceptions.or_else(
                ev, "AttributeError", given.args[2], lambda: ev.attribute(owner, text, place)
            )
        named = ev.perhaps_attribute(owner, text, place)
        if named is not None:
            if isinstance(named, Unknown) and len(given.args) > 2:
                return ev.unknown("an attribute or the default") if named.key is None else Unknown(named.key)
            return Unknown(named.key) if isinstance(named, Unknown) else named
        if len(given.args) > 2:
            return given.args[2]
        raise ev.raised(ev.error("AttributeError"))

    return containers.spread(ev, given.args[:2], run) if len(given.args) >= 2 else ev.unknown("getattr")


def _is_computed(ev: Machine, owner: Value, name: str) -> bool:
    """Whether code of the project runs when ``owner`` is asked for ``name``."""
    if not isinstance(owner, Instance):
        return False
    found = ancestry.find_in_class(ev, owner.cls, name)
    if isinstance(found, PropertyValue | Instance | Union):
        return True
    return any(
        ancestry.find_in_class(ev, owner.cls, each) is not None
        for each in ("__getattr__", "__getattribute__")
    )


def _setattr(ev: Machine, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        owner, name = values
        if isinstance(name, Const) and isinstance(name.value, str):
            ev.set_attribute(owner, name.value, given.args[2])
        else:
            ev.forget(owner, "an attribute of it is set by a name that is not known")
            ev.out_of_sight(given.args[2], "set under a name that is not known")
        return NONE

    if len(given.args) != 3:
        ev.leaves_sight(given, place, "given to setattr")
        return NONE
    return containers.spread(ev, given.args[:2], run)


def _delattr(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) == 2 and isinstance(given.args[1], Const):
        attributes.delete_attribute(ev, given.args[0], str(given.args[1].value))
    else:
        ev.leaves_sight(given, place, "given to delattr")
    return NONE


def _set_plainly(ev: Machine, given: Arguments, place: Place) -> Value:
    """``object.__setattr__(target, name, value)``."""
    if len(given.args) == 3 and isinstance(given.args[1], Const):
        ev.set_attribute(given.args[0], str(given.args[1].value), given.args[2], plainly=True)
    else:
        ev.leaves_sight(given, place, "given to object.__setattr__")
    return NONE


def _new_plainly(ev: Machine, given: Arguments, place: Place) -> Value:
    """``object.__new__(cls)``."""
    cls = first(given)
    return classes.bare(ev, cls, place) if isinstance(cls, ClassValue) else ev.unknown("object.__new__")


def _hasattr(ev: Machine, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        owner, name = values
        if operators.is_range(ev, owner):
            return Const(hasattr(range(0), name.value)) if isinstance(name, Const) else ev.unknown("hasattr")
        if isinstance(name, Const) and isinstance(name.value, str):
            if isinstance(owner, Instance) and not class_facts.is_open(ev, owner):
                text = name.value
                if _is_computed(ev, owner, text):

                    def asked() -> Value:
                        ev.attribute(owner, text, place)
                        return Const(True)

                    return exceptions.or_else(ev, "AttributeError", Const(False), asked)
                found = ev.perhaps_attribute(owner, text, place)
                if found is None:
                    return Const(False)
                if class_facts.is_plain(ev, owner) or ev.store.get(owner.number, name.value) is not None:
                    return Const(True)
            elif not isinstance(owner, Unknown | Symbol | ApiObject | Instance | Foreign):
                found = ev.perhaps_attribute(owner, name.value, place)
                if found is None or not isinstance(found, Unknown):
                    real = not isinstance(found, ApiMethod) or isinstance(
                        owner, ListValue | DictValue | TupleValue | SetValue | Const
                    )
                    if found is None or real:
                        return Const(found is not None)
            if isinstance(owner, Unknown) and owner.key is not None:
                return Unknown(derive("hasattr", owner.key, identity.key_of(name)))
        return ev.unknown("hasattr")

    return containers.spread(ev, given.args[:2], run) if len(given.args) == 2 else ev.unknown("hasattr")


def _isinstance(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return ev.unknown("isinstance")
    return builtin_types.is_instance(ev, given.args[0], given.args[1])


def _issubclass(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return ev.unknown("issubclass")
    return builtin_types.is_subclass(ev, ev.narrow(given.args[0]), ev.narrow(given.args[1]))


def _callable(ev: Machine, given: Arguments, place: Place) -> Value:
    return builtin_types.is_callable(ev, first(given))


def _type(ev: Machine, given: Arguments, place: Place) -> Value:
    if len(given.args) == 1:
        return builtin_types.type_of(ev, given.args[0])
    ev.leaves_sight(given, place, "given to type()")
    return ev.unknown("a class made by type()")


def _super(ev: Machine, given: Arguments, place: Place) -> Value:
    return calls.super_of(ev, given)


def _vars(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return _locals(ev, given, place)
    target = ev.narrow(given.args[0])
    if isinstance(target, Instance | ClassValue | ModuleValue):
        return NamespaceValue(target)
    if isinstance(target, ApiObject | ForeignHandle):
        ev.escapes(target, place, "given to vars()")
        return attributes.shared_namespace(ev, target)
    if isinstance(target, Unknown):
        return Unknown(derive("attr", target.key, "__dict__"))
    ev.escapes(target, place, "given to vars()")
    ev.forget(target, "given to vars()")
    return ev.unknown("vars")


def _globals(ev: Machine, given: Arguments, place: Place) -> Value:
    return NamespaceValue(ModuleValue(ev.frame.module))


def _locals(ev: Machine, given: Arguments, place: Place) -> Value:
    frame = ev.frame
    if frame.scope == frame.module.scope:
        return NamespaceValue(ModuleValue(frame.module))
    pairs = tuple((name, each) for name, each in ev.store.names(frame.scope) if not name.startswith("$"))
    return containers.new_dict(ev, Entries(pairs))


def namespace_method(ev: Machine, value: NamespaceValue, name: str, given: Arguments) -> Value:
    """A method of ``vars(x)``, which is as good as one of ``x``."""
    owner, whole = class_facts.owner_of(ev, value.target)
    whole = whole or (isinstance(value.target, ModuleValue) and owner not in ev.shared)
    key = given.args[0] if given.args else None
    if owner is not None and not given.open:
        absent = key is not None and ev.store.get(owner, str(getattr(key, "value", ""))) is None
        if absent and not whole and name in ("get", "pop", "setdefault"):
            ev.doubt(Standing.FORGOTTEN)
            return ev.one_of([value.target, *given.args[1:]], f"method {name} of a namespace")
        if name in ("get", "pop") and isinstance(key, Const) and isinstance(key.value, str):
            found = ev.store.get(owner, key.value)
            if found is not None:
                if name == "pop":
                    ev.store.delete(owner, key.value)
                return ev.narrow(found)
            return given.args[1] if len(given.args) > 1 else NONE
        if name == "update":
            added = Entries()
            if given.args:
                known = containers.entries_of(ev, ev.narrow(given.args[0]))
                added = known if known is not None else Entries(exact=False)
            if added.exact and all(isinstance(each, str) for each, _ in added.entries):
                for each, new in (*added.entries, *given.kwargs.items()):
                    ev.store.set(owner, each, new)
                return NONE
        if name in ("items", "keys", "values", "copy"):
            entries = containers.namespace_entries(ev, value)
            return sequences.dict_method(ev, containers.new_dict(ev, entries), name, given)
        if name == "setdefault" and isinstance(key, Const) and len(given.args) == 2:
            found = ev.store.get(owner, str(key.value))
            if found is None:
                ev.store.set(owner, str(key.value), given.args[1])
            return ev.narrow(found) if found is not None else given.args[1]
    ev.leaves_sight(given, ev.here(), f"used by .{name}()")
    ev.forget(value, f"used by .{name}()")
    return ev.unknown(f"method {name}")


def _property(ev: Machine, given: Arguments, place: Place) -> Value:
    getter = given.get("fget", 0)
    if getter is None:
        return ev.unknown("a property without a getter")
    return PropertyValue(getter, given.get("fset", 1), given.get("fdel", 2))


def _wrapped(kind: str) -> Handler:
    def make(ev: Machine, given: Arguments, place: Place) -> Value:
        from dataclasses import replace

        value = first(given)
        return replace(value, kind=kind) if isinstance(value, FunctionValue) else WrappedFunction(kind, value)

    return make


# -- the rest ------------------------------------------------------------------------------------------


def _print(ev: Machine, given: Arguments, place: Place) -> Value:
    for value, where in zip(given.args, given.arg_places, strict=True):
        reads.read_all(ev, value, where or place, "show", "printed")
        _shown(ev, value)
    return NONE


def _shown(ev: Machine, value: Value) -> None:
    """Showing an object of the project runs its ``__str__`` or ``__repr__``."""
    value = ev.narrow(value)
    if isinstance(value, Instance):
        for name in ("__str__", "__repr__"):
            own = ev.special_method(value, name)
            if own is not None:
                ev.call_special(own, Arguments(), None)
                return
    special_methods.run_somehow(ev, value, "__repr__", "__str__")


def _as_representation(ev: Machine, given: Arguments, place: Place) -> Value:
    value = ev.narrow(given.args[0]) if given.args else NONE
    if isinstance(value, Const):
        return by_python(repr)(ev, given, place)
    return (
        _as_string(ev, given, place)
        if not isinstance(value, Instance)
        else _of_its_own(ev, value, "__repr__")
    )


def _of_its_own(ev: Machine, value: Instance, *names: str) -> Value:
    """What the first of some special methods makes of an object, else text that nobody knows."""
    for name in names:
        own = ev.special_method(value, name)
        if own is not None:
            return ev.call_special(own, Arguments(), None)
    special_methods.run_somehow(ev, value, "__repr__", "__str__")
    return ev.unknown("text")


def _as_string(ev: Machine, given: Arguments, place: Place) -> Value:
    if given.open or given.kwargs or len(given.args) > 1:
        return by_python(str)(ev, given, place)  # of bytes, in some encoding
    if not given.args:
        return Const("")
    value = ev.narrow(given.args[0])
    for each, where in zip(given.args, given.arg_places, strict=True):
        reads.read_all(ev, each, where, "show", "shown")
    if isinstance(value, Union):
        return containers.spread(
            ev, (value,), lambda each: _as_string(ev, Arguments((each[0],), {}, (None,)), place)
        )
    if isinstance(value, Instance):
        return _of_its_own(ev, value, "__str__", "__repr__")
    if isinstance(value, Const):
        return by_python(str)(ev, Arguments((value,), {}, (None,)), place)
    if isinstance(value, Unknown):
        return Unknown(derive("str", value.key))
    special_methods.run_somehow(ev, value, "__repr__", "__str__")
    return ev.unknown("str")


def _as_number(kind: type) -> Handler:
    exact = by_python(kind)

    def convert(ev: Machine, given: Arguments, place: Place) -> Value:
        value = ev.narrow(given.args[0]) if given.args else Const(0)
        if isinstance(value, Foreign):
            number = behaviour(ev, value).number(ev, value, given.arg_places[0])
            if number is not None:
                return number
        if isinstance(value, Instance):
            return special_methods.special(ev, value, f"__{kind.__name__}__", Arguments(), place)
        if isinstance(value, Unknown):
            ev.doubt(Standing.FORGOTTEN if value.key is None else containers.standing_of(value))
            return Unknown(derive(kind.__name__, value.key), element=value.element)
        return exact(ev, given, place) if given.args else Const(kind())

    return convert


def _boolean(ev: Machine, given: Arguments, place: Place) -> Value:
    if not given.args:
        return Const(False)
    twice = operators.negation(ev, operators.negation(ev, given.args[0]))
    return Unknown(derive("bool", twice.key)) if isinstance(twice, Unknown) else twice


def _input(ev: Machine, given: Arguments, place: Place) -> Value:
    return Unknown(("input", ev.store.number()))


def _open(ev: Machine, given: Arguments, place: Place) -> Value:
    ev.doubt(Standing.FOREIGN)
    for each, _ in given.placed():
        perhaps.perhaps_called(ev, each)
    mode = given.get("mode", 1)
    reads = mode is None or (
        isinstance(mode, Const) and isinstance(mode.value, str) and set(mode.value) <= set("rbt")
    )
    if not reads:
        path = given.get("file", 0) or NONE
        literal = Const(isinstance(path, Const))  # whether it is known which file that is
        ev.store.set(("files", "written"), repr(identity.key_of(path)), literal)
    return ApiObject(ev.store.number(), Symbol("builtins.open"), given, place)


def _run_text(ev: Machine, given: Arguments, place: Place) -> Value:
    """``exec``, ``eval``: whatever is in sight of the text may be changed by it."""
    ev.leaves_sight(given, place, "run as text")
    written = ev.narrow(first(given)) if given.args else NONE
    text = written.value if isinstance(written, Const) and isinstance(written.value, str) else None
    words = None if text is None else set(WORD.findall(text))
    for name, value in (*ev.store.names(ev.frame.module.scope), *ev.store.names(ev.frame.scope)):
        if words is None or name in words:
            ev.escapes(value, place, "in sight of a text that is run")
    ev.forget(ModuleValue(ev.frame.module), "in sight of a text that is run")
    for name, value in ev.store.names(ev.frame.scope):
        ev.forget(value, "in sight of a text that is run")
        if not isinstance(value, FunctionValue | ClassValue | ModuleValue):
            ev.store.set(ev.frame.scope, name, ev.unknown("in sight of a text that is run"))
    return ev.unknown("run as text")


def _exit(ev: Machine, given: Arguments, place: Place) -> Value:
    raise ev.raised(ev.error("SystemExit"))


def _object(ev: Machine, given: Arguments, place: Place) -> Value:
    return ApiObject(ev.store.number(), Symbol("builtins.object"), given, place)


def _hash(ev: Machine, given: Arguments, place: Place) -> Value:
    for each in given.args:
        special_methods.hashed(ev, each)
    return _harmless(ev, given, place)


def _format(ev: Machine, given: Arguments, place: Place) -> Value:
    if given.args:
        special_methods.formatted(ev, given.args[0])
    return by_python(format)(ev, given, place)


def _harmless(ev: Machine, given: Arguments, place: Place) -> Value:
    for value, where in given.placed():
        ev.escapes(value, where or place, "read by a function")
    return ev.unknown("a function whose answer is not followed")


HANDLERS: dict[str, Handler] = {
    "builtins.range": _range,
    "builtins.len": _length,
    "builtins.zip": _iterator("zip"),
    "builtins.enumerate": _iterator("enumerate"),
    "builtins.reversed": _iterator("reversed"),
    "builtins.map": _iterator("map", with_function=True),
    "builtins.filter": _iterator("filter", with_function=True),
    "builtins.iter": _iterator("iter"),
    "builtins.next": _next,
    "builtins.list": _as_list,
    "builtins.tuple": _as_tuple,
    "builtins.set": _as_set,
    "builtins.frozenset": _as_frozenset,
    "builtins.dict": _as_dict,
    "builtins.sorted": _sorted,
    "builtins.any": _any_or_all(True),
    "builtins.all": _any_or_all(False),
    "builtins.sum": _sum,
    "builtins.max": _extreme(max),
    "builtins.min": _extreme(min),
    "builtins.abs": by_python(abs),
    "builtins.round": by_python(round),
    "builtins.divmod": by_python(divmod),
    "builtins.pow": lambda ev, given, place: (
        operators.binary(ev, "Power", given.args[0], given.args[1], None, None, place)
        if len(given.args) == 2
        else ev.unknown("pow")
    ),
    "builtins.ord": by_python(ord),
    "builtins.chr": by_python(chr),
    "builtins.hex": by_python(hex),
    "builtins.bin": by_python(bin),
    "builtins.repr": _as_representation,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.delattr": _delattr,
    "builtins.hasattr": _hasattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.callable": _callable,
    "builtins.type": _type,
    "builtins.super": _super,
    "builtins.vars": _vars,
    "builtins.globals": _globals,
    "builtins.locals": _locals,
    "builtins.property": _property,
    "builtins.staticmethod": _wrapped("staticmethod"),
    "builtins.classmethod": _wrapped("classmethod"),
    "builtins.print": _print,
    "builtins.display": _print,
    "builtins.str": _as_string,
    "builtins.int": _as_number(int),
    "builtins.float": _as_number(float),
    "builtins.bool": _boolean,
    "builtins.input": _input,
    "builtins.open": _open,
    "builtins.exec": _run_text,
    "builtins.eval": _run_text,
    "builtins.exit": _exit,
    "builtins.quit": _exit,
    "builtins.object": _object,
    "builtins.object.__setattr__": _set_plainly,
    "builtins.object.__new__": _new_plainly,
    "builtins.id": _harmless,
    "builtins.hash": _hash,
    "builtins.format": _format,
    "builtins.dir": _harmless,
}
