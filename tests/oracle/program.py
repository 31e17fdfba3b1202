"""A program to judge: its files, and the runs that it names in its first line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Run = Mapping[str, Any]
"""``args``, ``env`` and ``files`` (name: content) of one run."""


@dataclass(frozen=True)
class Program:
    """One program of one or more files.

    ``main`` is the file that is run, ``module`` its dotted name when it is run with ``-m``.
    ``features`` say what Python its decision travels through.
    """

    name: str
    files: Mapping[str, str]
    main: str
    runs: tuple[Run, ...] = ({},)
    module: str | None = None
    features: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    """What a generated program is made of, by the number that its names end in."""

    def write(self, folder: Path) -> None:
        """Put the files into ``folder``."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def parts(self) -> tuple[str, ...]:
        """The pieces of which something is left in the files."""
        text = "".join(self.files.values())
        return tuple(piece for number, piece in self.pieces.items() if re.search(rf"_{number}\b", text))

    def text(self) -> str:
        """All files in one text, for people."""
        if len(self.files) == 1:
            return next(iter(self.files.values()))
        return "\n".join(f"# ===== {name}\n{text}" for name, text in self.files.items())


def header(line: str) -> dict[str, Any]:
    """What the first line of a program says: ``# feature: … | truth: … | runs: [[…], …]``."""
    found: dict[str, Any] = {}
    for part in line.lstrip("# ").rstrip("\n").split(" | "):
        name, colon, value = part.partition(":")
        if colon and name.strip() in ("feature", "truth", "runs", "module", "main"):
            found[name.strip()] = value.strip()
    if "runs" in found:
        found["runs"] = tuple(
            {"args": each} if isinstance(each, list) else each for each in json.loads(found["runs"])
        )
    return found


def load(path: Path) -> Iterator[Program]:
    """The programs of a file or a folder.

    A folder with a ``train.py`` or ``__main__.py`` (or of packages that have one) is one program of several files;
    of any other folder each file is a program.
    """
    if path.is_file():
        yield _single(path)
        return
    for main in ("train.py", "main.py"):
        if (path / main).exists():
            yield _several(path, main)
            return
    for each in sorted(path.iterdir()):
        if each.is_dir() and each.name != "__pycache__":
            yield from load(each)
        elif each.suffix == ".py":
            yield _single(each)


def _single(path: Path) -> Program:
    text = path.read_text("utf-8")
    said = header(text.partition("\n")[0])
    return Program(
        path.stem,
        {path.name: text},
        path.name,
        said.get("runs", ({},)),
        features=(said.get("feature", "?"),),
    )


def _several(folder: Path, main: str) -> Program:
    files = {
        each.relative_to(folder).as_posix(): each.read_text("utf-8")
        for each in sorted(folder.rglob("*.py"))
        if "__pycache__" not in each.parts
    }
    said = header(files[main].partition("\n")[0])
    return Program(
        folder.name,
        files,
        said.get("main", main),
        said.get("runs", ({},)),
        said.get("module"),
        (said.get("feature", "modules"),),
    )
