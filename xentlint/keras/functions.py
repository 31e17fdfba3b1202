"""Functions of Keras and TensorFlow that are more than a row of a table."""

from __future__ import annotations

from dataclasses import replace

from ..apis.spaces import Space
from ..python import identity
from ..python.guards import alternatives, either
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    Const,
    FunctionValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)
from . import kinds, models, sinks
from .run import facts_of, promote
from .values import LossValue, Tensor


def _tf_function(ev: Machine, given: Arguments, place: Place) -> Value:
    value = given.get("func", 0) or given.kwargs.get("fun")
    if isinstance(value, FunctionValue):
        return replace(value, graph=True)
    if isinstance(value, BoundMethod):
        return BoundMethod(replace(value.function, graph=True), value.receiver)
    if value is None:
        return Symbol("tf.function")
    return value


def _first(ev: Machine, given: Arguments, place: Place) -> Value:
    return given.args[0] if given.args else Unknown()


def _identity_decorator(ev: Machine, given: Arguments, place: Place) -> Value:
    return given.args[0] if given.args else Unknown()


def _object_of(name: str) -> Handler:
    def make(ev: Machine, given: Arguments, place: Place) -> Value:
        return ApiObject(ev.store.number(), Symbol(name), given, place)

    return make


def _sequential(ev: Machine, given: Arguments, place: Place) -> Value:
    return models.new_sequential(ev, given, place)


def _model(ev: Machine, given: Arguments, place: Place) -> Value:
    return models.new_functional(ev, given, place)


def _input(ev: Machine, given: Arguments, place: Place) -> Value:
    shape = given.get("shape", 0)
    rank = len(shape.items) + 1 if isinstance(shape, TupleValue) else None
    return Tensor(Space.DATA, rank=rank, of=("input", place.node))


def _named_thing(ev: Machine, given: Arguments, place: Place) -> Value:
    """``keras.metrics.get(x)``: what the name stands for."""
    value = given.get("identifier", 0)
    return value if value is not None else Unknown()


def _activation_get(ev: Machine, given: Arguments, place: Place) -> Value:
    """``keras.activations.get("softmax")`` is the function; of ``None``, the identity."""
    options = []
    for guard, each in alternatives(ev.narrow(given.get("identifier", 0) or Unknown())):
        if isinstance(each, Const) and isinstance(each.value, str):
            each = Symbol(f"keras.activations.{each.value}")
        elif each == NONE:
            each = Symbol("keras.activations.linear")
        options.append((guard, each))
    return either(options)


def _loss_get(ev: Machine, given: Arguments, place: Place) -> Value:
    value = ev.narrow(given.get("identifier", 0) or Unknown())
    if isinstance(value, Const) and isinstance(value.value, str):
        made = sinks.loss_string(value.value, place)
        if made is not None:
            row = made.row
            form = "object" if value.value == row.class_name else "function"
            return LossValue(row, Const(False), place, form, value.value)
    return value


def _cond(ev: Machine, given: Arguments, place: Place) -> Value:
    condition = given.get("pred", 0) or Unknown()
    yes, no = given.get("true_fn", 1), given.get("false_fn", 2)
    ways = []
    for guard, way in ev.scenarios(condition):
        chosen = yes if way else no
        if chosen is None:
            continue

        def run(each: Value = chosen) -> Value:
            return ev.call(each, Arguments(), place)

        ways.append((guard, run))
    if not ways:
        return Unknown(why="tf.cond")
    return ev.fork(ways)


def _apply_elementwise(ev: Machine, given: Arguments, place: Place) -> Value:
    function, elements = given.get("fn", 0), given.get("elems", 1)
    if function is None:
        return Unknown()
    inner = elements if elements is not None else Unknown(element=True)
    return ev.call(function, Arguments((inner,), {}, (None,)), place)


def _run_main(ev: Machine, given: Arguments, place: Place) -> Value:
    """``app.run(main)`` and its kin call the function they are given."""
    function = given.get("main", 0) or given.get("function", 0)
    if isinstance(function, FunctionValue | BoundMethod):
        node = function.node if isinstance(function, FunctionValue) else function.function.node
        first = isinstance(function, BoundMethod)
        takes = len([*node.params.posonly_params, *node.params.params]) > first
        argv = Arguments((Unknown(("argv",)),), {}, (None,)) if takes else Arguments()
        return ev.call(function, argv, place)
    return Unknown(why="run")


def _run_command(ev: Machine, given: Arguments, place: Place) -> Value:
    """``fire.Fire(main)``: the parameters are what stands on the command line."""
    function = given.args[0] if given.args else given.kwargs.get("component")
    if isinstance(function, FunctionValue | BoundMethod):
        return ev.call(function, Arguments(open=True), place)
    return Unknown(why="run")


def _set_backend(ev: Machine, given: Arguments, place: Place) -> Value:
    backend = given.get("backend", 0)
    if isinstance(backend, Const) and isinstance(backend.value, str):
        facts_of(ev).backends.setdefault(ev.frame.module.path, set()).add(backend.value)
    return NONE


def _set_policy(ev: Machine, given: Arguments, place: Place) -> Value:
    policy = given.args[0] if given.args else given.kwargs.get("policy")
    if isinstance(policy, ApiObject):
        policy = policy.arguments.get("name", 0)
    if isinstance(policy, Const):
        ev.store.set(("policy", ev.frame.module.path), "policy", policy)
    return NONE


def _constant(number: float) -> Handler:
    def give(ev: Machine, given: Arguments, place: Place) -> Value:
        return Const(number)

    return give


def _tape_gradients(ev: Machine, given: Arguments, place: Place) -> Value:
    loss = given.get("ys", 0) or given.get("loss", 0)
    if loss is not None:
        promote(ev, loss)
    return Unknown(why="gradients")


def _differentiated(ev: Machine, given: Arguments, place: Place) -> Value:
    """``jax.value_and_grad(f)``: a function that takes the gradients of ``f`` when it is called."""
    function = given.get("fun", 0)
    if function is None:
        return Unknown(why="nothing to differentiate")
    return ApiObject(ev.store.number(), Symbol("jax.grad"), Arguments((function,), {}, (None,)), place)


def _save_model(ev: Machine, given: Arguments, place: Place) -> Value:
    model = given.get("model", 0)
    if model is None or not kinds.is_model(model):
        return Unknown(why="save_model")
    return ev.call_method(ApiMethod(model, "save"), given.rest(), place)


def _load_model(ev: Machine, given: Arguments, place: Place) -> Value:
    """What the program itself saved under the same path; anything else is not known."""
    path = identity.key_of(given.get("filepath", 0) or Unknown())
    saved = ev.store.get(("saved", path), "model") if path is not None else None
    return (
        models.clone(ev, ev.narrow(saved)) if saved is not None else Unknown(("foreign", ev.store.number()))
    )


HANDLERS: dict[str, Handler] = {
    "keras.backend.epsilon": _constant(1e-7),  # what it is unless set_epsilon() changes it
    "keras.config.epsilon": _constant(1e-7),
    "numpy.finfo": _object_of("numpy.finfo"),
    "tf.function": _tf_function,
    "tf.autograph.experimental.do_not_convert": _identity_decorator,
    "tf.recompute_grad": _first,
    "tf.GradientTape": _object_of("tf.GradientTape"),
    "keras.Sequential": _sequential,
    "keras.Model": _model,
    "keras.Input": _input,
    "keras.activations.get": _activation_get,
    "keras.activations.deserialize": _activation_get,
    "keras.losses.get": _loss_get,
    "keras.losses.deserialize": _loss_get,
    "keras.metrics.get": _named_thing,
    "tf.cond": _cond,
    "tf.map_fn": _apply_elementwise,
    "tf.vectorized_map": _apply_elementwise,
    "tf.gradients": _tape_gradients,
    "jax.grad": _differentiated,
    "jax.value_and_grad": _differentiated,
    "jax.jit": _tf_function,
    "absl.app.run": _run_main,
    "tf.app.run": _run_main,
    "fire.Fire": _run_command,
    "typer.run": _run_command,
    "keras.config.set_backend": _set_backend,
    "keras.backend.set_backend": _set_backend,
    "keras.mixed_precision.set_global_policy": _set_policy,
    "keras.mixed_precision.set_dtype_policy": _set_policy,
    "keras.config.set_dtype_policy": _set_policy,
    "keras.mixed_precision.experimental.set_policy": _set_policy,
    "keras.models.load_model": _load_model,
    "keras.models.save_model": _save_model,
}
