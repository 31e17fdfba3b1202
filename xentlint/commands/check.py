"""``xentlint check``: lint, and with ``--fix`` repair, files, folders or standard input."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ..config.options import TARGETS
from ..output import FORMATS

HELP = "check files and folders (the default command)"
DESCRIPTION = "Check files, notebooks, folders, or standard input (-)."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=[],
        metavar="PATH",
        help="a file, a folder, or - for standard input (default: the current folder)",
    )
    _add_selection(parser.add_argument_group("which rules"))
    _add_files(parser.add_argument_group("which files"))
    _add_fixing(parser.add_argument_group("repairs"))
    _add_output(parser.add_argument_group("output"))
    _add_configuration(parser.add_argument_group("configuration"))


def _add_selection(group: argparse._ArgumentGroup) -> None:
    for option, meaning in (
        ("--select", "report these and no others: ALL, or codes and prefixes (XEN1,XEN202)"),
        ("--extend-select", "report these too"),
        ("--ignore", "do not report these"),
    ):
        group.add_argument(option, action="append", type=_words, metavar="CODES", help=meaning)
    baseline = group.add_mutually_exclusive_group()
    baseline.add_argument("--baseline", type=Path, metavar="FILE", help="do not report what this file knows")
    baseline.add_argument("--no-baseline", action="store_true", help="report what the baseline knows too")
    group.add_argument(
        "--update-baseline", action="store_true", help="write what is found to the baseline; report nothing"
    )
    group.add_argument(
        "--add-noqa",
        action="store_true",
        help="write a noqa comment for everything that is found; report nothing",
    )
    group.add_argument(
        "--reason", default="", metavar="TEXT", help="what the comments of --add-noqa say after the codes"
    )


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--fix", action="store_true", help="apply the safe repairs")
    group.add_argument("--fix-only", action="store_true", help="apply them, and do not report what remains")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="take unsafe repairs for --fix and --diff too"
    )
    group.add_argument("--show-fixes", action="store_true", help="name what was repaired, file by file")
    group.add_argument("--diff", action="store_true", help="print what --fix would change; write nothing")
    for option, meaning in (
        ("--fixable", "repair these and no others"),
        ("--unfixable", "never repair these"),
    ):
        group.add_argument(option, action="append", type=_words, metavar="CODES", help=meaning)
    group.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 when something was repaired"
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--output-format", choices=FORMATS, default="text", help="how to report (default: %(default)s)"
    )
    group.add_argument("--output-file", type=Path, metavar="FILE", help="write the report there")
    group.add_argument(
        "--statistics", action="store_true", help="how many losses were met, and what became of them"
    )
    group.add_argument(
        "--explain", metavar="FILE:LINE", help="say what is known of a line instead of reporting"
    )
    group.add_argument(
        "--min-known",
        type=_part,
        metavar="PART",
        help="exit with 1 when less than this part of the losses is known (0.9)",
    )
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    loudness.add_argument(
        "-v", "--verbose", action="store_true", help="also say what was read and what was not"
    )


def _add_configuration(group: argparse._ArgumentGroup) -> None:
    add_sources(group)
    group.add_argument("--stdin-filename", metavar="FILE", help="check standard input under this name")
    group.add_argument("--no-cache", action="store_true", help="evaluate every file anew")
    group.add_argument(
        "-j",
        "--jobs",
        type=_jobs,
        default=1,
        metavar="N",
        help="evaluate in this many processes, auto: one a processor (default: %(default)s)",
    )


def _add_files(group: argparse._ArgumentGroup) -> None:
    for option, meaning in (
        ("--exclude", "leave these out of folders, as .gitignore patterns"),
        ("--extend-exclude", "leave these out too"),
    ):
        group.add_argument(option, action="append", type=_words, metavar="PATTERNS", help=meaning)
    group.add_argument(
        "--force-exclude",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="leave excluded files out even when they are named",
    )
    group.add_argument(
        "--no-importers",
        action="store_true",
        help="do not also check the files of the project that import a named file",
    )


def add_sources(group: argparse._ArgumentGroup | argparse.ArgumentParser) -> None:
    """Declare the options that say where settings come from; other commands take them too."""
    group.add_argument(
        "--target-keras", choices=TARGETS["target-keras"], help="the Keras generation that runs the code"
    )
    group.add_argument(
        "--target-backend", choices=TARGETS["target-backend"], help="the backend that Keras 3 runs on"
    )
    source = group.add_mutually_exclusive_group()
    source.add_argument("--config", type=Path, metavar="FILE", help="read this configuration file, no other")
    source.add_argument("--isolated", action="store_true", help="read no configuration file")


def _part(text: str) -> float:
    part = float(text)
    if not 0 <= part <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return part


def _jobs(text: str) -> int:
    if text == "auto":
        return os.cpu_count() or 1
    jobs = int(text)
    if jobs < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return jobs


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def run(arguments: argparse.Namespace) -> int:
    """Run the check; what it does is in a module of its own, which ``--help`` need not import."""
    from ._checking import run_check

    return run_check(arguments)
