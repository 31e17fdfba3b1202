"""The names of whatever takes an output for logits, probabilities or class numbers, from the tables that say so."""

from __future__ import annotations

from functools import lru_cache

from .frameworks import FRAMEWORKS
from .losses import CLASSES, DISTRIBUTIONS, FUNCTIONS
from .metrics import METRICS
from .readers import READERS
from .torch import NAMES as _OF_TORCH


def _last(symbol: str) -> str:
    return symbol.rpartition(".")[2]


def _class_name(metric: str) -> str:
    """``MeanIoU`` without its capitals told apart: names are compared as `is_named` does."""
    return metric.replace("_", "").lower()


_NAMES = frozenset(
    {
        *(_last(symbol) for table in (CLASSES, FUNCTIONS, DISTRIBUTIONS, READERS) for symbol in table),
        *(name for name, row in METRICS.items() if row.space != "regression" and "_" in name),
        *(_last(symbol) for symbol, row in FRAMEWORKS.items() if row.default),
        "decode_predictions",
        *_OF_TORCH,
    }
)
_METRIC_CLASSES = frozenset(_class_name(name) for name, row in METRICS.items() if row.space != "regression")


@lru_cache(maxsize=1 << 16)
def is_named(word: str) -> bool:
    """Whether ``word`` is the name of a loss, a metric or a reader that expects a space of what it is given."""
    return word in _NAMES or (word[:1].isupper() and _class_name(word) in _METRIC_CLASSES)
