"""The names of whatever gives an output whose numbers are known, from the tables that say so."""

from __future__ import annotations

from functools import lru_cache

from .activations import BY_NAME, BY_SYMBOL
from .layers import FOREIGN_LAYERS, LAYERS, V1_LAYERS
from .library import LIBRARY_MODELS, may_be_model
from .ops import OPS
from .torch import ACTIVATIONS, MODULES
from .torch import OPS as TORCH_OPS

_PLAIN = frozenset({"linear", "identity", "threshold", "glu"})
"""What leaves scores as they are, or is no function of its name in any library but one."""
_MAKING = frozenset({"affine", "recurrent", "activation", "function"})


def _last(symbol: str) -> str:
    return symbol.rpartition(".")[2]


_NAMES = frozenset(
    {
        *(name for name, layer in V1_LAYERS.items() if LAYERS[layer].effect in _MAKING),
        *map(_last, FOREIGN_LAYERS),
        *(_last(symbol) for symbol in (*BY_NAME, *BY_SYMBOL, *ACTIVATIONS)),
        *map(_last, LIBRARY_MODELS),
        *(name for name, row in MODULES.items() if row.effect in _MAKING),
    }
) - _PLAIN - {"*"}  # fmt: skip


_PRODUCTS = frozenset(
    _last(symbol) for table in (OPS, TORCH_OPS) for symbol, row in table.items() if row.effect == "matmul"
)
_WEIGHTS = frozenset(
    {
        *(_last(symbol) for table in (OPS, TORCH_OPS) for symbol, row in table.items() if row.effect == "variable"),
        "add_weight", "add_variable", "Parameter",
    }
)  # fmt: skip
_LOADING = frozenset({"load_model", "applications"})
"""What gives a model that was saved, or one whose name is chosen while the program runs."""
_BEGINNINGS = ("Conv", "Dense")
"""Layers whose names are put together: ``f"Conv{rank}D"``."""


def makes_output(word: str) -> bool:
    """Whether ``word`` is the name of a layer, an activation, a product or a model whose output may be known."""
    row = LAYERS.get(word)
    return (row is not None and row.effect in _MAKING) or _makes(word)


@lru_cache(maxsize=1 << 16)
def _makes(word: str) -> bool:
    return word in _NAMES or word in _LOADING or may_be_model(word) or "softmax" in word or "sigmoid" in word


def makes_product(word: str) -> bool:
    """Whether ``word`` is the name of a product of matrices: an output where one of them is a weight."""
    return word in _PRODUCTS


def makes_weight(word: str) -> bool:
    """Whether ``word`` is the name of what gives a weight, or of those that something has."""
    return word in _WEIGHTS or "weights" in word or "variables" in word or "kernel" in word


def names_output(text: str) -> bool:
    """Whether a string is, or is part of, the name of an activation or of a layer."""
    if text in BY_NAME:
        return text not in _PLAIN
    if text.startswith(_BEGINNINGS):
        return True
    return (text[:1].isupper() or "softmax" in text or "sigmoid" in text) and makes_output(text)
