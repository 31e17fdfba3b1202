"""The public names that rows of ``known-apis`` may behave as."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xentlint
from xentlint.apis.public import arguments, is_public

from . import public

_OF_VALUES = r'"((?:keras\.(?:layers|losses|metrics|activations|models|ops)\.\w+|tf\.[a-z_]+))"'


def test_what_the_code_for_keras_knows_by_name_is_public() -> None:
    """What it compares names with, whether a table has a row for it or not."""
    texts = [path.read_text("utf-8") for path in (Path(xentlint.__file__).parent / "keras").glob("*.py")]
    names = {name for text in texts for name in re.findall(_OF_VALUES, text)}
    packages = {"tf.autograph", "tf.compat", "tf.data", "tf.distribute", "tf.keras", "tf.summary", "tf.train"}
    made_up = {"keras.layers.Merge", "tf.__internal__"}
    assert {name for name in names if not is_public(name)} <= packages | made_up


def test_a_layer_takes_what_the_class_of_all_layers_takes() -> None:
    taken = arguments("keras.layers.Dense")
    assert taken is not None
    assert {"units", "activation", "name", "input_shape"} <= taken
    assert arguments("tf.function") is None


@pytest.mark.tensorflow
def test_what_is_installed_is_public() -> None:
    text = public.FILE.read_text("utf-8")
    assert public.merged(text) == text, "python -m tests.apis.public adds what is new"
