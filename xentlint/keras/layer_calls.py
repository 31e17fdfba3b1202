"""Keras layers: what each makes of its input, by the rows of ``apis.layers``."""

from __future__ import annotations

from dataclasses import replace

from ..apis import activations as activation_table
from ..apis import layers as layer_table
from ..apis.activations import ActivationRow
from ..apis.layers import LayerRow
from ..apis.losses import TASKS
from ..apis.spaces import Maker, Space
from ..python import calls, containers, reads
from ..python.guards import either
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
from ..python.values import (
    ABSENT,
    NONE,
    ApiObject,
    Arguments,
    BoundMethod,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Instance,
    PartialValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from . import sinks, stacking, tensor_steps, tensors
from .run import facts_of
from .values import OPAQUE, Origin, Tensor


def apply_activation(
    ev: Machine,
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
        return either(options, OPAQUE)
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
        return ev.call(activation, Arguments((value,), {}, (None,)), place)
    return OPAQUE


def _activated(
    ev: Machine,
    row: ActivationRow,
    value: Value,
    place: Place,
    argument: Place | None,
    symbol: str,
    maker: Maker,
    half: bool,
) -> Value:
    facts_of(ev).layer_uses.setdefault(place, set()).add(row.function)
    return tensors.activate(
        ev, row, value, place=place, maker=maker, symbol=symbol, argument=argument, half=half
    )


def _is_half(ev: Machine, layer: ApiObject) -> bool:
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


def call_object(ev: Machine, layer: ApiObject, given: Arguments, place: Place) -> Value:
    """Calling a library object: a layer on tensors; of anything else nothing is known."""
    name = layer.symbol.name
    if name.startswith("keras.layers."):
        value = given.get("inputs", 0)
        own = ev.store.get(layer.number, "call") or ev.store.get(layer.number, "$shared")
        if own is not None:
            ev.leaves_sight(given, place, "passed to a layer with a call of its own")
            ev.forget(own, "called instead of the layer's")
            ev.doubt(Standing.FORGOTTEN)
            return OPAQUE
        if value is None:
            value = given.kwargs.get("input", Unknown())
        result = apply_layer(ev, layer, value, given, place)
        if ev.store.get(layer.number, "$output") is None:
            # `layer.output` is that of the call which built the graph; later calls leave it as it is.
            ev.store.set(layer.number, "$output", result)
        return result
    row = foreign_row(name, layer.arguments)
    if row is not None:
        calls.hand_over(ev, given, place, f"passed to {name.rsplit('.', 1)[-1]}", [name])
        return _affine(ev, layer, row, name, OPAQUE, layer.place or place, half=False)
    if name in TASKS:
        return sinks.call_task(ev, layer, given, place)
    if name == "jax.grad":
        return run_differentiated(ev, layer, given, place)
    calls.hand_over(ev, given, place, f"passed to {name.rsplit('.', 1)[-1]}", [name])
    ev.forget(layer, "called by rules that are not known")
    return Unknown(("foreign", ev.store.number()), why=f"call of {name}")


def foreign_row(name: str, given: Arguments) -> LayerRow | None:
    """What a layer of another library does, as far as its name or its ``activation`` tells."""
    activation = given.kwargs.get("activation")
    assumed = isinstance(activation, Const) and activation.value in layer_table.ASSUMED
    return layer_table.FOREIGN_LAYERS.get(name) or (LayerRow("affine") if assumed else None)


def apply_layer(ev: Machine, layer: ApiObject, value: Value, given: Arguments, place: Place) -> Value:
    """What a Keras layer makes of its input."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        options = []
        for guard, each in value.alternatives:
            with ev.assuming(guard):
                options.append((guard, apply_layer(ev, layer, each, given, place)))
        return either(options, OPAQUE)
    kind = layer.symbol.name.rsplit(".", 1)[1]
    row = layer_table.LAYERS.get(kind)
    if row is None:
        reads.read_all(ev, value, place, "layer", kind)
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
    ev: Machine,
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
        reads.read_all(ev, value, where, "layer", f"the input of {kind}")
        return _affine(ev, layer, row, kind, value, made, half)
    if effect == "activation":
        activation = _own(ev, layer, "activation", row.activation)
        if activation is None:
            return OPAQUE
        place_of = arguments.place("activation", row.activation)
        if _places_float32(layer) and isinstance(value, Tensor) and value.half:
            value = tensor_steps.keep(ev, value, "cast", where)
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
            axis=arguments.get("axis", 0) if row.function == "softmax" else None,
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
        return ev.call(function, Arguments((value,), keywords, (where,)), made)
    if effect in ("time_distributed", "wrapper"):
        inner = arguments.get("layer", 0)
        if inner is None:
            return OPAQUE
        result = ev.call(inner, Arguments((value,), {}, (where,)), place)
        if effect == "wrapper":
            if not isinstance(result, Tensor | Union):
                return OPAQUE
            return tensor_steps.each_tensor(result, lambda t: tensor_steps.keep(ev, t, "concat", None))
        return tensor_steps.each_tensor(
            result, lambda t: replace(tensor_steps.keep(ev, t, "time_distributed", None), rank=3)
        )
    if not isinstance(value, Tensor):
        return Tensor(Space.DATA) if effect == "input" else Tensor(Space.UNKNOWN)
    if effect == "identity":
        return tensor_steps.keep(ev, value, "identity", None)
    if effect == "dropout":
        return tensor_steps.keep(ev, value, "dropout", None)
    if effect in ("keep", "flatten"):
        return tensor_steps.keep(ev, value, "reshape", None)
    if effect == "resample":
        how = arguments.get("interpolation")
        return tensor_steps.keep(ev, value, "resample" if how in (None, Const("nearest")) else "mean", None)
    if effect in ("mean", "max"):
        if value.space is Space.LINEAR or effect == "mean":
            return tensor_steps.keep(ev, value, "mean", None)
        return tensor_steps.opaque(value)
    if effect == "scale":
        return (
            tensor_steps.keep(ev, value, "scale", None)
            if value.space is Space.LINEAR
            else tensor_steps.opaque(value)
        )
    return OPAQUE


def _own(ev: Machine, layer: ApiObject, name: str, position: int | None) -> Value | None:
    """An argument of a layer, or what was assigned to the attribute since, on some paths perhaps."""
    written = ev.store.perhaps(layer.number, name)
    given = layer.arguments.get(name, position)
    if written is None or written is ABSENT:
        return given
    if isinstance(written, Union):
        made = given if given is not None else Unknown(why=f"{name} is set on some paths only")
        return ev.narrow(either([(g, made if v is ABSENT else v) for g, v in written.alternatives]))
    return ev.narrow(written)


def _affine(
    ev: Machine, layer: ApiObject, row: LayerRow, kind: str, value: Value, made: Place, half: bool
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
        facts_of(ev).layer_uses.setdefault(made, set()).add("linear")
        return scores
    result = apply_activation(ev, activation, scores, made, argument, layer.symbol.name, half=half)
    return tensor_steps.each_tensor(result, lambda t: replace(t, units=units, trained=True))


def _merge_layer(ev: Machine, effect: str, value: Value, where: Place) -> Value:
    known = containers.items_of(ev, value)
    if known is None or not known[0]:
        return OPAQUE
    parts = [p for p in known[0] if isinstance(p, Tensor)]
    for part in parts:
        tensor_steps.use(ev, part, where, "joined", "merged with other tensors")
    if len(parts) != len(known[0]):
        return OPAQUE
    shared = stacking.merge(parts)
    if shared is None:
        return OPAQUE
    if effect == "average":
        return tensor_steps.keep(ev, shared, "mean", None)
    if effect == "concat":
        return replace(tensor_steps.keep(ev, shared, "concat", None), units=None)
    return tensor_steps.keep(ev, shared, "shift", None) if shared.space is Space.LINEAR else OPAQUE


def run_differentiated(ev: Machine, made: ApiObject, given: Arguments, place: Place) -> Value:
    """Call what :func:`_differentiated` made: the function is run, and trained."""
    with ev.within(tape=True):
        ev.call(made.arguments.args[0], given, place)
    return Unknown(("gradient", ev.store.number()))
