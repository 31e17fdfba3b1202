"""Which files of a project import some of its files, directly or through others.

Who changes a model's file can break the script that trains it. The scripts are found by their text:
only files that have, on an import line, a word that such a file is called by are looked at closer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .sources.discovery import discover
from .sources.gate import can_matter
from .sources.project import PROJECT_MARKERS, ModuleFinder
from .sources.reading import read_document
from .sources.regular import read_regular
from .sources.relevance import imported, words_imported

if TYPE_CHECKING:
    from .config import Settings

# In the JSON of a notebook, a line is a string.
_IN_NOTEBOOK = re.compile(rb"\b(?:from|import)[ \t]([^#\n\"\\]+)")


def importers(named: Iterable[Path], settings: Settings) -> list[Path]:
    """The files that could be part of a finding, and import one of ``named``, in the order of names.

    They are looked for in the repository (or else the project) of each named file, as far as
    ``settings`` leave nothing out; what cannot be read imports nothing.
    """
    start = [path for path in named if path.suffix == ".py"]
    listed = [path for folder in _projects(start) for path in _files(folder, settings)]
    candidates = {
        path: (words, matters) for path in listed if (read := _read(path)) for words, matters in [read]
    }
    finder = ModuleFinder(sorted(_projects(start)))
    sure: set[Path] = set(start)
    targets = list(start)
    while targets:
        names = {_called(path) for path in targets}
        reached = set(targets)
        targets = []
        for path, (words, _) in candidates.items():
            if path not in sure and not words.isdisjoint(names):
                document = read_document(path)
                if not reached.isdisjoint(imported(document, finder.find)):
                    sure.add(path)
                    targets.append(path)
    return sorted(path for path in sure.difference(start) if candidates[path][1])


def _read(path: Path) -> tuple[frozenset[str], bool] | None:
    try:
        raw = read_regular(path)
    except OSError:
        return None
    words = words_imported(raw) if path.suffix == ".py" else _words_in_notebook(raw)
    return words, can_matter(raw)


def _words_in_notebook(raw: bytes) -> frozenset[str]:
    lines = _IN_NOTEBOOK.findall(raw)
    return frozenset(word.decode("ascii") for line in lines for word in re.findall(rb"[A-Za-z0-9_]+", line))


def _called(path: Path) -> str:
    """The word that an import of ``path`` has."""
    return path.parent.name if path.stem == "__init__" else path.stem


def _projects(paths: Iterable[Path]) -> set[Path]:
    """The roots to search; a file outside of every project has its neighbours only."""
    return {_project(path.parent) or path.parent for path in paths}


def _project(folder: Path) -> Path | None:
    chain = (folder, *folder.parents)
    repository = next((each for each in chain if (each / ".git").exists()), None)
    marked = (each for each in chain if any((each / marker).exists() for marker in PROJECT_MARKERS))
    return repository or next(marked, None)


def _files(folder: Path, settings: Settings) -> Iterator[Path]:
    if _project(folder) is None:
        yield from (path for path in sorted(folder.iterdir()) if path.suffix in (".py", ".ipynb"))
        return
    for found in discover([folder], settings):
        if found.error is None:
            yield found.path
