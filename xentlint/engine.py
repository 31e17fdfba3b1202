"""One run over documents that are already read: evaluate, apply the rules, plan the fixes."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from .codes import NAMES
from .config import Settings
from .rules.diagnostic import Diagnostic, Fix, Related
from .sources.document import Document
from .sources.surroundings import Surroundings

if TYPE_CHECKING:
    from .flow.values import Place
    from .rules.explanation import Insight
    from .rules.finding import Finding

_Result = TypeVar("_Result")


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
    """What a run found, before selection and ``noqa``, and what that rests on besides the documents."""

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage = field(default_factory=Coverage)
    surroundings: Surroundings = field(default_factory=Surroundings, compare=False, repr=False)


def check(documents: Sequence[Document], settings: Settings) -> Report:
    """Evaluate ``documents`` together as one project and return every finding in them."""
    return _deeply(lambda: _check(documents, settings))


def explain(documents: Sequence[Document], settings: Settings, path: str) -> tuple[Insight, ...]:
    """What is known of the losses and outputs of the file ``path``, evaluated together with ``documents``."""

    def run() -> tuple[Insight, ...]:
        from .assembly import assemble
        from .rules.explanation import insights
        from .rules.finding import View
        from .targets import Targets

        program = assemble(documents).program
        return insights(View(program, Targets(program.facts, settings).of), path)

    return _deeply(run)


def _check(documents: Sequence[Document], settings: Settings) -> Report:
    from .assembly import assemble
    from .fixes.planner import plan
    from .rules.finding import View
    from .rules.registry import findings
    from .targets import Targets

    assembled = assemble(documents)
    view = View(assembled.program, Targets(assembled.program.facts, settings).of)
    found, outcomes = findings(view)
    own = {str(document.path) for document in documents}
    diagnostics = [
        _diagnostic(finding, plan(view, finding))
        for finding in found
        if str(finding.place.module.path) in own
    ]
    found_all = (*assembled.unreadable, *diagnostics)
    return Report(found_all, _coverage(outcomes), assembled.surroundings)


def _diagnostic(finding: Finding, fix: Fix | None) -> Diagnostic:
    from .flow.modules import span

    related = tuple(Related(span(place), text) for place, text in finding.related)
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


_STACK = 512 * 1024 * 1024
_RECURSION = 60_000


def _deeply(work: Callable[[], _Result]) -> _Result:
    """Run ``work`` with room for programs that are nested deeply: a thread can have the stack for it."""
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size()
    sys.setrecursionlimit(max(limit, _RECURSION))
    threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]
