"""The families of Keras' classes: what is an instance of which."""

from __future__ import annotations

from ..apis import layers as layer_table
from ..python import lineage
from ..python.values import (
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    SetValue,
    TupleValue,
    Value,
)
from . import kinds
from .values import LossValue, MetricValue, SequentialValue

_FAMILIES = {
    "keras.layers.Layer": "layer", "keras.Layer": "layer", "tf.Module": "layer", "keras.Model": "model",
    "keras.Sequential": "sequential", "keras.losses.Loss": "loss", "keras.metrics.Metric": "metric",
    "keras.optimizers.Optimizer": "optimizer", "keras.callbacks.Callback": "callback",
}  # fmt: skip
_ABSTRACT_LAYERS = frozenset({"Layer", "RNN", "Wrapper", "Conv", "Merge", "BaseConv", "Bidirectional"})


def is_a(value: Value, name: str) -> bool | None:
    """Whether ``value`` is an instance of a class of Keras: a Sequential is a Model, a Model is a Layer."""
    family = _FAMILIES.get(name)
    if isinstance(
        value,
        Const | ListValue | DictValue | TupleValue | SetValue | FunctionValue | BoundMethod | ClassValue,
    ):
        return False if family is not None or name.startswith("keras.layers.") else None
    if isinstance(value, Instance):
        bases = lineage.api_bases(value.cls)
        if name in bases:
            return True
        if family == "layer":
            return True if kinds.is_layer(value) or kinds.is_model(value) else None
        if family == "model":
            return True if kinds.is_model(value) else None
        if family in ("loss", "metric", "callback"):
            module = name.rsplit(".", 1)[0] + "."
            return True if any(base.startswith(module) for base in bases) else None
        return None
    if kinds.is_model(value):
        if family in ("layer", "model"):
            return True
        if family == "sequential":
            return isinstance(value, SequentialValue)
        return (
            False if family in ("loss", "metric", "optimizer", "callback") or _is_plain_layer(name) else None
        )
    if isinstance(value, ApiObject) and kinds.is_layer(value):
        if family == "layer":
            return True
        if family is not None:
            return False
        if _is_plain_layer(name) and _is_plain_layer(value.symbol.name):
            return value.symbol.name == name
        return None
    if isinstance(value, LossValue):
        if family == "loss":
            return value.form == "object"
        if family is not None:
            return False
        return True if value.form == "object" and value.symbol == name else None
    if isinstance(value, MetricValue):
        if family == "metric":
            return True if value.form == "object" else None
        return False if family is not None else None
    return None


def _is_plain_layer(name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    return name.startswith("keras.layers.") and last in layer_table.LAYERS and last not in _ABSTRACT_LAYERS
