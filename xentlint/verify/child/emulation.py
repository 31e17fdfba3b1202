"""``--numerics keras-2.1``: today's Keras with the crossentropies of TensorFlow 2.0 to 2.3.

Those had no cached logits. A crossentropy recovered the logits only inside a graph, only when
told ``from_logits=False``, and only from a tensor that is directly the output of a Softmax (or
Sigmoid) op; ``keras.activations.softmax`` on more than two axes was written as exp / sum there,
so it was not even then recovered. ``from_logits=True`` was obeyed. The clipping to ``[1e-7, 1 - 1e-7]``
is the same in both.

What is replaced is Keras 3's one function that recovers logits (``_get_logits``), and the crossentropies
of ``tf.keras.backend``, which recover nothing today, get the same; a Keras where that function is not
found is refused rather than emulated by half. ``keras.activations.softmax`` and
``layers.Softmax`` on more than two axes are marked instead of rewritten: exp / sum and the op give
the same numbers and gradients, and only the recovery has to be prevented.
"""

from __future__ import annotations

import functools
from typing import Any


class EmulationError(Exception):
    """This Keras has no function of the expected name and shape."""


def emulate_keras_2_1() -> None:
    """Replace the recovery of logits in the running Keras.

    Raises:
        EmulationError: the installed Keras recovers logits in another way than is known here.
    """
    import tensorflow as tf
    from keras.src.backend.tensorflow import nn

    if not hasattr(nn, "_get_logits"):
        raise EmulationError("this Keras recovers logits in a way that xentlint does not know")
    eager_tensor = tf.__internal__.EagerTensor

    def get_logits(output: Any, from_logits: bool, op_type: str, fn_name: str) -> tuple[Any, bool]:
        symbolic = not isinstance(output, (eager_tensor, tf.Variable)) and hasattr(output, "op")
        if from_logits or not symbolic or output.op.type != op_type:
            return output, from_logits
        by_keras = hasattr(output, "_keras_logits")
        if op_type == "Softmax" and by_keras and (output.shape.rank or 0) > 2:
            return output, from_logits
        return output.op.inputs[0], True

    nn._get_logits = get_logits
    _patch_backend_functions(get_logits)


def _patch_backend_functions(get_logits: Any) -> None:
    """Let ``tf.keras.backend``'s crossentropies look behind the tensor too, as they did then."""
    import tensorflow as tf

    for name, op_type in (
        ("categorical_crossentropy", "Softmax"),
        ("sparse_categorical_crossentropy", "Softmax"),
        ("binary_crossentropy", "Sigmoid"),
    ):
        original = getattr(tf.keras.backend, name)

        def crossentropy(
            target: Any,
            output: Any,
            from_logits: bool = False,
            *args: Any,
            _original: Any = original,
            _op_type: str = op_type,
            **kwargs: Any,
        ) -> Any:
            output, from_logits = get_logits(output, from_logits, _op_type, "")
            return _original(target, output, from_logits, *args, **kwargs)

        setattr(tf.keras.backend, name, functools.wraps(original)(crossentropy))
