"""One run: find the files, keep those that can matter, read, evaluate, select, suppress, sort.

The evaluator (and libcst with it) is imported only when some file can matter, and the cache does not
know the answer.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..rules.codes import NAMES, is_wrong
from ..rules.diagnostic import Applicability, Diagnostic, Severity
from ..sources.document import Document
from ..sources.gate import can_matter
from ..sources.magics import script
from ..sources.positions import Position, Span
from ..sources.project import ModuleFinder
from ..sources.reading import read_document
from ..sources.regular import read_regular
from ..sources.relevance import imported, words_imported
from .discovery import discover
from .failures import Failure, failure, tell
from .suppressions import SuppressionTable

if TYPE_CHECKING:
    from ..config.settings import Settings
    from .engine import Coverage, Report
    from .importers import Words
    from .programs import Progress


@dataclass
class Collected:
    """What the named paths hold.

    ``documents`` are what will be evaluated, by path. ``errors`` are paths that could not be used,
    ``skipped`` files that were not read as programs, each with the reason; ``irrelevant`` are files
    without a word that only training code has. ``failures`` are errors of our own.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    errors: list[tuple[Path, str]] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    irrelevant: list[Path] = field(default_factory=list)
    frameworks: Callable[[Path], Collection[str]] = field(default=lambda path: (), repr=False)
    """What is looked at in a file besides Keras."""
    _imports: dict[Path, frozenset[str]] = field(default_factory=dict, repr=False)
    """The words of the import lines of irrelevant files."""

    @property
    def found(self) -> int:
        """How many files there were, whatever became of them."""
        return len(self.documents) + len(self.skipped) + len(self.irrelevant)

    def add(self, path: Path, raw: bytes | None = None) -> None:
        """Read ``path``, or take ``raw`` as its content; an error of our own is kept as a failure."""
        try:
            self._add(path, raw)
        except Exception as error:
            self.failures.append(failure((str(path),), error))

    def _add(self, path: Path, raw: bytes | None) -> None:
        if raw is None:
            try:
                raw = read_regular(path)
            except OSError:
                self.documents[str(path)] = read_document(path)  # which says why, as a problem
                return
        if not can_matter(raw, self.frameworks(path)):
            self.irrelevant.append(path)
            if path.suffix == ".py":
                self._imports[path] = words_imported(raw)
            return
        document = read_document(path, raw)
        if document.skipped is not None:
            self.skipped.append((path, document.skipped))
        else:
            self.documents[str(path)] = document

    def add_importers(self) -> None:
        """Take in files that speak of no library, but import one that does, perhaps through others.

        They may read its model.
        """
        if not self._imports or not self.documents:
            return
        read = {Path(path): document for path, document in self.documents.items()}
        finder = ModuleFinder(_common_folder([*self._imports, *read]), read)
        candidates: dict[Path, tuple[Document, set[Path]]] = {}
        new = {Path(path) for path in self.documents}
        while new:
            stems = {path.parent.name if path.stem == "__init__" else path.stem for path in new}
            found: set[Path] = set()
            for path, words in self._imports.items():
                # Many files have a word in common with one; few import it.
                if words.isdisjoint(stems):
                    continue
                if path not in candidates:
                    document = read_document(path)
                    candidates[path] = document, imported(document, finder.find)
                if not candidates[path][1].isdisjoint(new):
                    found.add(path)
            for path in [path for path in self._imports if path in found]:
                self.irrelevant.remove(path)
                del self._imports[path]
                self.documents[str(path)] = candidates[path][0]
            new = found


def _common_folder(paths: Iterable[Path]) -> list[Path]:
    try:
        return [Path(os.path.commonpath({str(path.parent) for path in paths}))]
    except ValueError:  # on different drives
        return []


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run reports: selected, not silenced, sorted by place; ``coverage`` when it evaluated.

    ``unreadable`` are the files of which nothing could be evaluated, reported (XEN901) or not.
    ``mismatches`` counts, by file, the outputs that contradict their loss (XEN2..), reported or not.
    ``known`` counts the findings that a baseline knows: they are not among the diagnostics.
    ``failures`` are errors of our own, each of which lost what its files would have been told. ``divided``
    counts the files of programs that were too large to be evaluated as one.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage | None = None
    unreadable: frozenset[str] = frozenset()
    mismatches: Mapping[str, int] = field(default_factory=dict)
    known: int = 0
    failures: tuple[Failure, ...] = ()
    divided: int = 0


def collect(paths: Iterable[Path | str], settings: Settings, *, with_importers: bool = True) -> Collected:
    """Find and read what ``paths`` name; nothing is raised for a path that cannot be used.

    With a file that is named come the files of its project that import it: the loss may be there.
    Raises ConfigError for a broken configuration of some file.
    """
    collected = Collected(frameworks=lambda path: settings.of(path).frameworks)
    named: list[Path] = []
    for found in discover(paths, settings):
        if found.error is not None:
            collected.errors.append((found.path, found.error))
        elif found.skipped is not None:
            collected.skipped.append((found.path, found.skipped))
        else:
            collected.add(found.path)
            if found.explicit:
                named.append(found.path)
    if named and with_importers:
        from .importers import importers

        for path in importers(named, settings):
            if str(path) not in collected.documents:
                collected.add(path)
    collected.add_importers()
    return collected


def lint(
    documents: Mapping[str, Document],
    settings: Settings,
    *,
    suppress: bool = True,
    edits: bool = True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Evaluate ``documents``, program by program; with ``suppress``, ``noqa`` comments are respected.

    Without ``edits``, repairs may come without theirs: they are not kept between runs, so who needs
    none may be answered from the cache. ``jobs`` is how many processes evaluate, and ``progress`` is told how
    far they are.
    """
    if not documents:
        return Outcome()
    from . import programs

    report = programs.check(list(documents.values()), settings, edits=edits, jobs=jobs, progress=progress)
    return told(report, documents, settings, Sight(), suppress=suppress, edits=edits)


@dataclass(frozen=True)
class Sight:
    """What is known of files besides those that were evaluated.

    ``beside`` are those whose text is not what is on the disk, and ``words`` remembers what others import.
    """

    beside: Mapping[str, Document] = field(default_factory=dict)
    words: Words | None = None


def told(
    report: Report,
    documents: Mapping[str, Document],
    settings: Settings,
    sight: Sight,
    *,
    suppress: bool = True,
    edits: bool = True,
) -> Outcome:
    """What is said of the ``report`` on ``documents``: selected, not silenced, not known to a baseline, in order.

    Without ``edits``, it is not looked whether others use what a repair changes.
    """
    found = list(report.diagnostics)
    unreadable = frozenset(
        each.span.path for each in found if each.code == "XEN901" and each.severity is Severity.ERROR
    )
    mismatches = Counter(each.span.path for each in found if is_wrong(each.code))
    if suppress:
        table = SuppressionTable(with_followed(documents, found, sight.beside).values())
        found = [
            each
            for each in found
            if not table.silences(each.code, each.span, (related.span for related in each.related))
        ]
        found += [each for each in _unused(table, settings) if each.span.path in documents]
    selected = sorted((each for each in found if _is_reported(each, settings)), key=_order)
    new = _unknown_to_baselines(selected, documents, settings)
    if edits:
        new = _used_in_sight(new, documents, settings, sight)
    diagnostics = tuple(_as_configured(each, settings) for each in new)
    known = len(selected) - len(new)
    coverage = report.coverage.showing(
        span for each in diagnostics for span in (each.span, *(other.span for other in each.related))
    )
    return Outcome(diagnostics, coverage, unreadable, mismatches, known, report.failures, report.divided)


def _used_in_sight(
    found: list[Diagnostic], documents: Mapping[str, Document], settings: Settings, sight: Sight
) -> list[Diagnostic]:
    """``found``; a repair is not safe when another file of the project uses what it edits, and was not read."""
    asked: dict[frozenset[Path], tuple[Path, Path] | None] = {}
    words = sight.words
    seen = []
    for each in found:
        fix = each.fix
        if fix is not None and fix.applicability is Applicability.SAFE:
            from .engine import unsafe_for
            from .importers import Words, unchecked

            words = words or Words()
            edited = frozenset(Path(edit.span.path) for edit in fix.edits)
            if edited not in asked:
                asked[edited] = unchecked(edited, documents, settings, words, sight.beside)
            user = asked[edited]
            if user is not None:
                each = unsafe_for(each, *user)
        seen.append(each)
    return seen


def _is_reported(found: Diagnostic, settings: Settings) -> bool:
    path = Path(found.span.path)
    return settings.of(path).is_reported(found.code, path)


def _as_configured(found: Diagnostic, settings: Settings) -> Diagnostic:
    """``found``, whose repair is only shown when its code shall not be repaired."""
    fix = found.fix
    if fix is None or found.code in settings.of(Path(found.span.path)).repaired_codes:
        return found
    return replace(found, fix=replace(fix, applicability=Applicability.DISPLAY))


def _unknown_to_baselines(
    found: list[Diagnostic], documents: Mapping[str, Document], settings: Settings
) -> list[Diagnostic]:
    """Those of ``found`` that no baseline of their file knows."""
    files = {each.span.path: settings.of(Path(each.span.path)) for each in found}
    baselines = {own.baseline for own in files.values() if own.use_baseline and own.baseline is not None}
    for file in baselines:
        from .baseline import Baseline

        concerned = [each for each in found if files[each.span.path].baseline == file]
        fresh = Baseline.read(file).new(concerned, documents)
        found = [each for each in found if each not in concerned or each in fresh]
    return found


def with_followed(
    documents: Mapping[str, Document],
    diagnostics: Iterable[Diagnostic],
    beside: Mapping[str, Document] | None = None,
) -> dict[str, Document]:
    """``documents`` and the files, imported by them, in which some place of a finding lies; first those ``beside``."""
    complete = dict(documents)
    for diagnostic in diagnostics:
        for span in (diagnostic.span, *(related.span for related in diagnostic.related)):
            if span.path not in complete:
                complete[span.path] = (beside or {}).get(span.path) or read_document(Path(span.path))
    return complete


def lint_text(path: Path, text: str, settings: Settings, *, suppress: bool = True) -> tuple[Diagnostic, ...]:
    """Lint one decoded Python source, as an editor or flake8 has it, under the name ``path``.

    Nothing is found in a file that the configuration excludes: who opens it asked for nothing. And
    nothing is cached: a result per file and keystroke would push out those of whole runs.
    """
    raw = text.encode("utf-8", "surrogatepass")
    if not can_matter(raw, settings.of(path).frameworks) or settings.of(path).excludes.cover_below_root(path):
        return ()
    # Not read_document: an encoding cookie no longer tells how this text was encoded.
    document = Document(path, "python", (script(text),), raw=raw)
    own = replace(settings, cache=False)
    outcome = lint({str(path): document}, own, suppress=suppress, edits=False)
    tell(outcome.failures)
    return outcome.diagnostics


def _unused(table: SuppressionTable, settings: Settings) -> Iterable[Diagnostic]:
    code = "XEN902"
    for path, cell, row, column, end_column, idle in table.unused(
        lambda path: settings.of(Path(path)).selected_codes
    ):
        span = Span(path, cell, Position(row, column), Position(row, end_column))
        message = f"this noqa silences no {' and no '.join(idle)}"
        found = Diagnostic(code, NAMES[code], Severity.WARNING, message, span)
        if not table.silences(code, span):
            yield found


def _order(diagnostic: Diagnostic) -> tuple[str, int, Position, str, str]:
    span = diagnostic.span
    return (
        span.path,
        -1 if span.cell is None else span.cell,
        span.start,
        diagnostic.code,
        diagnostic.message,
    )
