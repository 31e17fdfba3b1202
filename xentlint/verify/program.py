"""A user's own program: as it is and as repaired, in copies of its project.

Nothing of the user's is touched: every run gets a copy of its own and is kept in it (``protection.py``). Each
side is trained with every seed, run one step on a saturated batch, and run once with weights that do not move
and moderate logits, to compare what it prints.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from . import own_verdicts
from .child.spec import Spec
from .child.trouble import Trouble
from .children import TIMED_OUT, Runner
from .copying import copy_project, find_root
from .experiment import Progress, note_the_end, unified_diff
from .own_report import Choices, ProgramReport
from .protection import Protection
from .records import Side, SideRecord, read_events
from .repair import Repairer
from .starting import Start, imported_files, read_source, start_of

_SIDES: tuple[Side, Side] = ("before", "after")
_TEXTS = (".py", ".ipynb")
Mode = Literal["train", "gradient", "function"]
Tell = Callable[[str, str], None]
"""Called with a run's name and how it ended."""


def run_program(
    script: Path,
    choices: Choices,
    work: Path,
    repairer: Repairer,
    children: Runner,
    protection: Protection,
    tell: Tell = lambda name, how: None,
    running: Progress = lambda name, side, text: None,
) -> ProgramReport:
    """Copy, repair, run and judge.

    Raises:
        CannotStart: the script is not there or is no Python.
        CannotCopy: its folder cannot be copied.
        RepairError: the linter failed.
    """
    script = Path(os.path.abspath(script))
    source = read_source(script)
    cwd = Path.cwd()
    root = find_root(script, source, choices.folder, cwd)
    where = _workdir(script, root, choices.folder, cwd)
    masters: dict[Side, Path] = {side: work / side / "master" for side in _SIDES}
    copied = copy_project(root, masters["before"])
    shutil.copytree(masters["before"], masters["after"], symlinks=True)
    report = ProgramReport(script, choices, protection, copied)
    name = str(script.relative_to(root))
    texts = _texts(masters["after"])
    paths = imported_files(masters["after"], name)
    if choices.folder is not None:
        paths += [masters["after"] / text for text in texts]
    inside = masters["after"].resolve()
    paths = [path for path in dict.fromkeys(paths) if path.resolve().is_relative_to(inside)]
    found = repairer.lint(paths)
    repairer.fix(paths, unsafe=choices.unsafe)
    left = repairer.lint(paths)
    diffs = _diffs(texts, masters["after"])
    starts = {side: start_of(masters[side], name, where) for side in _SIDES}
    bench = _Bench(work, masters, starts, choices, protection.namespace, children, tell, running)
    report.before, report.after = bench.run_both(_SIDES if diffs else ("before",))
    loaded = report.before.files | report.after.files | {name.replace(os.sep, "/")}

    def concerned(path: Path | None) -> bool:
        # A program that was ended by force could not say which files it had loaded.
        relative = str(path.relative_to(masters["after"].resolve())) if path is not None else name
        return not report.before.files or relative.replace(os.sep, "/") in loaded

    report.found = tuple(finding for finding in found if concerned(finding.path))
    report.left = tuple(finding for finding in left if concerned(finding.path))
    report.elsewhere = len(found) - len(report.found)
    report.diff = "".join(
        text for path, text in diffs.items() if concerned(masters["after"].resolve() / path)
    )
    if own_verdicts.prints_differ(report.before.function, report.after.function):
        report.again = bench.run("before", "function", 0)
    own_verdicts.judge(report)
    return report


class _Bench:
    """Runs the two sides' programs, each run in a copy of its own."""

    def __init__(
        self,
        work: Path,
        masters: dict[Side, Path],
        starts: dict[Side, Start],
        choices: Choices,
        namespace: bool,
        children: Runner,
        tell: Tell,
        running: Progress,
    ) -> None:
        self._work = work
        self._masters = masters
        self._starts = starts
        self._choices = choices
        self._namespace = namespace
        self._children = children
        self._tell = tell
        self._running = running
        self._count = 0

    def run_both(self, sides: Sequence[Side]) -> tuple[SideRecord, SideRecord]:
        """Train with every seed and probe; return the records of both sides (an empty one for none)."""
        records: dict[Side, SideRecord] = {side: SideRecord(side) for side in _SIDES}
        orders: list[tuple[Side, Mode, int]] = [
            (side, "train", seed) for seed in range(self._choices.seeds) for side in sides
        ]
        probes: tuple[Mode, ...] = ("gradient", "function") if len(sides) > 1 else ()
        orders += [(side, mode, 0) for mode in probes for side in sides]
        with ThreadPoolExecutor(self._choices.jobs) as pool:
            runs = [(side, pool.submit(self.run, side, mode, seed)) for side, mode, seed in orders]
            for side, run in runs:
                _merge(records[side], run.result())
        return records["before"], records["after"]

    def run(self, side: Side, mode: Mode, seed: int) -> SideRecord:
        """Run the program once, in a fresh copy, and return what it left on record."""
        self._count += 1
        folder = self._work / side / f"{mode}-{seed}-{self._count}"
        copy, private = folder / "copy", folder / "private"
        shutil.copytree(self._masters[side], copy, symlinks=True)
        private.mkdir()
        start = self._starts[side]
        for name, code in start.written:
            path = copy / start.workdir / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")
        variables = dict(start.environment)
        backend = variables.get("KERAS_BACKEND") or os.environ.get("KERAS_BACKEND") or "tensorflow"
        events, log, path = folder / "events.jsonl", folder / "output.txt", folder / "spec.json"
        events.touch()
        steps = None if mode == "function" else self._choices.steps or None
        spec = Spec(
            script=str(copy / start.script),
            folder=str(copy),
            workdir=str(copy / start.workdir),
            events=str(events),
            backend=backend,
            numerics=self._choices.numerics,
            seeds=[seed],
            own_program=True,
            mode=mode,
            step_limit=steps,
            module=start.module,
            module_root=str(copy / start.module_root),
            cells=[*start.cells],
            arguments=[*self._choices.arguments],
            writable=[str(private), str(folder)],
            namespace=self._namespace,
            environment={**_private(private), **variables},
        )
        spec.write(path)
        # Where the script chooses its Keras, nothing may be imported before it has.
        forked = backend == "tensorflow" and not variables
        name = f"{mode}, seed {seed}" if mode == "train" else f"{mode} probe"
        status = self._children.run(
            path,
            log,
            timeout=self._choices.timeout,
            forked=forked,
            tick=lambda: self._running(name, side, "runs"),
        )
        self._running(name, side, "done")
        with events.open(encoding="utf-8") as lines:
            record = read_events(side, lines)
        _note_the_end(record, mode, status, self._choices.timeout, log)
        self._tell(f"{side}, {name}", _how(record, mode))
        shutil.rmtree(folder, ignore_errors=True)
        return record


def _workdir(script: Path, root: Path, folder: Path | None, cwd: Path) -> str:
    """Where the program is started, relative to the root: in the folder that was named, or where we are."""
    if folder is not None:
        return os.path.relpath(cwd, root) if folder in (cwd, *cwd.parents) else "."
    return os.path.relpath(cwd if root in (cwd, *cwd.parents) else script.parent, root)


def _private(folder: Path) -> dict[str, str]:
    """Variables that send temporary and other private files to ``folder``."""
    chosen = {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "MPLCONFIGDIR": str(folder)}
    return {**chosen, "MPLBACKEND": os.environ.get("MPLBACKEND", "Agg")}


def _note_the_end(record: SideRecord, mode: Mode, status: int, timeout: float, log: Path) -> None:
    if mode != "train":
        return
    if status not in (0, TIMED_OUT) and (last := _last_line(log)) and not record.failure.kind:
        record.failure = Trouble("crash", last)
    note_the_end(record, status, timeout)


def _how(record: SideRecord, mode: Mode) -> str:
    if record.failure.kind:
        return str(record.failure)
    if mode == "train" and record.trainings:
        run = record.trainings[-1]
        return f"{len(run.steps)} steps" + (f", {run.trouble.kind}" if run.trouble.kind else "")
    return "done"


def _merge(into: SideRecord, record: SideRecord) -> None:
    into.trainings += record.trainings
    into.versions.update(record.versions)
    into.failure = into.failure if into.failure.kind else record.failure
    into.gradient = into.gradient or record.gradient
    into.function = into.function or record.function
    into.meetings += record.meetings
    into.files |= record.files
    into.refused += [path for path in record.refused if path not in into.refused]


def _texts(folder: Path) -> dict[str, str]:
    found = {}
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(parent) / name
            if path.suffix in _TEXTS and not path.is_symlink():
                with contextlib.suppress(OSError):
                    found[str(path.relative_to(folder))] = path.read_text(encoding="utf-8", errors="replace")
    return found


def _diffs(before: dict[str, str], folder: Path) -> dict[str, str]:
    after = _texts(folder)
    return {
        name: diff for name, text in before.items() if (diff := unified_diff(text, after.get(name, ""), name))
    }


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""
