"""A program of one's own: copied, run as it is and as repaired, never touched."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from xentlint.verify.child.spec import Spec
from xentlint.verify.children import TIMED_OUT
from xentlint.verify.own_report import Choices, ProgramReport
from xentlint.verify.program import run_program
from xentlint.verify.protection import Protection
from xentlint.verify.report import own

from .builders import FakeChildren, FakeRepairer, probe_events, training_events

BAD = "import helper\nbad = 'softmax'\nread = softmax(bad)\n"
Events = Callable[[str, Spec], Sequence[dict[str, Any]]]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "helper.py").write_text("", encoding="utf-8")
    path = folder / "train.py"
    path.write_text(BAD, encoding="utf-8")
    return path


def learns_only_when_repaired(text: str, spec: Spec) -> list[dict[str, Any]]:
    """A world in which ``bad`` kills training, and only ``softmax(`` reads logits well."""
    bad = "bad" in text
    if spec.mode == "train":
        return training_events(spec, accuracy=0.1 if bad else 0.9, steps=20)
    *gradient, function = probe_events(vanished=bad, confidence=0.9 if "softmax(" in text else 88.0)
    return gradient if spec.mode == "gradient" else [function]


def is_rescued(text: str, spec: Spec) -> list[dict[str, Any]]:
    return learns_only_when_repaired(text.replace("bad", "logits"), spec)


def run(
    script: Path,
    tmp_path: Path,
    children: FakeChildren,
    repair: Callable[[str], str] = lambda text: text.replace("bad", "logits"),
    **choices: Any,
) -> ProgramReport:
    chosen = Choices(**{"steps": 50, "timeout": 60.0, "arguments": ("--lr", "0.1"), **choices})
    return run_program(script, chosen, tmp_path / "work", FakeRepairer(repair), children, Protection(True))


def test_it_is_run_as_it_is_and_as_repaired(script: Path, tmp_path: Path) -> None:
    children = FakeChildren(learns_only_when_repaired)
    report = run(script, tmp_path, children)
    assert report.passed
    assert report.headline == "proved: gradients restored, training improved"
    assert {v.name: v.outcome for v in report.verdicts} == {
        "lint": "pass",
        "gradients": "pass",
        "function": "pass",
        "training": "pass",
    }
    assert {tuple(order.arguments) for order in children.orders} == {("--lr", "0.1")}
    trainings = [order for order in children.orders if order.mode == "train"]
    assert sorted(order.seeds[0] for order in trainings) == [0, 0, 1, 1, 2, 2]
    assert {order.step_limit for order in trainings} == {50}


def test_nothing_of_the_users_is_touched(script: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in script.parent.rglob("*") if path.is_file()}
    run(script, tmp_path, FakeChildren(learns_only_when_repaired))
    assert {path: path.read_bytes() for path in script.parent.rglob("*") if path.is_file()} == before


def test_nothing_is_repaired_behind_a_link(script: Path, tmp_path: Path) -> None:
    """A linked library is read, and its original stays as it is."""
    shared = tmp_path / "shared" / "library"
    shared.mkdir(parents=True)
    (shared / "model.py").write_text(BAD, encoding="utf-8")
    (script.parent / "library").symlink_to(shared, target_is_directory=True)
    script.write_text("import library.model\n", encoding="utf-8")
    for folder in (None, script.parent):
        work = tmp_path / f"run-{folder is None}"
        run(script, work, FakeChildren(learns_only_when_repaired), folder=folder)
        assert (shared / "model.py").read_text(encoding="utf-8") == BAD


def test_every_run_has_a_copy_of_its_own(script: Path, tmp_path: Path) -> None:
    """A checkpoint that one run leaves must not be the start of the next."""
    children = FakeChildren(learns_only_when_repaired)
    run(script, tmp_path, children)
    folders = [order.folder for order in children.orders]
    assert len(set(folders)) == len(folders)


def test_a_right_program_is_run_once_a_seed(script: Path, tmp_path: Path) -> None:
    script.write_text("import helper\n", encoding="utf-8")
    children = FakeChildren(learns_only_when_repaired)
    report = run(script, tmp_path, children)
    assert (report.headline, report.passed) == ("nothing to repair", True)
    assert len(children.orders) == 3


def test_rescued_by_keras_is_said(script: Path, tmp_path: Path) -> None:
    report = run(script, tmp_path, FakeChildren(is_rescued))
    assert report.headline == "rescued by Keras here: the repair changes nothing today"
    assert report.passed


def test_a_reader_left_with_logits_fails(script: Path, tmp_path: Path) -> None:
    children = FakeChildren(learns_only_when_repaired)
    report = run(
        script, tmp_path, children, lambda text: text.replace("softmax(bad)", "logits").replace("bad", "x")
    )
    assert report.headline == "the repair fails: function prints otherwise"
    assert "confidence 88.0" in own.text(report)


def test_figures_that_never_hold_still_are_not_held_against_it(script: Path, tmp_path: Path) -> None:
    count = 0

    def prints_a_port(text: str, spec: Spec) -> list[dict[str, Any]]:
        nonlocal count
        count += 1
        events = learns_only_when_repaired(text, spec)
        if spec.mode == "function":
            events[0] = {**events[0], "printed": ["confidence 0.9", f"port {count}"]}
        return events

    assert run(script, tmp_path, FakeChildren(prints_a_port)).passed


def test_gradients_that_still_vanish_fail(script: Path, tmp_path: Path) -> None:
    def vanishes(text: str, spec: Spec) -> list[dict[str, Any]]:
        return learns_only_when_repaired(text + "bad" if spec.mode == "gradient" else text, spec)

    report = run(script, tmp_path, FakeChildren(vanishes))
    assert report.headline == "the repair fails: gradients wrong"


def test_better_training_is_never_called_a_rescue(script: Path, tmp_path: Path) -> None:
    def learns_better(text: str, spec: Spec) -> list[dict[str, Any]]:
        return (learns_only_when_repaired if spec.mode == "train" else is_rescued)(text, spec)

    report = run(script, tmp_path, FakeChildren(learns_better))
    assert report.headline == "proved: training improved"


def test_a_repair_that_changes_nothing_that_can_be_seen_is_not_proved(script: Path, tmp_path: Path) -> None:
    """No logits are seen, and training goes on as it did: that may be a collapse on both sides."""

    def nothing_seen(text: str, spec: Spec) -> list[dict[str, Any]]:
        events = learns_only_when_repaired(text.replace("logits", "bad"), spec)
        return [each for each in events if each["event"] != "meeting"]

    report = run(script, tmp_path, FakeChildren(nothing_seen))
    assert (report.headline, report.passed) == ("repaired, but nothing is proved", False)


def test_a_model_that_is_trained_too_late_is_not_called_equal(script: Path, tmp_path: Path) -> None:
    def second_model(text: str, spec: Spec) -> list[dict[str, Any]]:
        events = learns_only_when_repaired(text, spec)
        right = {"event": "meeting", "loss": 7.0, "zero_share": 0.1, "alike": 1.0, "rows": [1.0, -1.0]}
        return [right, *events] if spec.mode == "gradient" else events

    report = run(script, tmp_path, FakeChildren(second_model))
    assert report.headline == "proved: gradients restored"
    assert "more --steps would tell" in own.text(report)


class TestUnsafeRepairs:
    def report(self, script: Path, tmp_path: Path, unsafe: bool) -> tuple[ProgramReport, FakeRepairer]:
        class Unsafe(FakeRepairer):
            def lint(self, paths: Sequence[Path]) -> Any:
                return tuple(dataclasses.replace(f, applicability="unsafe") for f in super().lint(paths))

            def fix(self, paths: Sequence[Path], *, unsafe: bool = False) -> None:
                self.unsafe.append(unsafe)
                if unsafe:
                    super().fix(paths, unsafe=unsafe)

        repairer = Unsafe(lambda text: text.replace("bad", "logits"))
        children = FakeChildren(learns_only_when_repaired)
        choices = Choices(steps=50, unsafe=unsafe)
        return run_program(script, choices, tmp_path / "work", repairer, children, Protection(True)), repairer

    def test_they_are_not_used_unless_asked_for(self, script: Path, tmp_path: Path) -> None:
        report, repairer = self.report(script, tmp_path, unsafe=False)
        assert report.headline == "not repaired: an unsafe repair is only used with --unsafe-fixes"
        assert not report.passed
        assert not any(repairer.unsafe)
        assert "XEN101 in line 3: not used" in own.text(report)

    def test_and_it_is_said_when_they_are(self, script: Path, tmp_path: Path) -> None:
        report, _ = self.report(script, tmp_path, unsafe=True)
        assert report.headline.startswith("unsafe repair, proved")
        assert "used, as --unsafe-fixes says" in own.text(report)


class TestSeveralFiles:
    def test_a_bug_in_what_the_script_imports_is_repaired(self, script: Path, tmp_path: Path) -> None:
        script.write_text("import helper\n", encoding="utf-8")
        (script.parent / "helper.py").write_text(BAD.replace("import helper\n", ""), encoding="utf-8")

        def world(text: str, spec: Spec) -> list[dict[str, Any]]:
            helper = Path(spec.folder, "helper.py").read_text(encoding="utf-8")
            return learns_only_when_repaired(helper, spec)

        report = run(script, tmp_path, FakeChildren(world))
        assert report.headline.startswith("proved")
        assert "helper.py" in report.diff

    def test_a_bug_in_what_it_does_not_load_is_only_counted(self, script: Path, tmp_path: Path) -> None:
        script.write_text("import helper\n", encoding="utf-8")
        (script.parent / "other.py").write_text(BAD, encoding="utf-8")
        report = run(script, tmp_path, FakeChildren(learns_only_when_repaired), folder=script.parent)
        assert report.headline == "nothing to repair"
        assert report.elsewhere == 1
        assert "1 report is on files that this program does not load" in own.text(report)


def crash(kind: str, text: str) -> Events:
    end = {"event": "end", "mode": "train", "seed": 0, "outcome": "error", "trouble": kind, "error": text}
    return lambda program, spec: [{"event": "start", "mode": "train", "seed": 0}, end]


@pytest.mark.parametrize(
    ("events", "status", "problem"),
    [
        (crash("crash", "NameError: no x (train.py, line 3)"), 0, "crash: as it is: NameError: no x"),
        (crash("missing data", "FileNotFoundError: x.npy"), 0, "missing data: as it is: FileNotFoundError"),
        (
            crash("refused write", "it wants to change /x"),
            0,
            "refused write: as it is: it wants to change /x",
        ),
        (
            lambda program, spec: [{"event": "start", "mode": "train", "seed": 0}],
            TIMED_OUT,
            "time-out: as it is: 0 steps within the time (ended after 60 s",
        ),
        (
            lambda program, spec: [
                {"event": "start", "mode": "train", "seed": 0},
                {"event": "end", "mode": "train", "seed": 0, "outcome": "finished"},
            ],
            0,
            "nothing trained: as it is: it ran to its end without a training step",
        ),
        (
            lambda program, spec: [
                {"event": "failure", "message": "ModuleNotFoundError: No module named 'x'"}
            ],
            1,
            "crash: as it is: ModuleNotFoundError",
        ),
        (lambda program, spec: [], 1, "crash: as it is: last words"),
    ],
    ids=["crash", "data", "write", "for ever", "never trains", "cannot start", "dies silently"],
)
@pytest.mark.parametrize("program", [BAD, "import helper\n"], ids=["with a mistake", "without"])
def test_what_keeps_it_from_training_has_a_name(
    events: Events, status: int, problem: str, program: str, script: Path, tmp_path: Path
) -> None:
    script.write_text(program, encoding="utf-8")
    report = run(script, tmp_path, FakeChildren(events, status=status))
    assert not report.passed
    assert report.headline == f"could not be verified: {problem.partition(':')[0]}"
    assert problem in own.text(report)
    assert own.text(report).count(problem) == 1


def test_a_program_that_only_the_repair_breaks_is_a_failed_repair(script: Path, tmp_path: Path) -> None:
    def world(text: str, spec: Spec) -> Sequence[dict[str, Any]]:
        good = learns_only_when_repaired(text, spec)
        return (
            good if "bad" in text or spec.mode != "train" else crash("crash", "NameError: no tf")(text, spec)
        )

    report = run(script, tmp_path, FakeChildren(world))
    assert report.headline == "the repair fails: crash"
    assert "crash: as repaired: NameError: no tf" in own.text(report)


def test_a_loss_that_is_nan_after_the_repair_fails_even_if_it_was_before(
    script: Path, tmp_path: Path
) -> None:
    def world(text: str, spec: Spec) -> list[dict[str, Any]]:
        return (
            training_events(spec, 0.9, float("nan"), 20) if spec.mode == "train" else is_rescued(text, spec)
        )

    report = run(script, tmp_path, FakeChildren(world))
    assert report.headline == "the repair fails: training NaN"


def test_a_slow_program_is_compared_over_the_same_steps(script: Path, tmp_path: Path) -> None:
    def slow(text: str, spec: Spec) -> list[dict[str, Any]]:
        if spec.mode != "train":
            return learns_only_when_repaired(text, spec)
        steps = 12 if "bad" in text else 40
        return training_events(spec, 0.1 if "bad" in text else 0.9, steps=steps)[:-1]

    report = run(script, tmp_path, FakeChildren(slow, status=TIMED_OUT))
    assert report.problems == []
    assert "slow: ended after 60 s with 12 steps" in own.text(report)
    assert report.passed


def test_what_the_program_prints_stands_beside_what_is_measured(script: Path, tmp_path: Path) -> None:
    text = own.text(run(script, tmp_path, FakeChildren(learns_only_when_repaired)))
    assert "as it is     accuracy 0.1\n  as repaired  accuracy 0.9" in text


def test_a_notebook_is_run_cell_by_cell(tmp_path: Path) -> None:
    cells = ["%matplotlib inline\nimport numpy as np", "bad = 'softmax'", "!ls\nread = softmax(bad)"]
    notebook = tmp_path / "mine" / "digits.ipynb"
    notebook.parent.mkdir()
    document = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": "# bad"},
            *(
                {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
                for cell in cells
            ),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    notebook.write_text(json.dumps(document), encoding="utf-8")
    children = FakeChildren(learns_only_when_repaired)
    run(notebook, tmp_path, children)
    as_it_is = next(order for order in children.orders if "before" in Path(order.folder).parts)
    numbers, codes = zip(*as_it_is.cells, strict=True)
    assert numbers == (2, 3, 4)
    assert "%" not in codes[0]
    assert codes[1] == "bad = 'softmax'"
    assert any(order.cells[1][1] == "logits = 'softmax'" for order in children.orders)


class TestMetrics:
    """What a metric says of moderate logits (``child/metric_truth.py`` measures it)."""

    def headline(self, script: Path, tmp_path: Path, code: str, said: float, now: float) -> str:
        def world(text: str, spec: Spec) -> list[dict[str, Any]]:
            events = is_rescued(text, spec)
            if spec.mode == "function":
                told = said if "bad" in text else now
                events[-1]["metrics"] = [["BinaryAccuracy", told, 0.5]]
                events[-1]["printed"] = [f"accuracy {told}"]
            return events

        repairer = FakeRepairer(lambda text: text.replace("bad", "logits"), code)
        children = FakeChildren(world)
        return run_program(
            script, Choices(steps=50), tmp_path / "work", repairer, children, Protection(True)
        ).headline

    def test_a_metric_that_is_right_now_is_a_proof(self, script: Path, tmp_path: Path) -> None:
        said = self.headline(script, tmp_path, "XEN301", said=0.3, now=0.5)
        assert said == "proved: gradients kept, metrics right, training equal"

    def test_a_metric_with_another_wrong_threshold_is_none(self, script: Path, tmp_path: Path) -> None:
        assert self.headline(script, tmp_path, "XEN301", 0.3, 0.4) == "the repair fails: metrics wrong"

    def test_a_repair_of_something_else_leaves_metrics_as_they_are(
        self, script: Path, tmp_path: Path
    ) -> None:
        assert "metrics wrong" in self.headline(script, tmp_path, "XEN102", said=0.5, now=0.3)
