"""Keras layers and models: building them, calling them, compiling and training them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from ..apis import activations as activation_table
from ..apis import layers as layer_table
from ..apis.activations import ActivationRow
from ..apis.layers import LayerRow
from ..apis.library import LibraryModelRow
from ..apis.spaces import Maker, Space
from . import attributes, calls, operators, sequences, sinks, tensors
from .facts import Escape
from .guards import alternatives, union
from .values import (
    NONE,
    OPAQUE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    CompiledValue,
    Const,
    DictValue,
    Entries,
    FunctionalValue,
    FunctionValue,
    Guard,
    Instance,
    Items,
    ListValue,
    Origin,
    PartialValue,
    Place,
    SequentialValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

Model = SequentialValue | FunctionalValue | Instance
_MODELS = ("keras.Model", "keras.Sequential")
_LAYER_BASES = ("keras.layers.Layer", "keras.layers.Dense", "tf.Module", "keras.Layer")


def is_model(value: Value) -> bool:
    """Whether ``value`` is a model of the program."""
    if isinstance(value, Instance):
        return any(
            base in _MODELS or (base.startswith("keras.") and base.endswith("Model"))
            for base in attributes.api_bases(value.cls)
        )
    return isinstance(value, SequentialValue | FunctionalValue) or (
        isinstance(value, ApiObject) and value.symbol.name in _MODELS
    )


def is_sequential(value: Value) -> bool:
    """Whether ``value`` keeps its layers in a list that it runs through."""
    if isinstance(value, Instance):
        return attributes.derives(value.cls, "keras.Sequential")
    return isinstance(value, SequentialValue)


def is_layer(value: Value) -> bool:
    """Whether ``value`` is a layer of the program."""
    if isinstance(value, Instance):
        return any(
            base.startswith("keras.layers.") or base in _LAYER_BASES
            for base in attributes.api_bases(value.cls)
        )
    return isinstance(value, ApiObject) and value.symbol.name.startswith("keras.layers.")


# -- making -----------------------------------------------------------------------------------------


def new_sequential(ev: Evaluator, given: Arguments, place: Place | None) -> SequentialValue:
    """``Sequential([...])``."""
    model = SequentialValue(ev.store.number(), place)
    _set_layers(ev, model.number, given.get("layers", 0))
    _name(ev, model.number, given, None)
    return model


def _set_layers(ev: Evaluator, number: int, listed: Value | None) -> None:
    items = Items()
    if listed is not None and listed != NONE:
        known = sequences.items_of(ev, ev.narrow(listed))
        if known is None and isinstance(listed, Union):
            options = []
            for guard, each in listed.alternatives:
                inner = sequences.items_of(ev, each)
                options.append((guard, Items(*inner) if inner is not None else Items((), exact=False)))
            ev.store.set(number, "layers", union(options) or Items((), exact=False))
            return
        items = Items(*known) if known is not None else Items((), exact=False)
    ev.store.set(number, "layers", items)


def _name(ev: Evaluator, number: int, given: Arguments, position: int | None) -> None:
    name = given.get("name", position)
    if isinstance(name, Const) and isinstance(name.value, str):
        ev.store.set(number, "name", name)


def new_functional(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``Model(inputs, outputs)``."""
    outputs = given.get("outputs", 1)
    if outputs is None:
        outputs = given.kwargs.get("output")
    inputs = given.get("inputs", 0) or given.kwargs.get("input") or Unknown()
    if outputs is None:
        return Unknown(why="a model without outputs")
    if isinstance(outputs, Union):
        options = []
        for guard, each in outputs.alternatives:
            options.append((guard, FunctionalValue(ev.store.number(), inputs, each, place)))
        joined = union(options)
        return joined if joined is not None else Unknown(why="too many alternatives")
    parts = sequences.items_of(ev, outputs)
    if parts is not None and parts[1] and len(parts[0]) == 1:
        outputs = parts[0][0]
    elif isinstance(outputs, ListValue) and parts is not None and parts[1]:
        outputs = TupleValue(parts[0])
    model = FunctionalValue(ev.store.number(), inputs, outputs, place)
    _name(ev, model.number, given, 2)
    return model


def initialise(ev: Evaluator, instance: Instance, given: Arguments, place: Place) -> None:
    """The library's ``__init__`` on an object of a project class."""
    ev.inits[instance.number] = (given, place)
    _name(ev, instance.number, given, None)
    if is_sequential(instance):
        _set_layers(ev, instance.number, given.get("layers", 0))
    elif is_model(instance):
        outputs = given.get("outputs", 1) or given.kwargs.get("output")
        if outputs is not None:
            made = new_functional(ev, given, place)
            if isinstance(made, FunctionalValue):
                ev.store.set(instance.number, "$functional", made)


def library_model(
    ev: Evaluator, row: LibraryModelRow, symbol: Symbol, given: Arguments, place: Place
) -> Value:
    """A model of ``keras.applications``: its head by default or as the arguments say."""
    top = given.get(row.include_top, 0)
    inputs = Unknown()
    if given.open or (top is not None and not isinstance(top, Const)):
        return FunctionalValue(ev.store.number(), inputs, OPAQUE, place)
    if isinstance(top, Const) and not top.value:
        return FunctionalValue(ev.store.number(), inputs, Tensor(Space.UNKNOWN, trained=True), place)
    activation = given.kwargs.get(row.classifier_activation, Const(row.activation))
    classes = given.get(row.classes)
    units = classes.value if isinstance(classes, Const) and isinstance(classes.value, int) else 1000
    origin = Origin(place, Maker.AFFINE, "linear", symbol.name)
    head: Value = Tensor(
        Space.LINEAR, "linear", origin, units=units, of=("of", place.node), trained=True, rank=2
    )
    argument = given.kwarg_places.get(row.classifier_activation)
    head = apply_activation(ev, activation, head, place, argument, symbol.name)
    if isinstance(head, Tensor) and head.origin is not None and head.origin.maker is Maker.KERAS_ACTIVATION:
        head = replace(head, origin=replace(head.origin, maker=Maker.LIBRARY))
    return FunctionalValue(ev.store.number(), inputs, head, place)


def clone(ev: Evaluator, value: Value) -> Value:
    """Another model that computes the same."""
    if isinstance(value, SequentialValue):
        copy = SequentialValue(ev.store.number(), value.place)
        ev.store.set(copy.number, "layers", ev.store.get(value.number, "layers") or Items((), exact=False))
        return copy
    if isinstance(value, FunctionalValue):
        return FunctionalValue(ev.store.number(), value.inputs, value.outputs, value.place)
    if isinstance(value, Union):
        joined = union([(g, clone(ev, v)) for g, v in value.alternatives])
        return joined if joined is not None else Unknown(why="too many alternatives")
    return value


# -- layers ------------------------------------------------------------------------------------------


def apply_activation(
    ev: Evaluator,
    activation: Value,
    value: Value,
    place: Place,
    argument: Place | None,
    symbol: str,
    *,
    half: bool = False,
) -> Value:
    """``activation`` (a string, function, layer or nothing) on ``value``."""
    activation = ev.narrow(activation)
    if isinstance(activation, Union):
        options = []
        for guard, each in activation.alternatives:
            with ev.assuming(guard):
                options.append((guard, apply_activation(ev, each, value, place, argument, symbol, half=half)))
        joined = union(options)
        return joined if joined is not None else OPAQUE
    if isinstance(activation, Const):
        if activation.value is None:
            return value
        row = activation_table.BY_NAME.get(activation.value) if isinstance(activation.value, str) else None
        if row is None:
            return OPAQUE
        return _activated(ev, row, value, place, argument, symbol, row.maker, half)
    if isinstance(activation, Symbol):
        row = activation_table.BY_SYMBOL.get(activation.name)
        if row is not None:
            return _activated(ev, row, value, place, argument, symbol, row.maker, half)
        name = activation.name.rsplit(".", 1)[-1]
        layer = layer_table.LAYERS.get(name) if activation.name.startswith("keras.layers.") else None
        if layer is not None and layer.function:
            # activation=tf.keras.layers.ReLU: the class itself; Keras instantiates nothing, it fails.
            return OPAQUE
        return OPAQUE
    if isinstance(activation, ApiObject) and activation.symbol.name == "keras.layers.Softmax":
        row = activation_table.BY_NAME["softmax"]
        return _activated(ev, row, value, place, argument, symbol, Maker.SOFTMAX_LAYER, half)
    if isinstance(activation, ApiObject | FunctionValue | BoundMethod | PartialValue | Instance):
        return calls.call(ev, activation, Arguments((value,), {}, (None,)), place)
    return OPAQUE


def _activated(
    ev: Evaluator,
    row: ActivationRow,
    value: Value,
    place: Place,
    argument: Place | None,
    symbol: str,
    maker: Maker,
    half: bool,
) -> Value:
    ev.facts.layer_uses.setdefault(place, set()).add(row.function)
    return tensors.activate(
        ev, row, value, place=place, maker=maker, symbol=symbol, argument=argument, half=half
    )


def _is_half(ev: Evaluator, layer: ApiObject) -> bool:
    policy = layer.arguments.get("dtype")
    if policy is None and not ev.context.uncalled:
        # What nobody in sight calls may be built before the policy is set.
        policy = ev.store.get(("policy", ev.frame.module.path), "policy")
    return isinstance(policy, Const) and str(policy.value) in (
        "float16",
        "bfloat16",
        "mixed_float16",
        "mixed_bfloat16",
    )


def _places_float32(layer: ApiObject) -> bool:
    policy = layer.arguments.get("dtype")
    return (isinstance(policy, Const) and policy.value in ("float32", "float64")) or (
        isinstance(policy, Symbol) and policy.name in ("tf.float32", "tf.float64", "numpy.float32")
    )


def call_object(ev: Evaluator, layer: ApiObject, given: Arguments, place: Place) -> Value:
    """Calling a library object: a layer on tensors; of anything else nothing is known."""
    name = layer.symbol.name
    if name.startswith("keras.layers."):
        value = given.get("inputs", 0)
        if value is None:
            value = given.kwargs.get("input", Unknown())
        result = apply_layer(ev, layer, value, given, place)
        ev.store.set(layer.number, "$output", result)
        return result
    calls.leaves_sight(ev, given, place, f"passed to {name.rsplit('.', 1)[-1]}")
    return Unknown(("call", ev.store.number()), why=f"call of {name}")


def apply_layer(ev: Evaluator, layer: ApiObject, value: Value, given: Arguments, place: Place) -> Value:
    """What a Keras layer makes of its input."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        options = []
        for guard, each in value.alternatives:
            with ev.assuming(guard):
                options.append((guard, apply_layer(ev, layer, each, given, place)))
        joined = union(options)
        return joined if joined is not None else OPAQUE
    kind = layer.symbol.name.rsplit(".", 1)[1]
    row = layer_table.LAYERS.get(kind)
    if row is None:
        tensors.use_any(ev, value, place, "value", kind)
        return Tensor(Space.UNKNOWN, trained=True)
    where = given.place("inputs", 0) or place
    result = _layer_effect(ev, layer, row, kind, value, given, where, place)
    if isinstance(result, Tensor) and isinstance(value, Tensor):
        result = replace(result, rank=_rank(row, value.rank, layer))
    elif isinstance(result, Tensor) and isinstance(row.rank, int):
        result = replace(result, rank=_rank(row, None, layer))
    return result


def _rank(row: LayerRow, before: int | None, layer: ApiObject) -> int | None:
    if row.effect == "wrapper":
        inner = layer.arguments.get("layer", 0)
        kind = inner.symbol.name.rsplit(".", 1)[-1] if isinstance(inner, ApiObject) else ""
        known = layer_table.LAYERS.get(kind)
        return _rank(known, before, inner) if known is not None and isinstance(inner, ApiObject) else None
    if row.effect == "recurrent":
        sequence = layer.arguments.get("return_sequences")
        if sequence is None:
            return 2
        return (3 if sequence.value else 2) if isinstance(sequence, Const) else None
    if row.effect == "keep" and row.rank is None:
        shape = layer.arguments.get("target_shape", 0)
        return len(shape.items) + 1 if isinstance(shape, TupleValue) else before
    if isinstance(row.rank, int):
        return row.rank
    return before


def _layer_effect(
    ev: Evaluator,
    layer: ApiObject,
    row: LayerRow,
    kind: str,
    value: Value,
    given: Arguments,
    where: Place,
    place: Place,
) -> Value:
    made = layer.place or place
    arguments = layer.arguments
    half = _is_half(ev, layer)
    effect = row.effect
    if effect in ("affine", "recurrent"):
        tensors.use_any(ev, value, where, "value", f"the input of {kind}")
        return _affine(ev, layer, row, kind, value, made, half)
    if effect == "activation":
        activation = _own(ev, layer, "activation", row.activation)
        if activation is None:
            return OPAQUE
        place_of = arguments.place("activation", row.activation)
        if _places_float32(layer) and isinstance(value, Tensor) and value.half:
            value = tensors.keep(ev, value, "cast", where)
        if isinstance(value, Unknown):
            value = OPAQUE
        return apply_activation(ev, activation, value, made, place_of, layer.symbol.name, half=half)
    if effect == "function":
        base = activation_table.BY_NAME.get(row.function)
        if base is None:
            return OPAQUE
        maker = Maker.SOFTMAX_LAYER if row.function == "softmax" else Maker.KERAS_ACTIVATION
        return tensors.activate(
            ev, base, value if not isinstance(value, Unknown) else OPAQUE, place=made, maker=maker,
            symbol=layer.symbol.name, half=half,
        )  # fmt: skip
    if effect in ("add", "average", "concat"):
        return _merge_layer(ev, effect, value, where)
    if effect == "lambda":
        function = arguments.get("function", 0)
        if function is None:
            return OPAQUE
        extra = arguments.get("arguments")
        keywords = {}
        if isinstance(extra, DictValue):
            stored = ev.store.get(extra.number, "items")
            keywords = (
                {k: v for k, v in stored.entries if isinstance(k, str)} if isinstance(stored, Entries) else {}
            )
        return calls.call(ev, function, Arguments((value,), keywords, (where,)), made)
    if effect in ("time_distributed", "wrapper"):
        inner = arguments.get("layer", 0)
        if inner is None:
            return OPAQUE
        result = calls.call(ev, inner, Arguments((value,), {}, (where,)), place)
        if effect == "wrapper":
            return tensors.keep(ev, result, "concat", None) if isinstance(result, Tensor) else OPAQUE
        return _each(result, lambda t: replace(tensors.keep(ev, t, "time_distributed", None), rank=3))
    if not isinstance(value, Tensor):
        return Tensor(Space.DATA) if effect == "input" else Tensor(Space.UNKNOWN)
    if effect == "identity":
        return tensors.keep(ev, value, "identity", None)
    if effect == "dropout":
        return tensors.keep(ev, value, "dropout", None)
    if effect in ("keep", "flatten"):
        return tensors.keep(ev, value, "reshape", None)
    if effect == "resample":
        how = arguments.get("interpolation")
        return tensors.keep(ev, value, "resample" if how in (None, Const("nearest")) else "mean", None)
    if effect in ("mean", "max"):
        if value.space is Space.LINEAR or effect == "mean":
            return tensors.keep(ev, value, "mean", None)
        return tensors.opaque(value)
    if effect == "scale":
        return (
            tensors.keep(ev, value, "scale", None) if value.space is Space.LINEAR else tensors.opaque(value)
        )
    return OPAQUE


def _each(value: Value, change: Callable[[Tensor], Tensor]) -> Value:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Union):
        joined = union([(g, _each(v, change)) for g, v in value.alternatives])
        return joined if joined is not None else OPAQUE
    if isinstance(value, TupleValue):
        return TupleValue(tuple(_each(v, change) for v in value.items))
    return value


def _own(ev: Evaluator, layer: ApiObject, name: str, position: int | None) -> Value | None:
    """An argument of a layer, or what was assigned to the attribute since."""
    written = ev.store.get(layer.number, name)
    return ev.narrow(written) if written is not None else layer.arguments.get(name, position)


def _affine(
    ev: Evaluator, layer: ApiObject, row: LayerRow, kind: str, value: Value, made: Place, half: bool
) -> Value:
    arguments = layer.arguments
    size = arguments.get(*row.units) if row.units is not None else None
    units = size.value if isinstance(size, Const) and isinstance(size.value, int) else None
    activation = _own(ev, layer, "activation", row.activation)
    if activation is None:
        if arguments.open:
            return Tensor(Space.UNKNOWN, trained=True)
        activation = Const(row.default)
    rank = value.rank if isinstance(value, Tensor) else None
    origin = Origin(
        made, Maker.AFFINE, "linear", layer.symbol.name, arguments.place("activation", row.activation)
    )
    scores = Tensor(
        Space.LINEAR, "linear", origin, units=units, rank=rank, half=half, of=("of", made.node), trained=True
    )
    argument = arguments.place("activation", row.activation)
    if activation == NONE or activation == Const("linear"):
        ev.facts.layer_uses.setdefault(made, set()).add("linear")
        return scores
    result = apply_activation(ev, activation, scores, made, argument, layer.symbol.name, half=half)
    return _each(result, lambda t: replace(t, units=units, trained=True))


def _merge_layer(ev: Evaluator, effect: str, value: Value, where: Place) -> Value:
    known = sequences.items_of(ev, value)
    if known is None or not known[0]:
        return OPAQUE
    parts = [p for p in known[0] if isinstance(p, Tensor)]
    for part in parts:
        tensors.use(ev, part, where, "escape", "merged with other tensors")
    if len(parts) != len(known[0]):
        return OPAQUE
    shared = tensors.merge(ev, parts)
    if shared is None:
        return OPAQUE
    if effect == "average":
        return tensors.keep(ev, shared, "mean", None)
    if effect == "concat":
        return replace(tensors.keep(ev, shared, "concat", None), units=None)
    return tensors.keep(ev, shared, "shift", None) if shared.space is Space.LINEAR else OPAQUE


# -- calling models -----------------------------------------------------------------------------------


def call_model(
    ev: Evaluator, model: SequentialValue | FunctionalValue, given: Arguments, place: Place
) -> Value:
    """``model(x)``."""
    result = (
        _run_layers(ev, model.number, given, place) if isinstance(model, SequentialValue) else model.outputs
    )
    return leave(ev, model, result, place)


def _run_layers(ev: Evaluator, number: int, given: Arguments, place: Place) -> Value:
    stored = ev.store.get(number, "layers")
    if stored is None:
        return OPAQUE
    options: list[tuple[Guard, Value]] = []
    for guard, items in alternatives(ev.narrow(stored)):
        with ev.assuming(guard):
            value: Value = (
                (given.get("inputs", 0) or Unknown()) if isinstance(items, Items) and items.exact else OPAQUE
            )
            if not isinstance(items, Items) or (not items.items and not items.exact):
                options.append((guard, OPAQUE))
                continue
            for layer in items.items:
                if isinstance(value, Unknown):
                    value = Tensor(Space.DATA) if value.element else OPAQUE
                value = calls.call(
                    ev, layer, Arguments((value,), _training(given), (None,)), _where(layer, place)
                )
                if isinstance(value, Unknown):
                    value = OPAQUE
            options.append((guard, value))
    joined = union(options)
    return joined if joined is not None else OPAQUE


def _training(given: Arguments) -> dict[str, Value]:
    return {}


def _where(layer: Value, place: Place) -> Place:
    own = getattr(layer, "place", None)
    return own if isinstance(own, Place) else place


def leave(ev: Evaluator, model: Value, result: Value, place: Place) -> Value:
    """Mark what comes out of ``model`` at the call ``place``."""

    def mark(tensor: Tensor) -> Tensor:
        return replace(tensor, application=place, model=model, read=None, base=len(tensor.steps))

    if isinstance(result, DictValue | ListValue):
        return result
    return _each(result, mark)


def call_keras_instance(ev: Evaluator, instance: Instance, given: Arguments, place: Place) -> Value:
    """``instance(...)`` of a project class derived from Keras: ``build`` once, then ``call``."""
    if ev.store.get(instance.number, "$built") is None:
        ev.store.set(instance.number, "$built", Const(True))
        build = attributes.find_in_class(ev, instance.cls, "build")
        if isinstance(build, FunctionValue):
            shape = Unknown(("input_shape", instance.number))
            calls.call_function(ev, build, Arguments((instance, shape)), place)
    forward = attributes.find_in_class(ev, instance.cls, "call")
    if isinstance(forward, FunctionValue):
        keywords = dict(given.kwargs)
        params = forward.node.params
        names = [p.name.value for p in (*params.params, *params.kwonly_params)]
        if "training" not in names:
            keywords.pop("training", None)
        elif (
            "training" not in keywords
            and len(given.args) < names.index("training")
            and (ev.context.compiled or ev.context.train_step)
        ):
            keywords["training"] = Const(True)
        shifted = Arguments(
            (instance, *given.args), keywords, (None, *given.arg_places), given.kwarg_places, given.open
        )
        result = calls.call_function(ev, forward, shifted, place)
        return leave(ev, instance, result, place) if is_model(instance) else result
    functional = ev.store.get(instance.number, "$functional")
    if isinstance(functional, FunctionalValue):
        return leave(ev, instance, functional.outputs, place)
    if is_sequential(instance):
        return leave(ev, instance, _run_layers(ev, instance.number, given, place), place)
    base = _loss_base(instance)
    if base is not None:
        return base(ev, instance, given, place)
    calls.leaves_sight(ev, given, place, "passed to an object whose call is not known")
    return Unknown(why="no call method")


def _loss_base(instance: Instance) -> Callable[[Evaluator, Instance, Arguments, Place], Value] | None:
    from ..apis import losses

    for name in attributes.api_bases(instance.cls):
        row = losses.CLASSES.get(name)
        if row is not None:

            def run(
                ev: Evaluator, instance: Instance, given: Arguments, place: Place, name: str = name
            ) -> Value:
                init, where = ev.inits.get(instance.number, (Arguments(), place))
                made = sinks.loss_object(losses.CLASSES[name], Symbol(name), init, where)
                return sinks.call_loss(ev, made, given, place)

            return run
    return None


def outputs_of(ev: Evaluator, model: Value, place: Place, *, training: bool) -> Value:
    """What a model computes from an unknown batch, in or outside of training."""
    model = ev.narrow(model)
    if isinstance(model, Union):
        options = []
        for guard, each in model.alternatives:
            with ev.assuming(guard):
                options.append((guard, outputs_of(ev, each, place, training=training)))
        joined = union(options)
        return joined if joined is not None else OPAQUE
    if isinstance(model, SequentialValue | FunctionalValue):
        return call_model(ev, model, Arguments((Unknown(("batch",), element=True),), {}, (None,)), place)
    if isinstance(model, Instance) and is_model(model):
        given = Arguments(
            (Unknown(("batch", model.number), element=True),), {"training": Const(training)}, (None,)
        )
        forward = attributes.find_in_class(ev, model.cls, "call")
        if isinstance(forward, FunctionValue) and "training" not in {
            p.name.value for p in (*forward.node.params.params, *forward.node.params.kwonly_params)
        }:
            given = Arguments(given.args, {}, (None,))
        return calls.call_instance(ev, model, given, place)
    return OPAQUE


# -- attributes ---------------------------------------------------------------------------------------


def attribute(ev: Evaluator, value: Value, name: str) -> Value:
    """A library attribute of a layer, model or other object."""
    number = getattr(value, "number", None)
    if is_model(value):
        if name == "layers":
            return _layers_list(ev, value)
        if name in ("output", "outputs"):
            functional = _functional(ev, value)
            if functional is not None:
                return functional.outputs
            place = getattr(value, "place", None) or (ev.places.get(number) if number is not None else None)
            if place is not None:
                return outputs_of(ev, value, place, training=False)
            return OPAQUE
        if name in ("input", "inputs"):
            functional = _functional(ev, value)
            return functional.inputs if functional is not None else Tensor(Space.DATA)
        if name in ("loss", "compiled_loss"):
            compiled = ev.store.get(number, "$compiled")
            if (
                name == "loss"
                and isinstance(compiled, CompiledValue)
                and not isinstance(compiled.loss, Const)
            ):
                return compiled.loss
            return ApiMethod(value, name)
        if name in ("trainable_variables", "trainable_weights", "weights", "variables", "history"):
            return Unknown(("attr", number, name))
        if name in ("optimizer", "metrics", "metrics_names", "input_shape", "output_shape", "name"):
            return Unknown(("attr", number, name))
    elif isinstance(value, ApiObject):
        if name == "output" and is_layer(value):
            found = ev.store.get(value.number, "$output")
            return ev.narrow(found) if found is not None else OPAQUE
        given = value.arguments.get(name)
        if given is not None:
            return given
        if name in ("trainable_variables", "weights", "kernel", "bias", "shape", "dtype", "name", "input"):
            return Unknown(("attr", number, name))
    return ApiMethod(value, name)


def _functional(ev: Evaluator, value: Value) -> FunctionalValue | None:
    if isinstance(value, FunctionalValue):
        return value
    if isinstance(value, Instance):
        found = ev.store.get(value.number, "$functional")
        return found if isinstance(found, FunctionalValue) else None
    return None


def _layers_list(ev: Evaluator, value: Value) -> Value:
    if is_sequential(value):
        stored = ev.store.get(getattr(value, "number", 0), "layers")
        if isinstance(stored, Items):
            return sequences.new_list(ev, stored.items, exact=stored.exact)
        return sequences.new_list(ev, (), exact=False)
    functional = _functional(ev, value)
    if functional is not None and isinstance(functional.outputs, Tensor):
        # The last layer is known by its output; asked for, it gives that output back.
        last = ApiObject(ev.store.number(), Symbol("keras.layers.Layer"), Arguments())
        ev.store.set(last.number, "$output", functional.outputs)
        before = ApiObject(ev.store.number(), Symbol("keras.layers.Layer"), Arguments())
        ev.store.set(before.number, "$output", OPAQUE)
        return sequences.new_list(ev, (before, last), exact=False)
    return sequences.new_list(ev, (), exact=False)


# -- methods ------------------------------------------------------------------------------------------

_SAVING = frozenset(
    [
        "save",
        "save_model",
        "export",
        "to_json",
        "to_yaml",
        "get_config",
        "save_pretrained",
        "serve",
        "convert",
    ]
)
_TRAINING = frozenset(["fit", "fit_generator", "train_on_batch", "fit_on_batch", "partial_fit"])
_QUIET = frozenset(
    [
        "summary",
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
    ]
)


def method(ev: Evaluator, receiver: Value, name: str, given: Arguments, place: Place) -> Value:
    """A library method of a layer, model or other object."""
    if is_model(receiver):
        number: int = receiver.number  # type: ignore[attr-defined]
        if name == "compile":
            return _compile(ev, receiver, given, place)
        if name in _TRAINING or name in ("evaluate", "test_on_batch"):
            ev.store.set(number, "$trained", Const(True))
            _call_back(ev, receiver, given, place)
            compiled = ev.store.get(number, "$compiled")
            if isinstance(compiled, CompiledValue):
                (ev.facts.fitted if name in _TRAINING else ev.facts.evaluated).add(compiled.place)
            if name in _TRAINING and isinstance(receiver, Instance):
                custom = attributes.find_in_class(ev, receiver.cls, "train_step")
                if isinstance(custom, FunctionValue):
                    run_train_step(ev, receiver, custom, place)
                else:
                    _run_compute_loss(ev, receiver, place)
            return Unknown(("history", ev.store.number()))
        if name in ("predict", "predict_on_batch", "predict_proba", "predict_generator"):
            result = outputs_of(ev, receiver, place, training=False)
            result = _each(result, lambda t: tensors.keep(ev, t, "numpy", None))
            return leave(ev, receiver, result, place)
        if name == "predict_classes":
            for _, tensor in alternatives(outputs_of(ev, receiver, place, training=False)):
                if isinstance(tensor, Tensor):
                    tensors.use(ev, tensor, place, "threshold" if tensor.units == 1 else "order", name)
            return Tensor(Space.CLASSES)
        if name in ("compiled_loss", "compute_loss", "loss"):
            return _compiled_loss(ev, receiver, name, given)
        if name == "call" and not isinstance(receiver, Instance):
            return calls.call(ev, receiver, given, place)
        if name == "__call__":
            return calls.call(ev, receiver, given, place)
        if name == "add" and is_sequential(receiver):
            _change_layers(ev, number, lambda i: Items((*i.items, given.get("layer", 0) or OPAQUE), i.exact))
            return NONE
        if name == "pop" and is_sequential(receiver):
            _change_layers(
                ev, number, lambda i: Items(i.items[:-1], i.exact) if i.items else Items((), exact=False)
            )
            return NONE
        if name == "get_layer":
            return _get_layer(ev, receiver, given)
        if name in _SAVING:
            path = operators.key_of(given.get("filepath", 0) or Unknown())
            if name == "save" and path is not None:
                ev.store.set(("saved", path), "model", receiver)
            ev.facts.escapes.setdefault((receiver, "saved"), Escape(receiver, place, "saved or exported"))
            return Unknown(("saved", place.node))
        if name == "add_loss":
            return _add_loss(ev, given, place)
        if name in _QUIET:
            return Unknown(("method", number, name))
    if name in ("add_weight", "add_variable"):
        return Tensor(Space.WEIGHT, trained=True)
    if name == "add_loss":
        return _add_loss(ev, given, place)
    if isinstance(receiver, ApiObject):
        return _object_method(ev, receiver, name, given, place)
    if name in ("call", "__call__") and isinstance(receiver, SequentialValue | FunctionalValue):
        return calls.call(ev, receiver, given, place)
    if name not in _QUIET:
        calls.leaves_sight(ev, given, place, f"passed to .{name}()")
    return Unknown(("call", ev.store.number()), why=f"method {name}")


def _call_back(ev: Evaluator, model: Value, given: Arguments, place: Place) -> None:
    """The callbacks of ``fit`` hold the model; a checkpoint of it is read by whoever loads it."""
    listed = sequences.items_of(ev, ev.narrow(given.kwargs.get("callbacks", NONE)))
    for each in listed[0] if listed is not None else ():
        if isinstance(each, Instance) and attributes.derives(each.cls, "keras.callbacks.Callback"):
            ev.store.set(each.number, "model", model)
        elif (
            isinstance(each, ApiObject)
            and each.symbol.name == "keras.callbacks.ModelCheckpoint"
            and each.arguments.get("save_weights_only", 4) != Const(True)
        ):
            why = "saved by a checkpoint"
            ev.facts.escapes.setdefault((model, why), Escape(model, place, why))


def _add_loss(ev: Evaluator, given: Arguments, place: Place) -> Value:
    for value in given.args:
        ev.promote(value)
    return NONE


def _object_method(ev: Evaluator, receiver: ApiObject, name: str, given: Arguments, place: Place) -> Value:
    symbol = receiver.symbol.name
    if is_layer(receiver) and name in ("call", "__call__"):
        return calls.call(ev, receiver, given, place)
    if (
        name in ("run", "experimental_run_v2", "experimental_run")
        and given.args
        and isinstance(given.args[0], FunctionValue | BoundMethod | PartialValue)
    ):
        return run_on_replicas(ev, given, place)
    if name in ("minimize", "compute_gradients", "get_gradients"):
        return minimise(ev, given, place)
    if symbol == "tf.GradientTape":
        if name == "stop_recording":
            return ApiObject(ev.store.number(), Symbol("tf.GradientTape.stop_recording"), given, place)
        return Unknown(("gradient", ev.store.number()))
    if symbol.startswith(("tf.distribute", "tf.train", "keras.optimizers", "tf.summary", "keras.callbacks")):
        return Unknown(("call", ev.store.number()))
    if symbol.startswith(("keras.preprocessing", "tf.data")):
        return Unknown(("call", ev.store.number()), element=True)
    calls.leaves_sight(ev, given, place, f"passed to .{name}()")
    return Unknown(("call", ev.store.number()), why=f"method {name} of {symbol}")


def run_on_replicas(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``strategy.run(fn, args=(...), kwargs={...})`` calls ``fn``."""
    packed = given.get("args", 1)
    known = sequences.items_of(ev, ev.narrow(packed)) if packed is not None else ((), True)
    keywords: dict[str, Value] = {}
    named = given.get("kwargs", 2)
    if isinstance(named, DictValue):
        stored = ev.store.get(named.number, "items")
        keywords = (
            {k: v for k, v in stored.entries if isinstance(k, str)} if isinstance(stored, Entries) else {}
        )
    if known is None:
        inner = Arguments((), {}, (), open=True)
    else:
        inner = Arguments(known[0], keywords, tuple([None] * len(known[0])), open=not known[1])
    return calls.call(ev, given.args[0], inner, place)


def minimise(ev: Evaluator, given: Arguments, place: Place) -> Value:
    """``optimizer.minimize(loss)``: of a tensor (graph mode) or of a function."""
    loss = given.get("loss", 0)
    if loss is not None:
        if isinstance(loss, FunctionValue | BoundMethod | PartialValue):
            with ev.within(tape=True):
                calls.call(ev, loss, Arguments(), place)
        else:
            ev.promote(loss)
    return Unknown(why="training operation")


def _change_layers(ev: Evaluator, number: int, how: Callable[[Items], Items]) -> None:
    stored = ev.store.get(number, "layers") or Items()
    options = [(g, how(i)) for g, i in alternatives(ev.narrow(stored)) if isinstance(i, Items)]
    ev.store.set(number, "layers", union([*options]) or Items((), exact=False))


def _get_layer(ev: Evaluator, receiver: Value, given: Arguments) -> Value:
    wanted = given.get("name")
    if (
        wanted is None
        and given.args
        and isinstance(given.args[0], Const)
        and isinstance(given.args[0].value, str)
    ):
        wanted = given.args[0]
    index = given.get("index", 1)
    layers = _layers_list(ev, receiver)
    known = sequences.items_of(ev, layers)
    if isinstance(wanted, Const) and known is not None:
        for layer in known[0]:
            name = layer.arguments.get("name") if isinstance(layer, ApiObject) else None
            if name == wanted:
                return layer
    if isinstance(index, Const) and isinstance(index.value, int):
        return sequences.item(ev, layers, index.value)
    return Unknown(why="a layer by name")


def output_names(ev: Evaluator, model: Value) -> list[str] | None:
    """The names that ``compile(loss={...})`` may use for the outputs of a functional model."""
    functional = _functional(ev, model)
    if functional is None:
        return None
    parts = sequences.items_of(ev, functional.outputs)
    listed: Sequence[Value] = parts[0] if parts is not None else (functional.outputs,)
    return [_output_name(each) for each in listed]


def _output_name(value: Value) -> str:
    """The name of the layer that made an output, as written in the source."""
    while isinstance(value, Tensor) and value.origin is not None:
        node = value.origin.place.node
        if isinstance(node, cst.Call):
            for arg in node.args:
                if (
                    arg.keyword is not None
                    and arg.keyword.value == "name"
                    and isinstance(arg.value, cst.SimpleString)
                ):
                    return str(arg.value.evaluated_value)
        return ""
    return ""


def _compile(ev: Evaluator, model: Value, given: Arguments, place: Place) -> Value:
    number: int = model.number  # type: ignore[attr-defined]
    loss = given.get("loss", 1)
    metrics = given.get("metrics", 2)
    eager = given.get("run_eagerly")
    compiled = CompiledValue(loss or NONE, metrics or NONE, place, given, eager or NONE)
    before = ev.store.get(number, "$compiled")
    if (
        isinstance(before, CompiledValue)
        and before.place != place
        and ev.store.get(number, "$trained") is None
    ):
        ev.facts.superseded.add(before.place)
    ev.store.set(number, "$compiled", compiled)
    ev.store.delete(number, "$trained")
    custom = attributes.find_in_class(ev, model.cls, "train_step") if isinstance(model, Instance) else None
    run_eagerly = eager == Const(True)
    if isinstance(custom, FunctionValue):
        # Run by fit(), when whatever the program's own compile() stores is there.
        return NONE
    own_loss = (
        attributes.find_in_class(ev, model.cls, "compute_loss") if isinstance(model, Instance) else None
    )
    if isinstance(own_loss, FunctionValue):
        return NONE
    if loss is None or loss == NONE:
        return NONE
    with ev.within(compiled=True, graph=not run_eagerly, eager_fit=run_eagerly):
        outputs = outputs_of(ev, model, place, training=True)
        sink = given.place("loss", 1) or place
        sinks.pair(ev, outputs, output_names(ev, model), loss, compiled, sink)
        if metrics is not None and not isinstance(outputs, TupleValue | ListValue | DictValue):
            single = sinks.named_loss(loss, sink)
            sinks.compiled_metrics(ev, outputs, metrics, single, compiled, given.place("metrics", 2))
    return NONE


def run_train_step(ev: Evaluator, model: Instance, step: FunctionValue, place: Place) -> None:
    """Evaluate a ``train_step`` of the program as ``fit`` would."""
    compiled = ev.store.get(model.number, "$compiled")
    eager = isinstance(compiled, CompiledValue) and compiled.run_eagerly == Const(True)
    with ev.within(train_step=True, graph=not eager, eager_fit=eager):
        calls.call_function(
            ev,
            step,
            Arguments((model, Unknown(("batch", "train_step"), element=True)), {}, (None, None)),
            place,
        )


def _run_compute_loss(ev: Evaluator, model: Instance, place: Place) -> None:
    """Evaluate a ``compute_loss`` of the program on its model's output, as the library's ``train_step`` does."""
    own = attributes.find_in_class(ev, model.cls, "compute_loss")
    if not isinstance(own, FunctionValue):
        return
    with ev.within(train_step=True, graph=True):
        output = outputs_of(ev, model, place, training=True)
        batch = Unknown(("batch", "compute_loss"), element=True)
        labels = Unknown(("labels", "compute_loss"), element=True)
        names = {p.name.value for p in (*own.node.params.params, *own.node.params.kwonly_params)}
        keywords: dict[str, Value] = {"x": batch, "y": labels, "y_pred": output}
        given = Arguments((model,), {k: v for k, v in keywords.items() if k in names}, (None,))
        calls.call_function(ev, own, given, place)


def _compiled_loss(ev: Evaluator, model: Value, name: str, given: Arguments) -> Value:
    """``self.compiled_loss(y, y_pred)``, ``self.compute_loss(x, y, y_pred)`` in a train_step."""
    number: int = model.number  # type: ignore[attr-defined]
    compiled = ev.store.get(number, "$compiled")
    pred = given.get("y_pred", 2 if name == "compute_loss" else 1)
    if isinstance(compiled, CompiledValue) and pred is not None:
        sink = compiled.arguments.place("loss", 1) or compiled.place
        sinks.pair(ev, pred, None, compiled.loss, compiled, sink)
    return Tensor(Space.UNKNOWN, trained=True)


def fit_framework(ev: Evaluator, model: Value, loss: Value, place: Place, sink: Place | None) -> None:
    """Another library trains ``model`` (or what a function builds) with ``loss``."""
    if isinstance(model, FunctionValue | BoundMethod | PartialValue):
        model = calls.call(ev, model, Arguments(), place)
    compiled = CompiledValue(loss, NONE, place, Arguments())
    with ev.within(framework=True, graph=True):
        outputs = outputs_of(ev, model, place, training=True)
        sinks.pair(ev, outputs, None, loss, compiled, sink or place)
