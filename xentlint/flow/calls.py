"""Calls: of functions, methods and classes of the project, and the hand-over to library rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from ..apis import contracts, foreign
from ..apis.labels import SAME_BATCHES
from ..apis.layers import CALLED_WITHOUT_EFFECT
from . import (
    api_calls,
    attributes,
    builtin_functions,
    classes,
    exceptions,
    forgetting,
    generators,
    keras_layers,
    labels,
    models,
    operators,
    sequences,
    sinks,
    special_methods,
    tensors,
)
from .completions import Ended, Exit
from .facts import Escape, Exhaustion
from .guards import alternatives, either
from .standing import Standing, standing
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
    Guard,
    Handle,
    Instance,
    Items,
    IteratorValue,
    ListValue,
    LossValue,
    MetricValue,
    Openness,
    PartialValue,
    Place,
    SequentialValue,
    SetValue,
    Step,
    SuperValue,
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

MAX_DEPTH = 32
MAX_RECURSION = 8
"""Activations of one function at a time."""
MAX_HELD = 6
"""Methods and partial calls within each other that are looked into."""
MAX_TANGLED = 2
"""The same, where what decides whether it goes on is not known."""
_LEAST_STEPS = 200
"""What a call is given of the steps, where there are as many left."""


def call(ev: Evaluator, function: Value, given: Arguments, place: Place) -> Value:
    """The value of calling ``function``."""
    function = ev.narrow(function)
    if isinstance(function, Union):
        return _call_each(ev, function, given, place)
    if isinstance(function, FunctionValue):
        return call_function(ev, function, given, place)
    if isinstance(function, BoundMethod):
        return call_function(ev, function.function, shifted(function.receiver, given), place)
    if isinstance(function, ClassValue):
        return classes.instantiate(ev, function, given, place)
    if isinstance(function, Instance):
        return call_instance(ev, function, given, place)
    if isinstance(function, Symbol):
        return api_calls.call_symbol(ev, function, given, place)
    if isinstance(function, ApiObject):
        return keras_layers.call_object(ev, function, given, place)
    if isinstance(function, SequentialValue | FunctionalValue):
        return models.call_model(ev, function, given, place)
    if isinstance(function, LossValue):
        return sinks.call_loss(ev, function, given, place)
    if isinstance(function, MetricValue):
        return sinks.call_metric(ev, function, given, place)
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
        return api_calls.call_method(ev, function, given, place)
    return _call_unknown(ev, function, given, place)


def _call_unknown(ev: Evaluator, function: Value, given: Arguments, place: Place) -> Value:
    """Nobody knows what is called: it may change what it is given, and what it belongs to."""
    batches = _batches(function)
    found = labels.of_batches(ev.store, batches) if batches is not None else None
    result = _called(ev, function, given, place)
    if found is not None and batches is not None and isinstance(result, Unknown):
        labels.note_batches(ev.store, batches, found)
        labels.note_batches(ev.store, result, found)
    return result


def _batches(function: Value) -> Unknown | None:
    """What a method of a data set that keeps its elements belongs to."""
    key = function.key if isinstance(function, Unknown) else None
    if isinstance(key, tuple) and len(key) == 3 and key[0] == "attr" and key[2] in SAME_BATCHES:
        return Unknown(_without_version(key[1]))
    return None


def _called(ev: Evaluator, function: Value, given: Arguments, place: Place) -> Value:
    leaves_sight(ev, given, place, "passed to a function that is not known")
    key = function.key if isinstance(function, Unknown) else None
    if _is_harmless_method(ev, key):
        return ev.unknown("call of a method of a layer")
    if _is_part_of_batch(key):
        return Unknown(derive("call", key), element=True)
    _run_kept(ev, key, given)
    if isinstance(function, Unknown):
        ev.doubt(Standing.FORGOTTEN if key is None else standing(key))
        if isinstance(key, tuple) and len(key) == 3 and key[0] == "attr":
            forgetting.forget_owner(ev, _without_version(key[1]), str(key[2]))
    elif isinstance(function, Const | TupleValue | ListValue | DictValue | SetValue):
        raise ev.raised(exceptions.made("TypeError", ev))
    ev.forget_shared()
    if key is not None and not given.args and not given.kwargs and not given.open:
        return Unknown(derive("call", key))
    known = key is not None and standing(key) is not Standing.FORGOTTEN
    result = Unknown(
        ("foreign" if known else "forgotten", ev.store.number(), "call"), why="call of an unknown function"
    )
    shared = tuple(each for each, _ in given.placed() if isinstance(each, Handle | Unknown | Union))
    if shared:
        forgetting.comes_from(ev, result.key, shared)
    return result


def _is_harmless_method(ev: Evaluator, key: object) -> bool:
    """Whether this is a method that leaves a layer as it is, of some layer of a model."""
    return (
        isinstance(key, tuple)
        and len(key) == 3
        and key[0] == "attr"
        and key[2] in CALLED_WITHOUT_EFFECT
        and models.is_some_layer(ev, key[1])
    )


_OF_DICTIONARIES = frozenset({"pop", "get", "items", "keys", "values", "copy", "setdefault"})


def _is_part_of_batch(key: object) -> bool:
    """Whether this asks a batch that Keras draws, which is a dictionary of tensors, for a part of it."""
    if not (isinstance(key, tuple) and len(key) == 3 and key[0] == "attr" and key[2] in _OF_DICTIONARIES):
        return False
    owner = key[1]
    while isinstance(owner, tuple) and owner and owner[0] in ("item", "element", "version"):
        owner = owner[1]
    return isinstance(owner, tuple) and owner[:1] == ("batch",)


def _run_kept(ev: Evaluator, key: object, given: Arguments) -> None:
    """What a library made of functions of the project runs them; so does what hangs on it."""
    while isinstance(key, tuple) and len(key) > 1 and key[0] in ("attr", "version"):
        key = key[1]
    if ev.store.get(("unknown", key), "$kept") is not None:
        for each in forgetting.add_sources(ev, key, [value for value, _ in given.placed()]):
            forgetting.forget(ev, each, "run by what a library made of it")


def _without_version(key: object) -> object:
    return key[1] if isinstance(key, tuple) and key[:1] == ("version",) else key


def shifted(receiver: Value, given: Arguments) -> Arguments:
    """``given`` behind the object that a method belongs to."""
    return Arguments(
        (receiver, *given.args), given.kwargs, (None, *given.arg_places), given.kwarg_places, given.open
    )


def _call_each(ev: Evaluator, function: Union, given: Arguments, place: Place) -> Value:
    def chosen(guard: Guard, each: Value) -> Callable[[], Value]:
        def run() -> Value:
            ev.choices.append(guard)
            try:
                return call(ev, each, given, place)
            finally:
                ev.choices.pop()

        return run

    return ev.fork([(guard, chosen(guard, each)) for guard, each in function.alternatives])


def leaves_sight(ev: Evaluator, given: Arguments, place: Place, why: str) -> None:
    """The arguments go where nobody looks: outputs are read, models escape, all may be changed."""
    for value, where in given.placed():
        escapes(ev, value, where or place, why)
    forgetting.forget_arguments(ev, given, why)


def hand_over(ev: Evaluator, given: Arguments, place: Place, why: str, names: Sequence[str]) -> None:
    """The arguments go to what ``names`` tell of: known libraries leave the program's own objects as they are."""
    if not names or any(foreign.changes_arguments(each) for each in names):
        leaves_sight(ev, given, place, why)
        return
    for value, where in given.placed():
        escapes(ev, value, where or place, why)
        builtin_functions.perhaps_called(ev, value)


def escapes(ev: Evaluator, value: Value, place: Place, why: str, depth: int = 0) -> None:
    """``value`` is handed to code out of sight."""
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, Tensor):
            tensors.use(ev, each, place, "value" if depth == 0 else "escape", why)
        elif isinstance(each, SequentialValue | FunctionalValue | Instance | ApiObject):
            if not isinstance(each, Instance) or models.is_model(each) or models.is_layer(each):
                note_escape(ev, each, place, why)
        elif isinstance(each, TupleValue | ListValue | DictValue | SetValue | Items | Entries) and depth < 3:
            for inner in sequences.contents(ev, each):
                escapes(ev, inner, place, why, depth + 1)
        elif isinstance(each, BoundMethod | ApiMethod) and depth < MAX_HELD:
            escapes(ev, each.receiver, place, why, depth + 1)
        elif isinstance(each, PartialValue) and depth < MAX_HELD:
            for inner in (each.function, *each.args, *(v for _, v in each.kwargs)):
                escapes(ev, inner, place, why, depth + 1)
        elif isinstance(each, IteratorValue) and depth < MAX_HELD:
            for inner in (*each.sources, *([each.function] if each.function is not None else [])):
                escapes(ev, inner, place, why, depth + 1)


def note_escape(ev: Evaluator, value: Value, place: Place, why: str, *, layers: bool = False) -> None:
    """A model, layer or object goes out of sight, with what it computes by then."""
    if (value, why) in ev.facts.escapes:
        return
    ev.facts.escapes[value, why] = Escape(value, place, why, layers=layers)
    if models.is_model(value):
        origins = models.origins_of(ev, value, place)
        ev.facts.escapes[value, why] = Escape(value, place, why, origins, layers)


# -- functions ---------------------------------------------------------------------------------------


def defaults(ev: Evaluator, params: cst.Parameters) -> tuple[tuple[str, Value], ...]:
    """The default values of parameters, evaluated where the function is defined."""
    return tuple(
        (p.name.value, ev.value(p.default))
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
        if p.default is not None
    )


def call_function(ev: Evaluator, function: FunctionValue, given: Arguments, place: Place) -> Value:
    """Run the body of ``function`` with ``given``; unknown beyond the depth bound."""
    if function.owner is None and contracts.may_be_described(function.name):
        public = contracts.public_name(f"{function.module.dotted}.{function.name}")
        if public is not None:
            return api_calls.call_symbol(ev, Symbol(public), given, place)
    if ev.store.get(("function", (function.node, function.scope)), "$rebuilt") is not None:
        _give_up(ev, function, given, place)
        return ev.unknown("a function that was made another")
    if generators.is_generator(ev, function.node):
        made = generators.make(ev, function, given, place)
        if function.managed:
            return ApiObject(
                ev.store.number(), Symbol("contextlib.contextmanager"), Arguments((made,), {}, (None,)), place
            )
        if not given.open and ev.provable():
            ev.called.add(function.node)
        return made
    if function.cached:
        return _remembered(ev, function, given, place)
    return run_function(ev, function, given, place)


def _remembered(ev: Evaluator, function: FunctionValue, given: Arguments, place: Place) -> Value:
    """``@lru_cache``: what was given for the same arguments before, the very same object."""
    for each, _ in given.placed():
        special_methods.hashed(ev, each)
    keys = [operators.key_of(each) for each in (*given.args, *given.kwargs.values())]
    if given.open or any(key is None for key in keys):
        return run_function(ev, function, given, place)
    owner = ("cached", function.node, function.scope)
    name = ev.slot_name((tuple(keys), tuple(given.kwargs)))
    known = ev.store.get(owner, name)
    if known is None:
        known = run_function(ev, function, given, place)
        ev.store.set(owner, name, known)
    return ev.narrow(known)


def run_function(
    ev: Evaluator,
    function: FunctionValue,
    given: Arguments,
    place: Place,
    *,
    on_yield: Callable[[Value], Value] | None = None,
) -> Value:
    """Run the body now; ``on_yield`` is given what a generator yields, where it does."""
    node = function.node
    ev.tick()
    active = ev.running.count(node)
    if (
        len(ev.running) >= MAX_DEPTH
        or active >= MAX_RECURSION
        or (active >= MAX_TANGLED and _tangled(ev, node))
    ):
        _give_up(ev, function, given, place)
        return ev.unknown("recursion or depth bound")
    allowed = _allowance(ev)
    if ev.endless.get(node, 0) >= allowed:
        ev.exhausted.append(Exhaustion(function.module.path, function.name))
        _give_up(ev, function, given, place)
        return ev.unknown(f"{function.name} takes too long to follow")
    from .evaluator import Frame

    if not given.open and ev.provable():
        ev.called.add(node)
    scope = ev.new_scope(function.scope)
    receiver = given.args[0] if given.args and function.owner is not None else None
    base = ev.path
    frame = Frame(
        scope, function.module, function.unit, function, function.owner, receiver, dict(base),
        on_yield=on_yield, within=function.within, call=place,
    )  # fmt: skip
    finalizable = len(ev.finalizers)
    boundary = function.graph and not ev.context.graph and not ev.context.compiled
    saved_context = ev.context
    mark, left = len(ev.abrupt), ev.left()
    ev.frames.append(frame)
    ev.running.append(node)
    if function.graph:
        ev.context = replace(ev.context, graph=True)
    outer_limit = ev.limit
    ev.limit = ev.steps + allowed
    result: Value = NONE
    going = False
    exhausted = False
    if isinstance(node, cst.FunctionDef):
        ev.binds[scope] = ev.names_bound(node)
    ev.store.begin()
    try:
        bind_parameters(ev, function, given, scope)
        if ev.watch is not None:
            ev.watch.enter(ev, function, given, scope, place)
        if isinstance(node, cst.Lambda):
            result = ev.value(node.body)
        else:
            ev.suite(node.body)
        going = True
    except Ended:
        pass
    except ev.exhaustion:
        # Not followed to its end: it is looked at again on its own, as if nobody called it.
        ev.called.discard(node)
        if ev.context.uncalled and not ev.running[:-1]:
            # It was by itself, and what it meets on its way was seen. Within others it is given other things.
            ev.endless[node] = max(allowed, ev.endless.get(node, 0))
        if ev.limit >= outer_limit or ev.steps >= outer_limit:
            raise
        exhausted = True
    finally:
        ev.limit = outer_limit
        ev.running.pop()
        ev.frames.pop()
        after = ev.assumed(base)
        ev.path, ev.context = base, saved_context
        written = ev.store.rollback()
    if exhausted:
        del ev.abrupt[mark:]
        ev.exhausted.append(Exhaustion(function.module.path, function.name))
        forgetting.forget_slots(ev, [slot for slot in written if slot[0] != scope])
        _give_up(ev, function, given, place)
        return ev.unknown(f"{function.name} takes too long to follow")
    if on_yield is None and not ev.keeps(node):
        # Nobody can ask for its variables any more.
        written = {slot: value for slot, value in written.items() if slot[0] != scope}
        for each in ev.abrupt[mark:]:
            each.written = {slot: value for slot, value in each.written.items() if slot[0] != scope}
    ways = [(after, written, result)] if going else []
    ways += [(ev.since(each.guard, base), each.written, each.value) for each in ev.collect(mark, Exit.RETURN)]
    if not ways:
        raise Ended
    guards = ev.apart([guard for guard, _, _ in ways])
    ways = [(guard, state, value) for guard, (_, state, value) in zip(guards, ways, strict=True)]
    ev.resume([(guard, state) for guard, state, _ in ways], whole=ev.left() == left)
    value = either([(guard, value) for guard, _, value in ways], ev.unknown("too many returns"))
    ev.finalizers.perhaps_run(ev, since=finalizable)
    value = ev.narrow(value)
    if boundary and ev.context.tape:
        value = _cross_boundary(value)
    return value


def _allowance(ev: Evaluator) -> int:
    """The steps that a call may take: whoever calls keeps some to go on with."""
    left = ev.limit - ev.steps
    return min(left, max(left * 2 // 3, _LEAST_STEPS)) if ev.divided else left


def _tangled(ev: Evaluator, node: cst.CSTNode) -> bool:
    """Whether a function calls itself under conditions that were assumed since it was called first."""
    entries = [
        frame.entry for frame in ev.frames if frame.function is not None and frame.function.node is node
    ]
    return bool(entries) and len(ev.path) > len(entries[0])


def _give_up(ev: Evaluator, function: FunctionValue, given: Arguments, place: Place) -> None:
    """A call that is not followed: what it was given and what the function names may be changed by it."""
    for value, where in given.placed():
        escapes(ev, value, where or place, "recursion")
    forgetting.forget_arguments(ev, given, "called where it is not followed", function)
    ev.doubt(Standing.FORGOTTEN)


def _cross_boundary(value: Value) -> Value:
    """What a ``tf.function`` returns to eager code has lost the logits cached on it."""
    if isinstance(value, Tensor) and value.origin is not None:
        return replace(value, steps=(*value.steps, Step("boundary")))
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_cross_boundary(v) for v in value.items))
    return value


def bind_parameters(ev: Evaluator, function: FunctionValue, given: Arguments, scope: int) -> None:
    """Bind the parameters of ``function`` in ``scope``.

    An argument that may have been given through an unknown ``*args`` is unknown; a parameter of a
    function that nobody calls (``given.open``) has its default, unless that is ``None``.
    """
    params = function.node.params
    positional = [*params.posonly_params, *params.params]
    known = dict(function.defaults)
    if not given.open and not _fits(function, given):
        raise ev.raised(exceptions.made("TypeError", ev))
    for index, param in enumerate(positional):
        name = param.name.value
        value = given.get(name, index) if param in params.params else given.get("", index)
        ev.store.set(scope, name, value if value is not None else _missing(ev, function, name, known, given))
    for param in params.kwonly_params:
        name = param.name.value
        value = given.kwargs.get(name)
        ev.store.set(scope, name, value if value is not None else _missing(ev, function, name, known, given))
    if isinstance(params.star_arg, cst.Param):
        rest = given.args[len(positional) :]
        star = (
            TupleValue(rest)
            if not given.open
            else Unknown(_parameter(ev, function, params.star_arg.name.value))
        )
        ev.store.set(scope, params.star_arg.name.value, star)
    if params.star_kwarg is not None:
        names = {p.name.value for p in (*params.params, *params.kwonly_params)}
        entries = Entries(tuple((k, v) for k, v in given.kwargs.items() if k not in names), not given.open)
        made = sequences.new_dict(ev, entries)
        if given.open == Openness.UNSEEN:
            ev.store.set(made.number, "$callers", Const(True))
        ev.store.set(scope, params.star_kwarg.name.value, made)


def _fits(function: FunctionValue, given: Arguments) -> bool:
    """Whether Python takes these arguments for these parameters."""
    params = function.node.params
    positional = [*params.posonly_params, *params.params]
    if len(given.args) > len(positional) and not isinstance(params.star_arg, cst.Param):
        return False
    by_position = {each.name.value for each in positional[: len(given.args)]}
    by_name = {each.name.value for each in (*params.params, *params.kwonly_params)}
    if any(name in by_position & by_name for name in given.kwargs):
        return False
    if params.star_kwarg is None and not by_name.issuperset(given.kwargs):
        return False
    filled = by_position | set(given.kwargs) | {name for name, _ in function.defaults}
    return all(each.name.value in filled for each in (*positional, *params.kwonly_params))


def _parameter(ev: Evaluator, function: FunctionValue, name: str) -> tuple[object, ...]:
    return ("param", function.node, name, ev.store.number())


def _missing(
    ev: Evaluator, function: FunctionValue, name: str, known: dict[str, Value], given: Arguments
) -> Value:
    default = known.get(name)
    if default is not None and given.open == Openness.LOST:
        return ev.unknown("may be among what is given with * or **")
    if default is not None and given.open and isinstance(default, Const) and isinstance(default.value, bool):
        # A switch that callers out of sight may turn: both ways are looked at.
        return Unknown(_parameter(ev, function, name))
    if default is not None and not (given.open and default == NONE):
        return default
    if given.open:
        return Unknown(_parameter(ev, function, name), element=True)
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(("forgotten", ev.store.number(), "not given"), element=True)


# -- classes and instances ----------------------------------------------------------------------------


def call_instance(ev: Evaluator, instance: Instance, given: Arguments, place: Place) -> Value:
    """``instance(...)``: Keras' protocol for its classes, ``__call__`` for others."""
    own = attributes.find_special(ev, instance, "__call__")
    if own is not None:
        result = call(ev, own, given, place)
        return models.leave(ev, instance, result, place) if models.is_model(instance) else result
    if attributes.api_bases(instance.cls) and not classes.is_closed(instance.cls):
        return models.call_keras_instance(ev, instance, given, place)
    if attributes.is_plain(ev, instance):
        raise ev.raised(exceptions.made("TypeError", ev))
    leaves_sight(ev, given, place, "passed to an object that is not known")
    ev.forget(instance, "called by rules that are not known")
    return ev.unknown("object is not callable")


def super_of(ev: Evaluator, given: Arguments) -> Value:
    """``super()`` or ``super(Class, self)``."""
    if len(given.args) == 2 and isinstance(given.args[0], ClassValue):
        return SuperValue(given.args[0], given.args[1])
    for frame in reversed(ev.frames):
        if frame.function is not None and frame.function.owner is not None and frame.receiver is not None:
            return SuperValue(frame.function.owner, frame.receiver)
    return ev.unknown("super() outside of a method")
