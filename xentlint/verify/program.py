"""A user's own script: as it is and as repaired, in copies of its folder.

Nothing of the user's is touched: the script runs in a copy, and a guard (``child/guard.py``) refuses
to change files elsewhere. Each seed is a process of its own, ended after its steps or its time.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import verdicts
from .child.spec import Spec
from .children import TIMED_OUT, Children, Runner
from .confidence import paired_difference
from .experiment import environment, unified_diff
from .records import Side, SideRecord, Training, read_events
from .repair import Finding, Repairer, RepairError
from .verdicts import Verdict

COPY_LIMIT = 500_000_000
_SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "env",
        "node_modules",
        "__pycache__",
        ".tox",
        ".mypy_cache",
        ".ruff_cache",
    }
)
_SIDES: tuple[Side, Side] = ("before", "after")


class CannotRun(Exception):
    """Says in one line why a script cannot be verified at all."""


@dataclass(slots=True)
class ProgramReport:
    """What became of a user's script."""

    script: Path
    found: tuple[Finding, ...] = ()
    diff: str = ""
    before: SideRecord = field(default_factory=lambda: SideRecord("before"))
    after: SideRecord = field(default_factory=lambda: SideRecord("after"))
    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    steps: int = 0
    timeout: int = 0

    @property
    def passed(self) -> bool:
        """Whether both sides trained and no verdict failed."""
        return not self.problems and all(verdict.outcome != "fail" for verdict in self.verdicts)


def verify_program(arguments: argparse.Namespace, rest: Sequence[str], repairer: Repairer) -> int:
    """Verify the script that the command line names; return the exit status."""
    from .report import own

    script: Path = arguments.script
    try:
        with (
            tempfile.TemporaryDirectory(prefix="xentlint-verify-") as folder,
            Children(environment(arguments.jobs)) as children,
        ):
            report = run_program(script, rest, Path(folder), repairer, arguments, children)
    except (CannotRun, RepairError) as error:
        print(f"xentlint verify: {error}", file=sys.stderr)
        return 2
    print(own.json(report) if arguments.output_format == "json" else own.text(report))
    if arguments.report is not None:
        arguments.report.write_text(own.page(report), encoding="utf-8")
    return 0 if report.passed else 1


def run_program(
    script: Path,
    rest: Sequence[str],
    work: Path,
    repairer: Repairer,
    arguments: argparse.Namespace,
    children: Runner,
) -> ProgramReport:
    """Copy, repair, run and judge.

    Raises:
        CannotRun: the script is not there, is no Python, or its folder is too large to copy.
        RepairError: the linter failed.
    """
    source = _read(script)
    report = ProgramReport(script, steps=arguments.steps, timeout=arguments.timeout)
    copies: dict[Side, Path] = {side: work / side / "copy" for side in _SIDES}
    for copy in copies.values():
        _copy_folder(script.resolve().parent, copy)
    target = copies["after"] / script.name
    before_texts = _python_texts(copies["after"])
    report.found = repairer.lint([target])
    repairer.fix([target])
    report.diff = _diffs(before_texts, copies["after"])
    left = repairer.lint([target])
    sides: Sequence[Side] = _SIDES if report.diff else ("before",)
    variables = environment_set_by(source)
    backend = variables.get("KERAS_BACKEND") or os.environ.get("KERAS_BACKEND") or "tensorflow"
    with ThreadPoolExecutor(arguments.jobs) as pool:
        futures = {}
        for seed in range(arguments.seeds):
            for side in sides:
                spec = Spec(
                    script=str(copies[side] / script.name),
                    folder=str(copies[side]),
                    events=str(work / side / f"events-{seed}.jsonl"),
                    backend=backend,
                    numerics=arguments.numerics,
                    seeds=[seed],
                    own_program=True,
                    step_limit=arguments.steps,
                    arguments=list(rest),
                    environment=variables,
                )
                futures[side, seed] = pool.submit(_run_once, spec, work / side, children, arguments.timeout)
        records: dict[Side, SideRecord] = {"before": report.before, "after": report.after}
        for (side, _), future in futures.items():
            _merge(records[side], future.result())
    _judge(report, left)
    return report


def environment_set_by(source: str) -> dict[str, str]:
    """Return what a script puts into ``os.environ`` to choose its Keras: set before Keras is imported."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Subscript)
        ):
            target, value = node.targets[0], node.value
            if ast.unparse(target.value) in ("os.environ", "environ"):
                key = target.slice
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    found[str(key.value)] = str(value.value)
    return {key: value for key, value in found.items() if key in ("KERAS_BACKEND", "TF_USE_LEGACY_KERAS")}


def _read(script: Path) -> str:
    if not script.is_file():
        raise CannotRun(f"{script}: there is no such file")
    try:
        source = script.read_text(encoding="utf-8-sig")
        ast.parse(source)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{script}: cannot be read: {error}") from error
    except (SyntaxError, ValueError) as error:
        raise CannotRun(f"{script}: is not Python that can run here: {error}") from error
    return source


def _copy_folder(source: Path, target: Path) -> None:
    total = 0
    for root, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        for name in files:
            path = Path(root) / name
            if path.is_file():
                total += path.stat().st_size
            if total > COPY_LIMIT:
                raise CannotRun(
                    f"{source} holds more than {COPY_LIMIT // 1_000_000} MB, too much to copy; "
                    "put the script and what it needs into a folder of their own"
                )

    def ignore(_: str, names: list[str]) -> list[str]:
        return [name for name in names if name in _SKIPPED]

    try:
        shutil.copytree(source, target, ignore=ignore, ignore_dangling_symlinks=True)
    except (OSError, shutil.Error) as error:
        raise CannotRun(f"{source} cannot be copied: {error}") from error


def _python_texts(folder: Path) -> dict[Path, str]:
    return {
        path.relative_to(folder): path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*.py")
    }


def _diffs(before: dict[Path, str], folder: Path) -> str:
    after = _python_texts(folder)
    return "".join(
        unified_diff(text, after.get(name, ""), str(name)) for name, text in sorted(before.items())
    )


def _run_once(spec: Spec, folder: Path, children: Runner, timeout: float) -> SideRecord:
    side: Side = "after" if folder.name == "after" else "before"
    seed = spec.seeds[0]
    path, log, events = folder / f"spec-{seed}.json", folder / f"output-{seed}.txt", Path(spec.events)
    events.touch()
    spec.write(path)
    status = children.run(path, log, timeout=timeout, forked=False)
    with events.open(encoding="utf-8") as lines:
        record = read_events(side, lines)
    for run in record.trainings:
        if run.outcome == "running":
            run.outcome = "timeout" if status == TIMED_OUT else "error"
            run.error = run.error or _last_line(log)
    if not record.trainings and not record.failure:
        record.failure = "ran out of time while starting" if status == TIMED_OUT else _last_line(log)
    return record


def _merge(into: SideRecord, record: SideRecord) -> None:
    into.trainings += record.trainings
    into.versions.update(record.versions)
    into.failure = into.failure or record.failure


def _judge(report: ProgramReport, left: tuple[Finding, ...]) -> None:
    report.problems = [
        f"{side}: {problem}"
        for side, record in (("as it is", report.before), ("as repaired", report.after))
        for problem in _problems(record, report)
    ]
    report.verdicts.append(verdicts.clean(report.found, left, None, bool(report.diff)))
    if report.diff and report.before.trainings and report.after.trainings:
        report.verdicts.append(_batch_verdict(report.before, report.after))


def _problems(record: SideRecord, report: ProgramReport) -> list[str]:
    """Say what kept a side from training, each problem once."""
    problems = [record.failure] if record.failure else []
    for run in record.trainings:
        if run.outcome == "error":
            problems.append(run.error or "it ended in an error")
        elif run.outcome == "timeout" and not run.steps:
            problems.append(f"no training step within {report.timeout} s (--timeout)")
        elif run.outcome == "finished" and not run.steps:
            problems.append(
                "it ran to its end without a training step that goes through Keras or a GradientTape"
            )
    return list(dict.fromkeys(problems))


def _batch_verdict(before: SideRecord, after: SideRecord) -> Verdict:
    """Compare the accuracy over the last quarter of the recorded steps."""
    old = {run.seed: _late_accuracy(run) for run in before.trainings}
    pairs = [
        (was, now)
        for run in after.trainings
        if (now := _late_accuracy(run)) is not None and (was := old.get(run.seed)) is not None
    ]
    difference = paired_difference([a for a, _ in pairs], [b for _, b in pairs]) if pairs else None
    if difference is None:
        return Verdict(
            "training", "open", "unproved", "the labels of the batches could not be seen: compare the curves"
        )
    evidence = f"accuracy of the last batches, {difference}"
    return verdicts.judge_difference("training", difference, evidence)


def _late_accuracy(run: Training) -> float | None:
    values = [step.batch_accuracy for step in run.steps if step.batch_accuracy is not None]
    late = values[-max(1, len(values) // 4) :]
    return sum(late) / len(late) if late else None


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "it ended without a word"
