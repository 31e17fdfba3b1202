"""Find the file behind an import, inside the tree that is checked.

The places are those where Python looks when the project's programs run, as far as the tree shows
them: the importer's own folder (a script's ``sys.path[0]``), the folders above it up to the root of
the project, each with its ``src``, and the checked roots. What is not in the tree is not found;
nothing is looked up in the environment, and no folder is listed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path

from .document import Document

PROJECT_MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
# A copy of these in the tree (a fork, a folder named after the framework) must not hide what the
# tables know about them; inside of such a copy, relative imports are followed as anywhere.
_FRAMEWORKS = frozenset({"keras", "tensorflow", "tf_keras"})
_HERE = str(Path())
_STANDARD_LIBRARY = frozenset(sys.stdlib_module_names)


class _Tree:
    """What is where; of the file system, as it was when it was asked first."""

    def __init__(self, documents: Iterable[Path]) -> None:
        self.documents, self.folders = _files_and_folders(documents)
        self._files: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}

    def is_file(self, name: str) -> bool:
        """Whether there is a file, on the disk or among the documents."""
        if name not in self._files:
            self._files[name] = name in self.documents or os.path.isfile(name)
        return self._files[name]

    def is_folder(self, name: str) -> bool:
        """Whether there is a folder, on the disk or around a document."""
        if name not in self._folders:
            self._folders[name] = name in self.folders or os.path.isdir(name)
        return self._folders[name]


def _files_and_folders(documents: Iterable[Path]) -> tuple[frozenset[str], frozenset[str]]:
    names = frozenset(map(str, documents))
    folders: set[str] = set()
    for name in names:
        folder = os.path.dirname(name)
        while folder not in folders:
            folders.add(folder)
            folder = os.path.dirname(folder)
    return names, frozenset(folders)


class ModuleFinder:
    """Resolves imports for one run; what it saw of the file system stays as it was seen first."""

    def __init__(self, roots: Sequence[Path], documents: Mapping[Path, Document] | None = None) -> None:
        """Take the folders that are checked, and the documents that are already read.

        A document counts as a file at its path, so standard input and unsaved buffers are found.
        """
        self._roots = tuple(Path(os.path.abspath(root)) for root in roots)
        self._tree = _Tree(documents or ())
        self._given = self._tree.documents
        self._folders_given = self._tree.folders
        self._is_file: dict[str, bool] = {}
        self._is_folder: dict[str, bool] = {}
        self._bases: dict[Path, tuple[Path, ...]] = {}
        self._found: dict[tuple[str, int, str], Path | None] = {}

    def for_part(self, documents: Iterable[Path]) -> ModuleFinder:
        """A finder of the same tree that tells of its own what it `looked_up`, besides these documents of it."""
        made = copy(self)
        made._given, made._folders_given = _files_and_folders(documents)
        made._is_file, made._is_folder, made._bases, made._found = {}, {}, {}, {}
        return made

    def find(self, dotted: str, importer: Path, level: int = 0) -> Path | None:
        """Return the file that holds module ``dotted`` as ``importer`` sees it, or ``None``.

        ``level`` counts the leading dots of a relative import; with a level, ``dotted`` may be
        empty (``from . import x``) and stands for the package itself. A package is its
        ``__init__.py``; a namespace package has no file, but the modules in it are found.
        """
        if not level and dotted.partition(".")[0] in _FRAMEWORKS:
            return None
        # By names: a program may have many imports, and paths are slow to make and to compare.
        key = (os.path.dirname(importer), level, dotted)
        if key not in self._found:
            folder = importer.parent
            relative = self._relative(dotted, folder, level) if level else None
            self._found[key] = relative if level else self._absolute(dotted, folder)
        return self._found[key]

    def looked_up(self) -> tuple[dict[str, bool], dict[str, bool]]:
        """Which files, and which folders, the tree itself was asked for, and whether they were there."""
        files = {name: there for name, there in self._is_file.items() if name not in self._given}
        known = self._folders_given
        return files, {name: there for name, there in self._is_folder.items() if name not in known}

    def _relative(self, dotted: str, folder: Path, level: int) -> Path | None:
        for _ in range(level - 1):
            folder = folder.parent
        if not dotted:
            package = folder / "__init__.py"
            return package if self._file(package) else None
        return self._below(folder, dotted.split("."))

    def _absolute(self, dotted: str, folder: Path) -> Path | None:
        parts = dotted.split(".")
        if not all(parts):
            return None
        is_package = self._is_file_named(os.path.join(folder, "__init__.py"))
        if parts[0] in _STANDARD_LIBRARY:
            # Only a script's own folder comes before the standard library.
            return None if is_package or parts[0] in sys.builtin_module_names else self._below(folder, parts)
        for base in self._search_path(folder):
            found = self._below(base, parts)
            if found is not None:
                beside = is_package and base == folder
                return None if beside and self._is_elsewhere(parts, folder) else found
        return None

    def _is_elsewhere(self, parts: Sequence[str], package: Path) -> bool:
        """Whether a module beside one of a package is also there from outside: who imports which is not known."""
        return any(
            self._below(base, parts) is not None for base in self._search_path(package) if base != package
        )

    def _below(self, base: Path, parts: Sequence[str]) -> Path | None:
        folder = str(base)
        if folder == _HERE:
            folder = ""
        for part in parts[:-1]:
            folder = os.path.join(folder, part)
            if not self._is_folder_named(folder):
                return None
        last = os.path.join(folder, parts[-1])
        package = os.path.join(last, "__init__.py")
        if self._is_folder_named(last) and self._is_file_named(package):
            return Path(package)
        module = f"{last}.py"
        return Path(module) if self._is_file_named(module) else None

    def _search_path(self, folder: Path) -> tuple[Path, ...]:
        if folder not in self._bases:
            self._bases[folder] = tuple(dict.fromkeys(self._compute_search_path(folder)))
        return self._bases[folder]

    def _compute_search_path(self, folder: Path) -> Iterator[Path]:
        for base in self._up_to_project_root(folder):
            yield base
            yield base / "src"
        for root in self._roots:
            start = root if self._folder(root) else root.parent
            yield start
            yield start / "src"

    def _up_to_project_root(self, folder: Path) -> list[Path]:
        """Return ``folder`` and the folders above it that belong to the same project."""
        chain = [folder, *folder.parents]
        for position, base in enumerate(chain):
            if any(self._exists(base / marker) for marker in PROJECT_MARKERS):
                return chain[: position + 1]
        # No marker: the outermost checked root above; without one, the folder alone.
        last = max((position for position, base in enumerate(chain) if base in self._roots), default=0)
        return chain[: last + 1]

    def _exists(self, path: Path) -> bool:
        return self._file(path) or self._folder(path)

    def _file(self, path: Path) -> bool:
        return self._is_file_named(str(path))

    def _is_file_named(self, name: str) -> bool:
        if name not in self._is_file:
            self._is_file[name] = self._tree.is_file(name)
        return self._is_file[name]

    def _folder(self, path: Path) -> bool:
        return self._is_folder_named(str(path))

    def _is_folder_named(self, name: str) -> bool:
        if name not in self._is_folder:
            self._is_folder[name] = self._tree.is_folder(name)
        return self._is_folder[name]
