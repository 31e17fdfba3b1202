"""All documents of a run, and which of them are one program.

Files that import each other, directly or through others, are evaluated together, as are those of which one
writes a file that the other reads; all others have nothing to tell each other. It is read from the text: more
is held together than has to be.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..sources.document import Document
from ..sources.project import ModuleFinder
from ..sources.reading import read_document
from ..sources.written_imports import names_in

_WRITING = {
    "save": re.compile(r"\bsave(?:_model)?\s*\("),
    "open": re.compile(r"""\bopen\s*\([^)\n]*["'][rbt]*[wax+][rbt+]*["']"""),
}
"""By a word without which there is none (which is faster to look for): what writes a file, and what reads one."""
_READING = {"load": re.compile(r"\bload_model\s*\(|\b(?:json|yaml|toml|tomllib)\.\w*load\w*\s*\(")}
_FILE_NAME = re.compile(
    r"""[=+(]\s*\w?["']([^"'\n]*\w\.(?:h5|hdf5|keras|tf|pb|json|ya?ml|toml|cfg|ini))["']"""
    r"""|\b(?:save(?:_model)?|load_model)\s*\(\s*\w?["']([^"'\n]+)["']"""
)
"""A quoted name that ends as that of a model or of settings does, or is where a model is saved or loaded.

What is put together with something else, as in ``join(folder, "model.h5")``, is known of no file but its own.
"""


class Tree:
    """The documents of a run by their paths, and where imports lead among them.

    ``beside`` are others that imports may lead to, whose text is not that of their files: what is open in an editor.
    """

    def __init__(self, documents: Sequence[Document], beside: Iterable[Document] = ()) -> None:
        self.documents = {document.path: document for document in (*beside, *documents)}
        self.roots = _roots(documents)
        self.finder = ModuleFinder(self.roots, self.documents)

    def programs(self) -> list[list[Document]]:
        """The documents in their order, those of one program together; a program stands where its first one does."""
        if len(self.documents) < 2:
            return [list(self.documents.values())]
        joined = _Joined(self.documents)
        imported: dict[Path, set[Path]] = {}
        for path in self.documents:
            for other in self._reached(path, imported):
                joined.join(path, other)
        for path, other in self._handing_files():
            joined.join(path, other)
        return self._by_program(joined)

    def joined(
        self, programs: Sequence[Sequence[Document]], more: Iterable[tuple[Path, Iterable[Path]]]
    ) -> list[list[Document]]:
        """``programs``, those together that ``more`` joins: a file, and others that belong to its program."""
        joined = _Joined(self.documents)
        for program in programs:
            for document in program:
                joined.join(program[0].path, document.path)
        for path, others in more:
            for other in others:
                joined.join(path, other)
        return self._by_program(joined)

    def _by_program(self, joined: _Joined) -> list[list[Document]]:
        programs: dict[Path, list[Document]] = {}
        for path, document in self.documents.items():
            programs.setdefault(joined.representative(path), []).append(document)
        return list(programs.values())

    def _reached(self, path: Path, imported: dict[Path, set[Path]]) -> Iterator[Path]:
        """The documents that ``path`` may import, also through files that are none of them."""
        seen, waiting = {path}, [path]
        while waiting:
            each = waiting.pop()
            if each not in imported:
                imported[each] = self._imported(each)
            for other in imported[each] - seen:
                seen.add(other)
                if other in self.documents:
                    yield other
                else:
                    waiting.append(other)

    def _handing_files(self) -> Iterator[tuple[Path, Path]]:
        """Documents that name the same file, of which one may write it and the other read it."""
        written: dict[str, list[Path]] = defaultdict(list)
        read: dict[str, list[Path]] = defaultdict(list)
        for path, document in self.documents.items():
            texts = [unit.text for unit in document.units]
            users = [each for calls, each in ((_WRITING, written), (_READING, read)) if _has(calls, texts)]
            if users:
                names = {ended or first for text in texts for ended, first in _FILE_NAME.findall(text)}
                for each in users:
                    for name in names:
                        each[name].append(path)
        for name in written.keys() & read.keys():
            for path in (*written[name][1:], *read[name]):
                yield written[name][0], path

    def _imported(self, path: Path) -> set[Path]:
        document = self.documents.get(path) or read_document(path)
        find = self.finder.find
        return {
            found
            for dotted, level in names_in(document)
            if (found := find(dotted, path, level)) is not None and found != path
        }


def _has(calls: Mapping[str, re.Pattern[str]], texts: Iterable[str]) -> bool:
    return any(word in text and call.search(text) for text in texts for word, call in calls.items())


class _Joined:
    """Which paths were joined, directly or through others."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._above = {path: path for path in paths}

    def representative(self, path: Path) -> Path:
        """The same path for all that were joined with ``path``."""
        above = self._above
        while above[path] is not path:
            above[path] = above[above[path]]
            path = above[path]
        return path

    def join(self, one: Path, other: Path) -> None:
        """Take ``one`` and ``other`` together."""
        self._above[self.representative(other)] = self.representative(one)


def _roots(documents: Sequence[Document]) -> list[Path]:
    """The folder that holds everything that is checked."""
    folders = {str(document.path.parent) for document in documents}
    try:
        return [Path(os.path.commonpath(folders))] if folders else []
    except ValueError:  # on different drives
        return sorted(Path(folder) for folder in folders)
