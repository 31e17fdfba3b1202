"""The runtimes a program may meet: generations of Keras that behave alike, and their backends.

The generations are cut where measurement shows a change in what a crossentropy recovers from an
activated output; releases within one generation take the same numeric path, but for two
oddities (identity ops in TensorFlow 2.2, ``Dropout(0.0)``) that the tests of the numerics name.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

Backend = Literal["tensorflow", "jax", "torch"]
TargetKeras = Literal["2.1", "2", "3"]


class Era(enum.IntEnum):
    """A generation of Keras; later ones compare greater."""

    TF20_23 = 1
    """TensorFlow 2.0-2.3: no logits are cached, graphs look at the op that made the prediction."""
    TF24 = 2
    """TensorFlow 2.4: ``keras.activations`` caches the logits on the tensor."""
    TF25_29 = 3
    """TensorFlow 2.5-2.9: as 2.4, with a warning where logits are used in spite of the flag."""
    TF210_213 = 4
    """TensorFlow 2.10-2.13: graphs recover with ``from_logits=True`` too."""
    TF214_215 = 5
    """TensorFlow 2.14, 2.15 and the tf_keras package: ``layers.Softmax`` and ``K.softmax`` cache too."""
    KERAS3 = 6
    """Keras 3, which is ``tf.keras`` from TensorFlow 2.16 on."""

    @property
    def label(self) -> str:
        """How a message names the generation."""
        return _LABELS[self]


_LABELS = {
    Era.TF20_23: "TensorFlow 2.0-2.3",
    Era.TF24: "TensorFlow 2.4",
    Era.TF25_29: "TensorFlow 2.5-2.9",
    Era.TF210_213: "TensorFlow 2.10-2.13",
    Era.TF214_215: "TensorFlow 2.14-2.15 or tf_keras",
    Era.KERAS3: "Keras 3",
}

ALL_ERAS: tuple[Era, ...] = tuple(Era)


@dataclass(frozen=True, slots=True, order=True)
class Runtime:
    """A Keras generation on a backend. Before Keras 3 the backend is TensorFlow."""

    era: Era
    backend: Backend = "tensorflow"

    def __post_init__(self) -> None:
        """Refuse a combination that never existed.

        Raises:
            ValueError: a generation before Keras 3 on another backend than TensorFlow.
        """
        if self.backend != "tensorflow" and self.era is not Era.KERAS3:
            raise ValueError(f"{self.era.label} does not run on {self.backend}")

    @property
    def label(self) -> str:
        """How a message names the runtime, such as ``Keras 3 on JAX``."""
        if self.era is not Era.KERAS3:
            return self.era.label
        return f"Keras 3 on {_BACKEND_LABELS[self.backend]}"


_BACKEND_LABELS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def runtimes_for(target_keras: TargetKeras | None, backend: Backend | None) -> tuple[Runtime, ...]:
    """The runtimes that a program has to be right on, oldest first.

    ``"2.1"`` is the oldest generation, ``"2"`` is TensorFlow 2.4 up to tf_keras, ``"3"`` is Keras 3,
    and ``None`` leaves the generation open. JAX and Torch exist for Keras 3 alone, so they settle
    an open generation, and an older generation that is asked for by name keeps TensorFlow.
    """
    if target_keras == "2.1":
        return (Runtime(Era.TF20_23),)
    if target_keras == "2":
        return tuple(Runtime(era) for era in ALL_ERAS if Era.TF24 <= era < Era.KERAS3)
    if target_keras == "3" or backend in ("jax", "torch"):
        return (Runtime(Era.KERAS3, backend or "tensorflow"),)
    return tuple(Runtime(era) for era in ALL_ERAS)


def era_of_tensorflow(version: tuple[int, int], *, legacy_keras: bool = False) -> Era:
    """The generation that ``tf.keras`` is in a TensorFlow release, given as (major, minor).

    ``legacy_keras`` is ``TF_USE_LEGACY_KERAS=1``, which makes ``tf.keras`` the tf_keras package from
    2.16 on. TensorFlow 1 counts as the oldest generation.
    """
    ends = (
        ((2, 4), Era.TF20_23),
        ((2, 5), Era.TF24),
        ((2, 10), Era.TF25_29),
        ((2, 14), Era.TF210_213),
        ((2, 16), Era.TF214_215),
    )
    for end, era in ends:
        if version < end:
            return era
    return Era.TF214_215 if legacy_keras else Era.KERAS3
