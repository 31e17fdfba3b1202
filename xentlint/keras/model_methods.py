"""Methods of models, layers and other objects of Keras."""

from __future__ import annotations

from collections.abc import Callable

from ..apis import frameworks
from ..apis.losses import DISTRIBUTIONS
from ..apis.methods import PREDICTING, TRAINING
from ..apis.spaces import Space
from ..python import ancestry, calls, containers, identity, perhaps, reads, sequences
from ..python.guards import alternatives, union
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import (
    NONE,
    ApiObject,
    Arguments,
    BoundMethod,
    Const,
    FunctionValue,
    Guard,
    Instance,
    Items,
    PartialValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)
from . import kinds, models, named_outputs, sinks, tensor_steps, training
from .run import facts_of
from .values import OPAQUE, CompiledValue, FunctionalValue, SequentialValue, Tensor

_OF_TORCH = frozenset(["to", "cuda", "cpu", "train", "eval", "requires_grad_"])
"""What a model of Keras 3 has on PyTorch besides, and gives itself back."""


_QUIET = frozenset(
    [
        "summary",
        "_set_inputs",
        "_set_save_spec",
        "build",
        "reset_states",
        "reset_metrics",
        "load_weights",
        "save_weights",
        "get_weights",
        "set_weights",
        "make_train_function",
        "add_metric",
        "count_params",
        "trainable",
        "state_updates",
        "get_input_at",
        "finalize_state",
        "adapt",
        "set_params",
        "get_params",
        "save_own_variables",
        "plot",
        "evaluate_generator",
        "parameters",
        "named_parameters",
        "zero_grad",
    ]
)


def method(ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
    """A method of a layer, model or other object of Keras; ``None`` where nothing is known of it."""
    if kinds.is_model(receiver):
        number: int = receiver.number  # type: ignore[attr-defined]
        if name == "compile":
            return training.compile_model(ev, receiver, given, place)
        if name in TRAINING or name in ("evaluate", "test_on_batch"):
            ev.store.set(number, "$trained", Const(True))
            for each, _ in given.placed():
                if each is not given.kwargs.get("callbacks"):
                    perhaps.perhaps_called(ev, each)  # the batches are drawn while it trains
            training.meet_again(ev, receiver)
            for each, where in given.placed():
                reads.read_all(ev, each, where or place, "value", f"given to {name}")
            training.call_back(ev, receiver, given, place)
            compiled = ev.store.get(number, "$compiled")
            if isinstance(compiled, CompiledValue):
                (facts_of(ev).fitted if name in TRAINING else facts_of(ev).evaluated).add(compiled.place)
                if name in TRAINING:
                    training.fit_labels(ev, receiver, compiled, given, place)
            if name in TRAINING and isinstance(receiver, Instance):
                custom = ancestry.find_in_class(ev, receiver.cls, "train_step")
                if isinstance(custom, FunctionValue):
                    training.run_train_step(ev, receiver, custom, place)
                else:
                    training.run_compute_loss(ev, receiver, place)
            return Unknown(("history", ev.store.number()))
        if name in PREDICTING:
            result = models.outputs_of(ev, receiver, place, training=False)
            if isinstance(receiver, Instance) and isinstance(
                ancestry.find_in_class(ev, receiver.cls, "predict_step"), FunctionValue
            ):
                ev.escapes(result, place, "given to a predict_step of its own", depth=1)
                return Unknown(why="predict_step")
            result = tensor_steps.each_tensor(result, lambda t: tensor_steps.keep(ev, t, "numpy", None))
            result = models.leave(ev, receiver, result, place)
            if isinstance(receiver, FunctionalValue) and receiver.fields:
                return named_outputs.answer(ev, receiver.fields, result, Arguments(), place)
            return result
        if name in _OF_TORCH:
            return receiver
        if name == "stateless_call":
            return _stateless(ev, receiver, given, place)
        if name == "predict_classes":
            for _, tensor in alternatives(models.outputs_of(ev, receiver, place, training=False)):
                if not isinstance(tensor, Tensor):
                    continue
                if tensor.units != 1 and (tensor.units is not None or tensor.function == "softmax"):
                    tensor_steps.use(ev, tensor, place, "order", name)
                elif tensor.space is Space.LINEAR:
                    tensor_steps.use(ev, tensor, place, "threshold", name)
                    if tensor.units == 1:
                        tensor_steps.cut(ev, tensor, place)  # it compares with 0.5
                else:
                    tensor_steps.use(ev, tensor, place, "escape", "cut at a half by predict_classes()")
            return Tensor(Space.CLASSES)
        if name in ("compiled_loss", "compute_loss", "loss"):
            return training.compiled_loss(ev, receiver, name, given)
        if name == "call" and not isinstance(receiver, Instance):
            return ev.call(receiver, given, place)
        if name == "__call__":
            return ev.call(receiver, given, place)
        if name == "add" and kinds.is_sequential(receiver):
            _change_layers(ev, number, lambda i: Items((*i.items, given.get("layer", 0) or OPAQUE), i.exact))
            return NONE
        if name == "pop" and kinds.is_sequential(receiver):
            _change_layers(
                ev, number, lambda i: Items(i.items[:-1], i.exact) if i.items else Items((), exact=False)
            )
            return NONE
        if name == "get_layer":
            return _get_layer(ev, receiver, given)
        if name in models.SAVING:
            path = identity.key_of(given.get("filepath", 0) or Unknown())
            if name == "save" and path is not None:
                ev.store.set(("saved", path), "model", receiver)
            models.note_escape(ev, receiver, place, "saved or exported")
            return Unknown(("saved", place.node))
        if name == "add_loss":
            return training.add_loss(ev, given, place)
        if name in _QUIET:
            return Unknown(("method", number, name))
    if name in ("add_weight", "add_variable"):
        return Tensor(Space.WEIGHT, trained=True)
    if name == "add_loss":
        return training.add_loss(ev, given, place)
    if isinstance(receiver, ApiObject):
        return _object_method(ev, receiver, name, given, place)
    if name in ("call", "__call__") and isinstance(receiver, SequentialValue | FunctionalValue):
        return ev.call(receiver, given, place)
    if name in _QUIET and not (isinstance(receiver, Instance) and ancestry.has_unseen_base(ev, receiver.cls)):
        return Unknown(("foreign", ev.store.number()), why=f"method {name}")
    return None


def _stateless(ev: Machine, receiver: Value, given: Arguments, place: Place) -> Value:
    """``model.stateless_call(trainable, other, x)``: the outputs, and the variables as they are then."""
    losses = given.kwargs.get("return_losses")
    keywords = {
        name: each
        for name, each in given.kwargs.items()
        if name not in ("trainable_variables", "non_trainable_variables", "return_losses")
    }
    named = sum(name in given.kwargs for name in ("trainable_variables", "non_trainable_variables"))
    skipped = 2 - named
    inner = Arguments(
        given.args[skipped:], keywords, given.arg_places[skipped:], given.kwarg_places, given.open
    )
    outputs = ev.call(receiver, inner, place)
    after = Unknown(("foreign", ev.store.number()), why="variables")
    if losses is None or losses == Const(False):
        return TupleValue((outputs, after))
    return TupleValue((outputs, after, Unknown(("foreign", ev.store.number()), why="losses")))


def _object_method(
    ev: Machine, receiver: ApiObject, name: str, given: Arguments, place: Place
) -> Value | None:
    symbol = receiver.symbol.name
    if name == "get_best_models" and frameworks.is_tuner(symbol):
        found = training.best_model(ev, receiver, given, place)
        if found is not None:
            return found
    if kinds.is_layer(receiver) and name in ("call", "__call__"):
        return ev.call(receiver, given, place)
    if (
        name in ("run", "experimental_run_v2", "experimental_run")
        and given.args
        and isinstance(given.args[0], FunctionValue | BoundMethod | PartialValue)
    ):
        return training.run_on_replicas(ev, given, place)
    if name == "log_prob" and symbol in DISTRIBUTIONS:
        return sinks.log_prob(ev, receiver, given)
    if name in ("minimize", "compute_gradients", "get_gradients"):
        return training.minimise(ev, given, place)
    if symbol == "tf.GradientTape":
        if name == "stop_recording":
            return ApiObject(ev.store.number(), Symbol("tf.GradientTape.stop_recording"), given, place)
        for each, where in zip(given.args[:1], given.arg_places, strict=False):
            reads.read_all(ev, each, where or place, "value", "differentiated")
        if name == "gradient":
            training.note_gradient(ev, receiver, given)
        elif name == "watch":
            training.note_watched(ev, receiver, given)
        return Unknown(("gradient", ev.store.number()))
    if symbol.startswith("tf.distribute"):
        for each, where in given.placed():
            ev.escapes(each, where or place, f"passed to .{name}()")
    if symbol.startswith(("tf.distribute", "tf.train", "keras.optimizers", "tf.summary", "keras.callbacks")):
        return Unknown(("foreign", ev.store.number()))
    if symbol.startswith(("keras.preprocessing", "tf.data")):
        return Unknown(("foreign", ev.store.number()), element=True)
    if frameworks.is_tuner(symbol):
        calls.hand_over(ev, given, place, f"passed to .{name}()", [symbol])
        return Unknown(("foreign", ev.store.number()), why=f"method {name} of {symbol}")
    return None


def _change_layers(ev: Machine, number: int, how: Callable[[Items], Items]) -> None:
    stored = ev.store.get(number, "layers") or Items()
    options: list[tuple[Guard, Value]] = [
        (g, how(i) if isinstance(i, Items) else Items((), exact=False))
        for g, i in alternatives(ev.narrow(stored))
    ]
    ev.store.set(number, "layers", union(options) or Items((), exact=False))


def _get_layer(ev: Machine, receiver: Value, given: Arguments) -> Value:
    wanted = given.get("name")
    if (
        wanted is None
        and given.args
        and isinstance(given.args[0], Const)
        and isinstance(given.args[0].value, str)
    ):
        wanted = given.args[0]
    index = given.get("index", 1)
    layers = models.layers_of(ev, receiver)
    known = containers.items_of(ev, layers)
    if isinstance(wanted, Const) and known is not None:
        for layer in known[0]:
            name = layer.arguments.get("name") if isinstance(layer, ApiObject) else None
            if name == wanted:
                return layer
    if isinstance(index, Const) and isinstance(index.value, int):
        return sequences.item(ev, layers, index.value)
    return Unknown(why="a layer by name")
