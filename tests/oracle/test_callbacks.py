"""What a callback of the project does while a model is trained: whether the report of its ``compile()`` stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import campaign
from .judge import Judge, truth_of
from .program import Program
from .runs import Server

PROGRAM = """\
from tensorflow import keras


def edit(layer):
    layer.activation = None


def show(model):
    print(type(model.predict(1)))


def again():
    model.compile(loss=keras.losses.CategoricalCrossentropy())


class Watch(keras.callbacks.Callback):
    def __init__(self, held):
        super().__init__()
        self.held = held
        self.log = {{}}

    def on_train_begin(self, logs=None):
        {does}


head = keras.layers.Dense(10, activation="softmax")
model = keras.Sequential([keras.layers.Dense(4), head])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2, callbacks=[Watch({held})])
"""
LEAVES = [
    "self.model.stop_training = True",
    "self.model.optimizer.learning_rate = 0.1",
    'self.log["a"] = 1',
    'self.log.setdefault("b", []).append(logs)',
    "show(self.model)",
]
EDITS = [
    ("edit(self.model.layers[-1])", "None"),
    ("edit(self.model.get_layer(index=1))", "None"),
    ("m = self.model; edit(m.layers[-1])", "None"),
    ("edit(head)", "None"),
    ("edit(self.held)", "head"),
    ("self.held()", "again"),
    ("self.model.layers[-1].activation, self.log = None, {}", "None"),
]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    campaign.warm()
    with Server() as started:
        yield Judge(started)


def program(does: str, held: str = "None") -> Program:
    return Program("program", {"program.py": PROGRAM.format(does=does, held=held)}, "program.py")


@pytest.mark.parametrize("does", LEAVES)
def test_one_that_leaves_the_model_alone_silences_nothing(judge: Judge, does: str) -> None:
    each = program(does)
    assert truth_of(judge.run(each)) == "wrong"
    assert judge.judge(each).failures == ()


@pytest.mark.parametrize(("does", "held"), EDITS)
def test_one_that_makes_another_of_the_model_does(judge: Judge, does: str, held: str) -> None:
    each = program(does, held)
    assert truth_of(judge.run(each)) == "right"
    assert judge.judge(each).failures == ()


def test_so_does_what_draws_the_batches(judge: Judge) -> None:
    batches = "class Batches:\n    def __iter__(self):\n        edit(head)\n        yield 1, 2\n\n\n"
    text = PROGRAM.format(does="pass", held="None").replace("head = keras", batches + "head = keras", 1)
    each = Program("program", {"program.py": text.replace("fit(1, 2,", "fit(Batches(),")}, "program.py")
    assert truth_of(judge.run(each)) == "right"
    assert judge.judge(each).failures == ()
