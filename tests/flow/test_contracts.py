"""What a table says of a library's function holds under its private names, and in its own checkout."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

import xentlint

SOURCE = """\
def functional_model_from_keras(keras_model, loss_fn, input_spec=None):
    return __import__("_compiled").wrap(keras_model, loss_fn)
"""


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return root


def program(name: str) -> str:
    package, _, function = name.rpartition(".")
    return f"""\
        import tensorflow as tf
        from {package} import {function}

        net = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        {function}(net, tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        """


def codes(root: Path) -> list[str]:
    return [each.code for each in xentlint.check([root])]


@pytest.mark.parametrize(
    "package",
    ["tensorflow_federated.learning.models", "tensorflow_federated.python.learning.models.functional"],
)
def test_a_function_is_described_under_any_name_of_its_package(tmp_path: Path, package: str) -> None:
    name = f"{package}.functional_model_from_keras"
    assert codes(written(tmp_path, {"train.py": program(name)})) == ["XEN201"]


def test_and_where_the_library_itself_is_checked(tmp_path: Path) -> None:
    files = {
        "tensorflow_federated/__init__.py": "",
        "tensorflow_federated/functional.py": SOURCE,
        "train.py": program("tensorflow_federated.functional.functional_model_from_keras"),
    }
    assert codes(written(tmp_path, files)) == ["XEN201"]


def test_another_function_of_that_name_is_followed_and_not_described(tmp_path: Path) -> None:
    files = {"ours/__init__.py": "", "ours/functional.py": SOURCE,
             "train.py": program("ours.functional.functional_model_from_keras")}  # fmt: skip
    assert codes(written(tmp_path, files)) == []
