"""Whole processes, measured as the system charges them: processor seconds, with their children's, and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """A command, and what is done before each of its runs that does not count."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    statuses: tuple[int, ...] = (0, 1)


@dataclass(frozen=True)
class Measured:
    """One run: user and system seconds, seconds of the clock, megabytes at the most."""

    processor: float
    clock: float
    memory: float


def run(task: Task, folder: Path) -> Measured:
    """Run a task in ``folder``; what it prints goes nowhere. Raises RuntimeError when it fails."""
    task.before()
    environment = {**os.environ, **task.environment}
    start = time.perf_counter()
    with subprocess.Popen(
        list(task.command),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in task.statuses:
        raise RuntimeError(f"{task.name} has ended with {process.returncode}: {' '.join(task.command)}")
    clock = time.perf_counter() - start
    return Measured(usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss / 1024)


def processor_of(pid: int) -> float:
    """User and system seconds of a process that runs, without its children's; 0.0 where there is no ``/proc``."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rounds(tasks: Sequence[Task], folder: Path, times: int) -> dict[str, list[Measured]]:
    """Run all tasks in turn, and that several times: whatever else the machine does meets all of them."""
    measured: dict[str, list[Measured]] = {task.name: [] for task in tasks}
    for _ in range(times):
        for task in tasks:
            measured[task.name].append(run(task, folder))
    return measured


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The median, and between what the values lie where there are several."""
    median = f"{statistics.median(values):.{digits}f}"
    if len(values) == 1:
        return median
    return f"{median} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def ratio(values: Sequence[float], others: Sequence[float]) -> str:
    """How many times the others ``values`` are, run by run: both were made in the same round."""
    return spread([one / other for one, other in zip(values, others, strict=True)])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
