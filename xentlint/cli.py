"""The command ``xentlint``: which command is meant, and what its end means to the shell."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Sequence

from . import __version__
from .commands import check, lsp, rule, verify
from .deeply import is_abandoned
from .visible import visible_lines

COMMANDS = {"check": check, "rule": rule, "verify": verify, "lsp": lsp}
_DESCRIPTION = """\
Follow a classifier's output to its loss, and find crossentropies that are fed the wrong space:
probabilities where logits are computed with, or logits where probabilities are expected.
"""
_EPILOG = """\
`xentlint PATH...` is `xentlint check PATH...`; `xentlint check --help` lists its options.
Exit status: 0 nothing found, or everything fixed; 1 something found; 2 it could not run.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; ``argv`` is without the program's name."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0] not in COMMANDS and words[0] not in ("-h", "--help", "--version")):
        words.insert(0, "check")
    for stream in (sys.stdout, sys.stderr):
        # Source and file names can hold what the terminal's encoding cannot.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if words[0] not in COMMANDS:
        _parser().parse_args(words)
    try:
        status = _run(words[0], words[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        # The reader (head, say) has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception:
        # An exit status of its own: Python's would be that of a run which found something.
        print(visible_lines(traceback.format_exc()), file=sys.stderr)
        print(
            "xentlint: error: this is a bug in xentlint; the lines above belong in a report", file=sys.stderr
        )
        return 2
    return status


def _interrupted() -> int:
    """End with the status of an interrupt, at once even if some work does not stop."""
    if is_abandoned():
        # Python waits for threads, or takes the process down with them (SIGABRT): neither is an end.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(130)
    return 130


def _run(name: str, words: Sequence[str]) -> int:
    command = COMMANDS[name]
    if command is verify:
        return verify.main(words)
    parser = argparse.ArgumentParser(prog=f"xentlint {name}", description=command.DESCRIPTION)
    command.add_parser(parser)
    # Intermixed: paths may stand before, between and behind options.
    status: int = command.run(parser.parse_intermixed_args(words))
    return status


def _parser() -> argparse.ArgumentParser:
    """What ``xentlint`` takes before a command is named, which is enough for its help."""
    parser = argparse.ArgumentParser(
        prog="xentlint",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"xentlint {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.HELP)
    return parser
