"""What runs showed, held against what is reported and what a repair makes of the program."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ..limits import let_grow
from .program import Program
from .runs import Event, Server, Shown

CPU_SECONDS = 20
WALL_SECONDS = 120.0
MOST_MEMORY = 4 << 30
JUDGED = ("XEN101", "XEN102", "XEN103", "XEN104", "XEN201", "XEN202", "XEN203", "XEN204")

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Report:
    """One finding: its code, and the rows at which it may be looked for."""

    code: str
    file: str
    row: int
    related: tuple[tuple[str, int], ...]
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {self.code} {self.message}"


@dataclass(frozen=True)
class Linted:
    """What the tool said about a program, and the files after its plain repair."""

    reports: tuple[Report, ...]
    files: Mapping[str, str]
    seconds: float


@dataclass(frozen=True)
class Failure:
    """One thing that must not be: ``unsound``, ``missed``, ``broken``, ``crash``, ``slow``."""

    kind: str
    code: str
    words: str


@dataclass(frozen=True)
class Judgement:
    """A program, its runs, and what is wrong with what was said about it.

    ``truth`` is ``right``, ``wrong`` (in some run), ``unknown`` (a meeting whose space has no name), ``none``
    (nothing was trained) or ``error`` (no run ended well).
    """

    program: Program
    shown: tuple[Shown, ...]
    truth: str
    reports: tuple[Report, ...] = ()
    failures: tuple[Failure, ...] = ()
    fixed: Mapping[str, str] | None = None
    demanded: int = 0
    """The wrong meetings that had to be reported."""
    seconds: float = 0.0

    def kinds(self) -> set[tuple[str, str]]:
        """The kinds of failures and their codes."""
        return {(each.kind, each.code) for each in self.failures}


class Judge:
    """Judges programs one after the other."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def run(self, program: Program) -> list[Shown]:
        """The runs alone."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            program.write(folder)
            return self._server.run(program, folder)

    def judge(self, program: Program, shown: Sequence[Shown] | None = None) -> Judgement:
        """Run, lint, repair and run again."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(os.path.realpath(name)) / "project"
            folder.mkdir()
            program.write(folder)
            runs = tuple(self._server.run(program, folder) if shown is None else shown)
            truth = truth_of(runs)
            if truth == "error":
                return Judgement(program, runs, truth)
            linted = in_a_child(lambda: lint(program, folder))
            if isinstance(linted, str):
                kind, _, words = linted.partition(": ")
                return Judgement(program, runs, truth, failures=(Failure(kind, "", words),))
            failures = [*unsound(runs, linted.reports), *missed(runs, linted.reports)]
            fixed = None
            if linted.files != dict(program.files):
                fixed = linted.files
                after = self.run(replace(program, files=fixed))
                failures += broken(runs, after)
            return Judgement(
                program,
                runs,
                truth,
                linted.reports,
                tuple(failures),
                fixed,
                len(demanded(runs)),
                linted.seconds,
            )


def truth_of(runs: Sequence[Shown]) -> str:
    """What all runs together say of a program."""
    if not any(run.ended_well for run in runs):
        return "error"
    trained = [event for run in runs for event in run.events if event.trained or event.what != "meeting"]
    if any(event.wrong for event in trained):
        return "wrong"
    met = [event for event in trained if event.what == "meeting"]
    if not met:
        return "none"
    return "unknown" if any(event.code == "unknown" for event in met) else "right"


def unsound(runs: Sequence[Shown], reports: Sequence[Report]) -> list[Failure]:
    """The reports of which no run shows anything at their place."""
    events = [event for run in runs for event in run.events]
    return [
        Failure("unsound", report.code, str(report))
        for report in reports
        if report.code in JUDGED and not any(_supports(event, report) for event in events)
    ]


def _supports(event: Event, report: Report) -> bool:
    family = "XEN1" if report.code in ("XEN101", "XEN102", "XEN103") else report.code
    if event.code not in (family, "unknown"):
        return False
    if event.code == "unknown" and event.what != "meeting":
        return False
    # Of an activation over another the report names the layer that was written.
    return event.at(report.file, report.row, related=event.what != "meeting" or event.code == "XEN201")


def demanded(runs: Sequence[Shown]) -> list[Event]:
    """The wrong meetings that some run trained, each place once."""
    found: dict[tuple[object, ...], Event] = {}
    for run in runs:
        for event in run.events:
            if event.wrong and event.trained:
                found.setdefault((event.code, event.where[:1]), event)
    return list(found.values())


def missed(runs: Sequence[Shown], reports: Sequence[Report]) -> list[Failure]:
    """The wrong meetings that no report of their kind speaks of."""
    wrong = [report for report in reports if report.code.startswith("XEN2")]
    return [
        Failure("missed", event.code, f"{event.words} at {event.where[:1]}")
        for event in demanded(runs)
        if not any(event.at(each.file, each.row, related=True) for each in wrong)
    ]


def broken(before: Sequence[Shown], after: Sequence[Shown]) -> list[Failure]:
    """What runs of the repaired program show that those of the program did not."""
    found = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if old.error:
            continue  # what fails by itself says nothing of a repair
        if old.exit != new.exit or new.error:
            words = f"run {number}: exit {old.exit} became {new.exit}: {new.error}"
            found.append(Failure("broken", "exit", words))
        elif old.stdout != new.stdout:
            found.append(Failure("broken", "output", f"run {number}: {old.stdout!r} became {new.stdout!r}"))
        more = Counter(event.code for event in new.events if event.wrong)
        more.subtract(Counter(event.code for event in old.events if event.wrong))
        if max(more.values(), default=0) > 0:
            worse = [event.words for event in new.events if event.wrong]
            code = max(more, key=lambda each: more[each])
            found.append(Failure("broken", code, f"run {number}: {worse}"))
    return found


def lint(program: Program, folder: Path) -> Linted:
    """Check and repair in memory, with the default settings."""
    from xentlint.config.settings import Settings
    from xentlint.run import repair, runner

    settings = Settings(**{"cache": False, "root": folder, **program.settings})
    start = time.process_time()
    documents = runner.collect([folder], settings).documents
    first = runner.lint(documents, settings)
    repaired = repair.repair(documents, lambda changed: runner.lint(changed, settings), first=first)
    seconds = time.process_time() - start
    files = dict(program.files)
    for path, document in repaired.documents.items():
        files[Path(path).relative_to(folder).as_posix()] = document.raw.decode()
    files = {name: text for name, text in files.items() if name in program.files}
    reports = tuple(_report(each, folder) for each in first.diagnostics)
    crashes = [report for report in reports if report.code == "XEN901"]
    if crashes:
        raise RuntimeError(str(crashes[0]))
    return Linted(reports, files, seconds)


def _report(diagnostic: Any, folder: Path) -> Report:
    def relative(path: str) -> str:
        return os.path.relpath(path, folder)

    return Report(
        diagnostic.code,
        relative(diagnostic.span.path),
        diagnostic.span.start.row,
        tuple((relative(each.span.path), each.span.start.row) for each in diagnostic.related),
        diagnostic.message,
    )


def in_a_child(work: Callable[[], _Result]) -> _Result | str:
    """Do ``work`` in a process of its own, so that neither a crash nor a loop ends the run.

    Returns what it returned, or a text that begins with ``crash:`` or ``slow:``.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
            let_grow(MOST_MEMORY)
            data = pickle.dumps(work())
        except BaseException as error:
            data = pickle.dumps(f"crash: {type(error).__name__}: {error}")
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        os._exit(0)
    os.close(writing)
    data, deadline = b"", time.monotonic() + WALL_SECONDS
    late = False
    while True:
        ready = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]
        if not ready:
            late = True
            os.kill(child, signal.SIGKILL)
            break
        part = os.read(reading, 1 << 16)
        if not part:
            break
        data += part
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    if late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return f"slow: more than {CPU_SECONDS} s"
    if not data:
        return f"crash: the process ended with status {status}"
    result: _Result | str = pickle.loads(data)
    return result
