"""All the chosen fixtures, two processes at a time."""

from __future__ import annotations

import datetime
import importlib.util
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .catalog import Fixture
from .children import Runner
from .experiment import Options, Progress, Result, repair_all, run_fixture
from .repair import Repairer


@dataclass(slots=True)
class Report:
    """What a run of the harness found out."""

    options: Options
    results: list[Result] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    date: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(result.status != "failed" for result in self.results)

    @property
    def recoveries(self) -> list[Result]:
        """The fixtures that fail before and recover after the repair, with every seed."""
        return [result for result in self.results if result.collapses_and_recovers]


def run_suite(
    fixtures: Sequence[Fixture],
    folder: Path,
    repairer: Repairer,
    options: Options,
    progress: Progress,
    finished: Callable[[Result], None],
    children: Runner,
) -> Report:
    """Run every fixture's experiment in ``folder``, and report in the catalogue's order.

    ``finished`` is called with each result as it comes, from several threads.
    """
    started = time.monotonic()
    report = Report(options, date=datetime.date.today().isoformat())
    reasons = {fixture: unavailable(fixture, options) for fixture in fixtures}
    possible = [fixture for fixture in fixtures if not reasons[fixture]]
    if any(fixture.backend == "tensorflow" for fixture in possible):
        children.prepare()  # imports TensorFlow while the programs are repaired
    pairs = {pair.fixture: pair for pair in repair_all(possible, folder, repairer)}

    def one(fixture: Fixture) -> Result:
        pair = pairs.get(fixture)
        if pair is None:
            result = Result(fixture, reason=reasons[fixture])
        else:
            result = run_fixture(pair, children, sides, options, progress)
        finished(result)
        return result

    with (
        ThreadPoolExecutor(options.jobs) as sides,
        ThreadPoolExecutor(options.jobs) as experiments,
    ):
        report.results = list(experiments.map(one, fixtures))
    for result in report.results:
        report.versions.update(result.before.versions)
    report.seconds = time.monotonic() - started
    return report


def unavailable(fixture: Fixture, options: Options) -> str:
    """Say why a fixture cannot run here; empty when it can."""
    if fixture.backend == "tensorflow":
        return ""
    if importlib.util.find_spec(fixture.backend) is None:
        return f"{fixture.backend} is not installed"
    if options.numerics != "installed":
        return f"--numerics {options.numerics} is about TensorFlow"
    return ""
