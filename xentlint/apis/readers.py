"""Functions that are no loss, and read an output as logits or as probabilities.

One row a function by canonical symbol, with the argument that holds the output. Measured or read from the
packages; the tests hold the signatures against whatever is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Takes = Literal["logits", "probabilities"]


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One function: what it ``takes``, in which ``argument`` (name, position), and what it does with it."""

    takes: Takes
    argument: tuple[str, int]
    does: str


_SAMPLES = "samples from the softmax of it"

READERS: dict[str, ReaderRow] = {
    "tf.random.categorical": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "tf.random.multinomial": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "tf.multinomial": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "keras.random.categorical": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "jax.random.categorical": ReaderRow("logits", ("logits", 1), _SAMPLES),
    "tensorflow_probability.distributions.Categorical": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "tensorflow_probability.distributions.OneHotCategorical": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "tf.distributions.Categorical": ReaderRow("logits", ("logits", 0), _SAMPLES),
    "keras.backend.ctc_decode": ReaderRow("probabilities", ("y_pred", 0), "takes their logarithm"),
}
"""Rows by canonical symbol."""

_DRAWS = "samples from them"
OF_PROBABILITIES: dict[str, ReaderRow] = {
    f"{home}.{name}": ReaderRow("probabilities", ("probs", 1), _DRAWS)
    for home in ("tensorflow_probability.distributions", "tf.distributions")
    for name in ("Categorical", "OneHotCategorical", "Bernoulli")
}
"""Functions that take probabilities by another argument than logits."""

_DECODING = re.compile(
    r"(?:keras\.applications|efficientnet|keras_applications)\.(?:.*\.)?decode_predictions"
)
_DECODED = ReaderRow("probabilities", ("preds", 0), "shows them as probabilities")


def reader_rows(name: str) -> tuple[ReaderRow, ...]:
    """The rows of the function ``name``; every family of ``keras.applications`` has its ``decode_predictions``."""
    found = tuple(table[name] for table in (READERS, OF_PROBABILITIES) if name in table)
    if not found and name.endswith("decode_predictions") and _DECODING.fullmatch(name):
        return (_DECODED,)
    return found
