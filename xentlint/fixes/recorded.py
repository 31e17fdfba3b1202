"""What a notebook says that it was run with: older than anything that a repair is written for."""

from __future__ import annotations

from ..sources.document import Document

_OLDEST = {"keras": (2, 3)}
"""The first versions with loss classes, ``from_logits`` and ``BinaryAccuracy``; TensorFlow 1 has them as ``tf.keras``."""


def is_too_old(document: Document) -> bool:
    """Whether the outputs of ``document`` show that it was run with a version without the names of today."""
    return any(
        tuple(map(int, document.recorded[name].split(".")[:2])) < oldest
        for name, oldest in _OLDEST.items()
        if name in document.recorded
    )
