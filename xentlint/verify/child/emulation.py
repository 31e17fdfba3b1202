"""``--numerics keras-2.1``: today's Keras with the crossentropies of TensorFlow 2.0 to 2.3.

Those had no cached logits. A crossentropy recovered the logits only inside a graph, only when
told ``from_logits=False``, and only from a tensor that is directly the output of a Softmax (or
Sigmoid) op; ``keras.activations.softmax`` on more than two axes was written as exp / sum there,
so it was not even then recovered. ``from_logits=True`` was obeyed. The clipping to ``[1e-7, 1 - 1e-7]``
is the same in both, but the binary crossentropy added another ``1e-7`` within its logarithms (a loss of
15.425 for an output that is sure and wrong, where today it is 16.118).

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
    _patch_binary_crossentropy(nn, get_logits)
    _patch_backend_functions(get_logits)


def _patch_binary_crossentropy(nn: Any, get_logits: Any) -> None:
    """Let the binary crossentropy of probabilities be computed as it was then."""
    import keras
    import tensorflow as tf

    original = nn.binary_crossentropy

    def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
        output = tf.convert_to_tensor(output)
        seen, logits = get_logits(output, from_logits, "Sigmoid", "binary_crossentropy")
        if logits:
            return original(target, seen, True)
        epsilon = keras.config.epsilon()
        target = tf.cast(target, output.dtype)
        output = tf.clip_by_value(output, epsilon, 1.0 - epsilon)
        right = target * tf.math.log(output + epsilon)
        return -(right + (1.0 - target) * tf.math.log(1.0 - output + epsilon))

    nn.binary_crossentropy = functools.wraps(original)(binary_crossentropy)


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
