"""Losses and gradients of every way to write a crossentropy, on the TensorFlow that runs this file.

    python measure.py OUT.jsonl                 (Python 3.7 and TensorFlow 2.1, or any newer)
    python -m tests.verify.old_runtime.measure OUT.jsonl --emulate     (today's, with --numerics keras-2.1)

One Dense layer with a kernel of zeros gives its bias as logits, so that the gradient of the bias is that of the
logits. In ``fit`` it is read from the bias after a step of SGD. A line each:
``[head, loss, from_logits, mode, row, loss's value, gradient of class 0, of the label, of all others together]``.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf

L, K, losses = tf.keras.layers, tf.keras.backend, tf.keras.losses
LABEL = 1
ROWS = {
    "sure and wrong": [200.0] + [0.0] * 9,
    "sure and right": [0.0, 200.0] + [0.0] * 8,
    "moderate": [1.5, 0.4, -0.3, 0.8, 2.0, -1.0, 0.1, 0.6, -0.5, 1.1],
}
UNIT_ROWS = {"sure and wrong": [-200.0], "sure and right": [200.0], "moderate": [0.7]}
MODES = ("tape", "tffn", "fit", "fit_eager")


class Called(tf.keras.Model):
    """A Dense layer, and a function after it, in ``call``."""

    def __init__(self, units, after):
        super().__init__()
        self.head = L.Dense(units)
        self.after = after

    def call(self, x):
        return self.after(self.head(x))


def sequential(*layers, shape=(4,)):
    return tf.keras.Sequential([tf.keras.Input(shape), *layers])


HEADS = {
    "logits": lambda: sequential(L.Dense(10)),
    "activation": lambda: sequential(L.Dense(10, activation="softmax")),
    "layer": lambda: sequential(L.Dense(10), L.Softmax()),
    "op": lambda: Called(10, tf.nn.softmax),
    "activation=op": lambda: sequential(L.Dense(10, activation=tf.nn.softmax)),
    "reshape": lambda: sequential(L.Dense(10, activation="softmax"), L.Reshape((10,))),
    "sequence": lambda: sequential(L.Dense(10, activation="softmax"), shape=(3, 4)),
    "sequence, op": lambda: sequential(L.Dense(10, activation=tf.nn.softmax), shape=(3, 4)),
}
UNIT_HEADS = {
    "unit, logits": lambda: sequential(L.Dense(1)),
    "unit, activation": lambda: sequential(L.Dense(1, activation="sigmoid")),
    "unit, op": lambda: Called(1, tf.nn.sigmoid),
    "unit, reshape": lambda: sequential(L.Dense(1, activation="sigmoid"), L.Reshape((1,))),
}


def one_hot(y):
    return tf.one_hot(tf.cast(y, tf.int32), 10)


SPARSE = {
    "SparseCategoricalCrossentropy": lambda flag: losses.SparseCategoricalCrossentropy(from_logits=flag),
    "sparse function": lambda flag: (
        lambda y, p: losses.sparse_categorical_crossentropy(y, p, from_logits=flag)
    ),
    "K.sparse": lambda flag: lambda y, p: K.sparse_categorical_crossentropy(y, p, from_logits=flag),
}
ONE_HOT = {
    "CategoricalCrossentropy": lambda flag: losses.CategoricalCrossentropy(from_logits=flag),
    "function": lambda flag: lambda y, p: losses.categorical_crossentropy(y, p, from_logits=flag),
    "K": lambda flag: lambda y, p: K.categorical_crossentropy(y, p, from_logits=flag),
    "with_logits": lambda flag: lambda y, p: tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=p),
    "log": lambda flag: lambda y, p: -tf.reduce_sum(y * tf.math.log(p), axis=-1),
    "guarded log": lambda flag: lambda y, p: -tf.reduce_sum(y * tf.math.log(p + 1e-7), axis=-1),
}
BINARY = {
    "BinaryCrossentropy": lambda flag: losses.BinaryCrossentropy(from_logits=flag),
    "binary function": lambda flag: lambda y, p: losses.binary_crossentropy(y, p, from_logits=flag),
    "K.binary": lambda flag: lambda y, p: K.binary_crossentropy(y, p, from_logits=flag),
    "sigmoid_with_logits": lambda flag: (
        lambda y, p: tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=p)
    ),
}
WITHOUT_FLAG = ("with_logits", "log", "guarded log", "sigmoid_with_logits")


def measure(model, criterion, mode, rows, y):
    """Return the loss and the gradient of the logits for every row."""
    x = np.zeros((2, *model.xs_shape), "float32")
    dense = next(layer for layer in model.layers if isinstance(layer, L.Dense))
    found = []

    def step():
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(criterion(tf.constant(y), model(x, training=True)))
        return value, tape.gradient(value, dense.trainable_variables[1])

    if mode.startswith("fit"):
        model.compile(tf.keras.optimizers.SGD(1.0), criterion, run_eagerly=mode == "fit_eager")
    run = tf.function(step, autograph=False) if mode == "tffn" else step
    for name, row in rows.items():
        logits = np.array(row, "float32")
        dense.set_weights([np.zeros((4, len(row)), "float32"), logits])
        if mode.startswith("fit"):
            value = float(np.ravel(model.train_on_batch(x, y))[0])
            gradient = logits - dense.get_weights()[1]
        else:
            value, gradient = run()
            value, gradient = float(value), np.asarray(gradient)
        found.append((name, value, gradient.astype("float64")))
    return found


def cells():
    """Every head with every loss that goes with it."""
    for head, make in HEADS.items():
        for kind in (SPARSE, ONE_HOT):
            for loss, criterion in kind.items():
                if head == "logits" and "log" in loss.split():
                    continue
                if (
                    head.startswith("sequence")
                    and kind is ONE_HOT
                    and loss not in ("CategoricalCrossentropy", "K")
                ):
                    continue
                shape = (2, 3) if head.startswith("sequence") else (2,)
                y = np.full(shape, LABEL, "int64")
                labels = y if kind is SPARSE else np.eye(10, dtype="float32")[y]
                yield head, make, loss, criterion, labels, ROWS
    for head, make in UNIT_HEADS.items():
        for loss, criterion in BINARY.items():
            yield head, make, loss, criterion, np.ones((2, 1), "float32"), UNIT_ROWS


def main(arguments):
    """Measure every cell and write it down."""
    if "--emulate" in arguments:
        from xentlint.verify.child.emulation import emulate_keras_2_1

        emulate_keras_2_1()
    models = {}
    with open(arguments[0], "w") as out:
        for head, make, loss, criterion, labels, rows in cells():
            for flag in (False,) if loss in WITHOUT_FLAG else (False, True):
                for mode in MODES:
                    key = head, mode
                    if key not in models:
                        models[key] = make()
                        models[key].xs_shape = (3, 4) if head.startswith("sequence") else (4,)
                        models[key](np.zeros((2, *models[key].xs_shape), "float32"))
                    for row, value, gradient in measure(models[key], criterion(flag), mode, rows, labels):
                        label = 0 if len(gradient) == 1 else LABEL
                        rest = float(np.abs(gradient).sum() - abs(gradient[0]) - abs(gradient[label]))
                        figures = [value, float(gradient[0]), float(gradient[label]), rest]
                        out.write(
                            json.dumps([head, loss, flag, mode, row, *(round(f, 6) for f in figures)]) + "\n"
                        )


if __name__ == "__main__":
    main(sys.argv[1:])
