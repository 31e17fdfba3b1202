"""The command ``xentlint``: which command is meant, and what its end means to the shell."""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .commands import check, config, lsp, rule, verify
from .config.wrong import suggestion
from .rules.codes import KNOWN_CODES
from .run.deeply import was_interrupted
from .sources.visible import visible_lines

COMMANDS = {"check": check, "rule": rule, "config": config, "verify": verify, "server": lsp, "lsp": lsp}
_OWN_OPTIONS = ("-h", "--help", "--version", "--print-completion")
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What a stream says to which nothing more can be written."""
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
    _replace_what_is_closed()
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0] not in COMMANDS and words[0].split("=")[0] not in _OWN_OPTIONS):
        if words and (meant := _command_meant(words[0])):
            print(f"xentlint: error: there is no command {words[0]!r}{meant}", file=sys.stderr)
            return 2
        words.insert(0, "check")
    for stream in (sys.stdout, sys.stderr):
        # Source and file names can hold what the terminal's encoding cannot.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if words[0] in COMMANDS:
            status = _run(words[0], words[1:])
        else:
            status = _print_completion(_parser().parse_args(words).print_completion)
        if not sys.stdout.closed:  # as a language server leaves it
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        # The reader (head, say) has seen enough.
        _write_no_more()
        return 2
    except Exception as error:
        if _is_interrupt(error):
            return _interrupted()
        if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
            with contextlib.suppress(OSError):
                print(f"xentlint: error: the report cannot be written: {error.strerror}", file=sys.stderr)
            _write_no_more()
            return 2
        # An exit status of its own: Python's would be that of a run which found something.
        print(visible_lines(traceback.format_exc()), file=sys.stderr)
        print(
            "xentlint: error: this is a bug in xentlint; the lines above belong in a report", file=sys.stderr
        )
        return 2
    return status


def _replace_what_is_closed() -> None:
    """Read nothing from, and write nowhere, what the caller has closed: the next file would be opened in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _write_no_more() -> None:
    """Keep Python from trying once more, at its end, what could not be written, and from complaining of it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_interrupt(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C made ``error``: Python 3.11 makes a RuntimeError of it while an enumeration is defined."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _interrupted() -> int:
    """End with the status of an interrupt, at once even if some work does not stop."""
    if was_interrupted():
        # Python would free a program's values one by one, and abort over a thread that still runs.
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
    # Behind --, everything is a path: argparse forgets that when options and paths are mixed.
    end = words.index("--") if "--" in words else len(words)
    # Intermixed: paths may stand before, between and behind options.
    arguments, unknown = parser.parse_known_intermixed_args(words[:end])
    if unknown:
        options = [option for action in parser._actions for option in action.option_strings]
        word = next((each for each in unknown if each.startswith("-")), unknown[0])
        hint = suggestion(word.split("=")[0], options)
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
    if names := words[end + 1 :]:
        if not hasattr(arguments, "paths"):
            parser.error(f"unrecognized arguments: {' '.join(names)}")
        arguments.paths = [*arguments.paths, *names]
    status: int = command.run(arguments)
    return status


def _command_meant(word: str) -> str:
    """A suggestion, when ``word`` is no path but nearly a command."""
    return "" if word.startswith("-") or os.path.lexists(word) else suggestion(word, COMMANDS)


def _print_completion(shell: str) -> int:
    """Print the script with which ``shell`` completes the command line; 2 when shtab is missing."""
    try:
        import shtab
    except ModuleNotFoundError:
        hint = "completions need shtab: pip install 'xentlint[completions]'"
        print(f"xentlint: error: {hint}", file=sys.stderr)
        return 2
    if shell not in shtab.SUPPORTED_SHELLS:
        known = ", ".join(shtab.SUPPORTED_SHELLS)
        print(f"xentlint: error: there are completions for {known}, not for {shell!r}", file=sys.stderr)
        return 2
    parser = _parser(complete=True)
    _complete_words(parser)
    print(shtab.complete(parser, shell))
    return 0


def _parser(complete: bool = False) -> argparse.ArgumentParser:
    """What ``xentlint`` takes before a command is named; for completions, what every command takes too."""
    parser = argparse.ArgumentParser(
        prog="xentlint",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"xentlint {__version__}")
    parser.add_argument(
        "--print-completion", metavar="SHELL", help="print completions for bash, zsh, tcsh or fish"
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, command in COMMANDS.items():
        if complete and command is verify:
            from .verify.command import build_parser

            commands.add_parser(name, help=command.HELP, parents=[build_parser()], add_help=False)
        else:
            each = commands.add_parser(name, help=command.HELP)
            if complete and command is not verify:
                command.add_parser(each)
    return parser


def _complete_words(parser: argparse.ArgumentParser) -> None:
    """Have a shell complete paths where one is taken, and codes where a rule is."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in {id(each): each for each in action.choices.values()}.values():
                _complete_words(each)
        elif action.type is Path or action.metavar in ("PATH", "FILE"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "CODE":
            action.choices = KNOWN_CODES
