"""A user's own script: copied, run as it is and as repaired, never touched."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from xentlint.verify.child.spec import Spec
from xentlint.verify.children import TIMED_OUT
from xentlint.verify.program import CannotRun, ProgramReport, environment_set_by, run_program

from .builders import FakeChildren, FakeRepairer, training_events

BAD = "import helper\nbad = 'softmax'\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text("", encoding="utf-8")
    (folder / "helper.py").write_text("", encoding="utf-8")
    (folder / "data.csv").write_text("1,2\n", encoding="utf-8")
    path = folder / "train.py"
    path.write_text(BAD, encoding="utf-8")
    return path


def learns_only_when_repaired(text: str, spec: Spec) -> list[dict[str, Any]]:
    return training_events(spec, accuracy=0.1 if "bad" in text else 0.9)


def run(script: Path, tmp_path: Path, children: FakeChildren) -> ProgramReport:
    arguments = argparse.Namespace(steps=50, seeds=3, timeout=60, jobs=2, numerics="installed")
    work = tmp_path / "work"
    repairer = FakeRepairer(lambda text: text.replace("bad", "logits"))
    return run_program(script, ["--lr", "0.1"], work, repairer, arguments, children)


def test_the_script_is_run_as_it_is_and_as_repaired(script: Path, tmp_path: Path) -> None:
    children = FakeChildren(learns_only_when_repaired)
    report = run(script, tmp_path, children)
    assert report.passed
    assert [(v.name, v.word) for v in report.verdicts] == [("clean", "clean"), ("training", "improved")]
    assert len(children.orders) == 6
    assert {tuple(order.arguments) for order in children.orders} == {("--lr", "0.1")}
    assert {order.step_limit for order in children.orders} == {50}


def test_nothing_of_the_users_is_touched(script: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in script.parent.rglob("*") if path.is_file()}
    run(script, tmp_path, FakeChildren(learns_only_when_repaired))
    assert {path: path.read_bytes() for path in script.parent.rglob("*") if path.is_file()} == before


def test_the_copy_has_the_data_but_not_the_history(script: Path, tmp_path: Path) -> None:
    run(script, tmp_path, FakeChildren(learns_only_when_repaired))
    copy = tmp_path / "work" / "before" / "copy"
    assert (copy / "data.csv").is_file()
    assert not (copy / ".git").exists()


def test_a_script_with_nothing_to_repair_is_run_once(script: Path, tmp_path: Path) -> None:
    script.write_text("import helper\n", encoding="utf-8")
    children = FakeChildren(learns_only_when_repaired)
    report = run(script, tmp_path, children)
    assert {Path(order.folder).parent.name for order in children.orders} == {"before"}
    assert report.diff == ""


@pytest.mark.parametrize(
    ("events", "status", "problem"),
    [
        (
            [
                {"event": "start", "mode": "train", "seed": 0},
                {
                    "event": "end",
                    "mode": "train",
                    "seed": 0,
                    "outcome": "error",
                    "error": "FileNotFoundError: no x.npy (line 3)",
                },
            ],
            0,
            "FileNotFoundError: no x.npy (line 3)",
        ),
        (
            [{"event": "start", "mode": "train", "seed": 0}],
            TIMED_OUT,
            "no training step within 60 s (--timeout)",
        ),
        (
            [
                {"event": "start", "mode": "train", "seed": 0},
                {"event": "end", "mode": "train", "seed": 0, "outcome": "finished"},
            ],
            0,
            "it ran to its end without a training step",
        ),
        (
            [{"event": "failure", "message": "ModuleNotFoundError: No module named 'x'"}],
            1,
            "ModuleNotFoundError",
        ),
        ([], 1, "last words"),
    ],
    ids=["crash", "for ever", "never trains", "cannot start", "dies silently"],
)
def test_what_keeps_a_script_from_training_is_said_once(
    events: list[dict[str, Any]], status: int, problem: str, script: Path, tmp_path: Path
) -> None:
    report = run(script, tmp_path, FakeChildren(lambda text, spec: events, status=status))
    assert not report.passed
    assert len(report.problems) == 2
    assert problem in report.problems[0]
    assert report.problems[0].startswith("as it is: ")


def test_a_script_that_is_cut_off_in_the_middle_has_trained(script: Path, tmp_path: Path) -> None:
    def slow(text: str, spec: Spec) -> list[dict[str, Any]]:
        return learns_only_when_repaired(text, spec)[:-1]

    assert run(script, tmp_path, FakeChildren(slow, status=TIMED_OUT)).problems == []


def test_a_folder_that_is_too_large_is_not_copied(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xentlint.verify.program.COPY_LIMIT", 3)
    with pytest.raises(CannotRun, match="too much to copy"):
        run(script, tmp_path, FakeChildren(learns_only_when_repaired))


def test_the_backend_a_script_chooses_is_known_before_it_runs() -> None:
    source = 'import os\nos.environ["KERAS_BACKEND"] = "jax"\nos.environ["HOME"] = "elsewhere"\n'
    assert environment_set_by(source) == {"KERAS_BACKEND": "jax"}
    assert environment_set_by("import os\nos.environ['KERAS_BACKEND'] = choose()\n") == {}
