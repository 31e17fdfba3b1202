"""The command ``xentlint verify``: what a person chooses, and what the end means to the shell."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .catalog import FIXTURES, QUICK, select
from .children import Children
from .experiment import Options, environment
from .repair import Repairer, RepairError, Xentlint
from .report import machine, page, table
from .report.progress import Progress
from .suite import run_suite

DESCRIPTION = """\
Prove the repairs by training. Without PROGRAM: small programs with one known mistake each are linted,
repaired, and trained before and after in fresh processes with the same seeds, data and initial weights.
With PROGRAM: your own script or notebook, or what --run names in a folder, as it is and as repaired, in
copies of its project.
"""
EPILOG = """\
Exit status: 0 every repair is proved, or there is nothing to repair; 1 a repair failed or is not proved, or
your program did not run; 2 it could not start.
"""
NO_TENSORFLOW = "xentlint verify: TensorFlow and scikit-learn are needed: pip install 'xentlint[verify]'"
QUICK_SECONDS = 90


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of this command's options."""
    parser = argparse.ArgumentParser(prog="xentlint verify", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("program", nargs="?", type=Path, help="a script, a notebook or a folder of your own")
    parser.add_argument("arguments", nargs="*", help="what your program gets, after `--`")
    parser.add_argument("--run", type=Path, metavar="FILE", help="what to run in the folder PROGRAM")
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="use unsafe repairs of your program too, and say so"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"one seed of the {len(QUICK)} most telling fixtures: under {QUICK_SECONDS} s on two cores, for CI",
    )
    parser.add_argument(
        "--fixture", action="append", default=[], metavar="NAME|CODE", help="only these fixtures"
    )
    parser.add_argument("--list", action="store_true", help="list the fixtures and stop")
    parser.add_argument(
        "--seeds", type=_positive, metavar="N", help="trainings a side (default 3; 1 with --quick)"
    )
    parser.add_argument("--epochs", type=_positive, metavar="N", help="epochs a fixture trains")
    parser.add_argument(
        "--steps",
        type=_natural,
        default=200,
        metavar="N",
        help="steps of your program (200; 0: to its end)",
    )
    parser.add_argument(
        "--timeout", type=_positive, default=300, metavar="S", help="seconds a process may take (300)"
    )
    parser.add_argument("--data", choices=("digits", "mnist", "fashion_mnist"), default="digits")
    parser.add_argument(
        "--numerics",
        choices=("installed", "keras-2.1"),
        default="installed",
        help="what crossentropies compute: the installed Keras, or TensorFlow 2.0 to 2.3",
    )
    parser.add_argument("--jobs", type=_positive, default=min(os.cpu_count() or 1, 4), metavar="N")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--report", type=Path, metavar="FILE.html", help="also write a page")
    return parser


def main(argv: Sequence[str], repairer: Repairer | None = None) -> int:
    """Run ``xentlint verify`` with these arguments and return its exit status."""
    words = list(argv)
    rest = words[words.index("--") + 1 :] if "--" in words else []
    arguments = build_parser().parse_args(words[: words.index("--")] if "--" in words else words)
    if arguments.list:
        for fixture in FIXTURES:
            print(f"{fixture.name:30} {fixture.code}  {fixture.title}")
        return 0
    if arguments.arguments:
        return _refuse(f"write `--` before what your script gets: {' '.join(arguments.arguments)}")
    missing = [name for name in ("tensorflow", "sklearn") if importlib.util.find_spec(name) is None]
    if missing:
        print(NO_TENSORFLOW, file=sys.stderr)
        return 2
    report = arguments.report
    if report is not None and not report.absolute().parent.is_dir():
        return _refuse(f"there is no folder {report.parent} for the page")
    if arguments.program is not None:
        if arguments.quick or arguments.fixture:
            return _refuse("--quick and --fixture are about the fixtures, not about a program of your own")
        return _verify_program(arguments, rest, repairer or Xentlint())
    if arguments.run is not None:
        return _refuse("--run names a file in a folder: xentlint verify FOLDER --run FILE")
    return _verify_fixtures(arguments, repairer or Xentlint())


def _verify_fixtures(arguments: argparse.Namespace, repairer: Repairer) -> int:
    try:
        fixtures = select([*arguments.fixture, *(QUICK if arguments.quick else ())])
    except KeyError as error:
        return _refuse(f"no fixture or code is called {error.args[0]}; `xentlint verify --list` names them")
    options = Options(
        seeds=arguments.seeds or (1 if arguments.quick else 3),
        numerics=arguments.numerics,
        data=arguments.data,
        epochs=arguments.epochs,
        jobs=arguments.jobs,
        timeout=float(arguments.timeout),
    )
    with (
        tempfile.TemporaryDirectory(prefix="xentlint-verify-") as folder,
        Children(environment(options.jobs)) as children,
        Progress(len(fixtures)) as progress,
    ):
        report = run_suite(
            fixtures, Path(folder), repairer, options, progress.update, progress.finished, children
        )
    if arguments.report is not None:
        arguments.report.write_text(page.render(report), encoding="utf-8")
    print(machine.render(report) if arguments.output_format == "json" else table.render(report))
    return 0 if report.passed else 1


def _verify_program(arguments: argparse.Namespace, rest: Sequence[str], repairer: Repairer) -> int:
    from .copying import CannotCopy
    from .own_report import Choices
    from .program import run_program
    from .protection import find_protection
    from .report import own
    from .starting import CannotStart

    program: Path = arguments.program
    if os.path.isdir(program) and arguments.run is None:
        return _refuse(f"{program} is a folder: say with --run which file of it is to be run")
    if arguments.run is not None and not os.path.isdir(program):
        return _refuse(f"--run names a file in a folder, and {program} is none")
    folder = Path(os.path.abspath(program)) if arguments.run is not None else None
    script = _within(folder, arguments.run) if folder is not None else program
    choices = Choices(
        folder=folder,
        seeds=arguments.seeds or 3,
        steps=arguments.steps,
        timeout=float(arguments.timeout),
        jobs=arguments.jobs,
        numerics=arguments.numerics,
        unsafe=arguments.unsafe_fixes,
        arguments=tuple(rest),
    )
    if folder is not None and folder not in Path(os.path.abspath(script)).parents:
        return _refuse(f"{script} is not in {program}")
    variables = environment(choices.jobs)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="xentlint-verify-") as work,
            Children(variables) as children,
            Progress() as progress,
        ):
            children.prepare()
            protection = find_protection(variables)
            print(f"xentlint verify: {protection}", file=sys.stderr)
            report = run_program(
                script,
                choices,
                Path(work).resolve(),
                repairer,
                children,
                protection,
                progress.step,
                progress.update,
            )
    except (CannotStart, CannotCopy, RepairError) as error:
        return _refuse(str(error))
    if arguments.report is not None:
        arguments.report.write_text(own.page(report), encoding="utf-8")
    print(own.json(report) if arguments.output_format == "json" else own.text(report))
    return 0 if report.passed else 1


def _within(folder: Path, file: Path) -> Path:
    """Return the file that is meant by ``--run``: relative to the folder, or else to where we are."""
    inside = folder / file
    return inside if inside.is_file() or not file.is_file() else Path(os.path.abspath(file))


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below zero")
    return value


def _refuse(message: str) -> int:
    print(f"xentlint verify: {message}", file=sys.stderr)
    return 2
