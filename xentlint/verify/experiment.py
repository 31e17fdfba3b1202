"""The experiment on one fixture: lint, repair, train both sides, judge.

The two sides are copies of the fixture's folder, ``before/`` and ``after/``; only the repairer touches
the second one.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from . import verdicts
from .catalog import FOLDER, Fixture, MemoryClaim
from .child.spec import Spec
from .child.trouble import Trouble
from .children import TIMED_OUT, Runner
from .records import MemoryPoint, Side, SideRecord, read_events, read_memory
from .repair import Finding, Repairer, RepairError
from .verdicts import Verdict

Status = Literal["proved", "failed", "skipped"]
Progress = Callable[[str, Side, str], None]
"""Called with a fixture's name, a side and what it is doing."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose."""

    seeds: int = 3
    numerics: str = "installed"
    data: str = "digits"
    epochs: int | None = None
    jobs: int = 2
    timeout: float = 300.0


@dataclass(slots=True)
class Result:
    """Everything that is known about one fixture."""

    fixture: Fixture
    status: Status = "skipped"
    reason: str = ""
    trouble: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    found: tuple[Finding, ...] = ()
    diff: str = ""
    seconds: float = 0.0
    before: SideRecord = field(default_factory=lambda: SideRecord("before"))
    after: SideRecord = field(default_factory=lambda: SideRecord("after"))

    @property
    def collapses_and_recovers(self) -> bool:
        """Whether every seed failed before the repair and works after it, as the fixture declares."""
        return any(v.name == "shows" and v.word == "collapses" for v in self.verdicts)

    @property
    def rescued(self) -> bool:
        """Whether Keras made up for the mistake, so that no gain can be expected."""
        return any(v.name == "shows" and v.word == "rescued" for v in self.verdicts)


@dataclass(slots=True)
class Pair:
    """A fixture's two programs, ready to be trained, and what the linter said about them.

    ``left`` is what it still reports after the repair; ``error`` is why there is no repair.
    """

    fixture: Fixture
    sides: dict[Side, Path]
    found: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    diff: str = ""
    error: str = ""


def repair_all(fixtures: Sequence[Fixture], folder: Path, repairer: Repairer) -> list[Pair]:
    """Lay out every fixture's two programs in ``folder``, and repair those that are called ``after``.

    The linter is started for all of them at once. Where that fails, for each on its own, so that only
    those fail that have to.
    """
    if not fixtures:
        return []
    pairs = [_lay_out(fixture, folder / fixture.name) for fixture in fixtures]
    programs = [pair.sides["after"] / pair.fixture.path.name for pair in pairs]
    old = [program.read_text(encoding="utf-8") for program in programs]
    try:
        found = repairer.lint(programs)
        for unsafe in (False, True):
            chosen = [p for p, pair in zip(programs, pairs, strict=True) if pair.fixture.unsafe is unsafe]
            if chosen:
                repairer.fix(chosen, unsafe=unsafe)
        left = repairer.lint(programs)
    except RepairError as error:
        if len(fixtures) > 1:
            return [pair for fixture in fixtures for pair in repair_all([fixture], folder, repairer)]
        pairs[0].error = str(error)
        return pairs
    for pair, program, text in zip(pairs, programs, old, strict=True):
        pair.found = tuple(finding for finding in found if finding.path == program.resolve())
        pair.left = tuple(finding for finding in left if finding.path == program.resolve())
        pair.diff = unified_diff(text, program.read_text(encoding="utf-8"), program.name)
    return pairs


def _lay_out(fixture: Fixture, folder: Path) -> Pair:
    shutil.rmtree(folder, ignore_errors=True)
    sides: dict[Side, Path] = {"before": folder / "before", "after": folder / "after"}
    for side in sides.values():
        side.mkdir(parents=True)
        shutil.copy(fixture.path, side / fixture.path.name)
        shutil.copy(FOLDER / "data.py", side / "data.py")
    return Pair(fixture, sides)


def run_fixture(
    pair: Pair, children: Runner, pool: ThreadPoolExecutor, options: Options, progress: Progress
) -> Result:
    """Train both programs and judge; both go through ``pool`` (not the thread that calls this)."""
    started = time.monotonic()
    result = Result(pair.fixture, found=pair.found, diff=pair.diff)
    if pair.error:
        result.status, result.reason = "failed", pair.error
        return result
    futures = {
        side: pool.submit(run_side, pair.fixture, side, path, children, options, progress)
        for side, path in pair.sides.items()
    }
    result.before, result.after = futures["before"].result(), futures["after"].result()
    if pair.fixture.memory is not None:
        for record in (result.before, result.after):
            record.memory = _measure_memory(
                pair, record.side, pair.fixture.memory, children, options, progress
            )
    judge(result, pair.left, options)
    result.seconds = time.monotonic() - started
    return result


def unified_diff(old: str, new: str, name: str) -> str:
    """Return what the repair changed, as a unified diff."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"{name} before", f"{name} after", n=2
    )
    return "".join(lines)


def run_side(
    fixture: Fixture, side: Side, folder: Path, children: Runner, options: Options, progress: Progress
) -> SideRecord:
    """Train and probe the program in ``folder``; every seed, in one process."""
    events, spec, log = folder / "events.jsonl", folder / "spec.json", folder / "output.txt"
    events.touch()
    Spec(
        script=str(folder / fixture.path.name),
        folder=str(folder),
        events=str(events),
        backend=fixture.backend,
        numerics=options.numerics,
        seeds=list(range(options.seeds)),
        consumers=[*fixture.consumers, *(name for pair in fixture.repaired for name in pair)],
        environment={"EPOCHS": str(options.epochs or fixture.epochs), "DATA": options.data},
    ).write(spec)
    follower = Follower(events, lambda text: progress(fixture.name, side, text))
    status = children.run(
        spec, log, timeout=options.timeout, forked=fixture.backend == "tensorflow", tick=follower.tick
    )
    with events.open(encoding="utf-8") as lines:
        record = read_events(side, lines)
    note_the_end(record, status, options.timeout)
    progress(fixture.name, side, "done")
    return record


def _measure_memory(
    pair: Pair, side: Side, claim: MemoryClaim, children: Runner, options: Options, progress: Progress
) -> list[MemoryPoint]:
    """Run the program with every size, each in a fresh process, one after the other: they are large."""
    fixture, folder = pair.fixture, pair.sides[side]
    points = []
    for labels in claim.labels:
        progress(fixture.name, side, f"memory with {labels} labels")
        events, spec = folder / f"memory-{labels}.jsonl", folder / f"memory-{labels}.json"
        events.touch()
        Spec(
            script=str(folder / fixture.path.name),
            folder=str(folder),
            events=str(events),
            backend=fixture.backend,
            numerics=options.numerics,
            memory=True,
            environment={
                "EPOCHS": "3",
                "DATA": "digits",
                "LABELS": str(labels),
                "LENGTH": str(claim.length),
                "CUDA_VISIBLE_DEVICES": os.environ.get("CUDA_VISIBLE_DEVICES", "0"),
            },
        ).write(spec)
        # Linux counts a forked process's peak from its beginning; nobody else is known to.
        children.run(
            spec, folder / "memory.txt", timeout=options.timeout, forked=sys.platform.startswith("linux")
        )
        with events.open(encoding="utf-8") as lines:
            points += read_memory(lines, claim.logits_bytes(labels))
    progress(fixture.name, side, "done")
    return points


def note_the_end(record: SideRecord, status: int, timeout: float) -> None:
    """Give the run in which a process ended before its time the name of what happened."""
    if status == TIMED_OUT:
        trouble = Trouble("time-out", f"ended after {timeout:.0f} s (--timeout)")
    elif status != 0:
        trouble = Trouble("crash", f"the process ended with status {status}")
    else:
        return
    cut = [run for run in record.trainings if run.outcome == "running"]
    for run in cut:
        run.outcome, run.trouble = "timeout" if status == TIMED_OUT else "error", trouble
    if not cut and not record.failure.kind:
        record.failure = trouble


def judge(result: Result, left: tuple[Finding, ...], options: Options) -> None:
    """Draw the verdicts and the status from the records."""
    fixture, before, after = result.fixture, result.before, result.after
    shows = fixture.expected(options.numerics)
    old, new = troubles(before), troubles(after)
    result.reason = "; ".join(
        [f"before the repair: {trouble}" for trouble in old]
        + [f"after it: {trouble}" for trouble in new if trouble not in old]
    )
    result.trouble = next((trouble.kind for trouble in [*old, *new]), "")
    if old:  # there is nothing to compare with, and no repair to blame
        result.verdicts = [verdicts.clean(result.found, left, fixture.code, bool(result.diff))]
        result.status = "failed"
        return
    result.verdicts = [
        verdicts.clean(result.found, left, fixture.code, bool(result.diff)),
        verdicts.same_start(before, after),
        verdicts.same_function(
            before,
            after,
            fixture.consumers,
            shows,
            half_precision="float16" in fixture.name,
            repaired=fixture.repaired,
        ),
        verdicts.gradients(before.gradient, after.gradient, shows.silent),
        verdicts.training(before, after),
        verdicts.declared(before, after, shows, _why_open(fixture, options)),
    ]
    if fixture.memory is not None:
        result.verdicts.append(verdicts.memory(before.memory, after.memory, fixture.memory))
    failed = result.reason or any(verdict.outcome == "fail" for verdict in result.verdicts)
    result.status = "failed" if failed else "proved"


def troubles(record: SideRecord) -> list[Trouble]:
    """Say what kept a side from its end, each once."""
    found = [run.trouble for run in record.trainings if run.trouble.kind]
    if record.failure.kind:
        found.append(record.failure)
    return list(dict.fromkeys(found))


def _why_open(fixture: Fixture, options: Options) -> str:
    if options.data != "digits":
        return f"its accuracies are declared for the bundled digits, not for {options.data}"
    if options.epochs is not None and options.epochs < fixture.epochs:
        return f"its accuracies are declared for {fixture.epochs} epochs, not for {options.epochs}"
    return ""


class Follower:
    """Reads the events of a running child as they come, and tells where it is."""

    def __init__(self, events: Path, tell: Callable[[str], None]) -> None:
        self._events = events
        self._tell = tell
        self._position = 0
        self._stage = ""

    def tick(self) -> None:
        """Tell about what was written since the last call."""
        try:
            with self._events.open("rb") as stream:
                stream.seek(self._position)
                text = stream.read()
        except OSError:
            return
        end = text.rfind(b"\n") + 1
        self._position += end
        for line in text[:end].splitlines():
            if b'"start"' in line or b'"epoch"' in line:
                self._follow(json.loads(line))

    def _follow(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "start":
            training = event["mode"] == "train"
            self._stage = f"seed {event['seed']}" if training else f"{event['mode']} probe"
            self._tell(self._stage)
        elif event["event"] == "epoch":
            self._tell(f"{self._stage}, accuracy {event['accuracy']:.2f}")


def environment(jobs: int) -> dict[str, str]:
    """Return the environment of the children: quiet, on the CPU, sharing its cores."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    here = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": here if not inherited else here + os.pathsep + inherited,
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
    }
