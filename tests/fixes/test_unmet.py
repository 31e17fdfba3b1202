"""A loss of which nobody knows what it meets may meet the output that is repaired: then nothing is safe."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import lint, read

NETWORK = """\
from tensorflow import keras


def build():
    return keras.Sequential([keras.layers.Dense(10, activation="softmax")])
"""
TRAINED = """\
from network import build
from tensorflow import keras

model = build()
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""
ELSEWHERE = {
    "a module that is found by a name": (
        "import importlib\nfrom tensorflow import keras\n\n"
        'model = getattr(importlib.import_module(name), "build")()\n'
        "model.compile(loss=keras.losses.CategoricalCrossentropy())\nmodel.fit(x, y)\n"
    ),
    "a model that a library makes of the builder": (
        "import search\nfrom network import build\n\n"
        'best = search.best(build)\nbest.compile("adam", "categorical_crossentropy")\nbest.fit(x, y)\n'
    ),
    "one of several losses": (
        "import search\nfrom network import build\n\n"
        'best = search.best(build)\nbest.compile("adam", loss={"a": "categorical_crossentropy"})\nbest.fit(x, y)\n'
    ),
    "what runs a file": (
        "import runpy\n\nmade = runpy.run_path(path)\n"
        'model = made["build"]()\nmodel.compile(loss="categorical_crossentropy")\n'
    ),
}
UNTOUCHED = {
    "a loss that nothing is trained with": (
        "from network import build\nfrom tensorflow import keras\n\nloss = keras.losses.CategoricalCrossentropy()\n"
    ),
    "a module that can know of no builder": (
        'import search\n\nbest = search.best()\nbest.compile(loss="categorical_crossentropy")\nbest.fit(x, y)\n'
    ),
}


def applicability(elsewhere: str) -> set[Applicability]:
    files = {"network.py": NETWORK, "train.py": TRAINED, "elsewhere.py": elsewhere}
    return {each.fix.applicability for each in lint(read(files)) if each.fix is not None}


@pytest.mark.parametrize("other", ELSEWHERE)
def test_what_may_be_the_same_model_makes_it_unsafe(other: str) -> None:
    assert applicability(ELSEWHERE[other]) == {Applicability.UNSAFE}


@pytest.mark.parametrize("other", UNTOUCHED)
def test_what_cannot_be_it_does_not(other: str) -> None:
    assert applicability(UNTOUCHED[other]) == {Applicability.SAFE}
