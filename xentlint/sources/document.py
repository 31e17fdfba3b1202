"""A file as the rest of the program sees it: decoded text in one or more units of Python.

A Python file is a document of one unit. A notebook is a document of one unit a code cell; a
unit's row 1 is the cell's first line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .positions import START, Position


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document, or one unit of it, could not be read, and where (1-based)."""

    message: str
    cell: int | None = None
    position: Position = START


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of Python that is parsed on its own: a whole file, or one notebook cell.

    ``text`` is what the user wrote, line endings kept; ``code`` is what is parsed: the same text
    with magics blanked out, so that every row and column that remains means the same in both.
    """

    cell: int | None
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class WrittenModule:
    """A Python file that ``%%writefile`` cells of a notebook make.

    ``name`` is the file name as written, with ``/`` and without a leading ``./``. ``units`` are the
    cell that writes the file and the cells that append to it (``-a``), run in order in one scope.
    """

    name: str
    units: tuple[Unit, ...]

    @property
    def dotted(self) -> str:
        """The name as an import spells it: ``models/vgg.py`` is ``models.vgg``."""
        stem = self.name.lstrip("/").removesuffix(".py").removesuffix("/__init__")
        return stem.replace("/", ".")


@dataclass(frozen=True, slots=True)
class Document:
    """One decoded file.

    ``path`` is absolute (for standard input: the path given with ``--stdin-filename``).
    ``modules`` holds the ``%%writefile NAME.py`` cells of a notebook: file name to unit; such a
    unit is a module that the other cells can import, and is not part of ``units``.
    ``problems`` are reading errors (undecodable bytes, broken notebook JSON).
    ``written`` has every module that such cells write, in document order: what ``modules`` has,
    what is appended to them, and earlier versions of a file that a later cell writes again.
    ``recorded`` are the versions of libraries that the outputs of a notebook show, by their names.
    ``skipped`` says why nothing of the file is checked although it can be read (a notebook in
    another language, JSON that is no notebook); ``None`` for everything else.
    """

    path: Path
    kind: Literal["python", "notebook"]
    units: tuple[Unit, ...]
    encoding: str = "utf-8"
    raw: bytes = field(default=b"", repr=False)
    modules: Mapping[str, Unit] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    written: tuple[WrittenModule, ...] = ()
    skipped: str | None = None
    recorded: Mapping[str, str] = field(default_factory=dict)

    def find_written(self, dotted: str, before: int | None = None) -> WrittenModule | None:
        """Return the written module that ``import dotted`` gets, or ``None``.

        ``before`` is the importing cell: the last version written above it wins, and a file that
        is only written below it is taken all the same, since cells are often run out of order.
        An absolute path (``%%writefile /content/nets/vgg.py``) is found by its trailing parts.
        """
        fitting = [
            module
            for module in self.written
            if module.dotted == dotted
            or (module.name.startswith("/") and f".{module.dotted}".endswith(f".{dotted}"))
        ]
        if before is not None:
            above = [m for m in fitting if m.units[0].cell is not None and m.units[0].cell < before]
            fitting = above or fitting[:1]
        return fitting[-1] if fitting else None
