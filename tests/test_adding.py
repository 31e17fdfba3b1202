"""A new layer, function, loss, metric or rule is one row or one file, and nothing else has to know of it.

Each is added to a copy of the package, in the one file that `CONTRIBUTING.md` names, and found by a program that
speaks of it. None of them exists.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

import xentlint

PACKAGE = Path(xentlint.__file__).parent


@dataclass(frozen=True)
class Exercise:
    """What is added where, and a program in which the code is reported because of it."""

    file: str
    change: Callable[[str], str]
    code: str
    program: str


def _before(line: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert text.count(line) == 1
        return text.replace(line, new + line)

    return change


def _at_the_end(new: str) -> Callable[[str], str]:
    return lambda text: text + new


_TRAINED = """
    import tensorflow as tf
    from tensorflow import keras
    from data import images, labels
"""

EXERCISES = {
    "layer": Exercise(
        "apis/layers.py",
        _before('    "Flatten": LayerRow(', '    "Blurring": LayerRow("keep"),\n'),
        "XEN201",
        """
        model = keras.Sequential([keras.layers.Dense(3, activation="softmax"), keras.layers.Blurring(2)])
        model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(images, labels)
        """,
    ),
    "function": Exercise(
        "apis/ops.py",
        _at_the_end('\nOPS["tf.unfolded"] = OpRow("keep", "reshape")\n'),
        "XEN201",
        """
        model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
        with tf.GradientTape() as tape:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True)(labels, tf.unfolded(model(images)))
        tape.gradient(loss, model.trainable_variables)
        """,
    ),
    "loss": Exercise(
        "apis/losses.py",
        _at_the_end(
            '\nFUNCTIONS["tf.nn.smooth_crossentropy"] = LossRow(\n'
            '    "smooth_crossentropy", LossKind.CATEGORICAL, "logits", ("labels", 0), ("logits", 1), None,'
            ' "with_logits", repairable=False\n)\n'
        ),
        "XEN201",
        """
        model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
        with tf.GradientTape() as tape:
            loss = tf.nn.smooth_crossentropy(labels, model(images))
        tape.gradient(loss, model.trainable_variables)
        """,
    ),
    "metric": Exercise(
        "apis/metrics.py",
        _before(
            '    MetricRow("precision_at_recall"', '    MetricRow("calibration_error", "probability"),\n'
        ),
        "XEN301",
        """
        model = keras.Sequential([keras.layers.Dense(1)])
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile("adam", loss, metrics=[keras.metrics.CalibrationError()])
        model.fit(images, labels)
        """,
    ),
    "rule": Exercise(
        "rules/xen190.py",
        lambda _: dedent(
            '''\
            """# loss-in-a-tape (XEN190)

            A loss is computed in a gradient tape.

            ## What it does
            Reports each.
            """

            from __future__ import annotations

            from collections.abc import Iterator

            from ..keras.facts import LossFact
            from .diagnostic import Severity
            from .finding import Finding, View
            from .meeting import Meeting
            from .rule import Rule


            def _holds(meeting: Meeting) -> bool:
                return meeting.fact.context.tape


            def _met(view: View, fact: LossFact) -> Iterator[Finding]:
                yield Finding("XEN190", Severity.INFO, "a loss in a tape", fact.sink, (), "", fact)


            RULE = Rule(holds=_holds, met=_met)
            '''
        ),
        "XEN190",
        """
        model = keras.Sequential([keras.layers.Dense(3)])
        with tf.GradientTape() as tape:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True)(labels, model(images))
        tape.gradient(loss, model.trainable_variables)
        """,
    ),
}


def _codes(package: Path, program: Path) -> set[str]:
    """What the version of xentlint in the folder ``package`` reports of a program."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "xentlint",
            "check",
            "--isolated",
            "--no-cache",
            "--output-format",
            "json",
            program,
        ],
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=package,
        capture_output=True,
        text=True,
    )
    assert run.returncode in (0, 1), run.stderr
    return {each["code"] for each in json.loads(run.stdout)}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a folder with a copy of the package of its own."""

    def copy(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(
            PACKAGE, folder / "xentlint", ignore=shutil.ignore_patterns("verify", "docs", "__pycache__")
        )
        return folder

    return copy


@pytest.mark.parametrize("kind", EXERCISES)
def test_one_file_is_all_that_is_touched(kind: str, copies: Callable[[str], Path]) -> None:
    exercise = EXERCISES[kind]
    folder = copies(kind)
    program = folder / "train.py"
    program.write_text(dedent(_TRAINED) + dedent(exercise.program))
    assert exercise.code not in _codes(folder, program)

    path = folder / "xentlint" / exercise.file
    path.write_text(exercise.change(path.read_text() if path.exists() else ""))
    assert exercise.code in _codes(folder, program)
