"""The Keras that a file is meant for is the one declared nearest to it, wherever the run starts."""

from __future__ import annotations

from pathlib import Path

import pytest

import xentlint
from xentlint.config.settings import load_settings

from ..integrations.programs import COMPILED, command

RANK_THREE = """\
import tensorflow as tf

inputs = tf.keras.Input((None, 8))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(5, activation="softmax")(inputs))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
model.fit(x, y)
"""


@pytest.mark.parametrize(
    ("requirement", "codes"), [("tensorflow~=2.14.0", []), ("tensorflow==2.1.*", ["XEN102"])]
)
def test_a_run_from_above_takes_the_declaration_of_the_project(
    tmp_path: Path, requirement: str, codes: list[str]
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text(requirement + "\n")
    (project / "model.py").write_text(RANK_THREE)
    found = xentlint.check([project], settings=load_settings(tmp_path, {"cache": False}))
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("used", "where"),
    [
        ("", "before TensorFlow 2.4"),
        ('tf.keras.mixed_precision.set_global_policy("float32")\n', None),
        ("tf.keras.optimizers.Adam(lr=1e-3)\n", "before TensorFlow 2.4"),
    ],
)
def test_what_a_file_uses_leaves_the_generations_that_have_it(
    tmp_path: Path, used: str, where: str | None
) -> None:
    (tmp_path / "model.py").write_text(RANK_THREE + used)
    settings = load_settings(tmp_path, {"cache": False, "select": ["XEN102", "XEN103"]})
    (found,) = xentlint.check([tmp_path], settings=settings)
    assert found.code == "XEN103"  # nothing says that any of the generations that do not is meant
    assert (f"here, but not {where}," in found.message) is (where is not None)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--target-keras", "3", "--target-backend", "tensorflow"], []),
        (["--target-keras", "3", "--target-backend", "jax"], ["XEN102"]),  # it does not find the logits again
    ],
)
def test_the_command_line_says_what_runs_the_code(tmp_path: Path, words: list[str], codes: list[str]) -> None:
    (tmp_path / "train.py").write_text(COMPILED)
    assert [each["code"] for each in command(tmp_path, *words)] == codes
