"""One run over documents that are already read: evaluate, apply the rules, plan the fixes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..config.settings import Settings
from ..rules.codes import NAMES
from ..rules.diagnostic import Applicability, Diagnostic, Fix, Related
from ..sources import definitions
from ..sources.document import Document, Problem
from ..sources.known_apis import is_made_up
from ..sources.outline import names_imports
from ..sources.positions import Position, Span
from ..sources.surroundings import Surroundings
from . import collector
from .deeply import deeply
from .failures import Failure, failure
from .tree import Tree

if TYPE_CHECKING:
    from ..python.machine import Stopping
    from ..python.modules import Place
    from ..rules.explanation import Insight
    from ..rules.finding import Finding
    from ..rules.outcomes import Fate
    from .assembly import Parse
    from .choice import Choice


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many losses a run met and what became of them (``--statistics``).

    Each is proved right, found wrong or fragile, or unknown. What is found is ``reported`` or, by a rule that
    is off, a ``noqa`` or a baseline, ``silent``; ``places`` are where such losses stand.
    """

    met: int = 0
    proved_right: int = 0
    reported: int = 0
    unknown: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    silent: int = 0
    places: tuple[Span, ...] = field(default=(), compare=False, repr=False)

    def showing(self, spans: Iterable[Span]) -> Coverage:
        """The same, when ``spans`` are the places that are told of."""
        if not self.places:
            return self
        shown = set(spans)
        reported = sum(place in shown for place in self.places)
        return replace(self, reported=reported, silent=len(self.places) - reported)

    @property
    def known(self) -> float:
        """The part of the losses of which something is known, 1.0 where there is none."""
        return 1.0 - self.unknown / self.met if self.met else 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found, before selection and ``noqa``, and what that rests on besides the documents.

    ``failures`` are errors of our own, each of which lost what its files would have been told. ``strays`` are
    documents of the run that were read and not evaluated: they belong to the same program. ``loader`` is a file
    that may import any other one, by a name that no import statement shows. ``divided`` counts the files of
    programs that were too large to be evaluated as one.
    """

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage = field(default_factory=Coverage)
    surroundings: Surroundings = field(default_factory=Surroundings, compare=False, repr=False)
    failures: tuple[Failure, ...] = ()
    strays: frozenset[Path] = field(default=frozenset(), compare=False, repr=False)
    loader: Path | None = field(default=None, compare=False, repr=False)
    divided: int = 0


_MOST_TEXT = 16_000_000
"""Characters of the files that are evaluated together: their trees take some thirty bytes for each."""


def check(documents: Sequence[Document], settings: Settings, tree: Tree | None = None) -> Report:
    """Evaluate ``documents`` together as one program and return every finding in them.

    ``tree`` are all documents of the run, when these are not all. An error of our own loses as little as
    can be: what cannot be evaluated together is evaluated in halves, and those that fail in theirs, down
    to the file. Its report says so (`Report.failures`), and where a program is so large that it is evaluated
    in parts (`Report.divided`).
    """
    whole = Whole(documents, tree or Tree(documents))
    with collector.sparing(len(documents)):
        return deeply(lambda: _check_bounded(whole, settings))


def let_go() -> None:
    """Keep nothing of the programs that were evaluated."""
    definitions.let_go()
    program = sys.modules.get("xentlint.keras.program")
    if (
        program is not None
    ):  # nothing of it was evaluated otherwise, and to import it takes longer than all else
        program.let_go()


def _check_bounded(whole: Whole, settings: Settings) -> Report:
    """A program, or one part of it after the other: each follows its imports into the others, and is then let go."""
    parts = _parts(whole.documents)
    if len(parts) == 1:
        return _check_in_parts(whole.documents, whole, settings)
    reports = []
    with collector.one_by_one(len(parts)) as free:
        for part in parts:
            reports.append(_check_in_parts(part, whole, settings))
            let_go()
            free()
    report = merged(reports)
    why = "its program is too large to be looked at as a whole"
    diagnostics = tuple(_doubted(each, why) if _is_safe(each) else each for each in report.diagnostics)
    failures = tuple(dict.fromkeys(report.failures))
    return replace(report, diagnostics=diagnostics, failures=failures, divided=len(whole.documents))


def _parts(documents: Sequence[Document]) -> list[list[Document]]:
    """``documents`` in their order, as few parts of about the same size as can be evaluated together."""
    sizes = [sum(len(unit.text) for unit in document.units) for document in documents]
    if sum(sizes) <= _MOST_TEXT:
        return [list(documents)]
    size = sum(sizes) / -(-sum(sizes) // _MOST_TEXT)
    parts: list[list[Document]] = []
    before = 0
    for document, own in zip(documents, sizes, strict=True):
        if not parts or before + own / 2 >= size * len(parts):
            parts.append([])
        parts[-1].append(document)
        before += own
    return parts


class Whole(NamedTuple):
    """A program of which parts may be evaluated, in the tree of the run."""

    documents: Sequence[Document]
    tree: Tree


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of the expressions of a file.

    ``cut_short`` tells that not everything was evaluated: other meetings may come about than are told.
    ``unreadable`` are the parts of the file of which nothing is known because they do not parse.
    """

    insights: tuple[Insight, ...] = ()
    cut_short: bool = False
    unreadable: tuple[Diagnostic, ...] = ()


def explain(
    documents: Sequence[Document],
    settings: Settings,
    path: str,
    rows: range | None = None,
    cell: int | None = None,
    tree: Tree | None = None,
    parse: Parse | None = None,
    stopped: Stopping | None = None,
) -> Explanation:
    """What is known of every value in the file ``path``, evaluated together with ``documents``.

    Somebody waits: the functions around ``rows`` (of ``cell``) are evaluated first, and others as far as
    that takes no longer than a person likes to wait. ``tree`` is as for `choose`, ``parse`` and ``stopped``
    are as for `assemble`.
    """

    def run() -> Explanation:
        from ..keras.watching import Watch
        from ..rules.explanation import insights
        from ..rules.finding import View
        from .assembly import assemble
        from .choice import choose
        from .targets import Targets

        watch = Watch(Path(path), rows, cell)
        chosen = choose(documents, settings, tree, (watch.path,))
        assembled = assemble(chosen, watch, parse=parse, stopped=stopped)
        program = assembled.program
        known = insights(View(program, Targets(program.facts, settings).of), watch)
        unreadable = tuple(each for each in assembled.unreadable if each.span.path == path)
        return Explanation(known, watch.cut_short, unreadable)

    with collector.sparing(len(documents)):
        return deeply(run)


def _check_in_parts(part: Sequence[Document], whole: Whole, settings: Settings) -> Report:
    try:
        return _check(part, whole, settings)
    except RecursionError as error:
        if len(part) == 1 and not part[0].problems:
            # Python 3.12 and 3.13 bound how deep C may be called, whatever the stack: libcst cannot say where
            # things stand in what it has parsed.
            too_deep = Problem("does not parse: nested too deeply", None)
            return _check_in_parts([replace(part[0], units=(), problems=(too_deep,))], whole, settings)
        lost = failure(tuple(str(document.path) for document in part), error)
    except Exception as error:
        lost = failure(tuple(str(document.path) for document in part), error)
    if len(part) < 2:
        return Report((), failures=(lost,))
    # Halves, and not files: of hundreds, one or two fail, and each half reads what it imports again.
    middle = len(part) // 2
    halves = [_check_in_parts(half, whole, settings) for half in (part[:middle], part[middle:])]
    if not any(half.failures for half in halves):
        halves.append(Report((), failures=(lost,)))
    return merged(halves)


def merged(reports: Sequence[Report]) -> Report:
    """One report for several programs, or parts of one."""
    coverage = [report.coverage for report in reports]
    reasons: Counter[str] = Counter()
    for each in coverage:
        reasons.update(dict(each.reasons))
    seen = [report.surroundings for report in reports]
    return Report(
        tuple(found for report in reports for found in report.diagnostics),
        Coverage(
            sum(each.met for each in coverage),
            sum(each.proved_right for each in coverage),
            sum(each.reported for each in coverage),
            sum(each.unknown for each in coverage),
            _most_common(reasons),
            places=tuple(place for each in coverage for place in each.places),
        ),
        Surroundings(
            {path: known for each in seen for path, known in each.followed.items()},
            {path: there for each in seen for path, there in each.files.items()},
            {path: there for each in seen for path, there in each.folders.items()},
        ),
        tuple(lost for report in reports for lost in report.failures),
        frozenset().union(*(report.strays for report in reports)),
        next((report.loader for report in reports if report.loader is not None), None),
        sum(report.divided for report in reports),
    )


def _most_common(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The reasons that hold most often first, however the losses were gone through."""
    return tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))


def _check(part: Sequence[Document], whole: Whole, settings: Settings) -> Report:
    from .choice import choose

    choice = choose(part, settings, whole.tree)
    if not choice.evaluated and not choice.counted:
        return _of_nothing(choice, whole)
    evaluation = Evaluation(choice, whole)
    if evaluation.found_something and not choice.is_whole:
        # Something is found: now whatever may read what a repair changes is worth it, too, and whatever is
        # given what it changes by nobody in sight.
        del choice, evaluation
        let_go()
        collector.collect()
        evaluation = Evaluation(choose(part, settings, whole.tree, narrowly=False), whole)
    return evaluation.report()


class Evaluation:
    """What was chosen of a program, evaluated: one may ask what is found in it, and later how that is repaired.

    ``parse`` makes a module of a document. Who does not wait any longer says so by ``stopped``: then `Stopped` is
    raised by whatever is being done, and nothing more is asked.
    """

    def __init__(
        self,
        choice: Choice,
        whole: Whole,
        *,
        parse: Parse | None = None,
        stopped: Stopping | None = None,
    ) -> None:
        from ..rules.finding import View
        from ..rules.findings import findings
        from .assembly import assemble
        from .targets import Targets

        self._choice = choice
        self._whole = whole
        self._parse = parse
        self._assembled = assemble(choice, parse=parse, stopped=stopped)
        self._view = View(self._assembled.program, Targets(self._assembled.program.facts, choice.settings).of)
        self._own = {str(document.path) for document in choice.documents}
        self._found, self._fates = findings(self._view)
        self._followed = not self._found

    @property
    def surroundings(self) -> Surroundings:
        """What was read and looked for until now."""
        return self._choice.surroundings

    @property
    def found_something(self) -> bool:
        """Whether there is anything to report, or to repair."""
        return bool(self._found)

    @property
    def at_once(self) -> tuple[Diagnostic, ...] | None:
        """What is found, without its repairs; ``None`` where only these tell how many reports it is."""
        if self._assembled.program.failed:
            return None
        mine = self._mine(self._found)
        keys = [key for each in mine if (key := _cause(each)) is not None]
        if len(set(keys)) < len(keys):
            return None
        return (*self._assembled.unreadable, *(_diagnostic(each, None) for each in mine))

    def follow(self, stopped: Stopping | None = None) -> None:
        """Look at those who may read what is made where something is found: what is found may hang on it, too."""
        from ..rules.findings import findings

        if self._followed:
            return
        # Only what is reported may be repaired, with all that it is connected to, and only a repair has readers.
        program = self._view.program
        changed = program.facts.connected(place for each in self._found for place in each.places)
        program.follow({place.module.path for place in changed}, stopped)
        self._found, self._fates = findings(self._view)
        self._followed = True

    def report(self, stopped: Stopping | None = None, *, counted: bool = True) -> Report:
        """What is found, with its repairs; ``counted``: and what became of every loss."""
        from ..fixes.connected import imports_by_name
        from ..fixes.planner import plan
        from ..rules.findings import unaccounted
        from .assembly import importers_among

        self.follow(stopped)
        assembled, view, choice, whole = self._assembled, self._view, self._choice, self._whole
        found, fates = self._found, dict(self._fates)
        if counted:
            fates.update(unaccounted(view, fates))
        failed = (failure((str(path),), error) for path, error in assembled.program.failed)
        failures = list(dict.fromkeys(failed))

        def planned(finding: Finding) -> Fix | None:
            try:
                return _believing(plan(view, finding), assembled.believers)
            except Exception as error:
                failures.append(failure((str(finding.place.module.path),), error))
                return None

        mine = self._mine(found)
        diagnostics = _one_a_plan(mine, [_diagnostic(finding, planned(finding)) for finding in mine])
        edited = {path for each in diagnostics for path in _safely_edited(each)}
        unseen = importers_among(*whole, edited) if edited else {}
        for module in assembled.program.modules:
            unseen.pop(module.path, None)
        if (more := choice.lacking(unseen)) and not failures:
            # Few files that hold no loss use a model whose repair is safe: they are worth a second look only then.
            again = Evaluation(choice.with_more(more), whole, parse=self._parse, stopped=stopped)
            return again.report(stopped, counted=counted)
        diagnostics = [_if_seen(each, whole, unseen) for each in diagnostics]
        if len(choice.documents) < len(whole.documents):
            # What is only followed here is counted where it is checked.
            fates = {place: fate for place, fate in fates.items() if str(place.module.path) in self._own}
        texts = {
            (str(module.path), unit.cell): unit.text
            for module in assembled.program.read
            for unit in module.units
        }
        found_all = (*assembled.unreadable, *(_with_changes(each, texts) for each in diagnostics))
        return Report(
            found_all,
            _coverage(fates),
            choice.surroundings,
            tuple(failures),
            frozenset(choice.strays - {document.path for document in whole.documents}),
            next((each.path for each in assembled.program.read if imports_by_name(each)), _loader(choice)),
        )

    def _mine(self, found: Iterable[Finding]) -> list[Finding]:
        """What is found in the documents themselves."""
        return [finding for finding in found if str(finding.place.module.path) in self._own]


def _of_nothing(choice: Choice, whole: Whole) -> Report:
    """What is found where nothing is worth evaluating: what cannot be read."""
    from .choice import one_a_notebook

    told = tuple(one_a_notebook(list(choice.unreadable())))
    strays = frozenset(choice.strays - {document.path for document in whole.documents})
    return Report(told, surroundings=choice.surroundings, strays=strays, loader=_loader(choice))


def _loader(choice: Choice) -> Path | None:
    """A file that may import any other one, among those that were not evaluated."""
    return next((each.path for each in choice.worth if names_imports(unit.text for unit in each.units)), None)


def _with_changes(found: Diagnostic, texts: Mapping[tuple[str, int | None], str]) -> Diagnostic:
    from .changes import changes
    from .wrapping import wrapped

    if found.fix is None or not found.fix.edits:
        return found
    edits = found.fix.edits
    return replace(found, fix=replace(found.fix, edits=wrapped(edits, texts), changes=changes(edits, texts)))


def _is_safe(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.applicability is Applicability.SAFE


def _safely_edited(found: Diagnostic) -> set[Path]:
    """The files that a safe repair changes."""
    if found.fix is None or found.fix.applicability is not Applicability.SAFE:
        return set()
    return {Path(edit.span.path) for edit in found.fix.edits}


def _if_seen(found: Diagnostic, whole: Whole, unseen: Mapping[Path, Path]) -> Diagnostic:
    """``found``, whose repair is not safe where one of ``unseen`` uses what it changes."""
    edited = _safely_edited(found)
    if not edited or not unseen:
        return found
    from .assembly import importers_among

    users = importers_among(*whole, edited)
    return next((unsafe_for(found, path, users[path]) for path in sorted(users) if path in unseen), found)


def unsafe_for(found: Diagnostic, user: Path, used: Path) -> Diagnostic:
    """``found``, whose repair is not safe since ``user``, which imports ``used``, was not looked at."""
    return _doubted(found, f"{user.name} imports {used.stem} and was not checked")


def with_loader(report: Report, loader: Path) -> Report:
    """``report``, whose repairs are not safe since ``loader``, of another program, may import what they change."""
    why = f"{loader.name} may import any module by its name"
    found = (_doubted(each, why) if _is_safe(each) else each for each in report.diagnostics)
    return replace(report, diagnostics=tuple(found))


def _doubted(found: Diagnostic, why: str) -> Diagnostic:
    assert found.fix is not None
    message = f"{found.fix.message}; unsafe: {why}"
    return replace(found, fix=replace(found.fix, applicability=Applicability.UNSAFE, message=message))


def _believing(fix: Fix | None, believers: Set[Path]) -> Fix | None:
    """``fix``, given that what it edits may rest on rows of ``known-apis``, which nobody can look into."""
    if fix is None:
        return None
    if any(is_made_up(edit.span.path) for edit in fix.edits):
        why = "by hand, since it is not written in the checked files"
        return Fix(Applicability.DISPLAY, f"{fix.message}; {why}")
    if fix.applicability is Applicability.SAFE and any(
        Path(edit.span.path) in believers for edit in fix.edits
    ):
        return Fix(Applicability.UNSAFE, f"{fix.message}; known-apis is taken at its word", fix.edits)
    return fix


def _diagnostic(finding: Finding, fix: Fix | None) -> Diagnostic:
    from ..python.modules import span

    places = tuple(Related(span(place), text) for place, text in finding.related)
    related = tuple(each for each in places if not is_made_up(each.span.path))
    return Diagnostic(
        finding.code,
        NAMES[finding.code],
        finding.severity,
        finding.message,
        span(finding.place),
        related,
        fix,
        finding.help,
    )


def _one_a_plan(findings: Sequence[Finding], diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Meetings of one loss that one plan repairs are one report; the others are related to the first."""
    first: dict[Hashable, int] = {}
    kept: list[Diagnostic] = []
    order = sorted(range(len(findings)), key=lambda index: _position(diagnostics[index]))
    for index in order:
        cause, each = _cause(findings[index]), diagnostics[index]
        if cause is not None and each.fix is not None and each.fix.edits:
            known = first.setdefault((cause, frozenset(each.fix.edits)), len(kept))
            if known < len(kept):
                here = Related(each.span, "and meets it here")
                others = tuple(
                    other for other in (here, *each.related) if not _tells(kept[known], other.span)
                )
                kept[known] = replace(kept[known], related=(*kept[known].related, *others))
                continue
        kept.append(each)
    return kept


def _cause(finding: Finding) -> Hashable | None:
    """What is the same for all meetings of one loss that may be one report."""
    from ..keras.facts import LossFact

    return (finding.code, finding.fact.loss.written) if isinstance(finding.fact, LossFact) else None


def _tells(diagnostic: Diagnostic, span: Span) -> bool:
    return span == diagnostic.span or any(span == each.span for each in diagnostic.related)


def _position(diagnostic: Diagnostic) -> tuple[str, int, Position]:
    span = diagnostic.span
    return span.path, -1 if span.cell is None else span.cell, span.start


def _coverage(fates: Mapping[Place, Fate]) -> Coverage:
    from ..python.modules import span

    right = 0
    found: list[Span] = []
    reasons: Counter[str] = Counter()
    for place, fate in fates.items():
        if fate.codes:
            found.append(span(place))
        elif fate.right and not fate.reasons:
            right += 1
        else:
            reasons.update(sorted(fate.reasons))
    unknown = len(fates) - len(found) - right
    return Coverage(len(fates), right, len(found), unknown, _most_common(reasons), places=tuple(found))
