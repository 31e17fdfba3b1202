"""``xentlint check``: lint, and with ``--fix`` repair, files, folders or standard input."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..output import FORMATS

HELP = "check files and folders (the default command)"
DESCRIPTION = "Check files, notebooks, folders, or standard input (-)."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="a file, a folder, or - for standard input (default: the current folder)",
    )
    _add_selection(parser.add_argument_group("which rules"))
    _add_fixing(parser.add_argument_group("repairs"))
    _add_output(parser.add_argument_group("output"))
    _add_configuration(parser.add_argument_group("configuration"))


def _add_selection(group: argparse._ArgumentGroup) -> None:
    for option, meaning in (
        ("--select", "report these and no others: ALL, or codes and prefixes (XEN1,XEN202)"),
        ("--extend-select", "report these too"),
        ("--ignore", "do not report these"),
    ):
        group.add_argument(option, action="append", type=_codes, metavar="CODES", help=meaning)


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--fix", action="store_true", help="apply the safe repairs")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="take unsafe repairs for --fix and --diff too"
    )
    group.add_argument("--diff", action="store_true", help="print what --fix would change; write nothing")


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
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    loudness.add_argument(
        "-v", "--verbose", action="store_true", help="also say what was read and what was not"
    )


def _add_configuration(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--target-keras", choices=("2.1", "2", "3"), help="the Keras generation that runs the code"
    )
    group.add_argument(
        "--target-backend", choices=("tensorflow", "jax", "torch"), help="the backend that Keras 3 runs on"
    )
    source = group.add_mutually_exclusive_group()
    source.add_argument("--config", type=Path, metavar="FILE", help="read this configuration file, no other")
    source.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("--stdin-filename", metavar="FILE", help="the name of what standard input holds")
    group.add_argument("--no-cache", action="store_true", help="evaluate every file anew")


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def run(arguments: argparse.Namespace) -> int:
    """Run the check; what it does is in a module of its own, which ``--help`` need not import."""
    from ._checking import run_check

    return run_check(arguments)
