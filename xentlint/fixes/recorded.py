"""What a file says that it was run with: older than anything that a repair is written for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..sources.document import Document

_OLDEST = {"keras": (2, 3)}
"""The first versions with loss classes, ``from_logits`` and ``BinaryAccuracy``; TensorFlow 1 has them as ``tf.keras``."""
_TAKING_ARRAYS = {"keras": (2, 4)}
"""The first versions whose layers can be called on arrays."""


_OF_KERAS_1 = re.compile(
    r"\b(?:nb_epoch|nb_filter|nb_row|samples_per_epoch|nb_val_samples|border_mode|dim_ordering|W_regularizer)\s*="
    r"|\b(?:nb_worker|max_q_size|show_accuracy|inner_activation)\s*="
    r"|\bDense\([^()\n]*\b(?:output_dim|init)\s*=|\bModel\([^()\n]*\boutput\s*="
    r"|\bmerge\([^\n]*\bmode\s*=\s*[\"'](?:sum|concat|mul|ave|dot|cos|max)\b|\b(?:TimeDistributedDense|MaxoutDense)\("
    r"|\bimage_dim_ordering\b|\bset_image_dim_ordering\b|\bConvolution[12]D\(|\b(?:import|from) theano\b"
)
"""Arguments and names of Keras 1."""


def is_too_old(document: Document) -> bool:
    """Whether the outputs of ``document``, or its text, show a version without the names of today."""
    if any(_OF_KERAS_1.search(unit.text) for unit in document.units):
        return True
    return _is_before(_OLDEST, document)


def takes_arrays(document: Document) -> bool:
    """Whether layers of the Keras that ``document`` was run with, if it says so, can be called on arrays."""
    return not _is_before(_TAKING_ARRAYS, document)


def _is_before(versions: Mapping[str, tuple[int, int]], document: Document) -> bool:
    return any(
        tuple(map(int, document.recorded[name].split(".")[:2])) < first
        for name, first in versions.items()
        if name in document.recorded
    )
