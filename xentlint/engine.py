"""One run over documents that are already read: evaluate, apply the rules, plan the fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .codes import NAMES
from .config import Settings
from .deeply import deeply
from .failures import Failure, failure
from .known_apis import is_made_up
from .rules.diagnostic import Applicability, Diagnostic, Fix, Related
from .sources.document import Document, Problem
from .sources.surroundings import Surroundings

if TYPE_CHECKING:
    from .flow.values import Place
    from .rules.explanation import Insight
    from .rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many losses a run met and what became of them (``--statistics``)."""

    met: int = 0
    proved_right: int = 0
    reported: int = 0
    unknown: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found, before selection and ``noqa``, and what that rests on besides the documents.

    ``failures`` are errors of our own, each of which lost what its files would have been told.
    """

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage = field(default_factory=Coverage)
    surroundings: Surroundings = field(default_factory=Surroundings, compare=False, repr=False)
    failures: tuple[Failure, ...] = ()


def check(documents: Sequence[Document], settings: Settings) -> Report:
    """Evaluate ``documents`` together as one project and return every finding in them.

    An error of our own loses as little as can be: what cannot be evaluated together is evaluated in
    halves, and those that fail in theirs, down to the file. Its report says so (`Report.failures`).
    """
    return deeply(lambda: _check_in_parts(documents, documents, settings))


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
) -> Explanation:
    """What is known of every value in the file ``path``, evaluated together with ``documents``.

    Somebody waits: the functions around ``rows`` (of ``cell``) are evaluated first, and others as far as
    that takes no longer than a person likes to wait.
    """

    def run() -> Explanation:
        from .assembly import assemble
        from .flow.watching import Watch
        from .rules.explanation import insights
        from .rules.finding import View
        from .targets import Targets

        watch = Watch(Path(path), rows, cell)
        assembled = assemble(documents, settings, watch=watch)
        program = assembled.program
        known = insights(View(program, Targets(program.facts, settings).of), watch)
        unreadable = tuple(each for each in assembled.unreadable if each.span.path == path)
        return Explanation(known, watch.cut_short, unreadable)

    return deeply(run)


def _check_in_parts(part: Sequence[Document], among: Sequence[Document], settings: Settings) -> Report:
    try:
        return _check(part, among, settings)
    except RecursionError as error:
        if len(part) == 1 and not part[0].problems:
            # Python 3.12 and 3.13 bound how deep C may be called, whatever the stack: libcst cannot say where
            # things stand in what it has parsed.
            too_deep = Problem("does not parse: nested too deeply", None)
            return _check_in_parts([replace(part[0], units=(), problems=(too_deep,))], among, settings)
        lost = failure(tuple(str(document.path) for document in part), error)
    except Exception as error:
        lost = failure(tuple(str(document.path) for document in part), error)
    if len(part) < 2:
        return Report((), failures=(lost,))
    # Halves, and not files: of hundreds, one or two fail, and each half reads what it imports again.
    middle = len(part) // 2
    halves = [_check_in_parts(half, among, settings) for half in (part[:middle], part[middle:])]
    if not any(half.failures for half in halves):
        halves.append(Report((), failures=(lost,)))
    return _merged(halves)


def _merged(reports: Sequence[Report]) -> Report:
    coverage = [report.coverage for report in reports]
    reasons: Counter[str] = Counter()
    for each in coverage:
        reasons.update(dict(each.reasons))
    return Report(
        tuple(found for report in reports for found in report.diagnostics),
        Coverage(
            sum(each.met for each in coverage),
            sum(each.proved_right for each in coverage),
            sum(each.reported for each in coverage),
            sum(each.unknown for each in coverage),
            tuple(reasons.most_common()),
        ),
        failures=tuple(lost for report in reports for lost in report.failures),
    )


def _check(part: Sequence[Document], among: Sequence[Document], settings: Settings) -> Report:
    from .assembly import assemble
    from .fixes.planner import plan
    from .rules.finding import View
    from .rules.registry import findings
    from .targets import Targets

    assembled = assemble(part, settings, among)
    view = View(assembled.program, Targets(assembled.program.facts, settings).of)
    found, outcomes = findings(view)
    own = {str(document.path) for document in part}
    failed = (failure((str(path),), error) for path, error in assembled.program.failed)
    failures = list(dict.fromkeys(failed))

    def planned(finding: Finding) -> Fix | None:
        try:
            return _believing(plan(view, finding), assembled.believers)
        except Exception as error:
            failures.append(failure((str(finding.place.module.path),), error))
            return None

    diagnostics = [
        _diagnostic(finding, planned(finding)) for finding in found if str(finding.place.module.path) in own
    ]
    if len(part) < len(among):
        # What is only followed here is counted where it is checked.
        outcomes = {place: why for place, why in outcomes.items() if str(place.module.path) in own}
    found_all = (*assembled.unreadable, *diagnostics)
    return Report(found_all, _coverage(outcomes), assembled.surroundings, tuple(failures))


def _believing(fix: Fix | None, believers: frozenset[Path]) -> Fix | None:
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
    from .flow.modules import span

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


def _coverage(outcomes: Mapping[Place, set[str]]) -> Coverage:
    reported = right = 0
    reasons: Counter[str] = Counter()
    for why in outcomes.values():
        if any(each.startswith("XEN") for each in why):
            reported += 1
        elif why == {"proved right"}:
            right += 1
        else:
            reasons.update(each for each in why if each != "proved right")
    unknown = len(outcomes) - reported - right
    return Coverage(len(outcomes), right, reported, unknown, tuple(reasons.most_common()))
