"""The command ``xentlint verify``: what a person chooses, and what the end means to the shell."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .catalog import FIXTURES, select
from .children import Children
from .experiment import Options, environment
from .repair import Repairer, Xentlint
from .report import machine, page, table
from .report.progress import Progress
from .suite import run_suite

DESCRIPTION = """\
Prove the repairs by training. Without SCRIPT: small programs with one known mistake each are linted,
repaired, and trained before and after in fresh processes with the same seeds, data and initial weights.
With SCRIPT: your own program, as it is and as repaired, in a copy of its folder.
"""
EPILOG = """\
Exit status: 0 every repair is proved; 1 a repair failed (or your program did not run); 2 it could not start.
"""
NO_TENSORFLOW = "xentlint verify: TensorFlow and scikit-learn are needed: pip install 'xentlint[verify]'"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of this command's options."""
    parser = argparse.ArgumentParser(prog="xentlint verify", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("script", nargs="?", type=Path, help="a training script of your own")
    parser.add_argument("arguments", nargs="*", help="what your script gets, after `--`")
    parser.add_argument(
        "--fixture", action="append", default=[], metavar="NAME|CODE", help="only these fixtures"
    )
    parser.add_argument("--list", action="store_true", help="list the fixtures and stop")
    parser.add_argument(
        "--seeds", type=_positive, default=3, metavar="N", help="trainings a side (default 3)"
    )
    parser.add_argument("--epochs", type=_positive, metavar="N", help="epochs a fixture trains")
    parser.add_argument(
        "--steps", type=_positive, default=200, metavar="N", help="steps of your script (200)"
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
    if arguments.script is not None:
        from .program import verify_program

        return verify_program(arguments, rest, repairer or Xentlint())
    return _verify_fixtures(arguments, repairer or Xentlint())


def _verify_fixtures(arguments: argparse.Namespace, repairer: Repairer) -> int:
    try:
        fixtures = select(arguments.fixture)
    except KeyError as error:
        return _refuse(f"no fixture or code is called {error.args[0]}; `xentlint verify --list` names them")
    options = Options(
        seeds=arguments.seeds,
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
    print(machine.render(report) if arguments.output_format == "json" else table.render(report))
    if arguments.report is not None:
        arguments.report.write_text(page.render(report), encoding="utf-8")
    return 0 if report.passed else 1


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _refuse(message: str) -> int:
    print(f"xentlint verify: {message}", file=sys.stderr)
    return 2
