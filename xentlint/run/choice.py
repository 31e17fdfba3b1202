"""What of a program is worth evaluating, decided before anything of the evaluator is imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..apis import losses
from ..apis.meetings import is_named
from ..keras.leading import Texts, candidates, may_meet
from ..rules.codes import NAMES
from ..rules.diagnostic import Diagnostic, Severity
from ..sources.definitions import Definition, around, definitions
from ..sources.document import Document, Problem
from ..sources.gate import can_matter
from ..sources.positions import Span
from ..sources.project import ModuleFinder
from ..sources.reading import read_document
from ..sources.regular import read_regular
from ..sources.relevance import imported, relevant
from ..sources.surroundings import Surroundings, digest
from ..sources.syntax import syntax_problem
from .tree import Tree

if TYPE_CHECKING:
    from ..config.settings import Settings

_SMALL = 20_000
"""Bytes up to which an imported file is read even if it names no library: constants live there."""
_MENTIONED = re.compile("entropy|log_loss|['\"](?:bce|BCE)['\"]")
"""What a text has in which a crossentropy is written."""


@dataclass
class Choice:
    """The documents of a program, and what becomes of each.

    ``worth`` may be part of what meets, or read it; ``evaluated`` are those of them that are evaluated, and
    ``counted`` others in which crossentropies are written, of which no more is known than that. ``followed``
    are files besides the documents that were read, with a digest of each, and ``strays`` documents of the run
    that do not belong to the program and were read. ``texts`` tell what all of them define,
    where only that shall be evaluated in which something can come out.
    """

    documents: Sequence[Document]
    tree: Tree
    settings: Settings
    finder: ModuleFinder
    worth: list[Document]
    evaluated: list[Document]
    counted: list[Document] = field(default_factory=list)
    followed: dict[str, str | None] = field(default_factory=dict)
    strays: set[Path] = field(default_factory=set)
    texts: Texts | None = None
    _own: frozenset[Path] = frozenset()
    _refused: dict[Path, list[Problem]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether everything is evaluated that is worth it."""
        return self.texts is None and len(self.evaluated) == len(self.worth)

    @property
    def surroundings(self) -> Surroundings:
        """What was read and looked for until now, besides the documents."""
        return Surroundings(self.followed, *self.finder.looked_up())

    def lacking(self, paths: Collection[Path]) -> frozenset[Path]:
        """Those of ``paths`` that are documents of the program and were not chosen."""
        chosen = {document.path for document in self.worth}
        return frozenset(
            each.path for each in self.documents if each.path in paths and each.path not in chosen
        )

    def with_more(self, paths: Collection[Path]) -> Choice:
        """The same when ``paths`` are evaluated, too."""
        also = {*paths, *(document.path for document in self.evaluated)}
        return choose(self.documents, self.settings, self.tree, also, narrowly=False)

    def document_at(self, path: Path) -> Document | None:
        """The file that an import leads to, if it can be read and may matter."""
        document = self.tree.documents.get(path)
        if document is None:
            return self._read(path)
        if path not in self._own:
            self.followed[str(path)] = digest(document.raw)
            self.strays.add(path)
        return document

    def unreadable(self) -> Iterator[Diagnostic]:
        """The documents, and parts of them, of which nothing can be known, without those that are parsed anyway."""
        parsed = {document.path for document in (*self.evaluated, *self.counted)}
        for document in self.documents:
            yield from (unreadable(document, each) for each in document.problems)
        for document in self.documents:
            if document.path not in parsed:
                yield from (unreadable(document, each) for each in self.syntax_problems(document))

    def defined(self, document: Document) -> list[Definition]:
        """What a document defines."""
        found = list(_defined(document))
        if document.path in self._own:
            self.syntax_problems(document)  # now, while what Python makes of it is at hand
        return found

    def syntax_problems(self, document: Document) -> list[Problem]:
        """What Python refuses in a document."""
        known = self._refused.get(document.path)
        if known is None:
            found = map(syntax_problem, document.units)
            known = self._refused[document.path] = [each for each in found if each is not None]
        return known

    def _read(self, path: Path) -> Document | None:
        try:
            raw = read_regular(path)
        except OSError:
            self.followed[str(path)] = None
            return None
        self.followed[str(path)] = digest(raw)
        matters = len(raw) <= _SMALL or can_matter(raw, self.settings.of(path).frameworks)
        return read_document(path, raw) if matters else None


def choose(
    documents: Sequence[Document],
    settings: Settings,
    tree: Tree | None = None,
    also: Collection[Path] = (),
    *,
    narrowly: bool = True,
) -> Choice:
    """Decide on each of ``documents``; ``tree`` are all documents of the run, when these are a part of them.

    ``also`` are evaluated whatever they hold. With ``narrowly`` only those are in which something can come out,
    and else all that may read it.
    """
    tree = tree or Tree(documents)
    own = frozenset(document.path for document in documents)
    finder = tree.finder.for_part(own)
    chosen = {document.path for document in relevant(documents, finder.find, is_named)}.union(also)
    worth = [document for document in documents if document.path in chosen]
    choice = Choice(documents, tree, settings, finder, worth, worth, _own=own)
    if not worth:
        return choice
    if not narrowly or also or any(_is_special(each, settings) for each in documents):
        return choice
    read, imports = _imported(choice)
    if not may_meet(unit.text for each in read.values() for unit in each.units):
        found: Collection[Path] = ()
    else:
        choice.texts = Texts({path: choice.defined(each) for path, each in read.items()}, imports)
        found = candidates(choice.texts)
    # What Python refuses, another parser may read.
    choice.evaluated = [each for each in worth if each.path in found or choice.syntax_problems(each)]
    evaluated = {each.path for each in choice.evaluated}
    choice.counted = [each for each in worth if each.path not in evaluated and _writes_crossentropy(each)]
    return choice


def _is_special(document: Document, settings: Settings) -> bool:
    """Whether a document holds files of its own, or there is more to know of what it imports than stands anywhere."""
    return bool(document.written or settings.of(document.path).known_apis)


def _imported(choice: Choice) -> tuple[dict[Path, Document], dict[Path, set[Path]]]:
    """The documents and whatever they import, directly or through others; and what each of them imports itself."""
    read = {document.path: document for document in choice.documents}
    imports: dict[Path, set[Path]] = {}
    waiting = list(choice.documents)
    while waiting:
        document = waiting.pop()
        imports[document.path] = imported(document, choice.finder.find)
        for path in imports[document.path] - read.keys():
            found = choice.document_at(path)
            if found is not None and not found.skipped:
                read[path] = found
                waiting.append(found)
    return read, imports


def _defined(document: Document) -> Iterator[Definition]:
    for unit in document.units:
        yield from definitions(unit) or ()
        yield from around(unit)


_WRITTEN = frozenset(
    name.rpartition(".")[2]
    for table in (losses.CLASSES, losses.FUNCTIONS)
    for name, row in table.items()
    if row.is_crossentropy
)
_STRINGS = frozenset(name for name, row in losses.STRINGS.items() if row.is_crossentropy)


def _writes_crossentropy(document: Document) -> bool:
    """Whether one stands somewhere in the code of a document, by its name or in a string."""
    if not any(_MENTIONED.search(unit.text) for unit in document.units):
        return False
    return any(
        not _WRITTEN.isdisjoint(each.terms.names) or not _STRINGS.isdisjoint(each.terms.strings)
        for each in _defined(document)
    )


def unreadable(document: Document, problem: Problem) -> Diagnostic:
    """A file that cannot be read is an error; a notebook cell loses only itself."""
    severity = Severity.ERROR if problem.cell is None else Severity.INFO
    span = Span(str(document.path), problem.cell, problem.position, problem.position)
    return Diagnostic("XEN901", NAMES["XEN901"], severity, problem.message, span)


def one_a_notebook(found: Sequence[Diagnostic]) -> list[Diagnostic]:
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
