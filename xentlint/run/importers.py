"""Which files of a project import some of its files, directly or through others.

Who changes a model's file can break the script that trains it, and the one that prints its predictions. They are
found by their text: only files whose imports have a word that such a file is called by are parsed.
"""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..sources.project import PROJECT_MARKERS, ModuleFinder
from ..sources.reading import read_document
from ..sources.regular import read_regular
from ..sources.written_imports import import_statements
from .discovery import discover

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..sources.document import Document

_WORD = re.compile(r"\w+")
_DOTS = re.compile(r"\bfrom\s*(\.[.\s]*)")
_FUNCTIONS = ("import_module", "__import__")
_RUN_LINE = re.compile(r"""^[ \t"]*%run\s+(?:-\w+\s+)*(?:[\w./-]*/)?(\w+)""", re.MULTILINE)
_RUNNING = re.compile(
    r"\b(?:run_path|run_line_magic|exec|execfile|spec_from_file_location|SourceFileLoader|load_source)\("
)
"""Functions that run a file; its name stands anywhere in the text."""
_FILE = re.compile(r"(\w+)\.py\b")


class Words:
    """The words of the imports of files, read again of those that have changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], frozenset[str]]] = {}

    def of(self, path: Path, document: Document | None) -> frozenset[str] | None:
        """Those of a file, which is as ``document`` has it if that is known; ``None`` when it cannot be read."""
        if document is not None:
            return _words(path, document.raw)
        try:
            status = os.stat(path)
            stamp = status.st_mtime_ns, status.st_size
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                known = self._known[path] = stamp, _words(path, read_regular(path))
        except OSError:
            return None
        return known[1]


def importers(named: Iterable[Path], settings: Settings) -> list[Path]:
    """The files that import one of ``named``, directly or through others, in the order of names.

    They are looked for in the repository (or else the project) of each named file, as far as
    ``settings`` leave nothing out; what cannot be read imports nothing.
    """
    return sorted(nearest_importers(named, settings))


def nearest_importers(named: Iterable[Path], settings: Settings) -> Iterator[Path]:
    """The same one by one, those first that import one of ``named`` directly."""
    return (each.path for each in _importing(named, settings, {}, Words()) if each.followed)


def unchecked(
    edited: Iterable[Path],
    documents: Mapping[str, Document],
    settings: Settings,
    known: Words | None = None,
    beside: Mapping[str, Document] | None = None,
) -> tuple[Path, Path] | None:
    """A file outside of ``documents`` that imports one of ``edited``, perhaps through others, and what it imports.

    Who changes a module has to look at everybody who uses it, and nobody followed an import that leads nowhere but by
    its name. ``known`` remembers what was read, for who asks again; ``beside`` has the text of files that are not as
    they are on the disk.
    """
    texts = {**(beside or {}), **documents}
    found = _importing(edited, settings, texts, known or Words())
    missed = (each for each in found if str(each.path) not in documents or not each.followed)
    first = min(missed, key=lambda each: each.path, default=None)
    return (first.path, first.target) if first is not None else None


@dataclass(frozen=True, slots=True)
class _Importer:
    """A file and what it imports; not ``followed`` where only the name tells, as behind a changed ``sys.path``."""

    path: Path
    target: Path
    followed: bool


def _importing(
    named: Iterable[Path], settings: Settings, documents: Mapping[str, Document], known: Words
) -> Iterator[_Importer]:
    """The files that import one of ``named``, each with what it imports of them or of one another."""
    start = [path for path in named if path.suffix == ".py"]
    listed = [path for folder in _projects(start) for path in _files(folder, settings)]
    read = {path: known.of(path, documents.get(str(path))) for path in listed}
    candidates = {path: words for path, words in read.items() if words is not None}
    finder = ModuleFinder(sorted(_projects(start)))
    found = set(start)
    targets = list(start)
    while targets:
        names = {_called(path) for path in targets}
        reached = set(targets)
        targets = []
        for path, words in candidates.items():
            if path in found or words.isdisjoint(names):
                continue
            document = documents.get(str(path)) or read_document(path)
            importer = _importer(document, finder, reached)
            if importer is not None:
                found.add(path)
                targets.append(path)
                yield importer


def _importer(document: Document, finder: ModuleFinder, reached: Collection[Path]) -> _Importer | None:
    unknown: list[str] = []
    for each in _imports(document):
        target = finder.find(*each)
        if target is not None and target in reached:
            return _Importer(document.path, target, followed=True)
        if target is None and not each[2]:
            unknown.append(each[0])
    for target in sorted(reached):
        ending = target.parent if target.stem == "__init__" else target.with_suffix("")
        if _called(target) in _run_files(document) or any(
            ending.parts[-len(parts) :] == parts for parts in (tuple(each.split(".")) for each in unknown)
        ):
            return _Importer(document.path, target, followed=False)
    return None


def _run_files(document: Document) -> set[str]:
    """The words by which ``document`` names the files that it runs."""
    return {word for unit in document.units for word in _named_files(unit.text)}


def _named_files(text: str) -> Iterator[str]:
    yield from _RUN_LINE.findall(text)
    if _RUNNING.search(text):
        yield from _FILE.findall(text)


def _words(path: Path, raw: bytes) -> frozenset[str]:
    """The words of the import lines of a file."""
    text = raw.decode("utf-8", "replace")
    lines = list(import_statements(text))
    words = {word for line in lines for word in _WORD.findall(line)}
    words.update(_named_files(text))
    levels = {dots.count(".") for line in lines for dots in _DOTS.findall(line)}
    # ``from .. import x`` does not say what the package is called.
    folders = {folder.name for level, folder in enumerate(path.parents, 1) if level in levels}
    return frozenset(words | folders)


def _imports(document: Document) -> Iterator[tuple[str, Path, int]]:
    """What each import of ``document`` may lead to, as `ModuleFinder.find` takes it."""
    for unit in document.units:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(unit.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # a file or a cell that Python cannot read is no part of a finding
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, document.path, 0) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                if module or node.level:
                    yield module, document.path, node.level
                for alias in node.names:
                    yield f"{module}.{alias.name}".lstrip("."), document.path, node.level
            elif isinstance(node, ast.Call) and node.args and _name(node.func) in _FUNCTIONS:
                named = node.args[0]
                if isinstance(named, ast.Constant) and isinstance(named.value, str):
                    module = named.value.lstrip(".")
                    yield module, document.path, len(named.value) - len(module)


def _name(function: ast.expr) -> str:
    """The last part of the name by which something is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _called(path: Path) -> str:
    """The word that an import of ``path`` has."""
    return path.parent.name if path.stem == "__init__" else path.stem


def _projects(paths: Iterable[Path]) -> set[Path]:
    """The roots to search; a file outside of every project has its neighbours only."""
    return {_project(path.parent) or path.parent for path in paths}


def _project(folder: Path) -> Path | None:
    chain = (folder, *folder.parents)
    repository = next((each for each in chain if os.path.exists(each / ".git")), None)
    marked = (each for each in chain if any(os.path.exists(each / marker) for marker in PROJECT_MARKERS))
    return repository or next(marked, None)


def _files(folder: Path, settings: Settings) -> Iterator[Path]:
    if not os.path.isdir(folder):
        return  # of a text that is only being written
    if _project(folder) is None:
        yield from (path for path in sorted(folder.iterdir()) if path.suffix in (".py", ".ipynb"))
        return
    for found in discover([folder], settings):
        if found.error is None:
            yield found.path
