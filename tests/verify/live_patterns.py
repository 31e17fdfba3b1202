"""Run a program: which numeric path does the installed Keras take, pattern by pattern?

``python -m tests.verify.live_patterns`` prints a list of ``[head, loss, flag, mode,
path]``. One Dense layer with a kernel of zeros gives its bias as logits, so that the gradient of the bias is the
gradient of the logits. The path is told from the loss on a saturated row and on a moderate one.
"""

from __future__ import annotations

import json
import math
import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf

L, losses = tf.keras.layers, tf.keras.losses
SATURATED = np.array([200.0] + [0.0] * 9, "float32")
MODERATE = np.array([1.5, 0.4, -0.3, 0.8, 2.0, -1.0, 0.1, 0.6, -0.5, 1.1], "float32")
LABEL = 1
X = np.zeros((2, 4), "float32")


class Called(tf.keras.Model):
    """A Dense layer, and a function after it, in ``call``."""

    def __init__(self, after: Any) -> None:
        super().__init__()
        self.head = L.Dense(10)
        self.after = after

    def call(self, x: Any) -> Any:
        return self.after(self.head(x))


HEADS = {
    "logits": lambda: tf.keras.Sequential([tf.keras.Input((4,)), L.Dense(10)]),
    "activation": lambda: tf.keras.Sequential([tf.keras.Input((4,)), L.Dense(10, activation="softmax")]),
    "layer": lambda: tf.keras.Sequential([tf.keras.Input((4,)), L.Dense(10), L.Softmax()]),
    "op": lambda: Called(tf.nn.softmax),
    "reshape": lambda: tf.keras.Sequential(
        [tf.keras.Input((4,)), L.Dense(10, activation="softmax"), L.Reshape((10,))]
    ),
}


def _one_hot(y: Any) -> Any:
    return tf.one_hot(tf.reshape(tf.cast(y, tf.int32), [-1]), 10)


LOSSES = {
    "object": lambda flag: losses.SparseCategoricalCrossentropy(from_logits=flag),
    "function": lambda flag: lambda y, p: losses.sparse_categorical_crossentropy(y, p, from_logits=flag),
    "ignore_class": lambda flag: losses.SparseCategoricalCrossentropy(from_logits=flag, ignore_class=9),
    "backend": lambda flag: (
        lambda y, p: tf.keras.backend.categorical_crossentropy(_one_hot(y), p, from_logits=flag)
    ),
    "with_logits": lambda flag: (
        lambda y, p: tf.nn.softmax_cross_entropy_with_logits(labels=_one_hot(y), logits=p)
    ),
    "log": lambda flag: lambda y, p: -tf.reduce_sum(_one_hot(y) * tf.math.log(p), axis=-1),
    "guarded_log": lambda flag: lambda y, p: -tf.reduce_sum(_one_hot(y) * tf.math.log(p + 1e-7), axis=-1),
}


def run(head: str, loss: str, flag: bool, mode: str, logits: Any) -> float:
    """One step on ``logits``; its loss."""
    model, criterion = HEADS[head](), LOSSES[loss](flag)
    model(X)
    dense = next(layer for layer in model.layers if isinstance(layer, L.Dense))
    dense.set_weights([np.zeros((4, 10), "float32"), logits])
    y = np.full((2,), LABEL, "int64")
    if mode.startswith("fit"):
        model.compile(tf.keras.optimizers.SGD(0.0), criterion, run_eagerly=mode == "fit_eager")
        return float(model.train_on_batch(X, y))

    def step() -> Any:
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(criterion(tf.constant(y), model(X, training=True)))
        gradient = tape.gradient(value, dense.bias.value)
        return tf.where(tf.reduce_all(tf.math.is_finite(gradient)), value, np.nan)

    return float((tf.function(step) if mode == "tffn" else step)())


def path(saturated: float, moderate: float) -> str:
    """Tell the path from two losses."""
    z = MODERATE.astype("float64")
    p = np.exp(z) / np.exp(z).sum()
    right = -math.log(p[LABEL])
    if not math.isfinite(saturated):
        return "NAN"
    if abs(saturated - 200.0) < 0.01:
        return "LOGITS"
    if abs(saturated - 2.4612) < 0.01:  # log(e + 9) - 0: a softmax of [1, 0, ...]
        return "DOUBLE"
    return "PROBS" if abs(moderate - right) < 1e-3 else "LOGITS_AS_PROBS"


def main() -> None:
    """Print every cell."""
    cells = []
    for head in HEADS:
        for loss in LOSSES:
            flags = (False, True) if loss in ("object", "function", "ignore_class", "backend") else (False,)
            if head == "logits" and loss in ("log", "guarded_log"):
                continue
            for flag in flags:
                for mode in ("tape", "tffn", "fit", "fit_eager"):
                    found = path(*(run(head, loss, flag, mode, z) for z in (SATURATED, MODERATE)))
                    cells.append([head, loss, flag, mode, found])
        tf.keras.backend.clear_session()
    print(json.dumps(cells))


if __name__ == "__main__":
    main()
