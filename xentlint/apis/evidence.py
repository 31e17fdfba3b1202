"""What the text of a file says of the Keras that runs it: names that some generations do not have.

One row a name, with the generations that have it. What a file says narrows the runtimes that it has to be
right on, where neither the configuration nor the dependencies say anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .runtimes import ALL_ERAS, Era

_KERAS3 = frozenset({Era.KERAS3})
_BEFORE_KERAS3 = frozenset(ALL_ERAS) - _KERAS3
_SINCE_24 = frozenset(era for era in ALL_ERAS if era >= Era.TF24)
_UNTIL_25 = frozenset(era for era in ALL_ERAS if era <= Era.TF25_29)
_TF1 = frozenset({Era.TF20_23})
_OPTIMIZERS = "Adam|Adamax|Nadam|SGD|RMSprop|Adagrad|Adadelta|Ftrl"

_ROWS: tuple[tuple[re.Pattern[str], frozenset[Era]], ...] = (
    (re.compile(r"\bkeras\.ops\b|\bfrom keras import (?:[\w, ]+, )?ops\b|\bfrom keras\.ops import"), _KERAS3),
    (re.compile(r"^[ \t]*(?:import|from) keras_(?:core|hub)\b", re.MULTILINE), _KERAS3),
    (re.compile(r"\bkeras\.(?:random\.SeedGenerator|distribution\.|config\.)|\.stateless_call\("), _KERAS3),
    # No longer experimental since TensorFlow 2.4.
    (re.compile(r"\bmixed_precision\.set_global_policy\("), _SINCE_24),
    # Arguments and methods that Keras 3 took away.
    (re.compile(rf"\b(?:{_OPTIMIZERS})\((?:[^()\n]*,)?\s*lr\s*="), _BEFORE_KERAS3),
    (re.compile(r"\.(?:fit|predict|evaluate)_generator\("), _BEFORE_KERAS3),
    (re.compile(r"\.fit\([^()]*\b(?:workers|use_multiprocessing)\s*=", re.DOTALL), _BEFORE_KERAS3),
    # Gone with TensorFlow 2.16, which has Keras 3.
    (
        re.compile(r"\btf\.(?:compat\.v1\.)?(?:estimator|layers)\.\w"),
        _BEFORE_KERAS3,
    ),
    # Gone with TensorFlow 2, which counts as the oldest generation.
    (re.compile(r"\b(?:tf|tensorflow)\.contrib\."), _TF1),
    # Gone since TensorFlow 2.6.
    (re.compile(r"\.predict_classes\("), _UNTIL_25),
)


_TORCH = re.compile(r"^[ \t]*(?:import|from) torch\b", re.MULTILINE)


@lru_cache(maxsize=256)
def eras_of(text: str) -> frozenset[Era]:
    """The generations on which everything in ``text`` exists; all of them when it contradicts itself."""
    left = frozenset(ALL_ERAS)
    if _TORCH.search(text):
        return left  # whose optimizers and methods have the same names
    for pattern, eras in _ROWS:
        if not left <= eras and pattern.search(text):
            left &= eras
    return left or frozenset(ALL_ERAS)


def narrowed(eras: Iterable[Era], roots: Iterable[str], texts: Iterable[str]) -> frozenset[Era]:
    """Those of ``eras`` that the code allows; ``roots`` are the packages by which it reaches Keras.

    A program that imports ``keras`` next to ``tf_keras`` runs where both are installed: there the first is Keras 3.
    """
    left = frozenset(eras)
    if {"keras", "tf_keras"} <= set(roots):
        left &= {Era.TF214_215, Era.KERAS3}
    for text in texts:
        left &= eras_of(text)
    return left or frozenset(eras)
