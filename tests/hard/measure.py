"""Run the hostile programs, or files and folders, one process each, and print what each one costs.

    python -m tests.hard.measure [PATH ...]

A line for each that fails, takes more than 2 seconds of processor time or more than 300 MB, and the
figures of all. Evaluation is forked from a process in which everything is imported, so that the
figures are those of the program and not of Python's start.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import xentlint.fixes.planner
import xentlint.rules.findings
import xentlint.run.assembly  # noqa: F401
from xentlint.config.settings import Settings
from xentlint.run import runner

from ..limits import let_grow
from .programs import PROGRAMS

SECONDS = 2.0
MEGABYTES = 300.0
_PATIENCE = 5
_ADDRESSES = 4 * 1024**3
_SETTINGS = Settings(select=("ALL",), cache=False)


class Cost(NamedTuple):
    """What became of one file: ``wrong`` is empty when nothing failed; ``codes`` were reported."""

    wrong: str
    seconds: float
    megabytes: float
    codes: tuple[str, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether it was taken as it should be."""
        return not self.wrong and self.seconds <= SECONDS and self.megabytes <= MEGABYTES


def cost(path: Path, patience: int = _PATIENCE) -> Cost:
    """Lint ``path`` in a process of its own, with limits that end what does not end."""
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(said)
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 1))
        let_grow(_ADDRESSES)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)  # what libcst says when it runs out of memory
        signal.alarm(60 * patience)  # for what waits, and not for a busy machine
        try:
            outcome = runner.lint(runner.collect([path], _SETTINGS).documents, _SETTINGS)
            wrong = "; ".join(each.error for each in outcome.failures)
            line = f"{wrong}\n{' '.join(each.code for each in outcome.diagnostics)}"
        except BaseException as error:
            line = f"{type(error).__name__}: {error}\n"
        os.write(saying, line.encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(saying)
    pieces = []
    while piece := os.read(said, 4096):
        pieces.append(piece)
    os.close(said)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    wrong, _, codes = b"".join(pieces).decode("utf-8", "replace").rpartition("\n")
    if code:
        wrong = (
            f"ended after {patience} s" if code in (-signal.SIGXCPU, -signal.SIGALRM) else f"died of {-code}"
        )
    return Cost(wrong, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, tuple(codes.split()))


def _files(named: Iterable[str], folder: Path) -> Iterable[tuple[str, Path]]:
    paths = [Path(name) for name in named]
    if paths:
        for found in runner.discover(paths, Settings()):
            if found.error is None and found.skipped is None:
                yield str(found.path), found.path
        return
    for name, program in PROGRAMS.items():
        path = folder / f"{name}.py"
        path.write_text(program, encoding="utf-8", errors="surrogatepass")
        yield name, path


def main() -> int:
    """Print the figures; 1 when some program is not bounded."""
    count = unbounded = 0
    slowest = largest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, path in _files(sys.argv[1:], Path(folder)):
            each = cost(path)
            count += 1
            slowest, largest = max(slowest, each.seconds), max(largest, each.megabytes)
            if not each.is_bounded:
                unbounded += 1
                print(
                    f"{name:40} {each.seconds:5.1f} s {each.megabytes:6.0f} MB  {each.wrong[:110]}",
                    flush=True,
                )
    print(f"{count} files, {unbounded} not bounded; slowest {slowest:.1f} s, largest {largest:.0f} MB")
    return 1 if unbounded else 0


if __name__ == "__main__":
    sys.exit(main())
