"""What a program wrote into files, as lines to compare: predictions often go there and nowhere else.

A table's and a JSON document's values stand beside their names, so that a loss can be told from the rest.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_LINES = 400
_MOST_BYTES = 1_000_000
_TEXTS = frozenset({".txt", ".log", ".md"})
_TABLES = {".csv": ",", ".tsv": "\t"}
_OF_LOSSES = ("loss", "history")


def written_lines(folder: str, since_ns: int) -> list[str]:
    """Return the lines of the files below ``folder`` that were written since then, in the files' order."""
    found: list[str] = []
    for path in sorted(_changed(Path(folder), since_ns)):
        name = path.relative_to(folder).as_posix()
        try:
            lines = [f"{name}: {line}" for _, line in zip(range(MOST_LINES), _lines(path), strict=False)]
        except (OSError, ValueError, csv.Error, RecursionError):
            continue  # no text, or not what it is called
        found += lines[: MOST_LINES - len(found)]
    return found


def _changed(folder: Path, since_ns: int) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            path = Path(parent, name)
            if path.is_symlink() or any(word in name.lower() for word in _OF_LOSSES):
                continue
            status = path.stat()
            if status.st_mtime_ns >= since_ns and status.st_size <= _MOST_BYTES:
                yield path


def _lines(path: Path) -> Iterator[str]:
    kind = path.suffix.lower()
    if kind in _TABLES:
        yield from _of_table(path.read_text(encoding="utf-8"), _TABLES[kind])
    elif kind == ".json":
        yield from _of_json(json.loads(path.read_text(encoding="utf-8")), "")
    elif kind in _TEXTS:
        yield from filter(None, map(str.strip, path.read_text(encoding="utf-8").splitlines()))
    elif kind in (".npy", ".npz"):
        yield from _of_arrays(path)


def _of_table(text: str, delimiter: str) -> Iterator[str]:
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = next(rows, [])
    if any(_is_number(cell) for cell in header):
        yield " ".join(header)
        header = []
    for row in rows:
        names = header if len(header) == len(row) else [""] * len(row)
        yield ", ".join(f"{name} {cell}".strip() for name, cell in zip(names, row, strict=True))


def _of_json(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _of_json(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _of_json(inner, name)
    else:
        yield f"{name} {value}"


def _of_arrays(path: Path) -> Iterator[str]:
    import numpy as np

    loaded = np.load(path, allow_pickle=False)
    arrays = {name: loaded[name] for name in loaded.files} if hasattr(loaded, "files") else {"": loaded}
    for name, array in arrays.items():
        if array.dtype.kind in "biuf":
            for value in array.reshape(-1)[:MOST_LINES].tolist():
                yield f"{name} {float(value)}".strip()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
