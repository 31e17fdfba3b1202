"""What ``xentlint check`` does with what it was told."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from .. import output, repair, runner
from ..config import ConfigError, Settings, load_settings
from ..output import diff, summary
from ..output.color import Painter, painter_for
from ..output.context import Context
from ..sources.atomic import write_atomically
from ..sources.transaction import HalfDone
from ..visible import visible, visible_lines

_FOUND = 1
_CANNOT_RUN = 2
# What a person reads ends with a summary; what a program reads holds findings only.
_FOR_PEOPLE = ("text", "concise")
_PLACE = re.compile(r"(?P<path>.+?)(?::cell (?P<cell>\d+))?:(?P<row>\d+)(?::\d+)?")


class CannotRun(Exception):
    """What was asked for makes no sense or cannot be reached; the message says why."""


def run_check(arguments: argparse.Namespace) -> int:
    """Check, repair or explain, and return the exit status."""
    try:
        settings = settings_from(arguments)
        _take_back()
        if arguments.explain:
            return _explain(arguments, settings)
        if arguments.diff:
            return _Check(arguments, settings).diff()
        return _Check(arguments, settings).check()
    except (CannotRun, ConfigError) as error:
        _complain(f"error: {error}")
        return _CANNOT_RUN


class _Check:
    """One check: what was found, said where it was asked for."""

    def __init__(self, arguments: argparse.Namespace, settings: Settings) -> None:
        self._arguments = arguments
        self._settings = settings
        self._stdin: bytes | None = None
        self._collected = self._collect()
        edits = arguments.fix or arguments.diff or arguments.output_format in output.WITH_EDITS
        self._outcome = runner.lint(self._collected.documents, settings, edits=edits)
        if arguments.verbose:
            for line in summary.reading(self._outcome, self._collected, Context()):
                _complain(line)

    def check(self) -> int:
        """Report what is found, after repairing what may be repaired."""
        documents, outcome, fixed, failed = self._collected.documents, self._outcome, None, False
        if self._arguments.fix:
            repaired = self._repair()
            failed = not self._write(repaired)
            if not failed:
                documents, outcome, fixed = dict(repaired.documents), repaired.outcome, repaired.fixed
                self._say_what_is_left(repaired)
        documents = runner.with_followed(documents, outcome.diagnostics)
        self._report(outcome, Context(documents), fixed)
        self._say_what_failed(outcome)
        return self._status(bool(outcome.diagnostics), failed or bool(outcome.failures))

    def diff(self) -> int:
        """Print what ``--fix`` would change."""
        repaired = self._repair()
        context = Context(painter=painter_for(sys.stdout))
        before = self._collected.documents
        changes = "".join(
            diff.render(before[path], repaired.documents[path], context, for_people=sys.stdout.isatty())
            for path in repair.changed(before, repaired.documents)
        )
        sys.stdout.write(_quoted(changes, sys.stdout))
        self._say_what_is_left(repaired)
        self._note(summary.would_fix(repaired.fixed, repaired.outcome, self._collected))
        self._say_what_failed(self._outcome)
        return self._status(bool(self._outcome.diagnostics), bool(self._outcome.failures))

    def _collect(self) -> runner.Collected:
        paths = self._arguments.paths
        if "-" not in paths:
            collected = runner.collect(paths, self._settings)
        elif paths == ["-"]:
            self._stdin = sys.stdin.buffer.read()
            collected = runner.Collected()
            collected.add(Path(os.path.abspath(self._arguments.stdin_filename or "<stdin>")), self._stdin)
        else:
            raise CannotRun("standard input (-) cannot be checked together with files")
        context = Context()
        for path, reason in collected.errors:
            _complain(f"error: {context.display(str(path))}: {reason}")
        if not collected.found and not collected.errors:
            _complain("warning: there is no Python file and no notebook under the given paths")
        return collected

    def _repair(self) -> repair.Repaired:
        documents = self._collected.documents
        reading_stdin = self._stdin is not None
        return repair.repair(
            documents,
            lambda changed: runner.lint(changed, self._settings),
            unsafe=self._arguments.unsafe_fixes,
            locked=None if reading_stdin else repair.obstacles(documents, self._roots()),
            first=self._outcome,
        )

    def _write(self, repaired: repair.Repaired) -> bool:
        if self._stdin is not None:
            fixed = [document.raw for document in repaired.documents.values()]
            sys.stdout.flush()
            sys.stdout.buffer.write(fixed[0] if fixed else self._stdin)
            return True
        try:
            notes = repair.write(self._collected.documents, repaired.documents)
        except HalfDone as error:
            shown = ", ".join(map(Context().display, error.paths))
            _complain(f"error: repairs are half applied: {error.strerror}; the next run takes back {shown}")
            return False
        except OSError as error:
            _complain(f"error: nothing was repaired: {error}")
            return False
        for path, note in notes:
            _complain(f"warning: {Context().display(path)} {note}")
        return True

    def _roots(self) -> list[Path | str]:
        """Where repairs may be written: in the project, and below what was named."""
        return [self._settings.root or Path.cwd(), *self._arguments.paths]

    def _say_what_is_left(self, repaired: repair.Repaired) -> None:
        context = Context()
        for (path, reason), count in Counter(repaired.left).items():
            repairs = "1 repair was" if count == 1 else f"{count} repairs were"
            _complain(f"warning: {repairs} not applied: {context.display(path)} {reason}")

    def _say_what_failed(self, outcome: runner.Outcome) -> None:
        """Name the files that an error of our own lost, and ask for them."""
        sys.stdout.flush()
        for each in (*self._collected.failures, *outcome.failures):
            shown = ", ".join(map(Context().display, each.paths[:3]))
            shown += f" and {len(each.paths) - 3} more" if len(each.paths) > 3 else ""
            _complain(f"error: internal error in {shown}: {each.error}")
            _complain("error: what is wrong there was not looked for; please report this with that file")
            if self._arguments.verbose:
                for line in each.trace.splitlines():
                    _complain(f"  {line}")

    def _report(self, outcome: runner.Outcome, context: Context, fixed: int | None) -> None:
        arguments = self._arguments
        # With --fix, standard output is the repaired source.
        stream = sys.stderr if self._stdin is not None and arguments.fix else sys.stdout
        painter = Painter(False) if arguments.output_file else painter_for(stream)
        context = replace(context, painter=painter)
        text = output.render(arguments.output_format, outcome.diagnostics, context)
        if arguments.output_file is None:
            stream.write(text)
        else:
            _save(arguments.output_file, text)
        if arguments.output_format in _FOR_PEOPLE or fixed is not None:
            line = summary.closing(outcome, self._collected, fixed, arguments.unsafe_fixes)
            self._note(line, stream if arguments.output_format in _FOR_PEOPLE else sys.stderr)
        if arguments.statistics:
            figures = summary.statistics(outcome, self._collected, as_json=arguments.output_format == "json")
            stream.flush()
            sys.stderr.write(figures)

    def _note(self, line: str, stream: TextIO | None = None) -> None:
        if not self._arguments.quiet:
            sys.stdout.flush()
            print(line, file=stream or sys.stderr)

    def _status(self, found: bool, failed: bool) -> int:
        if self._collected.errors or self._collected.failures or failed:
            return _CANNOT_RUN
        return _FOUND if found and not self._arguments.exit_zero else 0


def settings_from(arguments: argparse.Namespace) -> Settings:
    """The settings of the configuration file and the command line together."""
    overrides = {
        "select": _joined(arguments.select),
        "extend_select": _joined(arguments.extend_select),
        "ignore": _joined(arguments.ignore),
        "target_keras": arguments.target_keras,
        "target_backend": arguments.target_backend,
        "cache": False if arguments.no_cache else None,
    }
    return load_settings(Path.cwd(), overrides, config=arguments.config, isolated=arguments.isolated)


def _joined(lists: list[list[str]] | None) -> list[str] | None:
    return None if lists is None else [code for codes in lists for code in codes]


def _explain(arguments: argparse.Namespace, settings: Settings) -> int:
    place = _PLACE.fullmatch(arguments.explain)
    if place is None:
        raise CannotRun(f"--explain takes FILE:LINE, or NOTEBOOK:cell N:LINE, not {arguments.explain!r}")
    from .. import engine

    path = Path(os.path.abspath(place["path"]))
    # The line's file may be one that imports what the paths hold, or that they import.
    collected = runner.collect([path, *arguments.paths], settings)
    for missing, reason in collected.errors:
        raise CannotRun(f"{Context().display(str(missing))}: {reason}")
    if str(path) not in collected.documents:
        print(f"{visible(Context().display(str(path)))}: not evaluated: it holds no training code")
        return 0
    cell = int(place["cell"]) - 1 if place["cell"] else None
    documents = list(collected.documents.values())
    print(visible_lines(engine.explain(documents, settings, str(path), cell, int(place["row"]))))
    return 0


def _save(path: Path, text: str) -> None:
    try:
        write_atomically(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror or error}") from None


def _take_back() -> None:
    """Say which files a killed run left half repaired, and that they are as they were before it."""
    context = Context()
    for each in repair.take_back():
        restored = ", ".join(map(context.display, each.restored))
        _complain(f"warning: an earlier run was killed while it wrote repairs; taken back: {restored}")
        for path in each.left:
            _complain(f"warning: {context.display(path)} is newer than those repairs, and was left as it is")


def _complain(line: str) -> None:
    print(f"xentlint: {visible(line)}", file=sys.stderr)


def _quoted(text: str, stream: TextIO) -> str:
    """``text``, which holds lines of source as they are, with no line that GitHub takes for a command.

    Its runner is told to stop looking for commands, which leaves a diff that can be applied.
    """
    if text and os.environ.get("GITHUB_ACTIONS") and not stream.isatty():
        token = secrets.token_hex(16)
        return f"::stop-commands::{token}\n{text}::{token}::\n"
    return text
