"""An error of our own loses what it concerns: the rest is reported, the file named, the status 2."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import xentlint
from xentlint.cli import main
from xentlint.config.settings import Settings
from xentlint.fixes import planner
from xentlint.run import assembly, engine, repair, runner
from xentlint.run.choice import Choice

WRONG = """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
"""


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight programs of which two make the evaluator raise, alone and in company."""
    for name in "abcdefgh":
        (tmp_path / f"{name}.py").write_text(WRONG)
    really = assembly.assemble

    def failing(chosen: Choice, *more: Any, **named: Any) -> assembly.Assembled:
        for document in chosen.documents:
            if document.path.name in ("c.py", "h.py"):
                raise KeyError("a property asked itself")
        return really(chosen, *more, **named)

    monkeypatch.setattr(assembly, "assemble", failing)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_else_is_reported_and_the_files_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--output-format", "json", "--no-cache", "."]) == 2
    said = capsys.readouterr()
    assert [each["filename"] for each in json.loads(said.out)] == [f"{name}.py" for name in "abdefg"]
    internal = [line for line in said.err.splitlines() if "internal error in" in line]
    assert len(internal) == 2
    assert "c.py: KeyError: " in internal[0]
    assert "h.py: KeyError: " in internal[1]
    assert "please report this with that file" in said.err


def test_the_way_there_is_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--no-cache", "--verbose", "."])
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_the_figures_count_each_loss_once(tree: Path) -> None:
    settings = Settings(root=tree, cache=False)
    outcome = runner.lint(runner.collect([tree], settings).documents, settings)
    assert outcome.coverage == engine.Coverage(met=6, reported=6)


def test_a_result_that_lacks_something_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["."]) == 2
        assert "internal error in c.py" in capsys.readouterr().err


def test_what_can_be_repaired_is(tree: Path) -> None:
    assert main(["--fix", "--unsafe-fixes", "--no-cache", "."]) == 2
    assert [name for name in "abcdefgh" if (tree / f"{name}.py").read_text() == WRONG] == ["c", "h"]


def test_a_repair_after_which_a_file_cannot_be_evaluated_is_taken_back(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint = runner.lint

    def failing(documents: repair.Documents, settings: Settings) -> runner.Outcome:
        outcome = lint(documents, settings)
        if any(b"softmax" not in each.raw for each in documents.values() if each.path.name == "a.py"):
            lost = engine.Failure((str(tree / "a.py"),), "KeyError")
            return runner.Outcome(outcome.diagnostics, failures=(lost,))
        return outcome

    settings = Settings(root=tree, cache=False)
    documents = runner.collect([tree / "a.py", tree / "b.py"], settings).documents
    repaired = repair.repair(documents, lambda each: failing(each, settings), unsafe=True)
    assert [os.path.basename(path) for path in repair.changed(documents, repaired.documents)] == ["b.py"]


def test_a_repair_that_cannot_be_planned_leaves_the_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise AssertionError("no place for this edit")

    monkeypatch.setattr(planner, "plan", failing)
    assert main(["--no-cache", "--output-format", "concise", "a.py"]) == 2
    said = capsys.readouterr()
    assert "XEN201" in said.out
    assert "internal error in a.py: AssertionError: no place for this edit" in said.err


def test_python_code_is_warned() -> None:
    with pytest.warns(RuntimeWarning, match=r"internal error of xentlint in .*c\.py: KeyError"):
        found = xentlint.check(["b.py", "c.py"], settings=Settings(cache=False))
    assert [each.code for each in found] == ["XEN201"]


def test_a_file_that_cannot_be_taken_apart_is_one_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(raw: bytes, frameworks: object) -> bool:
        raise KeyError("gate")

    monkeypatch.setattr(runner, "can_matter", failing)
    assert main(["--no-cache", "a.py"]) == 2
    assert "internal error in a.py: KeyError: 'gate'" in capsys.readouterr().err


def test_an_editor_and_flake8_are_told_too(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.lint_text(tree / "c.py", WRONG, Settings(root=tree)) == ()
    assert "internal error in" in capsys.readouterr().err
