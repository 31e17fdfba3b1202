"""From documents to an evaluated program: what is parsed, how imports are followed, what is unreadable."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..apis.meetings import is_named
from ..keras.program import Program, evaluate
from ..python.machine import Stopped, Stopping
from ..python.modules import Module
from ..rules.codes import NAMES
from ..rules.diagnostic import Diagnostic, Severity
from ..sources.document import Document, Problem, Unit, WrittenModule
from ..sources.effects import Effects
from ..sources.gate import can_matter
from ..sources.known_apis import KnownApis, is_made_up
from ..sources.positions import Span
from ..sources.project import ModuleFinder
from ..sources.reading import read_document
from ..sources.regular import read_regular
from ..sources.relevance import imported, relevant
from ..sources.surroundings import Surroundings, digest
from ..sources.syntax import syntax_problem
from . import collector
from .libraries import known_libraries
from .parsing import read_module
from .tree import Tree

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..keras.watching import Watch

Parse = Callable[[Document, str, "tuple[Unit, ...] | None"], Module]

_SMALL = 20_000
"""Bytes up to which an imported file is read even if it names no library: constants live there."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """An evaluated program, the parts of it that could not be read, and what was seen besides it.

    ``believers`` are files that import what only ``known-apis`` tells of; ``strays`` are documents of the run
    that were read and are not among those that were to be evaluated. Both grow when more is evaluated.
    """

    program: Program
    unreadable: tuple[Diagnostic, ...]
    finder: ModuleFinder
    followed: Mapping[str, str | None]
    believers: Set[Path]
    strays: Set[Path]

    @property
    def surroundings(self) -> Surroundings:
        """What was read and looked for until now, besides the documents that were to be evaluated."""
        return Surroundings(self.followed, *self.finder.looked_up())


def assemble(
    documents: Sequence[Document],
    settings: Settings,
    tree: Tree | None = None,
    also: Collection[Path] = (),
    watch: Watch | None = None,
    *,
    parse: Parse | None = None,
    stopped: Stopping | None = None,
) -> Assembled:
    """Parse what is relevant of ``documents``, follow their imports, and evaluate them together.

    ``tree`` are all documents of the run, when these are a part of them: they are found by imports,
    and their folders decide where imports are looked for. ``settings`` say what is known of packages
    out of sight. ``also`` are taken for relevant whatever they hold. ``watch`` is told what every
    expression is. ``parse`` makes a module of a document, as `read_module` does; when whoever waits for it has
    ``stopped``, `Stopped` is raised.
    """
    parse = read_module if parse is None else parse

    def parsed(document: Document, name: str, units: tuple[Unit, ...] | None = None) -> Module:
        if stopped is not None and stopped():
            raise Stopped
        return parse(document, name, units)

    tree = tree or Tree(documents)
    own = {document.path for document in documents}
    finder = tree.finder.for_part(own)
    worth = relevant(documents, finder.find, is_named)
    chosen = {document.path for document in worth}.union(also)
    worth = [document for document in documents if document.path in chosen]
    unreadable = [_unreadable(document, each) for document in documents for each in document.problems]
    for document in documents:
        if document.path not in chosen:
            unreadable.extend(_unreadable(document, each) for each in _syntax_problems(document))
    modules: list[Module] = []
    written: dict[tuple[Path, WrittenModule], Module] = {}
    with collector.parsing(len(worth)):
        for document in worth:
            if document.problems and not document.units:
                continue
            modules.append(parsed(document, document.path.stem))
            for file in document.written:
                written[document.path, file] = parsed(document, file.dotted, file.units)
                modules.append(written[document.path, file])
    for module in modules:
        unreadable.extend(_unreadable(module.document, each) for each in module.problems)

    followed: dict[str, str | None] = {}
    strays: set[Path] = set()
    apis = KnownApis(finder.find, lambda importer: settings.of(importer).known_apis)

    def document_at(path: Path) -> Document | None:
        document = tree.documents.get(path)
        if document is None:
            return _read(path, followed, settings)
        if path not in own:
            followed[str(path)] = digest(document.raw)
            strays.add(path)
        return document

    def load(path: Path) -> Module | None:
        if is_made_up(str(path)):
            return parsed(apis.read(path), path.stem)
        document = document_at(path)
        if document is None or document.skipped or (document.problems and not document.units):
            return None
        return parsed(document, path.stem)

    def text_of(path: Path) -> str | None:
        document = document_at(path)
        if document is None or document.kind != "python" or not document.units:
            return None
        return document.units[0].code

    unreadable = _one_a_notebook(unreadable)
    libraries = known_libraries([document.path for document in documents], settings)
    program = evaluate(
        modules, libraries, apis.find, load, written, Effects(finder.find, text_of), watch, stopped
    )
    return Assembled(program, tuple(unreadable), finder, followed, apis.believers, strays)


def _one_a_notebook(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Cells that nobody has finished are one line a notebook: the first, and how many more there are."""
    kept: list[Diagnostic] = []
    counts: dict[str, list[int]] = {}
    for each in sorted(found, key=lambda each: (each.span.path, each.span.cell or 0)):
        if each.severity is Severity.INFO:
            known = counts.setdefault(each.span.path, [len(kept), 0])
            known[1] += 1
            if known[1] > 1:
                continue
        kept.append(each)
    for place, number in counts.values():
        if number > 1:
            more = "1 more cell" if number == 2 else f"{number - 1} more cells"
            kept[place] = replace(kept[place], message=f"{kept[place].message} (and {more} of this notebook)")
    return kept


def importers_among(documents: Sequence[Document], tree: Tree, targets: Iterable[Path]) -> dict[Path, Path]:
    """Those of ``documents`` that import one of ``targets``, directly or through others, and what each imports."""
    imports = {document.path: imported(document, tree.finder.find) for document in documents}
    reached = set(targets)
    found: dict[Path, Path] = {}
    while True:
        more = {
            path: min(paths & reached)
            for path, paths in imports.items()
            if path not in reached and paths & reached
        }
        if not more:
            return found
        found.update(more)
        reached.update(more)


def _read(path: Path, followed: dict[str, str | None], settings: Settings) -> Document | None:
    """Read a file that an import leads to, and note in ``followed`` what was in it."""
    try:
        raw = read_regular(path)
    except OSError:
        followed[str(path)] = None
        return None
    followed[str(path)] = digest(raw)
    matters = len(raw) <= _SMALL or can_matter(raw, settings.of(path).frameworks)
    return read_document(path, raw) if matters else None


def _syntax_problems(document: Document) -> Iterator[Problem]:
    for unit in document.units:
        problem = syntax_problem(unit)
        if problem is not None:
            yield problem


def _unreadable(document: Document, problem: Problem) -> Diagnostic:
    """A file that cannot be read is an error; a notebook cell loses only itself."""
    severity = Severity.ERROR if problem.cell is None else Severity.INFO
    span = Span(str(document.path), problem.cell, problem.position, problem.position)
    return Diagnostic("XEN901", NAMES["XEN901"], severity, problem.message, span)
