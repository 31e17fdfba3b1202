"""How long a cold and a warm run over a tree take, and which files are the slowest.

    python -m tests.benchmarks.speed DIR [--slowest 10]

Prints the seconds of processor and wall time of one run in this process, and the files (with the
functions that nobody calls) on which the evaluator spent most.
"""

from __future__ import annotations

import argparse
import collections
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libcst as cst

from xentlint import engine
from xentlint.config import Settings
from xentlint.flow import program
from xentlint.flow.evaluator import Evaluator
from xentlint.flow.modules import Module
from xentlint.runner import collect


def main() -> None:
    """Measure one run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tree", type=Path)
    parser.add_argument("--slowest", type=int, default=10)
    options = parser.parse_args()
    spent: collections.Counter[str] = collections.Counter()
    _meter(spent)
    start, cpu = time.perf_counter(), time.process_time()
    settings = Settings(select=("ALL",), cache=False)
    collected = collect([options.tree], settings)
    read, read_cpu = time.perf_counter(), time.process_time()
    report = engine.check(list(collected.documents.values()), settings)
    end, end_cpu = time.perf_counter(), time.process_time()
    print(f"files found {collected.found}, read as training code {len(collected.documents)}")
    print(f"finding and reading: {read - start:.2f} s wall, {read_cpu - cpu:.2f} s processor")
    print(f"evaluating and judging: {end - read:.2f} s wall, {end_cpu - read_cpu:.2f} s processor")
    print(f"diagnostics: {len(report.diagnostics)}; {report.coverage}")
    for name, seconds in spent.most_common(options.slowest):
        print(f"{seconds:8.2f} s  {name}")


def _meter(spent: collections.Counter[str]) -> None:
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
