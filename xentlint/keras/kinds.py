"""What is a model, and what a layer, of the classes of Keras and of the program."""

from __future__ import annotations

from functools import lru_cache

import libcst as cst

from ..apis import foreign
from ..apis.layers import LAYERS
from ..apis.library import model_base
from ..python import errors, lineage
from ..python.modules import Module
from ..python.nodes import walk
from ..python.values import ApiObject, ClassValue, Instance, Value
from .values import FunctionalValue, SequentialValue

_MODELS = ("keras.Model", "keras.Sequential")


_LAYER_BASES = ("keras.layers.Layer", "keras.layers.Dense", "tf.Module", "keras.Layer")


def is_model(value: Value) -> bool:
    """Whether ``value`` is a model of the program."""
    if isinstance(value, Instance):
        return is_model_class(value.cls)
    return isinstance(value, SequentialValue | FunctionalValue) or (
        isinstance(value, ApiObject) and value.symbol.name in _MODELS
    )


def is_model_class(cls: ClassValue) -> bool:
    """Whether objects of ``cls`` are models: Keras says so, or what they are made of does."""
    bases = lineage.api_bases(cls)
    return any(
        base in _MODELS or (base.startswith("keras.") and base.endswith("Model")) for base in bases
    ) or any(model_base(base) or (_unseen(base) and _holds_layers(cls)) for base in bases)


def _unseen(base: str) -> bool:
    """Whether nothing is known of a library class, so that it may be one of Keras's models."""
    return foreign.changes_arguments(base) and errors.python_class(base) is None


def _holds_layers(cls: ClassValue) -> bool:
    """Whether a class makes Keras layers and says in ``call`` what becomes of an input."""
    own = [each for each in lineage.linearize(cls) if isinstance(each, ClassValue)]
    return any(_defines(each.node, "call") for each in own) and any(
        _makes_layers(each.node, _layer_names(each.module)) for each in own
    )


def _defines(node: cst.ClassDef, name: str) -> bool:
    return any(isinstance(each, cst.FunctionDef) and each.name.value == name for each in node.body.body)


@lru_cache(maxsize=64)
def _layer_names(module: Module) -> frozenset[str]:
    """How the layers of Keras are called in a module."""
    renamed = {
        alias.asname.name.value
        for unit in range(len(module.trees))
        for node in module.every(cst.ImportFrom, unit)
        if not isinstance(node.names, cst.ImportStar)
        for alias in node.names
        if isinstance(alias.name, cst.Name)
        and alias.name.value in LAYERS
        and alias.asname is not None
        and isinstance(alias.asname.name, cst.Name)
    }
    return frozenset(renamed | set(LAYERS))


@lru_cache(maxsize=64)
def _makes_layers(node: cst.ClassDef, names: frozenset[str]) -> bool:
    for each in walk(node):
        if isinstance(each, cst.Call):
            name = each.func.attr if isinstance(each.func, cst.Attribute) else each.func
            if isinstance(name, cst.Name) and name.value in names:
                return True
    return False


def is_sequential(value: Value) -> bool:
    """Whether ``value`` keeps its layers in a list that it runs through."""
    if isinstance(value, Instance):
        return lineage.derives(value.cls, "keras.Sequential")
    return isinstance(value, SequentialValue)


def is_layer(value: Value) -> bool:
    """Whether ``value`` is a layer of the program."""
    if isinstance(value, Instance):
        return any(
            base.startswith("keras.layers.") or base in _LAYER_BASES for base in lineage.api_bases(value.cls)
        )
    return isinstance(value, ApiObject) and value.symbol.name.startswith("keras.layers.")


def let_go() -> None:
    """Keep nothing of the programs that were evaluated."""
    _layer_names.cache_clear()
    _makes_layers.cache_clear()
