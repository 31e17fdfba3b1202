"""One run over documents that are already read: evaluate, apply the rules, plan the fixes."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .codes import NAMES
from .config import Settings
from .rules.diagnostic import Diagnostic, Fix, Related, Severity
from .sources.document import Document
from .sources.positions import Position, Span

if TYPE_CHECKING:
    from .apis.runtimes import Backend, Runtime, TargetKeras
    from .flow.modules import Module
    from .flow.program import Program
    from .flow.values import Place
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
    """What a run found: diagnostics sorted by place, before selection and ``noqa``."""

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage = field(default_factory=Coverage)


_STACK = 512 * 1024 * 1024
_RECURSION = 60_000


def check(documents: Sequence[Document], settings: Settings) -> Report:
    """Evaluate ``documents`` together as one project and return every finding in them."""
    # Deeply nested programs recurse deeply; a thread can have the stack that this needs.
    result: list[Report | BaseException] = []

    def run() -> None:
        try:
            result.append(_check(documents, settings))
        except BaseException as error:
            result.append(error)

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
    if isinstance(result[0], BaseException):
        raise result[0]
    return result[0]


def _check(documents: Sequence[Document], settings: Settings) -> Report:
    from .fixes.planner import plan
    from .flow.modules import Module
    from .flow.program import evaluate
    from .rules.finding import View
    from .rules.registry import findings
    from .sources.gate import can_matter
    from .sources.project import ModuleFinder
    from .sources.reading import read_document
    from .sources.relevance import relevant
    from .sources.syntax import syntax_problem

    diagnostics: list[Diagnostic] = []
    modules: list[Module] = []
    written: dict[Path, dict[str, Module]] = {}
    roots = sorted({document.path.parent for document in documents})
    finder = ModuleFinder(roots[:1], {document.path: document for document in documents})
    for document in documents:
        for unread in document.problems:
            diagnostics.append(_unreadable(document, unread.message, unread.cell, unread.position))
    worth = relevant(documents, finder.find)
    paths = {document.path for document in worth}
    for document in documents:
        for unit in document.units if document.path not in paths else ():
            problem = syntax_problem(unit)
            if problem is not None:
                diagnostics.append(_unreadable(document, problem.message, problem.cell, problem.position))
    for document in worth:
        if document.problems and not document.units:
            continue
        module = Module(document, document.path.stem)
        modules.append(module)
        diagnostics.extend(_problems(module))
        for name, unit in document.modules.items():
            inner = Module(document, Path(name).stem, (unit,))
            diagnostics.extend(_problems(inner))
            written.setdefault(document.path, {})[Path(name).stem] = inner
            modules.append(inner)

    def load(path: Path) -> Module | None:
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        if not can_matter(raw) and len(raw) > 20_000:
            return None
        document = read_document(path, raw)
        return None if document.problems or document.skipped else Module(document, path.stem)

    program = evaluate(modules, finder.find, load, written)
    view = View(program, _Targets(program, settings).of)
    found, outcomes = findings(view)
    own = {str(document.path) for document in documents}
    for finding in found:
        if str(finding.place.module.path) in own:
            diagnostics.append(_diagnostic(finding, plan(view, finding)))
    return Report(tuple(diagnostics), _coverage(outcomes))


class _Targets:
    """Which runtimes a place of the program is meant for."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self.facts = program.facts
        self.settings = settings

    def of(self, place: Place) -> tuple[Runtime, ...]:
        from .apis.runtimes import runtimes_for

        backend = cast("Backend | None", self.settings.target_backend)
        keras = cast("TargetKeras | None", self.settings.target_keras)
        roots = self.facts.roots.get(place.module.path, set())
        backends = self.facts.backends.get(place.module.path, set())
        if backend is None and "keras" in roots and len(backends) == 1:
            (named,) = backends
            if named in ("jax", "torch"):
                backend = cast("Backend", named)
        if "tf_keras" in roots and keras is None and "keras" not in roots:
            keras = "2"
        return runtimes_for(keras, backend)


def _unreadable(document: Document, message: str, cell: int | None, at: Position) -> Diagnostic:
    severity = Severity.INFO if cell is not None else Severity.ERROR
    return Diagnostic("XEN901", NAMES["XEN901"], severity, message, Span(str(document.path), cell, at, at))


def _problems(module: Module) -> list[Diagnostic]:
    return [_unreadable(module.document, p.message, p.cell, p.position) for p in module.problems]


def _diagnostic(finding: Finding, fix: Fix | None) -> Diagnostic:
    from .flow.modules import span

    related = tuple(Related(span(place), text) for place, text in finding.related)
    return Diagnostic(
        finding.code, NAMES[finding.code], finding.severity, finding.message, span(finding.place), related,
        fix, finding.help,
    )  # fmt: skip


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
