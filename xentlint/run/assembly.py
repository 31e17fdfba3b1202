"""From documents to an evaluated program: what is parsed, how imports are followed, what is unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..keras.program import Program, evaluate
from ..python.machine import Stopped, Stopping
from ..python.modules import Module
from ..rules.diagnostic import Diagnostic
from ..sources.document import Document, Unit, WrittenModule
from ..sources.effects import Effects
from ..sources.known_apis import KnownApis, is_made_up
from ..sources.relevance import imported
from . import collector
from .choice import Choice, one_a_notebook, unreadable
from .libraries import known_libraries
from .parsing import read_module
from .tree import Tree

if TYPE_CHECKING:
    from ..keras.watching import Watch

Parse = Callable[[Document, str, "tuple[Unit, ...] | None"], Module]


@dataclass(frozen=True, slots=True)
class Assembled:
    """An evaluated program, the parts of it that could not be read, and what it was chosen of.

    ``believers`` are files that import what only ``known-apis`` tells of: they grow when more is evaluated.
    """

    program: Program
    unreadable: tuple[Diagnostic, ...]
    choice: Choice
    believers: Set[Path]


def assemble(
    choice: Choice,
    watch: Watch | None = None,
    *,
    parse: Parse | None = None,
    stopped: Stopping | None = None,
) -> Assembled:
    """Parse what was chosen of a program, follow its imports, and evaluate it together.

    ``watch`` is told what every expression is. ``parse`` makes a module of a document, as `read_module` does; when
    whoever waits for it has ``stopped``, `Stopped` is raised.
    """
    parse = read_module if parse is None else parse

    def parsed(document: Document, name: str, units: tuple[Unit, ...] | None = None) -> Module:
        if stopped is not None and stopped():
            raise Stopped
        return parse(document, name, units)

    settings, finder = choice.settings, choice.finder
    told = list(choice.unreadable())
    modules: list[Module] = []
    written: dict[tuple[Path, WrittenModule], Module] = {}
    with collector.parsing(len(choice.evaluated)):
        for document in choice.evaluated:
            if document.problems and not document.units:
                continue
            modules.append(parsed(document, document.path.stem))
            for file in document.written:
                written[document.path, file] = parsed(document, file.dotted, file.units)
                modules.append(written[document.path, file])
        counted = [parsed(document, document.path.stem) for document in choice.counted]
    for module in (*modules, *counted):
        told.extend(unreadable(module.document, each) for each in module.problems)

    apis = KnownApis(finder.find, lambda importer: settings.of(importer).known_apis)

    def load(path: Path) -> Module | None:
        if is_made_up(str(path)):
            return parsed(apis.read(path), path.stem)
        document = choice.document_at(path)
        if document is None or document.skipped or (document.problems and not document.units):
            return None
        return parsed(document, path.stem)

    def text_of(path: Path) -> str | None:
        document = choice.document_at(path)
        if document is None or document.kind != "python" or not document.units:
            return None
        return document.units[0].code

    libraries = known_libraries([document.path for document in choice.documents], settings)
    effects = Effects(finder.find, text_of)
    program = evaluate(
        modules, libraries, apis.find, load, written, effects, watch, stopped, counted, choice.texts
    )
    return Assembled(program, tuple(one_a_notebook(told)), choice, apis.believers)


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
