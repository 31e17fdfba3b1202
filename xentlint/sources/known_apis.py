"""What a team says of its own layers, losses and wrappers that no checked file holds (``known-apis``).

A row names an API of Keras or TensorFlow that the own one behaves as, and what it always passes. Rows are
read as modules that nobody wrote: ``acme.losses`` with ``ce = partial(categorical_crossentropy, from_logits=True)``.
An import of the package then leads to them, as an import of the project leads to a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .document import Document, Unit

Find = Callable[[str, Path, int], "Path | None"]
_FOLDER = "<known-apis>"


@dataclass(frozen=True, slots=True, order=True)
class KnownApi:
    """``name`` behaves as ``meaning`` that is always given ``arguments``; both names are dotted."""

    name: str
    meaning: str
    arguments: tuple[tuple[str, str | int | float | bool], ...] = ()


class KnownApis:
    """Finds and reads modules for the rows that hold for the importing file."""

    def __init__(self, find: Find, of: Callable[[Path], tuple[KnownApi, ...]]) -> None:
        """Take what finds files, which come first, and the rows that hold in a file."""
        self._find = find
        self._of = of
        self._rows: dict[Path, tuple[KnownApi, ...]] = {}
        self.believers: set[Path] = set()
        """The files in which rows were taken at their word."""

    def find(self, dotted: str, importer: Path, level: int = 0) -> Path | None:
        """The file behind an import, or the path of a module that rows make."""
        if is_made_up(str(importer)):
            folder, rows = importer.parent, self._rows[importer]
            if level:
                return self._module(f"{_package(importer)}.{dotted}", folder / dotted, rows)
            return self._find(dotted, importer, level)
        found = self._find(dotted, importer, level)
        if found is not None or level or not dotted:
            return found
        rows = self._of(importer)
        if not rows:
            return None
        made = self._module(dotted, importer.parent.joinpath(_FOLDER, *dotted.split(".")), rows)
        if made is not None:
            self.believers.add(importer)
        return made

    def read(self, path: Path) -> Document:
        """The module at a path that `find` gave."""
        text = "\n".join(_lines(_package(path), self._rows[path])) + "\n"
        return Document(path, "python", (Unit(None, text, text),), raw=text.encode())

    def _module(self, dotted: str, folder: Path, rows: tuple[KnownApi, ...]) -> Path | None:
        if not any(row.name.startswith(f"{dotted}.") for row in rows):
            return None
        path = folder / "__init__.py"
        self._rows[path] = rows
        return path


def is_made_up(path: str) -> bool:
    """Whether ``path`` is that of a module that nobody wrote: there is nothing to show or edit."""
    return _FOLDER in Path(path).parts


def _package(path: Path) -> str:
    parts = path.parent.parts
    return ".".join(parts[parts.index(_FOLDER) + 1 :])


def _lines(package: str, rows: tuple[KnownApi, ...]) -> Iterator[str]:
    """The module ``package`` as Python. Names were checked: each is dotted, and nothing else."""
    yield "from functools import partial as _partial"
    for row in rows:
        home, _, name = row.name.rpartition(".")
        if home == package:
            module, _, symbol = row.meaning.rpartition(".")
            yield f"from {module} import {symbol} as {name}"
            if row.arguments:
                given = ", ".join(f"{key}={value!r}" for key, value in row.arguments)
                yield f"{name} = _partial({name}, {given})"
