"""A user's program and a repair gone wrong: never proved. What is right, and hard to see, is.

Each program is linted and repaired by the real linter; then the repair is ruined, and the linter is made to say
nothing about it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import pytest

from xentlint.verify.command import main
from xentlint.verify.repair import Finding, Xentlint

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs the verify extra"),
]

START = """\
import keras
import numpy as np
import tensorflow as tf

draw = np.random.default_rng(0)
x = draw.normal(size=(1000, 20)).astype("float32") * 20
y = (x @ draw.normal(size=(20, 10))).argmax(-1)
even = (y % 2).astype("float32")[:, None]
keras.utils.set_random_seed(1)
"""
CLASSES = """\
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(10)])
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
model.fit(x, keras.utils.to_categorical(y, 10), batch_size=10, verbose=0)
"""
TAPE = """\
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1, activation=tf.nn.sigmoid)])
cross, adam = keras.losses.BinaryCrossentropy(), keras.optimizers.Adam()
for start in range(0, 1000, 10):
    with tf.GradientTape() as tape:
        loss = cross(even[start : start + 10], model(x[start : start + 10], training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    adam.apply_gradients(zip(gradients, model.trainable_variables))
p = model.predict(x[:40], verbose=0)
"""
WORDS = 'for row in p:\n    print("spam" if row[0] > 0.5 else "ham")\n'
FILE = 'np.savetxt("submission.csv", p > 0.5, fmt="%d")\n'
METRICS = """\
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
model.compile(
    "adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=[keras.metrics.BinaryAccuracy()]
)
model.fit(x, even, batch_size=10, verbose=0)
"""
TWO_MODELS = """\
first = keras.Sequential([keras.Input((20,)), keras.layers.Dense(20)])
first.compile("adam", "mse")
first.fit(x, x, epochs=3, batch_size=10, verbose=0)
second = keras.Sequential([keras.Input((20,)), keras.layers.Dense(10, activation=tf.nn.softmax)])
second.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=False), run_eagerly=True)
second.fit(x, y, batch_size=10, verbose=0)
"""
LOGITS_ARE_READ = (
    ("tf.nn.sigmoid(model.predict(x[:40], verbose=0)).numpy()", "model.predict(x[:40], verbose=0)"),
)
HALF = (("from_logits=True", "from_logits=False"),)


class Ruined(Xentlint):
    """The linter's repair with some of its text replaced, on which it then has nothing to say."""

    def __init__(self, replaced: Sequence[tuple[str, str]]) -> None:
        self._replaced = replaced
        self._linted = 0

    def lint(self, paths: Sequence[Path]) -> tuple[Finding, ...]:
        self._linted += 1
        return super().lint(paths) if self._linted == 1 or not self._replaced else ()

    def fix(self, paths: Sequence[Path], *, unsafe: bool = False) -> None:
        super().fix(paths, unsafe=unsafe)
        for path in paths:
            text = path.read_text(encoding="utf-8")
            for old, new in self._replaced:
                assert old in text
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")


def headline(
    program: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    replaced: Sequence[tuple[str, str]] = (),
) -> tuple[int, str]:
    script = tmp_path / "mine" / "train.py"
    script.parent.mkdir()
    script.write_text(START + program, encoding="utf-8")
    status = main([str(script), "--seeds", "1", "--steps", "100"], Ruined(replaced))
    return status, capsys.readouterr().out.split("\n", 1)[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        pytest.param(CLASSES, "proved: gradients restored", id="logits taken for probabilities"),
        pytest.param(TAPE + WORDS + FILE, "proved: gradients restored", id="words and files"),
        pytest.param(METRICS, "proved: gradients kept, metrics right", id="metric"),
        pytest.param(TWO_MODELS, "proved: gradients restored", id="second model"),
    ],
)
def test_the_true_repair_is_proved(
    program: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = headline(program, tmp_path, capsys)
    assert (status, said.startswith(says)) == (0, True), said


@pytest.mark.parametrize(
    ("program", "replaced", "says"),
    [
        pytest.param(TAPE + WORDS, LOGITS_ARE_READ, "function prints otherwise", id="words"),
        pytest.param(TAPE + FILE, LOGITS_ARE_READ, "function prints otherwise", id="file"),
        pytest.param(TAPE + WORDS, HALF, "gradients wrong", id="half of it"),
        pytest.param(METRICS, (("threshold=1e-7", "threshold=0.3"),), "metrics wrong", id="threshold"),
        pytest.param(TWO_MODELS, HALF, "gradients wrong", id="second model"),
    ],
)
def test_a_ruined_repair_fails(
    program: str,
    replaced: Sequence[tuple[str, str]],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, said = headline(program, tmp_path, capsys, replaced)
    assert (status, said.startswith("the repair fails: ")) == (1, True), said
    assert says in said
