"""Programs as people have them, and the verdict that a person would give of each.

``python -m tests.verify.own_programs [NAME ...]`` runs them (or those) and prints the table of ``RESULTS.md``.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from xentlint.verify.command import main

FOLDER = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class OwnProgram:
    """What is typed in the program's folder, and what has to come back.

    ``says`` is how the headline begins; ``shows`` are words that have to be somewhere in the report.
    """

    name: str
    kind: str
    words: tuple[str, ...]
    status: int
    says: str
    shows: tuple[str, ...] = ()
    where: str = "."


PROGRAMS = (
    OwnProgram(
        "sequential_fit",
        "Sequential, compile, fit",
        ("train.py",),
        0,
        "rescued by Keras here",
        ("XEN103 before",),
    ),
    OwnProgram("tape", "gradient tape", ("train.py",), 0, "proved: gradients restored, training improved"),
    OwnProgram("train_step", "train_step", ("train.py",), 0, "proved: gradients restored, training improved"),
    OwnProgram(
        "csv_arguments",
        "argparse, CSV",
        ("train.py", "--", "--data", "points.csv", "--lr", "0.02"),
        0,
        "proved: gradients restored, training improved",
        ("learning rate 0.02, 200 rows",),
    ),
    OwnProgram(
        "npz_plots_save",
        "npz, plots, save",
        ("train.py", "--unsafe-fixes"),
        0,
        "unsafe repair, rescued by Keras here",
    ),
    OwnProgram(
        "tf_data",
        "tf.data",
        ("train.py", "--unsafe-fixes"),
        0,
        "proved: gradients restored, training improved",
    ),
    OwnProgram("notebook", "notebook", ("digits.ipynb",), 0, "proved: gradients restored, training improved"),
    OwnProgram(
        "package",
        "package, relative imports",
        ("proj", "--run", "model/train.py"),
        0,
        "proved: gradients restored, training improved",
        ("model/trainer.py", "model/network.py"),
    ),
    OwnProgram(
        "relative_data",
        "../data",
        ("train.py",),
        0,
        "proved: gradients restored",
        (),
        "proj/src",
    ),
    OwnProgram("right", "nothing wrong", ("train.py",), 0, "nothing to repair"),
    OwnProgram(
        "unsafe",
        "unsafe repair",
        ("train.py",),
        1,
        "not repaired: an unsafe repair is only used with --unsafe-fixes",
        ("not used (--unsafe-fixes would)",),
    ),
    OwnProgram(
        "slow",
        "slow",
        ("train.py", "--timeout", "20"),
        0,
        "proved: gradients restored, training improved",
        ("slow: ended after 20 s",),
    ),
)


@dataclass(frozen=True)
class Run:
    """What came back."""

    status: int
    output: str
    seconds: float

    @property
    def headline(self) -> str:
        """The first line, without the program's name."""
        return self.output.split("\n", 1)[0].partition(": ")[2]


def run(program: OwnProgram, folder: Path, *more: str) -> Run:
    """Do what a person does: go to the program's folder and type the command."""
    shutil.copytree(FOLDER / program.name, folder)
    here, started, output = Path.cwd(), time.monotonic(), io.StringIO()
    position = program.words.index("--") if "--" in program.words else len(program.words)
    words = [*program.words[:position], *more, *program.words[position:]]
    os.chdir(folder / program.where)
    try:
        with contextlib.redirect_stdout(output):
            status = main(words)
    finally:
        os.chdir(here)
    return Run(status, output.getvalue(), time.monotonic() - started)


def as_expected(program: OwnProgram, result: Run) -> bool:
    """Whether the verdict is the one a person would give."""
    return (
        result.status == program.status
        and result.headline.startswith(program.says)
        and all(words in result.output for words in program.shows)
    )


def table(names: list[str]) -> int:
    """Run the programs and print a table; the number of wrong verdicts."""
    wrong = 0
    print("| program | a person would say | verify says | exit | s |\n|---|---|---|---|---|")
    for program in PROGRAMS:
        if names and program.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = run(program, Path(folder) / program.name, "--seeds", "2")
        good = as_expected(program, result)
        wrong += not good
        print(
            f"| {program.kind} (`{program.name}`) | {program.says} | {'' if good else 'WRONG: '}{result.headline} "
            f"| {result.status} | {result.seconds:.0f} |",
            flush=True,
        )
        if not good or os.environ.get("SHOW"):
            print(result.output, file=sys.stderr)
    return wrong


if __name__ == "__main__":
    sys.exit(table(sys.argv[1:]))
