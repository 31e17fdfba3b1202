"""What a run over a tree costs, beside what others cost that look at the same files; prints tables for the README.

    python -m tests.benchmarks.compare TREE [--rounds 3] [--without torchfix,cold] [--jobs 2]
    python -m tests.benchmarks.compare --growth TREE
    python -m tests.benchmarks.compare --lines

All are whole processes in an environment that has them (``pip install ruff flake8 torchfix``, and xentlint), one after the
other in rounds, on a copy of the tree; what is not installed is left out. Ratios are of processor seconds
in the same round.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from .processes import Measured, Task, ratio, rounds, spread, table

_COPIES = (1, 4, 16)
_LINES = (100, 1_000, 10_000)

_FLAKE8 = """
import importlib.metadata as metadata, sys
hidden, listed = sys.argv.pop(1).split(), metadata.distributions
metadata.distributions = lambda **chosen: (
    each for each in listed(**chosen) if (each.metadata["Name"] or "").lower() not in hidden
)
from flake8.main.cli import main
raise SystemExit(main())
"""
"""flake8 that does not see some of what is installed: it runs every plugin that it sees."""
_FUNCTION = """
def layer_{number}(units, rate=0.{number}):
    block = tf.keras.Sequential(name="block_{number}")
    for width in (units, 2 * units):
        block.add(tf.keras.layers.Dense(width, activation="relu"))
        if rate > 0:
            block.add(tf.keras.layers.Dropout(rate))
    return block


"""
_FINDING = """
model = tf.keras.Sequential([layer_1(32), tf.keras.layers.Dense(10, activation="softmax")])
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(*data())
"""


def program(lines: int) -> str:
    """A file of that many lines: functions that nobody but one calls, and a finding at its end."""
    head, end = "import tensorflow as tf\n\nfrom project import data\n", _FINDING
    functions = ""
    for number in count(1):
        more = _FUNCTION.format(number=number)
        if (head + functions + more + end).count("\n") > lines and number > 1:
            return head + functions + end
        functions += more
    raise AssertionError


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("tree", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", default="2")
    parser.add_argument(
        "--without", default="", help="rows that are left out, as they begin: torchfix,flake8"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--growth", action="store_true", help="copies of the tree beside each other")
    what.add_argument("--lines", action="store_true", help="one file of 100, 1,000 and 10,000 lines")
    options = parser.parse_args(words)
    if options.tree is None and not options.lines:
        parser.error("which tree?")
    with tempfile.TemporaryDirectory(prefix="xentlint-benchmark-") as folder:
        if options.lines:
            print(_by_lines(Path(folder), options.rounds))
        elif options.growth:
            print(_by_copies(options.tree, Path(folder), options.rounds))
        else:
            left_out = tuple(filter(None, options.without.split(",")))
            print(_beside_others(options.tree, Path(folder), options.rounds, options.jobs, left_out))


def _beside_others(tree: Path, folder: Path, times: int, jobs: str, left_out: tuple[str, ...]) -> str:
    copy = folder / "tree"
    shutil.copytree(tree, copy)
    tasks = [
        task for task in _tasks(copy, folder, jobs) if not left_out or not task.name.startswith(left_out)
    ]
    measured = rounds(tasks, copy, times)
    return table(
        ["", "processor s", "clock s", "peak MB", *(f"times {name}" for name in _shown(measured))],
        [
            [
                name,
                spread([each.processor for each in found]),
                spread([each.clock for each in found]),
                spread([each.memory for each in found], 0),
                *(ratio(_processor(found), _processor(measured[other])) for other in _shown(measured)),
            ]
            for name, found in measured.items()
        ],
    )


def _shown(measured: dict[str, list[Measured]]) -> list[str]:
    return [name for name in ("ruff, warm", "flake8", "torchfix") if name in measured]


def _processor(found: Sequence[Measured]) -> list[float]:
    return [each.processor for each in found]


def _tasks(copy: Path, folder: Path, jobs: str) -> Iterator[Task]:
    """Each on the whole copy. What is warm has run over it before; a cold one has nothing that it could remember."""
    yield Task("grep", ["grep", "-rlE", "--include=*.py", "softmax|sigmoid|crossentropy", "."])
    if ruff := _tool("ruff"):
        yield Task("ruff, cold", [ruff, "check", "--isolated", "--no-cache", "--exit-zero", "."])
        warm = [ruff, "check", "--isolated", "--exit-zero", "--cache-dir", str(folder / "ruff"), "."]
        yield Task("ruff, warm", warm, before=_once(Task("ruff, before", warm), copy))
    if find_spec("flake8") is not None:
        for name, hidden in (("flake8", "xentlint torchfix"), ("flake8 with the plugin", "torchfix")):
            flake8 = [sys.executable, "-c", _FLAKE8, hidden, "--isolated", "--exit-zero", "-j1"]
            yield Task(name, [*flake8, "--disable-noqa", "."])
    if torchfix := _tool("torchfix"):
        yield Task("torchfix", [torchfix, "--select=ALL", "."])
    check = [sys.executable, "-m", "xentlint", "check", "--isolated", "--quiet", "--exit-zero", "."]
    yield Task("xentlint, cold", [*check, "--no-cache"])
    yield Task(f"xentlint -j {jobs}, cold", [*check, "--no-cache", "-j", jobs])
    kept = {"XENTLINT_CACHE_DIR": str(folder / "xentlint")}
    first = _once(Task("xentlint, before", check, kept), copy)
    yield Task("xentlint, warm", check, kept, before=first)
    numbers = count()
    edited = max(copy.rglob("*.py"), key=lambda path: path.read_bytes().count(b"softmax"))

    def edit() -> None:
        first()
        with edited.open("a") as file:
            file.write(f"# edit {next(numbers)}\n")

    yield Task("xentlint, after one edit", check, kept, before=edit)


def _tool(name: str) -> str | None:
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def _once(task: Task, folder: Path) -> partial[None]:
    """What runs a task the first time that it is called, and does nothing after that."""
    done: list[object] = []

    def first() -> None:
        if not done:
            done.extend(rounds([task], folder, 1))

    return partial(first)


def _by_copies(tree: Path, folder: Path, times: int) -> str:
    check = [sys.executable, "-m", "xentlint", "check", "--isolated", "--quiet", "--exit-zero", "--no-cache"]
    tasks = []
    for copies in _COPIES:
        for number in range(copies):
            shutil.copytree(tree, folder / f"{copies}" / f"copy{number}")
        tasks.append(Task(f"{copies}", [*check, str(folder / f"{copies}")]))
    measured = rounds(tasks, folder, times)
    return _against_the_first("copies", measured)


def _by_lines(folder: Path, times: int) -> str:
    check = [sys.executable, "-m", "xentlint", "check", "--isolated", "--quiet", "--exit-zero", "--no-cache"]
    tasks = []
    for lines in _LINES:
        file = folder / f"lines{lines}.py"
        file.write_text(program(lines))
        tasks.append(Task(f"{lines:,}", [*check, str(file)]))
    return _against_the_first("lines", rounds(tasks, folder, times))


def _against_the_first(what: str, measured: dict[str, list[Measured]]) -> str:
    first = next(iter(measured.values()))
    rows = [
        [
            name,
            spread(_processor(found)),
            spread([each.memory for each in found], 0),
            ratio(_processor(found), _processor(first)),
        ]
        for name, found in measured.items()
    ]
    return table([what, "processor s", "peak MB", "times the first"], rows)


if __name__ == "__main__":
    main()
