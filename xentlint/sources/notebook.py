"""Read Jupyter notebooks: one unit a Python cell, and the modules that ``%%writefile`` cells make.

The formats are those of https://nbformat.readthedocs.io/en/latest/format_description.html, 2 to 4.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import magics
from .decoding import NULL_BYTE, DecodingError, decode
from .document import Document, Problem, Unit, WrittenModule
from .notebook_json import cells_of, output_texts, source_of
from .text import TextIndex


def read_notebook(path: Path, raw: bytes) -> Document:
    """Return the document of a notebook's bytes.

    Bytes that are not UTF-8 and JSON that is broken give a problem with its place in the file;
    an empty file, other JSON, and notebooks in another language are skipped with the reason.
    """
    encoding = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"
    nothing = Document(path, "notebook", (), encoding, raw)
    try:
        text = decode(raw, encoding)
    except DecodingError as error:
        return replace(nothing, problems=(Problem(error.message, None, error.position),))
    if not text.strip():
        return replace(nothing, skipped="the notebook is empty")
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Problem(f"is not valid JSON: {error.msg}", None, TextIndex(text).position(error.pos))
        return replace(nothing, problems=(problem,))
    except (RecursionError, ValueError) as error:
        # ValueError: a number of more digits than Python converts.
        return replace(nothing, problems=(Problem(f"is not valid JSON: {error}"),))
    cells = cells_of(notebook)
    if cells is None:
        return replace(nothing, skipped="its JSON is not a notebook")
    language = _language(_table(notebook, "metadata"))
    if language is not None and not _is_python_name(language):
        return replace(nothing, skipped=f"its language is {language}, not Python")
    return _python_notebook(nothing, cells)


def _python_notebook(nothing: Document, cells: Sequence[Any]) -> Document:
    units: list[Unit] = []
    problems: list[Problem] = []
    written: list[WrittenModule] = []
    for index, cell in enumerate(cells):
        text = source_of(cell)
        if text is None or cell.get("cell_type") != "code" or not _is_python_cell(cell):
            continue
        target = magics.written_file(text)
        if target is None and not magics.is_python(text):
            continue
        if target is not None and not target[0].endswith(".py"):
            continue
        nul = text.find("\0")
        if nul >= 0:
            place = TextIndex(text).position(nul)
            problems.append(Problem(NULL_BYTE, index, place))
        elif target is None:
            units.append(Unit(index, text, magics.code_of_cell(text)))
        else:
            _write(written, *target, Unit(index, text, magics.blank_first_line(text)))
    return replace(
        nothing,
        units=tuple(units),
        modules={module.name: module.units[0] for module in written},
        problems=tuple(problems),
        written=tuple(written),
        recorded=dict(each for cell in cells for each in _versions(cell)),
    )


_ASKED = re.compile(r"\b([a-z_]+)\.__version__")
_VERSION = re.compile(r"\b\d{1,4}(?:\.\d{1,4})+\b")


def _versions(cell: Any) -> Iterator[tuple[str, str]]:
    """What a cell that asks a single library for its version was answered."""
    names = set(_ASKED.findall(source_of(cell) or ""))
    found = {each for text in output_texts(cell) for each in _VERSION.findall(text)} if names else set()
    if len(names) == len(found) == 1:
        yield names.pop(), found.pop()


def _write(written: list[WrittenModule], name: str, append: bool, unit: Unit) -> None:
    """Do what the cell would do to the file ``name``: make it, make it anew, or make it longer."""
    if append:
        for position in reversed(range(len(written))):
            if written[position].name == name:
                written[position] = WrittenModule(name, (*written[position].units, unit))
                return
    written.append(WrittenModule(name, (unit,)))


def _table(values: Any, key: str) -> dict[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _language(metadata: dict[str, Any]) -> str | None:
    """Return the language that a notebook's metadata names, if any does."""
    for section, key in (("kernelspec", "language"), ("language_info", "name")):
        language = _table(metadata, section).get(key)
        if isinstance(language, str) and language:
            return language
    return None


def _is_python_name(language: str) -> bool:
    return language.lower().startswith(("python", "ipython"))


def _is_python_cell(cell: dict[str, Any]) -> bool:
    """Follow what a cell says of itself: format 3's ``language``, and the editor's in format 4."""
    language = _table(_table(cell, "metadata"), "vscode").get("languageId") or cell.get("language")
    return not isinstance(language, str) or _is_python_name(language)
