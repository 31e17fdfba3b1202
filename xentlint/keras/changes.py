"""Layers, models and losses that are not what they were made as."""

from __future__ import annotations

from ..apis import layers as layer_table
from ..python.machine import Machine
from ..python.values import ApiObject, Const


def has_activation(layer: ApiObject) -> bool:
    """Whether a library's object is a layer with an activation of its own, which can be set anew."""
    module, _, kind = layer.symbol.name.rpartition(".")
    row = layer_table.LAYERS.get(kind) if module == "keras.layers" else None
    if row is not None:
        return row.effect in ("affine", "recurrent", "activation")
    return layer.symbol.name in layer_table.FOREIGN_LAYERS or "activation" in layer.arguments.kwargs


def mark_changed(ev: Machine, layer: ApiObject) -> None:
    """A layer is not what it was made as: models that were built with it compute something else."""
    if layer.place is not None:
        ev.store.lose(("layer", layer.place.node), "$changed", Const(True))
