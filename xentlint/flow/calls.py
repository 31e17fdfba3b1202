"""Calls: of functions, methods and classes of the project, and the hand-over to library rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import libcst as cst

from . import api_calls, attributes, keras_layers, models, sequences, sinks, tensors
from .facts import Escape
from .guards import alternatives, either
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
    Instance,
    Items,
    ListValue,
    LossValue,
    MetricValue,
    PartialValue,
    Place,
    SequentialValue,
    Step,
    SuperValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator, Flow

MAX_DEPTH = 24
MAX_RECURSION = 2


def call(ev: Evaluator, function: Value, given: Arguments, place: Place) -> Value:
    """The value of calling ``function``."""
    function = ev.narrow(function)
    if isinstance(function, Union):
        return _call_each(ev, function, given, place)
    if isinstance(function, FunctionValue):
        return call_function(ev, function, given, place)
    if isinstance(function, BoundMethod):
        shifted = Arguments(
            (function.receiver, *given.args),
            given.kwargs,
            (None, *given.arg_places),
            given.kwarg_places,
            given.open,
        )
        return call_function(ev, function.function, shifted, place)
    if isinstance(function, ClassValue):
        return instantiate(ev, function, given, place)
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
    leaves_sight(ev, given, place, "passed to a function that is not known")
    key = function.key if isinstance(function, Unknown) else None
    if key is not None and not given.args and not given.kwargs and not given.open:
        return Unknown(derive("call", key))
    return Unknown(why="call of an unknown function", key=("call", ev.store.number()))


def _call_each(ev: Evaluator, function: Union, given: Arguments, place: Place) -> Value:
    from .evaluator import Flow

    def chosen(guard: Guard, each: Value) -> Callable[[], tuple[Flow, Value]]:
        def run() -> tuple[Flow, Value]:
            ev.choices.append(guard)
            try:
                return Flow.NEXT, call(ev, each, given, place)
            finally:
                ev.choices.pop()

        return run

    return ev.fork([(guard, chosen(guard, each)) for guard, each in function.alternatives], keep=False)[1]


def leaves_sight(ev: Evaluator, given: Arguments, place: Place, why: str) -> None:
    """The arguments go where the run cannot look: outputs are read, models escape."""
    for value, where in given.placed():
        escapes(ev, value, where or place, why)


def escapes(ev: Evaluator, value: Value, place: Place, why: str, depth: int = 0) -> None:
    """``value`` is handed to code out of sight."""
    for _, each in alternatives(ev.narrow(value)):
        if isinstance(each, Tensor):
            tensors.use(ev, each, place, "value" if depth == 0 else "escape", why)
        elif isinstance(each, SequentialValue | FunctionalValue | Instance | ApiObject):
            if not isinstance(each, Instance) or models.is_model(each) or models.is_layer(each):
                ev.facts.escapes.setdefault((each, why), Escape(each, place, why))
        elif isinstance(each, TupleValue | ListValue | DictValue | Items | Entries) and depth < 3:
            for inner in sequences.contents(ev, each):
                escapes(ev, inner, place, why, depth + 1)
        elif isinstance(each, BoundMethod | ApiMethod):
            escapes(ev, each.receiver, place, why, depth + 1)
        elif isinstance(each, PartialValue):
            for inner in (each.function, *each.args, *(v for _, v in each.kwargs)):
                escapes(ev, inner, place, why, depth + 1)


# -- functions -----------------------------------------------------------------------------------


def defaults(ev: Evaluator, params: cst.Parameters) -> tuple[tuple[str, Value], ...]:
    """The default values of parameters, evaluated where the function is defined."""
    return tuple(
        (p.name.value, ev.value(p.default))
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
        if p.default is not None
    )


def call_function(ev: Evaluator, function: FunctionValue, given: Arguments, place: Place) -> Value:
    """Run the body of ``function`` with ``given``; unknown beyond the depth bound."""
    node = function.node
    ev.tick()
    if len(ev.running) >= MAX_DEPTH or ev.running.count(node) >= MAX_RECURSION:
        leaves_sight(ev, given, place, "recursion")
        return Unknown(why="recursion or depth bound")
    from .evaluator import Frame

    if not given.open:
        ev.called.add(node)
    scope = ev.new_scope(function.scope)
    receiver = given.args[0] if given.args and function.owner is not None else None
    frame = Frame(
        scope, function.module, function.unit, function, function.owner, receiver, dict(ev.path), call=place
    )
    bind_parameters(ev, function, given, scope)
    boundary = function.graph and not ev.context.graph and not ev.context.compiled
    saved_path, saved_context = ev.path, ev.context
    ev.frames.append(frame)
    ev.running.append(node)
    if function.graph:
        ev.context = replace(ev.context, graph=True)
    outer_limit = ev.limit
    ev.limit = min(ev.limit, ev.steps + max((ev.limit - ev.steps) * 2 // 3, 200))
    try:
        if isinstance(node, cst.Lambda):
            result: Value = ev.value(node.body)
        else:
            result = _run_body(ev, frame, node)
    except ev.exhaustion:
        # Not followed to its end: it is looked at again on its own, as if nobody called it.
        ev.called.discard(node)
        if ev.limit >= outer_limit or ev.steps >= outer_limit:
            raise
        ev.exhausted.append(f"{function.module.path}: {function.name}")
        result = Unknown(why=f"{function.name} takes too long to follow")
    finally:
        ev.limit = outer_limit
        ev.running.pop()
        ev.frames.pop()
        ev.path, ev.context = saved_path, saved_context
    if boundary and ev.context.tape:
        result = _cross_boundary(result)
    return result


def _run_body(ev: Evaluator, frame: Any, node: cst.FunctionDef) -> Value:
    from .evaluator import Flow

    flow = ev.suite(node.body)
    if frame.yields:
        return sequences.new_list(ev, frame.yields, exact=False)
    returns: list[tuple[Guard, Value]] = list(frame.returns)
    if flow is Flow.NEXT:
        end = frozenset((k, v) for k, v in ev.path.items() if k not in frame.entry)
        returns.append((end, NONE))
    if not returns:
        return Unknown(why="never returns")
    return either(returns, Unknown(why="too many returns"))


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
        ev.store.set(scope, params.star_arg.name.value, sequences.new_list(ev, rest, exact=not given.open))
    if params.star_kwarg is not None:
        names = {p.name.value for p in (*params.params, *params.kwonly_params)}
        entries = Entries(tuple((k, v) for k, v in given.kwargs.items() if k not in names), not given.open)
        ev.store.set(scope, params.star_kwarg.name.value, sequences.new_dict(ev, entries))


def _missing(
    ev: Evaluator, function: FunctionValue, name: str, known: dict[str, Value], given: Arguments
) -> Value:
    default = known.get(name)
    if default is not None and given.open and isinstance(default, Const) and isinstance(default.value, bool):
        # A switch that callers out of sight may turn: both ways are looked at.
        return Unknown(("param", function.node, name))
    if default is not None and not (given.open and default == NONE):
        return default
    return Unknown(("param", function.node, name), element=True)


# -- classes and instances ---------------------------------------------------------------------------


def instantiate(ev: Evaluator, cls: ClassValue, given: Arguments, place: Place) -> Value:
    """A new object of a class of the project."""
    instance = Instance(ev.store.number(), cls)
    known = ev.instances.setdefault(cls.node, [])
    if len(known) < 6:
        known.append(instance)
    ev.store.set(instance.number, "$place", TupleValue(()))
    ev.places[instance.number] = place
    init = attributes.find_in_class(ev, cls, "__init__")
    if isinstance(init, FunctionValue):
        shifted = Arguments(
            (instance, *given.args), given.kwargs, (None, *given.arg_places), given.kwarg_places, given.open
        )
        call_function(ev, init, shifted, place)
    elif attributes.find_in_class(ev, cls, "__dataclass__") is not None:
        _fill_fields(ev, cls, instance, given)
    else:
        models.initialise(ev, instance, given, place)
    return instance


def _fill_fields(ev: Evaluator, cls: ClassValue, instance: Instance, given: Arguments) -> None:
    """The generated ``__init__`` of a dataclass: fields in the order of their annotations."""
    names: list[str] = []
    for statement in cls.node.body.body:
        for small in getattr(statement, "body", ()) if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                names.append(small.target.value)
    for index, name in enumerate(names):
        value = given.get(name, index)
        if value is None:
            value = attributes.find_in_class(ev, cls, name)
        ev.store.set(
            instance.number, name, value if value is not None else Unknown(("field", cls.scope, name))
        )


def call_instance(ev: Evaluator, instance: Instance, given: Arguments, place: Place) -> Value:
    """``instance(...)``: Keras' protocol for its classes, ``__call__`` for others."""
    own = attributes.find_in_class(ev, instance.cls, "__call__")
    if isinstance(own, FunctionValue):
        shifted = Arguments(
            (instance, *given.args), given.kwargs, (None, *given.arg_places), given.kwarg_places, given.open
        )
        result = call_function(ev, own, shifted, place)
        return models.leave(ev, instance, result, place) if models.is_model(instance) else result
    if attributes.api_bases(instance.cls):
        return models.call_keras_instance(ev, instance, given, place)
    leaves_sight(ev, given, place, "passed to an object that is not known")
    return Unknown(why="object is not callable")


def super_of(ev: Evaluator, given: Arguments) -> Value:
    """``super()`` or ``super(Class, self)``."""
    if len(given.args) == 2 and isinstance(given.args[0], ClassValue):
        return SuperValue(given.args[0], given.args[1])
    for frame in reversed(ev.frames):
        if frame.function is not None and frame.function.owner is not None and frame.receiver is not None:
            return SuperValue(frame.function.owner, frame.receiver)
    return Unknown(why="super() outside of a method")
