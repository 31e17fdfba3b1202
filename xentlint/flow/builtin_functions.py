"""Python's builtin functions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..apis import library
from ..apis.spaces import Space
from ..sources.relevance import WORD
from . import (
    ancestry,
    attributes,
    builtin_types,
    calls,
    classes,
    concrete,
    exceptions,
    forgetting,
    iteration,
    models,
    operators,
    reading,
    sequences,
    special_methods,
    tensors,
)
from .completions import Ended
from .concrete import Raised, Undecided
from .guards import alternatives
from .handlers import Handler, at, first
from .standing import Standing
from .values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionalValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    ModuleValue,
    NamespaceValue,
    PartialValue,
    Place,
    PropertyValue,
    SequentialValue,
    SetValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator
    from .store import Slot

MOST_NUMBERS = 256
_SPECULATION = 1_500
"""Nodes evaluated of a function that somebody out of sight may call."""


def by_python(action: Callable[..., Any]) -> Handler:
    """A function that Python carries out on literals; of anything else its result is not known."""

    def run(ev: Evaluator, given: Arguments, place: Place) -> Value:
        def on(values: list[Value]) -> Value:
            split = len(given.args)
            try:
                if given.open:
                    raise Undecided
                args = [_real(ev, each) for each in values[:split]]
                named = dict(zip(given.kwargs, (_real(ev, each) for each in values[split:]), strict=True))
                result = concrete.run(action, *args, **named)
                if isinstance(result, list):
                    return sequences.new_list(ev, [concrete.unwrap(each) for each in result])
                return concrete.unwrap(result)
            except Raised as error:
                raise ev.raised(exceptions.made(error.name, ev)) from None
            except Undecided:
                keys = [operators.key_of(each) for each in values]
                ev.doubt(Standing.FORGOTTEN)
                for each, where in given.placed():
                    tensors.use_any(ev, each, where or place, "value", "used by a function")
                    if isinstance(each, Instance):
                        perhaps_called(ev, each)
                return Unknown(derive("op", ("const", "str", action.__name__), *keys) if keys else None)

        return sequences.spread(ev, [*given.args, *given.kwargs.values()], on)

    return run


def _real(ev: Evaluator, value: Value, left: list[None] | None = None) -> Any:
    """A literal, or a list or tuple of literals, as Python has it; ``left`` is how many more may be copied."""
    left = [None] * concrete.MOST_ITEMS if left is None else left
    if not left:
        raise Undecided  # much of it, or a list in itself
    left.pop()
    if isinstance(value, ListValue):
        known = sequences.items_of(ev, value)
        if known is None or not known[1]:
            raise Undecided
        return [_real(ev, each, left) for each in known[0]]
    wrapped = concrete.wrap(value)
    if not operators._literal(wrapped):
        raise Undecided
    return wrapped


def holds_functions(ev: Evaluator, value: Value, depth: int = 0) -> bool:
    """Whether ``value`` is something of the project that can be called, or holds such a thing."""
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, FunctionValue | BoundMethod | PartialValue | ClassValue | ApiMethod | Instance):
            return True
        held = isinstance(each, TupleValue | ListValue | DictValue | SetValue) and depth < 3
        if held and any(holds_functions(ev, inner, depth + 1) for inner in sequences.contents(ev, each)):
            return True
    return False


def perhaps_called(ev: Evaluator, value: Value) -> None:
    """A function was handed to a library: it may be called, any number of times, or not.

    So may what a library calls of any object, and what it goes through may be used up.
    """
    value = ev.narrow(value)
    if isinstance(value, Union):
        for _, each in value.alternatives:
            perhaps_called(ev, each)
        return
    if isinstance(value, ListValue | TupleValue | DictValue | SetValue):
        for each in sequences.contents(ev, value):
            if isinstance(each, FunctionValue | BoundMethod | PartialValue | Instance):
                perhaps_called(ev, each)
        return
    if isinstance(value, GeneratorValue | IteratorValue):
        forgetting.forget(ev, value, "gone through by a library")
        return
    if isinstance(value, Instance):
        if not models.is_model(value) and not models.is_layer(value):
            for method in reading.called_by_libraries(ev, value):
                if (method.node, value.number) not in ev.idle:
                    perhaps_called(ev, BoundMethod(method, value))
        return
    if (
        isinstance(value, ApiMethod)
        and not models.is_model(value.receiver)
        and not models.is_layer(value.receiver)
    ):
        forgetting.forget(ev, value, "perhaps called")
        return
    if not isinstance(value, FunctionValue | BoundMethod | PartialValue):
        return
    written = may_write(ev, value, Arguments(open=True), _SPECULATION)
    if written is not None:
        forgetting.forget_written(ev, written)
        idle = all(name.startswith("$") for _, name in written)
        if idle and isinstance(value, BoundMethod) and isinstance(value.function, FunctionValue):
            ev.idle.add((value.function.node, getattr(value.receiver, "number", None)))
    else:
        forgetting.forget(ev, value, "perhaps called")


def may_write(ev: Evaluator, function: Value, given: Arguments, steps: int) -> list[Slot] | None:
    """What a library writes by a call that may happen or not, ``None`` where that takes more than ``steps``."""
    written: list[Slot] = []

    def run() -> None:
        result = calls.call(ev, function, given, ev.here())
        if isinstance(result, GeneratorValue):
            forgetting.forget(ev, result, "gone through by a library")

    finished = ev.within_steps(steps, lambda: written.extend(ev.speculate(run)))
    return written if finished else None


def runs_beside(ev: Evaluator, value: BoundMethod) -> list[Slot]:
    """``value`` runs beside this program from here on: the slots that it writes, by now or at any time.

    It has a function's budget of its own, of which this program pays a part. Where that ends it is taken to
    go on as it did: the body of a thread is a loop.
    """
    spent, limit, divided = ev.steps, ev.limit, ev.divided
    ev.limit, ev.divided = ev.steps + ev.function_steps, False

    def body() -> None:
        with contextlib.suppress(ev.exhaustion):
            calls.call(ev, value, Arguments(), ev.here())

    ev.store.notes_all = True
    try:
        written = list(ev.speculate(body, certain=True))
    finally:
        ev.store.notes_all = False
        ev.steps, ev.limit, ev.divided = spent + (ev.steps - spent) // 8, limit, divided
    forgetting.forget_written(ev, written)
    return written


# -- going through -------------------------------------------------------------------------------------


def _range(ev: Evaluator, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        bounds = [a.value for a in values if isinstance(a, Const)]
        if len(bounds) == len(values) and not given.open:
            try:
                numbers = concrete.run(range, *bounds)
                if concrete.run(len, numbers) <= MOST_NUMBERS:
                    return as_range(sequences.new_list(ev, [Const(n) for n in numbers]))
            except Raised as error:
                if error.name != "OverflowError":
                    raise ev.raised(exceptions.made(error.name, ev)) from None
        ev.doubt(Standing.FORGOTTEN)
        return as_range(sequences.new_list(ev, (), exact=False))

    def as_range(made: ListValue) -> ListValue:
        ev.store.set(made.number, "$range", Const(True))
        return made

    return sequences.spread(ev, given.args, run)


def _length(ev: Evaluator, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        value = values[0]
        if isinstance(value, TupleValue):
            return Const(len(value.items))
        if isinstance(value, ListValue | SetValue | DictValue):
            return sequences.in_each_state(ev, value, lambda held: _size(ev, held))
        if isinstance(value, IteratorValue) and value.kind in sequences.VIEWS:
            return _length(ev, Arguments(value.sources, {}, (None,)), place)
        if isinstance(value, Const):
            return by_python(len)(ev, Arguments((value,), {}, (None,)), place)
        if isinstance(value, Instance):
            return operators.checked_length(ev, attributes.special(ev, value, "__len__", Arguments(), place))
        if isinstance(value, ClassValue) and ancestry.has_other_truth(ev, value, "__len__"):
            ev.forget(value, "asked for its length")
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown("length")
        if isinstance(value, ClassValue):
            members = attributes.enum_members(ev, value)
            if members is not None:
                return Const(len(members))
        if isinstance(value, Unknown | Symbol):
            return Unknown(derive("len", operators.key_of(value)), why="length")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("length")

    return sequences.spread(ev, given.args[:1], run) if given.args else ev.unknown("length")


def _size(ev: Evaluator, held: Value) -> Value:
    if getattr(held, "exact", False):
        inside = getattr(held, "items", None)
        return Const(len(inside if inside is not None else held.entries))  # type: ignore[attr-defined]
    return ev.unknown("length")


def _iterator(kind: str, *, with_function: bool = False) -> Handler:
    def make(ev: Evaluator, given: Arguments, place: Place) -> Value:
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
            calls.leaves_sight(ev, given, place, f"gone through by {kind}()")
            return ev.unknown(kind)
        if kind == "iter":
            (source,) = sources[:1]
            source = ev.narrow(source)
            if isinstance(source, Instance):
                own = attributes.find_special(ev, source, "__iter__")
                if own is not None:
                    return attributes.call_special(ev, own, Arguments(), place)
            view = isinstance(source, IteratorValue) and source.kind in sequences.VIEWS
            known = view or isinstance(source, ListValue | TupleValue | DictValue | SetValue | Const)
            if len(sources) > 1:
                perhaps_called(ev, source)
            if not known or len(sources) > 1:
                return source if len(sources) == 1 else ev.unknown("iter")
        places = given.arg_places[len(given.args) - len(sources) :] if with_function else given.arg_places
        return IteratorValue(ev.store.number(), kind, tuple(sources), function, None, places)

    return make


def _as_list(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return sequences.new_list(ev, ())
    value = ev.narrow(given.args[0])
    if isinstance(value, ListValue):
        return sequences._copy(ev, value)
    if isinstance(value, Union):
        return sequences.spread(
            ev, (value,), lambda each: _as_list(ev, Arguments((each[0],), {}, given.arg_places[:1]), place)
        )
    elements, exact = iteration.iterate(ev, value, at(given, 0))
    return sequences.new_list(ev, elements, exact=exact)


def _as_tuple(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return TupleValue(())
    elements, exact = iteration.iterate(ev, given.args[0], at(given, 0))
    if exact:
        return TupleValue(elements)
    for each in elements:
        ev.out_of_sight(each, "in a tuple of unknown length")
    return ev.unknown("a tuple of unknown length")


def _as_set(ev: Evaluator, given: Arguments, place: Place) -> Value:
    elements, exact = iteration.iterate(ev, given.args[0], at(given, 0)) if given.args else ((), True)
    return sequences.new_set(ev, elements, exact=exact)


def _as_frozenset(ev: Evaluator, given: Arguments, place: Place) -> Value:
    made = _as_set(ev, given, place)
    if isinstance(made, SetValue):
        ev.store.set(made.number, "$frozen", Const(True))
    return made


def _sorted(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return ev.unknown("sorted")
    elements, exact = iteration.iterate(ev, given.args[0], at(given, 0))
    for element in elements:
        sequences.read_all(ev, element, at(given, 0) or place, "escape", "sorted")
    for element in elements:
        special_methods.run_somehow(ev, element, "__lt__", "__gt__")
    ordered = iteration.ordered(ev, elements, given) if exact else None
    if ordered is None:
        perhaps_called(ev, given.kwargs.get("key", NONE))
        return sequences.new_list(ev, (), exact=False)
    return sequences.new_list(ev, ordered)


def _as_dict(ev: Evaluator, given: Arguments, place: Place) -> Value:
    made = sequences.new_dict(ev, Entries())
    for value in given.args:
        sequences.dict_method(ev, made, "update", Arguments((value,), {}, (None,)))
    if given.kwargs:
        sequences.dict_method(ev, made, "update", Arguments((), given.kwargs, (), given.kwarg_places))
    if given.open:
        ev.forget(made, "filled with keys that are not known")
    return made


def _next(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return ev.unknown("next")
    return iteration.take_one(ev, given.args[0], given.args[1] if len(given.args) > 1 else None, place)


def _any_or_all(wanted: bool) -> Handler:
    def run(ev: Evaluator, given: Arguments, place: Place) -> Value:
        # It stops at the first element that decides: a generator goes no further.
        elements, exact = iteration.iterate(ev, first(given), at(given, 0), whole=False)
        for each in elements:
            sequences.read_all(ev, each, at(given, 0) or place, "value", "any or all of it")
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


def _sum(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if given.args:
        elements, exact = iteration.iterate(ev, given.args[0], at(given, 0))
        if exact and all(isinstance(each, Const) for each in elements):
            start = given.get("start", 1) or Const(0)
            total: Value = start
            for each in elements:
                total = operators.binary(ev, "Add", total, each, None, None, None)
            return total
        for each in elements:
            special_methods.run_somehow(ev, each, "__add__", "__radd__", "__iadd__")
        found = [e for e in elements if isinstance(e, Tensor)]
        for each in elements:
            ev.out_of_sight(each, "summed")
        if found:
            pending = tuple(p for t in found for p in t.pending)
            return Tensor(Space.UNKNOWN, trained=any(t.trained for t in found), pending=pending)
    ev.doubt(Standing.FORGOTTEN)
    return ev.one_of((each for each, _ in given.placed()), "sum")


def _extreme(action: Callable[..., Any]) -> Handler:
    exact = by_python(action)

    def run(ev: Evaluator, given: Arguments, place: Place) -> Value:
        key = given.kwargs.get("key", NONE)
        for each in given.args:
            special_methods.run_somehow(ev, each, "__lt__", "__gt__", "__iter__")
        if key == NONE:
            if len(given.args) == 1 and isinstance(given.args[0], IteratorValue | GeneratorValue):
                elements, known = iteration.iterate(ev, given.args[0], None)
                drawn = sequences.new_list(ev, elements, exact=known)
                given = Arguments(
                    (drawn,), given.kwargs, given.arg_places[:1], given.kwarg_places, given.open
                )
            return exact(ev, given, place)
        source: Value = given.args[0] if len(given.args) == 1 else TupleValue(given.args)
        reverse = Const(action is max)
        elements, known = iteration.iterate(ev, source, at(given, 0))
        ordered = iteration.ordered(ev, elements, Arguments((), {"key": key, "reverse": reverse}))
        if known and ordered:
            return ordered[0]
        for each, where in given.placed():
            tensors.use_any(ev, each, where or place, "escape", "the largest or smallest of it")
        ev.doubt(Standing.FORGOTTEN)
        return ev.one_of((*elements, *given.args), action.__name__)

    return run


# -- attributes and classes ------------------------------------------------------------------------------


def _getattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    target = ev.narrow(first(given))
    if (
        isinstance(target, Symbol)
        and target.name == "keras.applications"
        and not isinstance(given.args[-1], Const)
    ):
        # Whichever it is, it is a classifier that ends as all of them do.
        return Symbol(library.ANY_APPLICATION, target.root)

    def run(values: list[Value]) -> Value:
        owner, name = values
        if not (isinstance(name, Const) and isinstance(name.value, str)):
            ev.doubt(Standing.FORGOTTEN)
            return forgetting.part_of(ev, (owner,), "an attribute by a name that is not known")
        text = name.value
        if len(given.args) > 2 and _is_computed(ev, owner, text):
            return exceptions.or_else(
                ev, "AttributeError", given.args[2], lambda: attributes.get(ev, owner, text, place)
            )
        named = attributes.find(ev, owner, text, place)
        if named is not None:
            if isinstance(named, Unknown) and len(given.args) > 2:
                return ev.unknown("an attribute or the default") if named.key is None else Unknown(named.key)
            return Unknown(named.key) if isinstance(named, Unknown) else named
        if len(given.args) > 2:
            return given.args[2]
        raise ev.raised(exceptions.made("AttributeError", ev))

    return sequences.spread(ev, given.args[:2], run) if len(given.args) >= 2 else ev.unknown("getattr")


def _is_computed(ev: Evaluator, owner: Value, name: str) -> bool:
    """Whether code of the project runs when ``owner`` is asked for ``name``."""
    if not isinstance(owner, Instance):
        return False
    found = attributes.find_in_class(ev, owner.cls, name)
    if isinstance(found, PropertyValue | Instance | Union):
        return True
    return any(
        attributes.find_in_class(ev, owner.cls, each) is not None
        for each in ("__getattr__", "__getattribute__")
    )


def _setattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        owner, name = values
        if isinstance(name, Const) and isinstance(name.value, str):
            attributes.set_attribute(ev, owner, name.value, given.args[2])
        else:
            ev.forget(owner, "an attribute of it is set by a name that is not known")
            ev.out_of_sight(given.args[2], "set under a name that is not known")
        return NONE

    if len(given.args) != 3:
        calls.leaves_sight(ev, given, place, "given to setattr")
        return NONE
    return sequences.spread(ev, given.args[:2], run)


def _delattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) == 2 and isinstance(given.args[1], Const):
        attributes.delete_attribute(ev, given.args[0], str(given.args[1].value))
    else:
        calls.leaves_sight(ev, given, place, "given to delattr")
    return NONE


def _set_plainly(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``object.__setattr__(target, name, value)``."""
    if len(given.args) == 3 and isinstance(given.args[1], Const):
        attributes.set_attribute(ev, given.args[0], str(given.args[1].value), given.args[2], plainly=True)
    else:
        calls.leaves_sight(ev, given, place, "given to object.__setattr__")
    return NONE


def _new_plainly(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``object.__new__(cls)``."""
    cls = first(given)
    return classes.bare(ev, cls, place) if isinstance(cls, ClassValue) else ev.unknown("object.__new__")


def _hasattr(ev: Evaluator, given: Arguments, place: Place) -> Value:
    def run(values: list[Value]) -> Value:
        owner, name = values
        if operators.is_range(ev, owner):
            return Const(hasattr(range(0), name.value)) if isinstance(name, Const) else ev.unknown("hasattr")
        if isinstance(name, Const) and isinstance(name.value, str):
            if isinstance(owner, Instance) and not attributes.is_open(ev, owner):
                text = name.value
                if _is_computed(ev, owner, text):

                    def asked() -> Value:
                        attributes.get(ev, owner, text, place)
                        return Const(True)

                    return exceptions.or_else(ev, "AttributeError", Const(False), asked)
                found = attributes.find(ev, owner, text, place)
                if found is None:
                    return Const(False)
                if attributes.is_plain(ev, owner) or ev.store.get(owner.number, name.value) is not None:
                    return Const(True)
            elif not isinstance(owner, Unknown | Symbol | ApiObject | Instance | Tensor):
                found = attributes.find(ev, owner, name.value, place)
                if found is None or not isinstance(found, Unknown):
                    real = not isinstance(found, ApiMethod) or isinstance(
                        owner, ListValue | DictValue | TupleValue | SetValue | Const
                    )
                    if found is None or real:
                        return Const(found is not None)
            if isinstance(owner, Unknown) and owner.key is not None:
                return Unknown(derive("hasattr", owner.key, operators.key_of(name)))
        return ev.unknown("hasattr")

    return sequences.spread(ev, given.args[:2], run) if len(given.args) == 2 else ev.unknown("hasattr")


def _isinstance(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return ev.unknown("isinstance")
    return builtin_types.is_instance(ev, given.args[0], given.args[1])


def _issubclass(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) != 2:
        return ev.unknown("issubclass")
    return builtin_types.is_subclass(ev, ev.narrow(given.args[0]), ev.narrow(given.args[1]))


def _callable(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return builtin_types.is_callable(ev, first(given))


def _type(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if len(given.args) == 1:
        return builtin_types.type_of(ev, given.args[0])
    calls.leaves_sight(ev, given, place, "given to type()")
    return ev.unknown("a class made by type()")


def _super(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return calls.super_of(ev, given)


def _vars(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return _locals(ev, given, place)
    target = ev.narrow(given.args[0])
    if isinstance(target, Instance | ClassValue | ModuleValue):
        return NamespaceValue(target)
    if isinstance(target, ApiObject | SequentialValue | FunctionalValue):
        calls.escapes(ev, target, place, "given to vars()")
        return attributes.shared_namespace(ev, target)
    if isinstance(target, Unknown):
        return Unknown(derive("attr", target.key, "__dict__"))
    calls.escapes(ev, target, place, "given to vars()")
    ev.forget(target, "given to vars()")
    return ev.unknown("vars")


def _globals(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return NamespaceValue(ModuleValue(ev.frame.module))


def _locals(ev: Evaluator, given: Arguments, place: Place) -> Value:
    frame = ev.frame
    if frame.scope == frame.module.scope:
        return NamespaceValue(ModuleValue(frame.module))
    pairs = tuple((name, each) for name, each in ev.store.names(frame.scope) if not name.startswith("$"))
    return sequences.new_dict(ev, Entries(pairs))


def namespace_method(ev: Evaluator, value: NamespaceValue, name: str, given: Arguments) -> Value:
    """A method of ``vars(x)``, which is as good as one of ``x``."""
    owner, whole = attributes.owner_of(ev, value.target)
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
                known = sequences.entries_of(ev, ev.narrow(given.args[0]))
                added = known if known is not None else Entries(exact=False)
            if added.exact and all(isinstance(each, str) for each, _ in added.entries):
                for each, new in (*added.entries, *given.kwargs.items()):
                    ev.store.set(owner, each, new)
                return NONE
        if name in ("items", "keys", "values", "copy"):
            entries = sequences.namespace_entries(ev, value)
            return sequences.dict_method(ev, sequences.new_dict(ev, entries), name, given)
        if name == "setdefault" and isinstance(key, Const) and len(given.args) == 2:
            found = ev.store.get(owner, str(key.value))
            if found is None:
                ev.store.set(owner, str(key.value), given.args[1])
            return ev.narrow(found) if found is not None else given.args[1]
    calls.leaves_sight(ev, given, ev.here(), f"used by .{name}()")
    ev.forget(value, f"used by .{name}()")
    return ev.unknown(f"method {name}")


def _property(ev: Evaluator, given: Arguments, place: Place) -> Value:
    getter = given.get("fget", 0)
    if getter is None:
        return ev.unknown("a property without a getter")
    return PropertyValue(getter, given.get("fset", 1), given.get("fdel", 2))


def _wrapped(kind: str) -> Handler:
    def make(ev: Evaluator, given: Arguments, place: Place) -> Value:
        from dataclasses import replace

        value = first(given)
        return replace(value, kind=kind) if isinstance(value, FunctionValue) else WrappedFunction(kind, value)

    return make


# -- the rest ------------------------------------------------------------------------------------------


def _print(ev: Evaluator, given: Arguments, place: Place) -> Value:
    for value, where in zip(given.args, given.arg_places, strict=True):
        tensors.use_any(ev, value, where or place, "show", "printed")
        _shown(ev, value)
    return NONE


def _shown(ev: Evaluator, value: Value) -> None:
    """Showing an object of the project runs its ``__str__`` or ``__repr__``."""
    value = ev.narrow(value)
    if isinstance(value, Instance):
        for name in ("__str__", "__repr__"):
            own = attributes.find_special(ev, value, name)
            if own is not None:
                attributes.call_special(ev, own, Arguments(), None)
                return
    special_methods.run_somehow(ev, value, "__repr__", "__str__")


def _as_representation(ev: Evaluator, given: Arguments, place: Place) -> Value:
    value = ev.narrow(given.args[0]) if given.args else NONE
    if isinstance(value, Const):
        return by_python(repr)(ev, given, place)
    return (
        _as_string(ev, given, place)
        if not isinstance(value, Instance)
        else _of_its_own(ev, value, "__repr__")
    )


def _of_its_own(ev: Evaluator, value: Instance, *names: str) -> Value:
    """What the first of some special methods makes of an object, else text that nobody knows."""
    for name in names:
        own = attributes.find_special(ev, value, name)
        if own is not None:
            return attributes.call_special(ev, own, Arguments(), None)
    special_methods.run_somehow(ev, value, "__repr__", "__str__")
    return ev.unknown("text")


def _as_string(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if given.open or given.kwargs or len(given.args) > 1:
        return by_python(str)(ev, given, place)  # of bytes, in some encoding
    if not given.args:
        return Const("")
    value = ev.narrow(given.args[0])
    for each, where in zip(given.args, given.arg_places, strict=True):
        tensors.use_any(ev, each, where, "show", "shown")
    if isinstance(value, Union):
        return sequences.spread(
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

    def convert(ev: Evaluator, given: Arguments, place: Place) -> Value:
        value = ev.narrow(given.args[0]) if given.args else Const(0)
        if isinstance(value, Tensor):
            return tensors.keep(ev, value, "numpy", given.arg_places[0])
        if isinstance(value, Instance):
            return attributes.special(ev, value, f"__{kind.__name__}__", Arguments(), place)
        if isinstance(value, Unknown):
            ev.doubt(Standing.FORGOTTEN if value.key is None else sequences._standing(value))
            return Unknown(derive(kind.__name__, value.key), element=value.element)
        return exact(ev, given, place) if given.args else Const(kind())

    return convert


def _boolean(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if not given.args:
        return Const(False)
    twice = operators.negation(ev, operators.negation(ev, given.args[0]))
    return Unknown(derive("bool", twice.key)) if isinstance(twice, Unknown) else twice


def _input(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return Unknown(("input", ev.store.number()))


def _open(ev: Evaluator, given: Arguments, place: Place) -> Value:
    ev.doubt(Standing.FOREIGN)
    for each, _ in given.placed():
        perhaps_called(ev, each)
    mode = given.get("mode", 1)
    reads = mode is None or (
        isinstance(mode, Const) and isinstance(mode.value, str) and set(mode.value) <= set("rbt")
    )
    if not reads:
        path = given.get("file", 0) or NONE
        literal = Const(isinstance(path, Const))  # whether it is known which file that is
        ev.store.set(("files", "written"), repr(operators.key_of(path)), literal)
    return ApiObject(ev.store.number(), Symbol("builtins.open"), given, place)


def _run_text(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``exec``, ``eval``: whatever is in sight of the text may be changed by it."""
    calls.leaves_sight(ev, given, place, "run as text")
    written = ev.narrow(first(given)) if given.args else NONE
    text = written.value if isinstance(written, Const) and isinstance(written.value, str) else None
    words = None if text is None else set(WORD.findall(text))
    for name, value in (*ev.store.names(ev.frame.module.scope), *ev.store.names(ev.frame.scope)):
        if words is None or name in words:
            calls.escapes(ev, value, place, "in sight of a text that is run")
    ev.forget(ModuleValue(ev.frame.module), "in sight of a text that is run")
    for name, value in ev.store.names(ev.frame.scope):
        ev.forget(value, "in sight of a text that is run")
        if not isinstance(value, FunctionValue | ClassValue | ModuleValue):
            ev.store.set(ev.frame.scope, name, ev.unknown("in sight of a text that is run"))
    return ev.unknown("run as text")


def _exit(ev: Evaluator, given: Arguments, place: Place) -> Value:
    raise ev.raised(exceptions.made("SystemExit", ev))


def _gone(ev: Evaluator, given: Arguments, place: Place) -> Value:
    ev.ended_well += 1
    raise Ended


def _object(ev: Evaluator, given: Arguments, place: Place) -> Value:
    return ApiObject(ev.store.number(), Symbol("builtins.object"), given, place)


def _hash(ev: Evaluator, given: Arguments, place: Place) -> Value:
    for each in given.args:
        special_methods.hashed(ev, each)
    return _harmless(ev, given, place)


def _format(ev: Evaluator, given: Arguments, place: Place) -> Value:
    if given.args:
        special_methods.formatted(ev, given.args[0])
    return by_python(format)(ev, given, place)


def _harmless(ev: Evaluator, given: Arguments, place: Place) -> Value:
    for value, where in given.placed():
        calls.escapes(ev, value, where or place, "read by a function")
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
    "sys.exit": _exit,
    "os._exit": _gone,
    "os.abort": _gone,
    "builtins.object": _object,
    "builtins.object.__setattr__": _set_plainly,
    "builtins.object.__new__": _new_plainly,
    "builtins.id": _harmless,
    "builtins.hash": _hash,
    "builtins.format": _format,
    "builtins.dir": _harmless,
}
