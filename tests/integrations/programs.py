"""A small program with a finding, and how to ask the command what is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam()


def step(images, labels):
    with tf.GradientTape() as tape:
        name, loss = "\N{GRINNING FACE}", loss_fn(labels, model(images))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return name, loss
"""
COMPILED = """\
import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
"""


def run(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a module of this Python, with this source tree first on the path."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
        **options,
    )


def command(folder: Path, *words: str) -> list[dict[str, Any]]:
    """What ``xentlint check`` finds in ``folder``, as its JSON."""
    done = run("xentlint", "check", "--output-format", "json", *words, cwd=folder)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
