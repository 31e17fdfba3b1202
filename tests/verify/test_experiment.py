"""One fixture's experiment, with children and fixers that are told what to do.

Real trainings are in ``test_tensorflow.py``; here it is what is made of their records.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from xentlint.verify.catalog import CLIPPED, RESCUED, Fixture
from xentlint.verify.child.spec import Spec
from xentlint.verify.children import TIMED_OUT
from xentlint.verify.experiment import Options, Result, repair_all, run_fixture
from xentlint.verify.repair import RepairError
from xentlint.verify.suite import Report, run_suite, unavailable

from .builders import FakeChildren, FakeRepairer, probe_events, training_events


@pytest.fixture
def fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fixture:
    """A program that is wrong where it says so."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "small.py").write_text("bad = 'softmax'\nread = softmax(bad)\n", encoding="utf-8")
    (folder / "data.py").write_text("", encoding="utf-8")
    for module in ("catalog", "experiment"):
        monkeypatch.setattr(f"xentlint.verify.{module}.FOLDER", folder)
    return Fixture("small", "XEN101", "a small program", CLIPPED, consumers=("confidence",))


def simulate(text: str, spec: Spec) -> list[dict[str, Any]]:
    """A world in which ``bad`` kills training, and only ``softmax(`` reads logits well."""
    bad, reads_well = "bad" in text, "softmax(" in text
    return [
        *training_events(spec, accuracy=0.1 if bad else 0.95),
        *probe_events(vanished=bad, confidence=0.9 if reads_well else 88.0),
    ]


def run(
    fixture: Fixture, folder: Path, repair: Callable[[str], str], children: FakeChildren | None = None
) -> Result:
    (pair,) = repair_all([fixture], folder / "work", FakeRepairer(repair))
    with ThreadPoolExecutor(2) as pool:
        return run_fixture(
            pair, children or FakeChildren(simulate), pool, Options(), lambda name, side, text: None
        )


def words(result: Result) -> dict[str, str]:
    return {verdict.name: verdict.outcome for verdict in result.verdicts}


def good(text: str) -> str:
    return text.replace("bad", "logits")


def test_a_right_repair_is_proved(fixture: Fixture, tmp_path: Path) -> None:
    result = run(fixture, tmp_path, good)
    assert result.status == "proved"
    assert set(words(result).values()) == {"pass"}
    assert result.collapses_and_recovers
    assert "-bad = 'softmax'" in result.diff
    assert "+logits = 'softmax'" in result.diff


def test_the_shipped_program_is_never_edited(fixture: Fixture, tmp_path: Path) -> None:
    run(fixture, tmp_path, good)
    assert "bad" in fixture.path.read_text(encoding="utf-8")


def test_both_sides_get_the_same_seeds_and_epochs(fixture: Fixture, tmp_path: Path) -> None:
    children = FakeChildren(simulate)
    run(fixture, tmp_path, good, children)
    before, after = children.orders
    assert (before.seeds, before.environment, before.numerics) == (
        after.seeds,
        after.environment,
        after.numerics,
    )
    assert before.seeds == [0, 1, 2]


def test_a_reader_left_with_logits_is_caught(fixture: Fixture, tmp_path: Path) -> None:
    result = run(fixture, tmp_path, lambda text: good(text).replace("softmax(", "("))
    assert result.status == "failed"
    assert words(result)["function"] == "fail"
    assert words(result)["training"] == words(result)["shows"] == "pass"


def test_a_repair_that_does_nothing_is_caught(fixture: Fixture, tmp_path: Path) -> None:
    result = run(fixture, tmp_path, lambda text: text)
    assert result.status == "failed"
    assert words(result)["lint"] == "fail"
    assert words(result)["gradients"] == "fail"


def test_a_rescued_pattern_is_said_to_be_rescued(fixture: Fixture, tmp_path: Path) -> None:
    def rescued(text: str, spec: Spec) -> list[dict[str, Any]]:
        return simulate(text.replace("bad", "logits"), spec)

    declared = dataclasses.replace(fixture, shows=RESCUED)
    result = run(declared, tmp_path, good, FakeChildren(rescued))
    assert result.status == "proved"
    assert result.rescued
    assert not result.collapses_and_recovers


def test_a_program_that_shows_something_else_than_it_declares_fails(fixture: Fixture, tmp_path: Path) -> None:
    """A Keras that has begun to recover the logits is news, and a table that no longer holds."""

    def rescued(text: str, spec: Spec) -> list[dict[str, Any]]:
        return simulate(text.replace("bad", "logits"), spec)

    result = run(fixture, tmp_path, good, FakeChildren(rescued))
    assert result.status == "failed"
    assert words(result)["shows"] == "fail"


def test_an_unsafe_repair_is_for_the_fixtures_that_say_so(fixture: Fixture, tmp_path: Path) -> None:
    repairer = FakeRepairer(good)
    repair_all([fixture], tmp_path / "safe", repairer)
    assert repairer.unsafe == [False]
    repair_all([dataclasses.replace(fixture, unsafe=True)], tmp_path / "unsafe", repairer)
    assert repairer.unsafe == [False, True]


def test_a_child_that_dies_fails_with_what_it_said(fixture: Fixture, tmp_path: Path) -> None:
    result = run(fixture, tmp_path, good, FakeChildren(lambda text, spec: [], status=-9))
    assert result.status == "failed"
    assert "crash: the process ended with status -9" in result.reason


def test_a_child_without_end_is_ended(fixture: Fixture, tmp_path: Path) -> None:
    result = run(fixture, tmp_path, good, FakeChildren(simulate, status=TIMED_OUT))
    assert result.status == "failed"
    assert "time-out: ended after 300 s" in result.reason


def test_a_linter_that_crashes_is_no_proof(fixture: Fixture, tmp_path: Path) -> None:
    def broken(text: str) -> str:
        raise RepairError("xentlint ended with 2: Traceback")

    result = run(fixture, tmp_path, broken)
    assert (result.status, result.reason) == ("failed", "xentlint ended with 2: Traceback")


class TestRepairingAllAtOnce:
    @pytest.fixture
    def two(self, fixture: Fixture) -> list[Fixture]:
        (fixture.path.parent / "sound.py").write_text("logits = 1\n", encoding="utf-8")
        return [fixture, Fixture("sound", "XEN101", "nothing wrong", CLIPPED)]

    def test_a_finding_belongs_to_the_program_it_was_made_in(
        self, two: list[Fixture], tmp_path: Path
    ) -> None:
        small, sound = repair_all(two, tmp_path / "work", FakeRepairer(good))
        assert [finding.code for finding in small.found] == ["XEN101"]
        assert (sound.found, sound.diff) == ((), "")
        assert small.left == ()

    def test_only_the_program_that_breaks_the_linter_fails(self, two: list[Fixture], tmp_path: Path) -> None:
        def broken(text: str) -> str:
            if "bad" not in text:
                raise RepairError("xentlint ended with 2: Traceback")
            return good(text)

        small, sound = repair_all(two, tmp_path / "work", FakeRepairer(broken))
        assert (small.error, bool(small.diff)) == ("", True)
        assert sound.error == "xentlint ended with 2: Traceback"


class TestSuite:
    def run(self, fixtures: list[Fixture], folder: Path, repair: Callable[[str], str] = good) -> Report:
        return run_suite(
            fixtures,
            folder / "suite",
            FakeRepairer(repair),
            Options(),
            lambda name, side, text: None,
            lambda result: None,
            FakeChildren(simulate),
        )

    def test_one_failure_fails_the_run(self, fixture: Fixture, tmp_path: Path) -> None:
        assert self.run([fixture], tmp_path).passed
        assert not self.run([fixture], tmp_path / "again", lambda text: text).passed

    def test_a_missing_backend_is_skipped_and_fails_nothing(
        self, fixture: Fixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        report = self.run([Fixture("small", "XEN102", "on JAX", CLIPPED, backend="jax"), fixture], tmp_path)
        on_jax = report.results[0]
        assert (on_jax.status, on_jax.reason) == ("skipped", "jax is not installed")
        assert report.passed

    def test_emulated_numerics_are_about_tensorflow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
        options = Options(numerics="keras-2.1")
        assert "TensorFlow" in unavailable(Fixture("x", "XEN102", "", CLIPPED, backend="torch"), options)
        assert unavailable(Fixture("x", "XEN102", "", CLIPPED), options) == ""
