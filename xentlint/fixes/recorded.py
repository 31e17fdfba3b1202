"""What a file says that it was run with: older than anything that a repair is written for."""

from __future__ import annotations

import re

from ..sources.document import Document

_OLDEST = {"keras": (2, 3)}
"""The first versions with loss classes, ``from_logits`` and ``BinaryAccuracy``; TensorFlow 1 has them as ``tf.keras``."""


_OF_KERAS_1 = re.compile(
    r"\b(?:nb_epoch|nb_filter|nb_row|samples_per_epoch|nb_val_samples|border_mode|dim_ordering|W_regularizer)\s*="
    r"|\bimage_dim_ordering\b|\bset_image_dim_ordering\b|\bConvolution[12]D\(|\b(?:import|from) theano\b"
)
"""Arguments and names of Keras 1."""


def is_too_old(document: Document) -> bool:
    """Whether the outputs of ``document``, or its text, show a version without the names of today."""
    if any(_OF_KERAS_1.search(unit.text) for unit in document.units):
        return True
    return any(
        tuple(map(int, document.recorded[name].split(".")[:2])) < oldest
        for name, oldest in _OLDEST.items()
        if name in document.recorded
    )
