"""``--explain FILE:LINE``, on programs as people write them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from xentlint import engine
from xentlint.cli import main
from xentlint.config import Settings

from .integrations.programs import PROGRAM, run

MODEL = """\
import tensorflow as tf


def build(classes):
    inputs = tf.keras.Input((8,))
    scores = tf.keras.layers.Dense(classes)(inputs)
    return tf.keras.Model(inputs, tf.nn.softmax(scores))
"""
TRAIN = """\
import tensorflow as tf
from data import images, labels
from model import build

model = build(10)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    predictions = model(images)
    loss = loss_fn(labels, tf.reshape(predictions, (-1, 10)))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two files."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "train.py").write_text(TRAIN, encoding="utf-8")
    return tmp_path


def explained(place: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--explain", place]) == 0
    return capsys.readouterr().out


def test_a_loss_tells_what_it_expects_and_meets_and_the_way_there(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained("train.py:9", capsys)
    assert "train.py:9:12: loss_fn(labels, tf.reshape(predictions, (-1, 10)))" in told
    assert "SparseCategoricalCrossentropy expects probabilities" in told
    assert "probabilities (the output of a softmax), behind a reshape, in training: XEN101" in told
    assert "model.py:7:35: softmax applied here: tf.nn.softmax(scores)" in told
    assert "train.py:6:11: SparseCategoricalCrossentropy written here" in told


def test_a_value_on_the_line_has_its_own_chain(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained("train.py:9", capsys)
    value = told[told.index("train.py:9:28: tf.reshape(predictions, (-1, 10))") :]
    assert "    probabilities (the output of a softmax), behind a reshape" in value
    assert "model.py:7:35: softmax applied here" in value
    assert "train.py:8:19: the model is called here: model(images)" in value


def test_where_an_output_is_made_the_losses_of_other_files_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained("model.py:7", capsys)
    assert "makes probabilities (the output of a softmax)" in told
    assert "train.py:9:12: meets SparseCategoricalCrossentropy here" in told


def test_where_a_loss_is_written_its_meetings_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained("train.py:6", capsys)
    assert "SparseCategoricalCrossentropy expects probabilities" in told
    assert "train.py:9:12: meets probabilities" in told


def test_what_is_not_known_is_said_with_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "train.py").write_text(TRAIN.replace("from model import build", "from elsewhere import build"))
    told = explained("train.py:9", capsys)
    assert "not known" in told


def test_a_line_without_anything_leads_to_those_that_have_something(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained("train.py:1", capsys)
    assert told.startswith("no loss, output, metric or reader of an output is known on this line\n")
    assert "6, 8, 9" in told


def test_a_cell_is_counted_from_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
        for source in ("x = 1", PROGRAM)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "train.ipynb").write_text(json.dumps(notebook))
    told = explained("train.ipynb:cell 2:10", capsys)
    assert "train.ipynb:cell 2:10:" in told
    assert "in training: XEN101" in told


def test_only_the_program_of_the_file_is_evaluated(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        (folder / f"other{number}.py").write_text(PROGRAM, encoding="utf-8")
    seen: list[str] = []

    def record(documents: list[engine.Document], settings: Settings, path: str) -> tuple[()]:
        seen.extend(document.path.name for document in documents)
        return ()

    monkeypatch.setattr(engine, "explain", record)
    explained("model.py:7", capsys)
    assert sorted(seen) == ["model.py", "train.py"]


def test_it_takes_no_longer_than_a_person_waits(folder: Path) -> None:
    began = time.perf_counter()
    assert run("xentlint", "check", "--explain", "train.py:9", cwd=folder).returncode == 0
    # A second when the machine is idle; it seldom is when tests run.
    assert time.perf_counter() - began < 5
