"""The programs of the files that are open in an editor, held in memory while somebody writes them.

What is open is what its file holds, saved or not: imports lead to it, and places are places in it. Each open file is
the beginning of a program: it, and what it imports. What was parsed of that, what was found, and the evaluation
itself, of which repairs can be asked, are held until something changes that they rest on.

Everything but `Session.put` and `Session.changed` belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..python.machine import Stopped as Stopped
from ..python.machine import Stopping as Stopping
from ..rules.diagnostic import Diagnostic
from ..sources.document import Document
from ..sources.gate import can_matter
from ..sources.surroundings import Surroundings, digest_of_file
from . import engine, repair, runner
from .choice import choose
from .deeply import deeply
from .engine import Evaluation, Explanation, Report, Whole
from .failures import Failure
from .importers import Words
from .parsing import Parses
from .runner import Outcome, Sight
from .tree import Tree

if TYPE_CHECKING:
    from ..config.settings import Settings

MOST_EVALUATIONS = 3
"""Programs of which the evaluation is held, those that were asked about last: the others are evaluated again."""

_Open = Mapping[Path, Document]


@dataclass(eq=False)
class Held:
    """What is known of the program of an open file, as everything was when it was asked.

    ``opened`` are the texts that were open then. ``shown`` is what is found, without the repairs unless those are known
    already; ``settled`` tells that it cannot become anything else. ``outcome`` is the same with its repairs, once
    somebody has asked for them.
    """

    document: Document
    settings: Settings
    opened: _Open
    asked: int
    surroundings: Surroundings = field(default_factory=Surroundings)
    evaluation: Evaluation | None = None
    shown: Outcome | None = None
    settled: bool = False
    outcome: Outcome | None = None
    repaired: Document | None = None
    explained: Explanation | None = None

    @property
    def path(self) -> Path:
        """The file that is open."""
        return self.document.path

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Errors of our own, which lost what the file would have been told."""
        return () if self.outcome is None else self.outcome.failures

    def rests_on(self, path: Path) -> bool:
        """Whether a file was read, or looked for."""
        named = str(path)
        seen = self.surroundings
        return path == self.path or named in seen.followed or named in seen.files


class Closed(Exception):
    """A file is not open any longer."""


class Session:
    """The files that are open, and what is held of them."""

    def __init__(self) -> None:
        self._open: dict[Path, Document] = {}
        self._held: dict[Path, Held] = {}
        self._changes: dict[Path, int] = {}
        self._count = 0
        self._parses = Parses()
        self._words = Words()

    def put(self, path: Path, document: Document | None) -> list[Path]:
        """A file is open with a text, or (``None``) no longer: the open files whose programs have read it, or missed it."""
        if document is None:
            self._open.pop(path, None)
            self._held.pop(path, None)
        else:
            self._open[path] = document
        return self.changed(path)

    def changed(self, path: Path) -> list[Path]:
        """A file has changed: the other open files whose programs have read it, or looked for it."""
        self._count += 1
        self._changes[path] = self._count
        held = [each for each in list(self._held.values()) if each.path in self._open and each.path != path]
        return [each.path for each in held if each.rests_on(path)]

    def look_at_disk(self, held: Held) -> bool:
        """Whether the files that its repairs change, and that are not open, are as they were read; else it is outdated."""
        found = held.outcome.diagnostics if held.outcome is not None else ()
        edited = {edit.span.path for each in found if each.fix is not None for edit in each.fix.edits}
        stale = [
            Path(path)
            for path in edited.intersection(held.surroundings.followed)
            if Path(path) not in self._open and digest_of_file(path) != held.surroundings.followed[path]
        ]
        for path in stale:
            self.changed(path)
        return not stale

    def forget(self) -> None:
        """Something has changed on which everything may rest."""
        self._held.clear()

    def known(self, path: Path) -> Held | None:
        """What was found in an open file, if nothing has changed since."""
        held = self._held.get(path)
        if held is None or held.shown is None or held.document is not self._open.get(path):
            return None
        later = (each for each, number in list(self._changes.items()) if number > held.asked)
        return None if any(held.rests_on(each) for each in later) else held

    def find(self, path: Path, settings: Settings, stopped: Stopping) -> Held:
        """What is found in an open file, as soon as it is known.

        `Stopped` is raised when nobody waits any longer, and `Closed` when the file is not open.
        """
        held = self.known(path)
        if held is not None and held.settings == settings:
            return held
        before = self._held.get(path)
        asked = self._count  # first: what changes from here on may be read before or after
        document = self._open.get(path)
        if document is None:
            raise Closed
        held = Held(document, settings, dict(self._open), asked)
        if before is not None:
            held.surroundings = before.surroundings  # until it is known again what it rests on
        self._held[path] = held
        if not _matters(held.document, settings):
            held.surroundings, held.shown, held.outcome = Surroundings(), Outcome(), Outcome()
            held.settled = True
            return held
        return deeply(lambda: self._found(held, stopped))

    def settle(self, held: Held, stopped: Stopping) -> bool:
        """Look at what may read the outputs that something is found in: whether that has changed what is found."""
        if held.settled:
            return False
        before = _words(held.shown)
        deeply(lambda: self._settled(held, stopped))
        return _words(held.shown) != before

    def complete(self, held: Held, stopped: Stopping) -> Held:
        """The same with its repairs."""
        if held.outcome is None:
            deeply(lambda: self._completed(held, stopped))
        return held

    def repair(self, held: Held, stopped: Stopping) -> Document:
        """The text of an open file after its safe repairs, those that also change other files left out."""
        if held.repaired is None:
            outcome = self.complete(held, stopped).outcome
            documents = {str(held.path): held.document}

            def lint(changed: Mapping[str, Document]) -> Outcome:
                return self._lint(held, changed[str(held.path)], stopped)

            held.repaired = repair.repair(documents, lint, first=outcome).documents[str(held.path)]
        return held.repaired

    def explain(self, held: Held, rows: range, cell: int | None, stopped: Stopping) -> Explanation:
        """What is known of the expressions of an open file, those in ``rows`` of ``cell`` at least."""
        if held.explained is None:
            held.explained = self._explained(held, None, None, stopped)
        if not held.explained.cut_short:
            return held.explained
        return self._explained(held, rows, cell, stopped)

    def _found(self, held: Held, stopped: Stopping) -> Held:
        evaluation = self._evaluated(held, _whole(held, held.document), stopped)
        found = None if evaluation is None else evaluation.at_once
        if evaluation is None or found is None:
            held.evaluation = evaluation
            return self._completed(held, stopped)
        self._show(held, evaluation, found)
        held.settled = not found
        if not found:
            held.outcome = held.shown
        self._let_go()
        return held

    def _settled(self, held: Held, stopped: Stopping) -> None:
        evaluation, held.evaluation = held.evaluation, None  # it is of no use when this is stopped
        evaluation = evaluation or self._evaluated(held, _whole(held, held.document), stopped)
        try:
            if evaluation is not None:
                evaluation.follow(stopped)
        except Exception:
            evaluation = None
        found = None if evaluation is None else evaluation.at_once
        if evaluation is None or found is None:
            held.evaluation = evaluation
            self._completed(held, stopped)
        else:
            self._show(held, evaluation, found)
            held.settled = True

    def _show(self, held: Held, evaluation: Evaluation, found: tuple[Diagnostic, ...]) -> None:
        held.evaluation, held.surroundings = evaluation, evaluation.surroundings
        held.shown = self._told(held, held.document, Report(found), edits=False)

    def _completed(self, held: Held, stopped: Stopping) -> Held:
        evaluation, held.evaluation = held.evaluation, None
        report = self._report(held, _whole(held, held.document), evaluation, stopped)
        held.surroundings = report.surroundings
        held.outcome = held.shown = self._told(held, held.document, report, edits=True)
        held.settled = True
        engine.let_go()
        return held

    def _evaluated(self, held: Held, whole: Whole, stopped: Stopping) -> Evaluation | None:
        """``None`` after an error of our own."""
        try:
            choice = choose(whole.documents, held.settings, whole.tree, narrowly=False)
            return Evaluation(choice, whole, parse=self._parses.read, stopped=stopped)
        except Exception:
            return None

    def _report(self, held: Held, whole: Whole, evaluation: Evaluation | None, stopped: Stopping) -> Report:
        evaluation = evaluation or self._evaluated(held, whole, stopped)
        try:
            if evaluation is not None:
                return evaluation.report(stopped, counted=False)
        except Exception:
            pass
        return engine.check(whole.documents, held.settings, whole.tree)  # which loses as little as can be

    def _lint(self, held: Held, document: Document, stopped: Stopping) -> Outcome:
        whole = _whole(held, document)
        report = deeply(lambda: self._report(held, whole, None, stopped))
        return self._told(held, document, report, edits=True)

    def _told(self, held: Held, document: Document, report: Report, *, edits: bool) -> Outcome:
        beside = {str(path): each for path, each in held.opened.items()}
        sight = Sight(beside, self._words)
        return runner.told(report, {str(held.path): document}, held.settings, sight, edits=edits)

    def _explained(self, held: Held, rows: range | None, cell: int | None, stopped: Stopping) -> Explanation:
        if not _matters(held.document, held.settings):
            return Explanation()
        whole = _whole(held, held.document)
        named = str(held.path)
        parse = self._parses.read
        return engine.explain(whole.documents, held.settings, named, rows, cell, whole.tree, parse, stopped)

    def _let_go(self) -> None:
        """Hold no more evaluations than those that were made last."""
        engine.let_go()
        evaluated = [each for each in self._held.values() if each.evaluation is not None]
        for each in sorted(evaluated, key=lambda each: each.asked)[:-MOST_EVALUATIONS]:
            each.evaluation = None


def _words(shown: Outcome | None) -> list[Diagnostic]:
    """What an editor shows of it."""
    return [] if shown is None else [replace(each, fix=None) for each in shown.diagnostics]


def _matters(document: Document, settings: Settings) -> bool:
    if settings.excludes.cover_below_root(document.path) or document.skipped is not None:
        return False
    return can_matter(document.raw, settings.of(document.path).frameworks)


def _whole(held: Held, document: Document) -> Whole:
    """The program of a file, of which ``document`` is the text, beside all that is open."""
    beside = [each for path, each in held.opened.items() if path != held.path and each.skipped is None]
    return Whole([document], Tree([document], beside))
