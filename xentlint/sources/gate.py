"""The prefilter: decide from a file's bytes whether it can hold any part of a finding.

Parsing costs hundreds of times more than searching bytes, and most files of a tree never train a
model. A file passes when it names a framework or carries words that only such code has. It is a
superset on purpose: what it lets through costs time, what it stops is never seen. A file that it
stops may still be read because one that passes imports it: that is for whoever follows imports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

_WORDS = (
    # Imports and uses of the frameworks; ``keras`` also finds tf_keras, tensorflow.keras, keras_hub.
    b"keras",
    b"tensorflow",
    b"tf.",
    # Keras code behind ``from common import *`` names no framework, but it says one of these.
    b"GradientTape",
    b"from_logits",
    b"crossentropy",
)

_WORDS_OF: Mapping[str, bytes] = {"torch": b"torch"}
"""The word that every file of a framework has which is only looked at where somebody asks for it."""


def can_matter(raw: bytes, frameworks: Collection[str] = ()) -> bool:
    """Tell whether a file (Python or notebook) with the bytes ``raw`` is worth parsing, for ``frameworks`` too.

    Beside the words, ``model.compile(`` counts: a script may import the model and the loss, and
    name neither Keras nor TensorFlow. ``re.compile(`` does not count.
    """
    if any(word in raw for word in _WORDS):
        return True
    if any(word in raw for name, word in _WORDS_OF.items() if name in frameworks):
        return True
    return raw.count(b".compile(") > raw.count(b"re.compile(")
