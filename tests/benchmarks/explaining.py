"""How long ``--explain FILE:LINE`` takes: whole processes, on generated files and on lines drawn from a tree.

    python -m tests.benchmarks.explaining [TREE] [--lines 1000,3000] [--rounds 5] [--draws 40] [--seed 1]

Of a tree, lines are drawn that have code on them, from files of 900 to 3,600 lines. A first run, which does not count,
leaves compiled modules, as an installed package has them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .compare import program
from .processes import Measured, Task, rounds, run, spread, table

_SHORTEST, _LONGEST = 900, 3_600
_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
_LOOP = "for number in range(20_000_000): number & 3"
"""A measure of how busy the machine is: other jobs make each processor second do less."""


def places(tree: Path, draws: int, seed: int) -> list[str]:
    """``FILE:LINE`` of lines with code, each file as likely as any other."""
    chance = random.Random(seed)
    files = []
    for path in sorted(tree.rglob("*.py")):
        lines = path.read_text("utf-8", "replace").split("\n")
        if _SHORTEST <= len(lines) <= _LONGEST:
            files.append(
                (path, [row for row, line in enumerate(lines, 1) if line[:1].strip("#") or "=" in line])
            )
    drawn = []
    while files and len(drawn) < draws:
        path, rows = chance.choice(files)
        if rows:
            drawn.append(f"{path}:{chance.choice(rows)}")
    return drawn


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("tree", type=Path, nargs="?")
    parser.add_argument("--lines", default="1000,3000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="xentlint-benchmark-") as name:
        folder = Path(name)
        tasks = [
            Task("a loop of 20 million rounds", [sys.executable, "-c", _LOOP]),
            Task("xentlint --version", [sys.executable, "-m", "xentlint", "--version"], _COMPILED),
        ]
        for lines in map(int, options.lines.split(",")):
            (folder / f"lines{lines}.py").write_text(text := program(lines), "utf-8")
            rows = text.split("\n")
            last = next(row for row, line in enumerate(rows, 1) if "compile(" in line)
            tasks.append(
                _task(f"{lines:,} lines, in a function", f"lines{lines}.py:{len(rows) // 20 * 10 + 8}")
            )
            tasks.append(_task(f"{lines:,} lines, at the loss", f"lines{lines}.py:{last}"))
        run(tasks[-1], folder)
        measured = rounds(tasks, folder, options.rounds)
        if options.tree is not None:
            for place in places(options.tree.resolve(), options.draws, options.seed):
                found = run(_task(place, place), folder)
                print(f"{found.processor:.2f} {place}", file=sys.stderr)
                measured.setdefault(f"{options.draws} lines of {options.tree.name}", []).append(found)
        print(_shown(measured))


def _task(name: str, place: str) -> Task:
    return Task(name, [sys.executable, "-m", "xentlint", "--explain", place], _COMPILED)


def _shown(measured: dict[str, list[Measured]]) -> str:
    rows = [
        [name, spread([each.processor for each in found]), spread([each.clock for each in found])]
        for name, found in measured.items()
    ]
    return table(["", "processor s", "clock s"], rows)


if __name__ == "__main__":
    main()
