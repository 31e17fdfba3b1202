"""A team's own layers and losses, which no checked file holds, described in the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xentlint.cli import main
from xentlint.config.settings import ConfigError, load_settings

PROGRAM = """\
import tensorflow as tf
from data import images, labels
IMPORT

model = tf.keras.Sequential([tf.keras.layers.Dense(10), HEAD])
with tf.GradientTape() as tape:
    loss = LOSS(labels, model(images))
"""
ROWS = """\
[known-apis]
"acme.nn.ProbHead" = "keras.layers.Softmax"
"acme.nn.Probe" = "keras.layers.Dense"
"acme.losses.ce" = { is = "keras.losses.sparse_categorical_crossentropy", from_logits = true }
"acme.losses.nll" = { is = "keras.losses.sparse_categorical_crossentropy", from_logits = false }
"acme.losses.SoftCE" = "keras.losses.SparseCategoricalCrossentropy"
"""
PLAIN = "tf.keras.losses.SparseCategoricalCrossentropy()"
SOFTMAX = 'tf.keras.layers.Activation("softmax")'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with rows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "xentlint.toml").write_text(ROWS)
    return tmp_path


def program(imports: str, head: str, loss: str) -> Path:
    path = Path("train.py")
    path.write_text(PROGRAM.replace("IMPORT", imports).replace("HEAD", head).replace("LOSS", loss))
    return path


def found(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    main(["train.py", "--output-format", "json", *words])
    return list(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("imports", "head", "loss", "code"),
    [
        ("from acme.nn import ProbHead", "ProbHead()", PLAIN, "XEN101"),
        ("from acme import nn", "nn.ProbHead()", PLAIN, "XEN101"),
        ("import acme.nn", "acme.nn.ProbHead()", PLAIN, "XEN101"),
        ("import acme.nn as ours", "ours.ProbHead()", PLAIN, "XEN101"),
        ("from acme.losses import ce", SOFTMAX, "ce", "XEN201"),
        ("from acme.losses import nll", SOFTMAX, "nll", "XEN101"),
        ("from acme.losses import nll\nfrom acme.nn import Probe", "Probe(10)", "nll", "XEN202"),
        ("from acme.losses import SoftCE", SOFTMAX, "SoftCE()", "XEN101"),
        ("from acme.losses import SoftCE", SOFTMAX, "SoftCE(from_logits=True)", "XEN201"),
    ],
)
def test_what_a_row_says_is_what_is_judged(
    imports: str, head: str, loss: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program(imports, head, loss)
    assert [each["code"] for each in found(capsys)] == [code]
    assert found(capsys, "--isolated") == []


def test_a_wrapper_that_wants_logits_is_right_with_logits(capsys: pytest.CaptureFixture[str]) -> None:
    program("from acme.losses import ce", "tf.keras.layers.Dense(10)", "ce")
    assert found(capsys) == []


def test_every_place_that_is_shown_is_in_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    program("from acme.losses import ce", SOFTMAX, "ce")
    (report,) = found(capsys)
    assert {each["filename"] for each in report["related"]} == {"train.py"}  # type: ignore[attr-defined]
    assert main(["--explain", "train.py:7"]) == 0
    assert "known-apis" not in capsys.readouterr().out


def test_a_repair_that_rests_on_a_row_waits_to_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    path = program("from acme.losses import ce", SOFTMAX, "ce")
    before = path.read_text()
    main(["--fix", "train.py"])
    assert path.read_text() == before
    assert "known-apis is taken at its word" in capsys.readouterr().out
    main(["--fix", "--unsafe-fixes", "train.py"])
    assert SOFTMAX not in path.read_text()
    capsys.readouterr()
    assert found(capsys) == []


def test_a_change_of_the_rows_is_seen_in_spite_of_the_cache(capsys: pytest.CaptureFixture[str]) -> None:
    program("from acme.losses import ce", SOFTMAX, "ce")
    assert [each["code"] for each in found(capsys)] == ["XEN201"]
    Path("xentlint.toml").write_text("")
    assert found(capsys) == []


def test_a_file_of_the_project_comes_before_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    Path("acme").mkdir()
    Path("acme/__init__.py").write_text("")
    Path("acme/losses.py").write_text(
        "import tensorflow as tf\n"
        "def ce(labels, scores):\n"
        "    return tf.keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=False)\n"
    )
    program("from acme.losses import ce", "tf.keras.layers.Dense(10)", "ce")
    # The file says from_logits=False, whatever the row says.
    assert "XEN202" in {each["code"] for each in found(capsys, "acme")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"ce" = "keras.losses.Poisson"', "'ce' is no dotted name"),
        ('"a.ce" = "torch.nn.Softmax"', "must behave as something of keras, tensorflow, tf_keras"),
        ('"a.ce" = "tf.nn.softmax"', "(did you mean 'tensorflow.nn.softmax'?)"),
        ('"a.ce" = "kears.layers.Softmax"', "(did you mean 'keras'?)"),
        ('"a.ce" = "keras.losses.Poisson; import os"', "is no dotted name"),
        ('"a.ce" = 3', "must be a name, or a table"),
        ('"a.ce" = {si = "keras.layers.Softmax"}', 'must be a name, or a table with a name under "is"'),
        ('a.nn.Own = "keras.layers.Softmax"', "written in quotes (did you mean 'a.nn.Own'?)"),
        ('a.nn.ce = {is = "CE"}', "written in quotes (did you mean 'a.nn.ce'?)"),
        ('"keras.layers.Own" = "keras.layers.Softmax"', "'keras.layers.Own' is no own name"),
        ('"a.ce" = "keras.layers.Sotfmax"', "which is not known (did you mean 'keras.layers.Softmax'?)"),
        ('"a.ce" = "keras.layer.Softmax"', "(did you mean 'keras.layers.Softmax'?)"),
        ('"a.ce" = "keras.softmax"', "(did you mean 'keras.activations.softmax'?)"),
        ('"a.ce" = "tensorflow.nn.sofmax"', "(did you mean 'tensorflow.nn.softmax'?)"),
        ('"a.ce" = "keras.applications.ResNet5O"', "(did you mean 'keras.applications.ResNet50'?)"),
        ('"a.ce" = "keras.metrics.Acuracy"', "(did you mean 'keras.metrics.Accuracy'?)"),
        ('"a.ce" = "keras.nothing.like_it"', "'keras.nothing.like_it', which is not known"),
        ('"a.ce" = {is = "CE", from_logits = []}', "must be a string, a number, true or false"),
        ('"a.ce" = {is = "CE", "x)" = 1}', "must be a string, a number, true or false"),
        ('"a.ce" = {is = "CE", from_logit = true}', "'from_logit' (did you mean 'from_logits'?)"),
        ('"a.ce" = {is = "CE", from_logits = "yes"}', "must be true or false, not 'yes'"),
        ('"a.D" = {is = "keras.layers.Dense", activation = "sofmax"}', "(did you mean 'softmax'?)"),
        ('"a.D" = {is = "keras.layers.Dense", activaton = "softmax"}', "(did you mean 'activation'?)"),
    ],
)
def test_a_row_that_makes_no_sense_is_an_error_at_its_line(row: str, reason: str, project: Path) -> None:
    row = row.replace('"CE"', '"keras.losses.categorical_crossentropy"')
    (project / "xentlint.toml").write_text(f'[known-apis]\n"a.fine" = "keras.layers.Dense"\n{row}\n')
    with pytest.raises(ConfigError) as raised:
        load_settings(project)
    assert reason in raised.value.message
    assert raised.value.line == 3


def test_an_argument_of_a_row_on_several_lines_has_its_own(project: Path) -> None:
    text = '[known-apis."a.D"]\nis = "keras.layers.Dense"\nactivaton = "softmax"\n'
    (project / "xentlint.toml").write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_settings(project)
    assert raised.value.line == 3


@pytest.mark.parametrize(
    "meaning",
    [
        "tensorflow.keras.layers.Softmax", "tensorflow.compat.v1.losses.softmax_cross_entropy", "tensorflow.layers.dense",
        "keras.applications.resnet50.ResNet50", "keras.metrics.AUC", "tensorflow.function", "keras.models.Sequential",
        "tf_keras.layers.Embedding", "keras.Model", "keras.Input", "tensorflow.data.Dataset", "keras.losses.Poisson",
        "keras.ops.softmax", "keras.utils.to_categorical", "tensorflow.math.log",
    ],
)  # fmt: skip
def test_what_keras_or_tensorflow_has_is_no_error(meaning: str, project: Path) -> None:
    (project / "xentlint.toml").write_text(f'[known-apis]\n"a.own" = "{meaning}"\n')
    (row,) = load_settings(project).known_apis
    assert row.meaning == meaning


def warned(rows: str, text: str, project: Path, capsys: pytest.CaptureFixture[str]) -> str:
    (project / "xentlint.toml").write_text(f"[known-apis]\n{rows}")
    (project / "train.py").write_text(f"import tensorflow as tf\n{text}model.compile(loss='mse')\n")
    main(["train.py"])
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("from acme.nn import ProbHead\n", "2:1"),
        ("import acme.nn\nx = acme.nn.ProbHead()\n", "3:5"),
        ("from acme import nn as ours\nours.ProbHead()\n", "3:1"),
        ("def build():\n    from acme.nn import (\n        ProbHead,\n    )\n", "3:5"),
    ],
)
def test_a_row_under_a_misspelt_name_is_named_with_what_is_meant(
    text: str, place: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = warned('"acme.nn.ProbHaed" = "keras.layers.Softmax"\n', text, project, capsys)
    assert said == (
        "xentlint: warning: xentlint.toml:2: known-apis: nothing here is called 'acme.nn.ProbHaed', "
        f"but train.py:{place} has 'acme.nn.ProbHead'\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "from acme.nn import ProbHaed\n",
        "from acme.nn import ProbHaed, ProbHead\n",
        "from acme.nn import ProbHaed2\n",
        "from other.nn import ProbHead\n",
        "from .acme.nn import ProbHead\n",
        "import acme.nn\n",
    ],
)
def test_names_that_are_alike_on_purpose_are_no_mistake(
    text: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert warned('"acme.nn.ProbHaed" = "keras.layers.Softmax"\n', text, project, capsys) == ""


def test_a_place_in_a_notebook_has_its_cell(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "xentlint.toml").write_text('[known-apis]\n"acme.nn.ProbHaed" = "keras.layers.Softmax"\n')
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "source": "import keras\nfrom acme.nn import ProbHead",
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "train.ipynb").write_text(json.dumps(notebook))
    main(["train.ipynb"])
    assert "but train.ipynb:cell 1:2:1 has 'acme.nn.ProbHead'" in capsys.readouterr().err


def test_a_name_that_has_a_row_of_its_own_is_meant(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = '"acme.nn.ProbHaed" = "keras.layers.Softmax"\n"acme.nn.ProbHead" = "keras.layers.Dense"\n'
    assert warned(rows, "from acme.nn import ProbHead\n", project, capsys) == ""
