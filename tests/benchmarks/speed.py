"""How long a cold and a warm run over a tree take, and which files are the slowest.

    python -m tests.benchmarks.speed DIR [--slowest 10]

Prints the seconds of wall and processor time of a run that finds nothing in the cache, and of the same
run again, in this process; of the whole command with a warm cache, start of Python included; and
the files (with the functions that nobody calls) on which the evaluator spent most.
"""

from __future__ import annotations

import argparse
import collections
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libcst as cst

from xentlint.config.settings import Settings
from xentlint.keras import program
from xentlint.python.evaluator import Evaluator
from xentlint.python.modules import Module
from xentlint.run.runner import Collected, Outcome, collect, lint

_REPEATED = 5


def main() -> None:
    """Measure one run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tree", type=Path)
    parser.add_argument("--slowest", type=int, default=10)
    options = parser.parse_args()
    spent: collections.defaultdict[str, float] = collections.defaultdict(float)
    _meter(spent)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(select=("ALL",), cache_dir=Path(folder) / "cache")
        collected, outcome = _run("cold", options.tree, settings)
        slowest = sorted(spent.items(), key=lambda each: -each[1])[: options.slowest]
        print(f"files found {collected.found}, read as training code {len(collected.documents)}")
        print(f"diagnostics: {len(outcome.diagnostics)}; {outcome.coverage}")
        _run("warm", options.tree, settings)
        _command(options.tree, Path(folder))
    for name, seconds in slowest:
        print(f"{seconds:8.2f} s  {name}")


def _run(name: str, tree: Path, settings: Settings) -> tuple[Collected, Outcome]:
    start, cpu = time.perf_counter(), time.process_time()
    collected = collect([tree], settings)
    read, read_cpu = time.perf_counter(), time.process_time()
    outcome = lint(collected.documents, settings)
    end, end_cpu = time.perf_counter(), time.process_time()
    print(f"{name}: finding and reading {read - start:.2f} s wall, {read_cpu - cpu:.2f} s processor")
    print(f"{name}: linting {end - read:.2f} s wall, {end_cpu - read_cpu:.2f} s processor")
    return collected, outcome


def _command(tree: Path, folder: Path) -> None:
    """Run the command often enough for a median, after once to fill the cache."""
    configuration = folder / "xentlint.toml"
    configuration.write_text(f"cache-dir = '{(folder / 'command').as_posix()}'\n")
    command = [sys.executable, "-m", "xentlint", "check", "--exit-zero", "--quiet", "--config"]
    taken = []
    for _ in range(1 + _REPEATED):
        start, cpu = time.perf_counter(), os.times()
        subprocess.run([*command, str(configuration), str(tree)], stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        used = after.children_user - cpu.children_user + after.children_system - cpu.children_system
        taken.append((time.perf_counter() - start, used))
    wall, used = sorted(taken[1:])[_REPEATED // 2]
    print(f"warm command: {wall:.2f} s wall, {used:.2f} s processor")


def _meter(spent: collections.defaultdict[str, float]) -> None:
    """Charge the time of each module, less that of the modules it imports, to its file."""
    run_module, alone = Evaluator.run_module, program._alone
    nested = [0.0]

    def metered(self: Evaluator, module: Module) -> Any:
        if module in self.evaluated:
            return run_module(self, module)
        nested.append(0.0)
        start = time.process_time()
        result = run_module(self, module)
        total = time.process_time() - start
        spent[str(module.path)] += total - nested.pop()
        nested[-1] += total
        return result

    def metered_alone(
        ev: Evaluator, module: Module, unit: int, node: cst.CSTNode, run: Callable[[], object]
    ) -> None:
        start = time.process_time()
        alone(ev, module, unit, node, run)
        spent[str(module.path)] += time.process_time() - start

    Evaluator.run_module = metered  # type: ignore[method-assign]
    program._alone = metered_alone


if __name__ == "__main__":
    main()
