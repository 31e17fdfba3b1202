"""What ``xentlint check`` does with what it was told."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from .. import output
from ..config.settings import ConfigError, Settings
from ..output import diff, summary
from ..output.color import Painter, painter_for
from ..output.context import Context
from ..rules.diagnostic import Diagnostic, Severity
from ..run import repair, runner
from ..run.misnamed import misnamed
from ..sources.atomic import write_atomically
from ..sources.document import Document
from ..sources.transaction import HalfDone
from ..sources.visible import in_json, visible_lines, without_marks
from ._progress import Progress
from ._settings import CannotRun, complain, settings_from

_FOUND = 1
_CANNOT_RUN = 2
# What a person reads ends with a summary; what a program reads holds findings only.
_FOR_PEOPLE = ("text", "concise", "grouped")


def run_check(arguments: argparse.Namespace) -> int:
    """Check, repair or explain, and return the exit status."""
    try:
        _refuse_contradictions(arguments)
        arguments.fix = arguments.fix or arguments.fix_only
        settings = settings_from(arguments)
        _take_back()
        if arguments.explain:
            from ._explaining import explain

            return explain(arguments, settings)
        check = _Check(arguments, settings)
        if arguments.update_baseline or arguments.add_noqa:
            return check.start()
        return check.diff() if arguments.diff else check.check()
    except (CannotRun, ConfigError) as error:
        complain(f"error: {error}")
        return _CANNOT_RUN


_ALONE = ("explain", "add_noqa", "update_baseline")
"""What is done instead of a report."""
_OTHERS = ("fix", "fix_only", "diff")


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raise CannotRun where two things are asked for of which only one would be done."""
    asked = [name for name in (*_ALONE, *_OTHERS) if getattr(arguments, name)]
    if len(asked) > 1 and asked[0] in _ALONE:
        first, second = (f"--{name.replace('_', '-')}" for name in asked[:2])
        raise CannotRun(f"{first} and {second} do not go together")
    if arguments.reason and not arguments.add_noqa:
        raise CannotRun("--reason goes with --add-noqa")
    if arguments.stdin_filename and arguments.paths not in ([], ["-"]):
        raise CannotRun("--stdin-filename goes with standard input (-)")


class _Check:
    """One check: what was found, said where it was asked for."""

    def __init__(self, arguments: argparse.Namespace, settings: Settings) -> None:
        self._arguments = arguments
        self._settings = settings
        self._stdin: bytes | None = None
        self._collected = self._collect()
        edits = arguments.fix or arguments.diff or arguments.output_format in output.WITH_EDITS
        self._outcome = self._lint(self._collected.documents, edits=edits)
        if arguments.verbose:
            for line in summary.reading(self._outcome, self._collected, Context()):
                complain(line)

    def _lint(self, documents: Mapping[str, Document], *, edits: bool = True) -> runner.Outcome:
        """Evaluate, and say how far that is where somebody waits before a terminal."""
        shown = sys.stderr.isatty() and not self._arguments.quiet
        with Progress(sys.stderr) as progress:
            return runner.lint(
                documents,
                self._settings,
                edits=edits,
                jobs=self._arguments.jobs,
                progress=progress if shown else None,
            )

    def check(self) -> int:
        """Report what is found, after repairing what may be repaired."""
        arguments = self._arguments
        documents, outcome, repaired, failed = self._collected.documents, self._outcome, None, False
        if arguments.fix:
            tried = self._repair()
            failed = not self._write(tried)
            if not failed:
                documents, outcome, repaired = dict(tried.documents), tried.outcome, tried
                self._say_what_is_left(tried)
        if arguments.fix_only:
            self._say_what_was_repaired(repaired)
            found = False
        else:
            documents = runner.with_followed(documents, outcome.diagnostics)
            context = Context(documents, docs_url=self._settings.docs_url)
            self._report(outcome, context, repaired)
            found = any(map(_counts, outcome.diagnostics))
        self._say_what_failed(outcome)
        if self._knows_too_little(outcome):
            found = True
        if arguments.exit_non_zero_on_fix and repaired is not None and repaired.fixed:
            found = True
        return self._status(found, failed or bool(outcome.failures))

    def start(self) -> int:
        """Take what is found as known, in comments or in the baseline."""
        from ._starting import add_noqa, update_baseline

        if self._stdin is not None:
            raise CannotRun("standard input (-) has no file to write to")
        if self._collected.errors:
            return _CANNOT_RUN
        documents = self._collected.documents
        if self._arguments.update_baseline:
            return update_baseline(documents, self._outcome, self._settings)
        return add_noqa(self._arguments, documents, self._outcome, self._settings)

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
        return self._status(any(map(_counts, self._outcome.diagnostics)), bool(self._outcome.failures))

    def _wants_importers(self) -> bool:
        # Comments and baselines are written for what is named, and for nothing else.
        arguments = self._arguments
        return not (arguments.no_importers or arguments.update_baseline or arguments.add_noqa)

    def _collect(self) -> runner.Collected:
        paths = self._arguments.paths or ["-" if self._arguments.stdin_filename else "."]
        if "-" not in paths:
            collected = runner.collect(paths, self._settings, with_importers=self._wants_importers())
        elif paths == ["-"]:
            self._stdin = sys.stdin.buffer.read()
            collected = runner.Collected()
            path = Path(os.path.abspath(self._arguments.stdin_filename or "<stdin>"))
            own = self._settings.of(path)
            if own.force_exclude and own.excludes.cover_below_root(path):
                collected.skipped.append((path, "excluded by the configuration"))
            else:
                collected.add(path, self._stdin)
        else:
            raise CannotRun("standard input (-) cannot be checked together with files")
        context = Context()
        for path, reason in collected.errors:
            complain(f"error: {context.display(str(path))}: {reason}")
        for each in misnamed(collected.documents.values(), self._settings):
            origins = self._settings.of(Path(each.span.path)).origins.get("known_apis", ())
            layer = origins[-1][0] if origins else None
            line = layer.line("known-apis", each.row) if layer is not None else None
            where = "" if layer is None else f"{context.display(str(layer.file))}:{line or 1}: "
            named = f"{context.place(each.span)} has {each.meant!r}"
            complain(f"warning: {where}known-apis: nothing here is called {each.row!r}, but {named}")
        if not collected.found and not collected.errors:
            complain("warning: there is no Python file and no notebook under the given paths")
        return collected

    def _repair(self) -> repair.Repaired:
        documents = self._collected.documents
        reading_stdin = self._stdin is not None
        return repair.repair(
            documents,
            self._lint,
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
            complain(f"error: repairs are half applied: {error.strerror}; the next run takes back {shown}")
            return False
        except OSError as error:
            complain(f"error: nothing was repaired: {error}")
            return False
        for path, note in notes:
            complain(f"warning: {Context().display(path)} {note}")
        return True

    def _roots(self) -> list[Path | str]:
        """Where repairs may be written: in the project, and below what was named."""
        return [self._settings.root or Path.cwd(), *self._arguments.paths]

    def _say_what_is_left(self, repaired: repair.Repaired) -> None:
        context = Context()
        for (path, reason), count in Counter(repaired.left).items():
            repairs = "1 repair was" if count == 1 else f"{count} repairs were"
            complain(f"warning: {repairs} not applied: {context.display(path)} {reason}")

    def _say_what_failed(self, outcome: runner.Outcome) -> None:
        """Name the files that an error of our own lost, and ask for them."""
        sys.stdout.flush()
        for each in (*self._collected.failures, *outcome.failures):
            shown = ", ".join(map(Context().display, each.paths[:3]))
            shown += f" and {len(each.paths) - 3} more" if len(each.paths) > 3 else ""
            complain(f"error: internal error in {shown}: {each.error}")
            complain("error: what is wrong there was not looked for; please report this with that file")
            if self._arguments.verbose:
                for line in each.trace.splitlines():
                    complain(f"  {line}")

    def _say_what_was_repaired(self, repaired: repair.Repaired | None) -> None:
        if repaired is not None:
            if self._arguments.show_fixes:
                self._note("\n".join(summary.repairs(repaired.applied, Context())), self._stream())
            self._note(f"Fixed {repaired.fixed}.", self._stream())

    def _stream(self) -> TextIO:
        # With --fix, standard output is the repaired source.
        return sys.stderr if self._stdin is not None and self._arguments.fix else sys.stdout

    def _report(self, outcome: runner.Outcome, context: Context, repaired: repair.Repaired | None) -> None:
        arguments = self._arguments
        stream = self._stream()
        painter = Painter(False) if arguments.output_file else painter_for(stream)
        context = replace(context, painter=painter)
        text = output.render(arguments.output_format, outcome.diagnostics, context)
        if arguments.output_file is None:
            stream.write(text)
        else:
            _save(arguments.output_file, text)
        if arguments.output_format in _FOR_PEOPLE or repaired is not None:
            notes = stream if arguments.output_format in _FOR_PEOPLE else sys.stderr
            if repaired is not None and arguments.show_fixes:
                self._note("\n".join(summary.repairs(repaired.applied, Context())), notes)
            fixed = None if repaired is None else repaired.fixed
            line = summary.closing(outcome, self._collected, fixed, arguments.unsafe_fixes)
            if line:
                self._note(line, notes)
        if arguments.statistics:
            figures = summary.statistics(outcome, self._collected, as_json=arguments.output_format == "json")
            stream.flush()
            sys.stderr.write(
                in_json(figures) if arguments.output_format == "json" else visible_lines(figures)
            )

    def _note(self, line: str, stream: TextIO | None = None) -> None:
        if not self._arguments.quiet:
            sys.stdout.flush()
            print(visible_lines(line), file=stream or sys.stderr)

    def _knows_too_little(self, outcome: runner.Outcome) -> bool:
        """Whether fewer losses are known than was asked for, which is said."""
        least, coverage = self._arguments.min_known, outcome.coverage
        if least is None or coverage is None or coverage.known >= least:
            return False
        known = coverage.met - coverage.unknown
        complain(
            f"error: {known} of {coverage.met} losses are known, and --min-known asks for a part of {least:g}; "
            "--statistics says why"
        )
        return True

    def _status(self, found: bool, failed: bool) -> int:
        if self._collected.errors or self._collected.failures or failed:
            return _CANNOT_RUN
        return _FOUND if found and not self._arguments.exit_zero else 0


def _counts(found: Diagnostic) -> bool:
    """Whether a finding fails the run: a cell that nobody has finished does not."""
    return found.code != "XEN901" or found.severity is not Severity.INFO


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
        complain(f"warning: an earlier run was killed while it wrote repairs; taken back: {restored}")
        for path in each.left:
            complain(f"warning: {context.display(path)} is newer than those repairs, and was left as it is")


def _quoted(text: str, stream: TextIO) -> str:
    """``text``, which holds lines of source as they are, with no line that GitHub or Azure takes for a command.

    Its runner is told to stop looking for commands, which leaves a diff that can be applied. Azure's cannot be
    told: there, what it would take for one is broken, and a diff of such a line does not apply.
    """
    if os.environ.get("TF_BUILD"):
        text = without_marks(text)
    if text and os.environ.get("GITHUB_ACTIONS") and not stream.isatty():
        token = secrets.token_hex(16)
        return f"::stop-commands::{token}\n{text}::{token}::\n"
    return text
