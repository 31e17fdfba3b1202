"""``--explain FILE:LINE``, on programs as people write them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xentlint.cli import main
from xentlint.keras.watching import Watch
from xentlint.run import engine

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
    value = told[told.index("model.py:7:35: tf.nn.softmax(scores)") :]
    assert value.splitlines()[1] == "    probabilities (the output of a softmax)"
    assert "train.py:9:12: meets SparseCategoricalCrossentropy here" in value


def test_where_a_loss_is_written_its_meetings_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained("train.py:6", capsys)
    assert "SparseCategoricalCrossentropy, which expects probabilities (from_logits=False by default)" in told
    assert "train.py:9:12: XEN101: meets probabilities" in told


def test_what_is_not_known_is_said_with_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "train.py").write_text(TRAIN.replace("from model import build", "from elsewhere import build"))
    told = explained("train.py:9", capsys)
    assert "not known" in told


def test_a_line_without_anything_leads_to_those_that_have_something(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained("train.py:1", capsys)
    assert told == "there is no value on this line\nthe nearest lines that have one: 5, 6, 7, 8, 9\n"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("train.py:99", "train.py: there is no line 99, there are 9"),
        ("train.py:0", "train.py: there is no line 0, there are 9"),
        ("train.py:cell 1:2", "train.py: it has no cells; name a line of the file"),
        ("nowhere.py:1", "nowhere.py: no such file or folder"),
        ("train.py", "--explain takes FILE:LINE, or NOTEBOOK:cell N:LINE, not 'train.py'"),
    ],
)
def test_a_place_that_is_none_is_refused(
    place: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--explain", place]) == 2
    assert capsys.readouterr().err == f"xentlint: error: {message}\n"


def test_a_file_that_does_not_parse_is_said_to_be_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "train.py").write_text(TRAIN + "x = = 1\n")
    assert "train.py:10:5: " in explained("train.py:9", capsys)


def values(text: str, folder: Path, row: int, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """What is told of each expression in a row of a program, below the expression as it is written."""
    (folder / "program.py").write_text(f"import sys\nimport tensorflow as tf\n{text}", encoding="utf-8")
    told: dict[str, list[str]] = {}
    for line in explained(f"program.py:{row}", capsys).splitlines():
        if line.startswith("program.py"):
            about = told.setdefault(line.partition(": ")[2], [])
        elif line.startswith(" "):
            about.append(line.strip())
    return told


def test_every_value_on_the_line_is_told_and_nothing_that_can_be_read_off_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = "scores = tf.keras.layers.Dense(3)(tf.keras.Input((8,)))\nlabel = tf.argmax(scores, -1)\n"
    assert values(program, folder, 4, capsys) == {
        "label": ["class indices"],
        "tf.argmax(scores, -1)": ["class indices"],
        "scores": [
            "a linear output (logits)",
            "program.py:3:10: the output is linear here: tf.keras.layers.Dense(3)",
        ],
    }


def test_a_model_is_told_by_what_it_gives(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = (
        "model = tf.keras.Sequential()\n"
        "model.add(tf.keras.layers.Dense(3))\n"
        "model.add(tf.keras.layers.Softmax())\n"
        "model.summary()\n"
    )
    assert values(program, folder, 6, capsys)["model"][:3] == [
        "a Sequential model that gives probabilities (the output of a softmax)",
        "program.py:3:9: made here: tf.keras.Sequential()",
        "program.py:5:11: softmax applied here: tf.keras.layers.Softmax()",
    ]


def test_a_model_of_an_own_class_is_told_by_what_came_out_of_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = (
        "class Net(tf.keras.Model):\n"
        "    def call(self, x):\n"
        "        return tf.nn.sigmoid(x)\n"
        "net = Net()\n"
        "net.compile(loss='binary_crossentropy')\n"
        "net.fit(tf.keras.datasets.mnist.load_data())\n"
    )
    about = values(program, folder, 7, capsys)["net"]
    assert about[0] == "a model of the class Net that gives probabilities (the output of a sigmoid)"


def test_a_constant_leads_to_where_it_comes_from(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = (
        "FLAG = True\n"
        "def made(flag):\n"
        "    return tf.keras.losses.BinaryCrossentropy(from_logits=flag)\n"
        "loss = made(FLAG)\n"
    )
    assert values(program, folder, 5, capsys)["flag"] == ["True", "program.py:6:13: comes from here: FLAG"]
    assert values(program, folder, 6, capsys)["FLAG"] == ["True", "program.py:3:1: comes from here: FLAG"]
    assert values(program, folder, 6, capsys)["loss"] == [
        "the loss BinaryCrossentropy, which expects logits (from_logits=True)",
        "program.py:5:12: written here: tf.keras.losses.BinaryCrossentropy(from_logits=flag)",
        "program.py:5:59: from_logits set here: flag",
    ]


def test_what_is_not_known_leads_to_where_that_began(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = (
        "import elsewhere\n"
        "head = elsewhere.head()\n"
        "scores = head(tf.keras.Input((8,)))\n"
        "loss = tf.keras.losses.categorical_crossentropy([1], scores)\n"
    )
    assert values(program, folder, 6, capsys)["scores"] == [
        "not known: it is not known what head is",
        "program.py:5:10: not known since here: head(tf.keras.Input((8,)))",
    ]
    assert values(program, folder, 4, capsys)["head"] == [
        "not known: what elsewhere.head gives is not known",
        "program.py:4:8: not known since here: elsewhere.head()",
    ]


def test_who_decides_between_two_values_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = (
        "scores = tf.keras.layers.Dense(3)(tf.keras.Input((8,)))\n"
        "if len(sys.argv) > 1:\n"
        "    scores = tf.nn.softmax(scores)\n"
        "loss = tf.keras.losses.categorical_crossentropy([1], scores)\n"
    )
    (about, *way) = values(program, folder, 6, capsys)["scores"]
    assert about.startswith("either ")
    assert "probabilities (the output of a softmax)" in about
    assert "a linear output (logits)" in about
    assert about.endswith(", as the program's input decides")
    assert "program.py:5:14: softmax applied here: tf.nn.softmax(scores)" in way


@pytest.mark.parametrize(
    ("program", "row", "told"),
    [
        ("if False:\n    x = tf.nn.softmax(1)\n", 4, "not evaluated: no path that was followed leads here"),
        ("class A:\n    def f(self):\n        return tf.nn.softmax(1)\n", 5, None),
        (
            "def f():\n    return 1\n    x = tf.nn.softmax(2)\n",
            5,
            "not evaluated: no path that was followed leads here",
        ),
    ],
)
def test_a_line_that_nothing_leads_to_is_told_to_be_one(
    program: str, row: int, told: str | None, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    about = [text for texts in values(program, folder, row, capsys).values() for text in texts]
    assert (told in about) if told is not None else not any("not evaluated" in text for text in about)


def test_a_function_that_nobody_calls_is_evaluated_when_it_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a loss in the file, a check would not look into it."""
    program = "def helper(x):\n    y = tf.reshape(x, (-1,))\n    return tf.nn.relu(y)\n"
    assert values(program, folder, 4, capsys)["x"][0] == (
        "not known: it is a parameter of a function that nobody in sight calls"
    )


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

    def record(documents: list[engine.Document], *_: object) -> engine.Explanation:
        seen.extend(document.path.name for document in documents)
        return engine.Explanation()

    monkeypatch.setattr(engine, "explain", record)
    explained("model.py:7", capsys)
    assert sorted(seen) == ["model.py", "train.py"]


def test_it_takes_no_longer_than_a_person_waits(folder: Path) -> None:
    before = os.times()
    assert run("xentlint", "check", "--explain", "train.py:9", cwd=folder).returncode == 0
    after = os.times()
    # Half a second when the machine is idle; it seldom is when tests run.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 5


def test_what_nobody_asks_for_is_not_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a call statement leaves behind, and texts."""
    program = "metric = tf.keras.metrics.AUC()\nprint(f'{metric.result()}')\n"
    assert list(values(program, folder, 4, capsys)) == ["metric.result()", "metric"]


def test_a_line_with_very_much_on_it_is_told_to_have_more(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "; ".join(f"x{number} = tf" for number in range(300))
    (folder / "program.py").write_text(f"import tensorflow as tf\n{line}\n", encoding="utf-8")
    assert explained("program.py:2", capsys).splitlines()[-1] == "and 400 more on this line"


def test_a_file_with_much_in_it_is_not_evaluated_to_its_end(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is asked for comes first, and it is said that there may be more."""
    line = "    x = tf.reshape(x, (-1, 10))\n"
    functions = "".join(f"def step{number}(x):\n{line * 40}" for number in range(60))
    (folder / "program.py").write_text(f"import tensorflow as tf\n{functions}", encoding="utf-8")
    told = explained(f"program.py:{60 * 41 + 1}", capsys)
    assert "tf.reshape(x, (-1, 10))" in told
    assert told.endswith("more may meet here)\n")


def test_what_methods_store_does_not_have_all_others_evaluated_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The method that was asked for is, and knows what another one has stored."""
    line = "        x = tf.reshape(x, (-1, 10))\n"
    methods = "".join(
        f"    def step{number}(self, x):\n{line * 40}        kept = self.kept\n"
        "        self.kept = tf.nn.softmax(x)\n"
        for number in range(1, 61)
    )
    program = f"import tensorflow as tf\nclass Steps:\n    kept = 1\n{methods}"
    (folder / "program.py").write_text(program, encoding="utf-8")
    spent: list[int] = []
    monkeypatch.setattr("xentlint.keras.watching.Watch.spend", _recorder(spent))
    told = explained(f"program.py:{3 + 43 * 3 - 1}", capsys)
    assert "self.kept" in told
    assert told.endswith("more may meet here)\n")
    assert sum(spent) < 6_000  # 60 methods take 500 steps each, twice


def _recorder(spent: list[int]) -> Callable[[Watch, int], None]:
    spend = Watch.spend

    def record(watch: Watch, steps: int) -> None:
        spent.append(steps)
        spend(watch, steps)

    return record


def test_of_many_that_import_the_file_the_nearest_are_evaluated(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that import it themselves come before those that import these, and it is said that there are more."""
    for number in range(20):
        (folder / f"a{number:02}.py").write_text("import tensorflow as tf\nimport train\n", encoding="utf-8")
    seen: list[str] = []
    explain = engine.explain

    def record(documents: list[engine.Document], *rest: Any) -> engine.Explanation:
        seen.extend(document.path.name for document in documents)
        return explain(documents, *rest)

    monkeypatch.setattr(engine, "explain", record)
    told = explained("model.py:7", capsys)
    assert "train.py" in seen
    assert 3 < len(seen) < 20
    assert "meets SparseCategoricalCrossentropy here" in told
    assert told.endswith("more may meet here)\n")


def test_what_stands_in_long_modules_is_not_read_to_its_end(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A module that is imported is followed as far as a person waits; what it would have bound is not known."""
    long = "".join(f"x{number} = tf.reshape(tf.ones(10), (-1, 10))\n" for number in range(3_000))
    (folder / "long.py").write_text(
        f"import tensorflow as tf\n{long}last = tf.nn.softmax(x1)\n", encoding="utf-8"
    )
    (folder / "program.py").write_text(
        "import tensorflow as tf\nfrom long import last\ny = tf.nn.softmax(last)\n", encoding="utf-8"
    )
    told = explained("program.py:3", capsys)
    assert "tf.nn.softmax(last)" in told
    assert told.endswith("more may meet here)\n")
