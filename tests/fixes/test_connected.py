"""What another program of the same run does is no concern of a repair; what a joined module does is."""

from __future__ import annotations

import json

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import lint, read

TRAIN = """\
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
net.compile("sgd", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(x, y)
"""
NOT_FOLLOWED = (
    "\n\ndef ask():\n    x = yield net.predict(x)\n    print(x)\n\n\ng = ask()\nnext(g)\ng.send(1)\n"
)


@pytest.mark.parametrize(
    ("start", "safe"),
    [
        ("import tensorflow as tf\n", True),
        ("from train import net\n", False),
        ("import train\nnet = train.net\n", False),
        (
            "import importlib\n\nloss = None\nlosses = [loss]\nnet = importlib.import_module(name).net\n",
            False,
        ),
    ],
)
def test_a_call_that_is_not_followed_matters_where_the_model_can_be_known(start: str, safe: bool) -> None:
    (found,) = lint(read({"train.py": TRAIN, "other.py": start + NOT_FOLLOWED}))
    assert found.fix is not None
    assert (found.fix.applicability is Applicability.SAFE) == safe


def test_a_cell_that_does_not_parse_may_read_the_model() -> None:
    def fix(last: str) -> Applicability:
        cells = [
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": each}
            for each in (TRAIN, last)
        ]
        text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        found = [each for each in lint(read({"train.ipynb": text})) if each.code == "XEN201"]
        assert found[0].fix is not None
        return found[0].fix.applicability

    assert fix("print(1)") is Applicability.SAFE
    assert fix("print net.predict(x)") is Applicability.UNSAFE
