"""Calls of names of Keras and TensorFlow: tables of layers, losses, activations and functions."""

from __future__ import annotations

from ..apis import activations, contracts, frameworks, layers, library, losses, ops
from ..apis import labels as label_table
from ..apis.labels import DataSetRow, FolderRow
from ..python import reads, sequences, symbols
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
from ..python.values import NONE, ApiObject, Arguments, Const, Symbol, TupleValue, Unknown, Value
from . import labels, layer_calls, models, named_outputs, sinks, tensors, training
from .values import OPAQUE


def call_symbol(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
    """The value of calling a name of Keras or TensorFlow; ``None`` for one that no table describes."""
    name = symbol.name
    if name in losses.CLASSES:
        return sinks.loss_object(losses.CLASSES[name], symbol, given, place)
    if name in losses.FUNCTIONS and not _is_metric_class(name):
        return sinks.call_loss(ev, sinks.loss_function(losses.FUNCTIONS[name], symbol, place), given, place)
    if name.startswith("keras.metrics."):
        made = sinks.metric_named(
            name, place, "object" if name.rsplit(".", 1)[1][:1].isupper() else "function", given
        )
        if made is not None and made.form == "object":
            return made
        if made is not None:
            return sinks.call_metric(ev, made, given, place)
    activation = activations.BY_SYMBOL.get(name)
    if activation is not None:
        value = None
        for parameter in activation.names:
            value = given.get(parameter, 0)
            if value is not None:
                where = given.place(parameter, 0)
                axis = given.get("axis", 1) if activation.function == "softmax" else None
                if activation.space is None and "name" in given.kwargs:
                    reads.read_all(ev, value, where or place, "escape", "given a name of its own")
                return tensors.activate(
                    ev,
                    activation,
                    value,
                    place=place,
                    maker=activation.maker,
                    symbol=name,
                    scores=where,
                    axis=axis,
                )
        return OPAQUE
    op = ops.OPS.get(name)
    if op is not None:
        return tensors.apply_op(ev, op, name, given, place)
    if name in label_table.DATA_SETS:
        return _data_set(ev, symbol, label_table.DATA_SETS[name], given, place)
    if name in label_table.FOLDERS:
        return _folder(ev, symbol, label_table.FOLDERS[name], given, place)
    if name.startswith("keras.layers."):
        return _layer(ev, symbol, given, place)
    if name.startswith("tf.layers."):
        layer = layers.V1_LAYERS.get(name.rsplit(".", 1)[1])
        if layer is not None:
            return _v1_layer(ev, layer, given, place)
    row_of_model = library.model_row(name)
    if row_of_model is not None:
        return models.library_model(ev, row_of_model, symbol, given, place)
    answered = named_outputs.written(symbol, given, place, ev.store.number)
    if answered is not None:
        return answered
    public = contracts.public_name(name)
    if public in layers.PASS_THROUGH_WRAPPERS:
        if not given.args or len(given.args) > 2 or {"clone_function", "call_function"} & set(given.kwargs):
            ev.leaves_sight(given, place, "cloned by a function")
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown(name)
        return models.clone(ev, given.args[0])
    if name in losses.DISTRIBUTIONS:
        return sinks.distribution(ev, symbol, given, place)
    if name in losses.TASKS:
        return ApiObject(ev.store.number(), symbol, given, place)
    framework = frameworks.FRAMEWORKS.get(public or "")
    if framework is not None:
        model, loss = given.get(*framework.model), given.get(*framework.loss)
        if loss in (None, NONE) and framework.default and not given.open:
            default = losses.FUNCTIONS[framework.default]
            loss = sinks.loss_function(default, Symbol(framework.default), place)
        if model is not None and loss is not None and framework.trains:
            training.fit_framework(ev, model, loss, place, given.place(*framework.loss))
        elif model is not None and loss is not None:
            training.look_at(ev, model, loss, place, given.place(*framework.loss))
        return Unknown(("foreign", ev.store.number()))
    return None


def _is_metric_class(name: str) -> bool:
    return name.startswith("keras.metrics.") and name.rsplit(".", 1)[1][:1].isupper()


def _data_set(ev: Machine, symbol: Symbol, row: DataSetRow, given: Arguments, place: Place) -> Value:
    """``mnist.load_data()``: two pairs of data and their labels."""
    loaded = symbols.unmodelled(ev, symbol, given, place)
    if given.open or row.option in given.kwargs or (row.option and given.args):
        return loaded
    pairs = [sequences.item(ev, loaded, index) for index in range(2)]
    known = labels.of_data_set(row.classes, row.rank, place)
    return TupleValue(tuple(TupleValue((sequences.item(ev, each, 0), known)) for each in pairs))


def _folder(ev: Machine, symbol: Symbol, row: FolderRow, given: Arguments, place: Place) -> Value:
    """``image_dataset_from_directory(...)``: batches with labels of a known form."""
    made = symbols.unmodelled(ev, symbol, given, place)
    asked = given.get(*row.argument) or (Const(row.default) if not given.open else None)
    found = labels.of_folder(asked, place)
    if (
        found is not None
        and isinstance(made, Unknown)
        and given.get("labels", 1) in (None, Const("inferred"))
    ):
        labels.note_batches(ev.store, made, found)
    return made


def _layer(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value:
    last = symbol.name.rsplit(".", 1)[1]
    merged = layers.FUNCTIONAL_MERGES.get(last)
    if merged is not None:
        layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{merged}" if merged else "keras.layers.Merge"),
                          Arguments(), place)  # fmt: skip
        value = given.get("inputs", 0)
        return layer_calls.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)
    return ApiObject(ev.store.number(), symbol, given, place)


def _v1_layer(ev: Machine, name: str, given: Arguments, place: Place) -> Value:
    """``tf.layers.dense(x, units, activation=...)``."""
    value = given.get("inputs", 0)
    shifted = Arguments(
        given.args[1:], {k: v for k, v in given.kwargs.items() if k != "inputs"}, given.arg_places[1:],
        given.kwarg_places, given.open,
    )  # fmt: skip
    layer = ApiObject(ev.store.number(), Symbol(f"keras.layers.{name}"), shifted, place)
    return layer_calls.apply_layer(ev, layer, value if value is not None else OPAQUE, given, place)
