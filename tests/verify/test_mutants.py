"""A verdict that can fail: the linter's repair, broken in every way, is never called proved.

The programs are trained for real; every mutant shares the trainings of the unrepaired program.
"""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xentlint.verify.catalog import select
from xentlint.verify.children import Children
from xentlint.verify.experiment import Options, Pair, Result, environment, judge, repair_all, run_side
from xentlint.verify.records import SideRecord
from xentlint.verify.repair import Xentlint

from .mutants import MUTANTS, Mutant

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs the verify extra"),
]
OPTIONS = Options(seeds=1, jobs=2)
NO_MUTANTS = sorted({mutant.fixture for mutant in MUTANTS})


def silent(name: str, side: str, text: str) -> None: ...


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    """Every mutant's result, and under a fixture's name that of its true repair."""
    folder, linter = tmp_path_factory.mktemp("mutants"), Xentlint()
    pairs = {pair.fixture.name: pair for pair in repair_all(select(NO_MUTANTS), folder, linter)}
    programs = [
        _write(mutant, pairs[mutant.fixture], folder / f"mutant-{n}") for n, mutant in enumerate(MUTANTS)
    ]
    findings = linter.lint(programs)
    with Children(environment(OPTIONS.jobs)) as children, ThreadPoolExecutor(OPTIONS.jobs) as pool:
        children.prepare()

        def train(pair: Pair, after: Path | None = None, **options: object) -> SideRecord:
            side = "before" if after is None else "after"
            chosen = dataclasses.replace(OPTIONS, **options)  # type: ignore[arg-type]
            return run_side(pair.fixture, side, after or pair.sides["before"], children, chosen, silent)  # type: ignore[arg-type]

        before = {name: pool.submit(train, pair) for name, pair in pairs.items()}
        repaired = {name: pool.submit(train, pair, pair.sides["after"]) for name, pair in pairs.items()}
        mutated = [
            pool.submit(train, pairs[mutant.fixture], program.parent, **dict(mutant.options))
            for mutant, program in zip(MUTANTS, programs, strict=True)
        ]
        found = {}
        for name, pair in pairs.items():
            found[name] = Result(
                pair.fixture,
                found=pair.found,
                diff=pair.diff,
                before=before[name].result(),
                after=repaired[name].result(),
            )
            judge(found[name], pair.left, OPTIONS)
        for mutant, program, after in zip(MUTANTS, programs, mutated, strict=True):
            pair = pairs[mutant.fixture]
            left = tuple(finding for finding in findings if finding.path == program.resolve())
            result = Result(
                pair.fixture,
                found=pair.found,
                diff="changed",
                before=before[mutant.fixture].result(),
                after=after.result(),
            )
            judge(result, left, OPTIONS)
            found[mutant.name] = result
    return found


def _write(mutant: Mutant, pair: Pair, folder: Path) -> Path:
    name = pair.fixture.path.name
    folder.mkdir()
    (folder / "data.py").write_bytes((pair.sides["before"] / "data.py").read_bytes())
    before, after = ((pair.sides[side] / name).read_text(encoding="utf-8") for side in ("before", "after"))  # type: ignore[index]
    (folder / name).write_text(mutant.apply(before, after), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("name", NO_MUTANTS)
def test_the_true_repair_is_proved(name: str, results: Mapping[str, Result]) -> None:
    result = results[name]
    assert result.status == "proved", [v.evidence for v in result.verdicts if v.outcome == "fail"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_fails(mutant: Mutant, results: Mapping[str, Result]) -> None:
    result = results[mutant.name]
    assert result.status == "failed"
    assert mutant.caught_by in {verdict.name for verdict in result.verdicts if verdict.outcome == "fail"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("loss ends as NaN", "NaN"),
        ("crash after the training", "crash: NameError"),
        ("a file that is not there", "missing data: FileNotFoundError"),
        ("no end", "time-out: ended after 12 s"),
    ],
)
def test_what_ends_a_training_says_its_own_name(name: str, says: str, results: Mapping[str, Result]) -> None:
    result = results[name]
    (training,) = [verdict for verdict in result.verdicts if verdict.name == "training"]
    assert says in training.evidence
