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
        ('"ce" = "keras.losses.X"', "'ce' is no dotted name"),
        ('"a.ce" = "torch.nn.Softmax"', "must behave as something of keras, tensorflow, tf_keras"),
        ('"a.ce" = "keras.losses.X; import os"', "is no dotted name"),
        ('"a.ce" = 3', "must be a name, or a table"),
        ('"a.ce" = {is = "keras.losses.X", from_logits = []}', "must be a string, a number, true or false"),
        ('"a.ce" = {is = "keras.losses.X", "x)" = 1}', "must be a string, a number, true or false"),
    ],
)
def test_a_row_that_makes_no_sense_is_an_error(row: str, reason: str, project: Path) -> None:
    (project / "xentlint.toml").write_text(f"[known-apis]\n{row}\n")
    with pytest.raises(ConfigError) as raised:
        load_settings(project)
    assert reason in raised.value.message
    assert raised.value.line is not None
