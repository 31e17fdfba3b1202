"""What must hold for every input, whatever is in it: one function for each way in.

Each raises AssertionError, or whatever went wrong, for an input that breaks a promise.
"""

from __future__ import annotations

import ast
import json
import os
import tempfile
import tokenize
import warnings
from pathlib import Path
from xml.etree import ElementTree

from xentlint import output
from xentlint.config.settings import ConfigError, Settings, load_settings
from xentlint.output.context import Context
from xentlint.run import repair, runner
from xentlint.run.suppressions import SuppressionTable
from xentlint.sources.document import Document, Unit
from xentlint.sources.gate import can_matter
from xentlint.sources.magics import blank_magics
from xentlint.sources.reading import read_document
from xentlint.sources.text import TextIndex, split_lines
from xentlint.sources.units import by_cell

_PYTHON, _NOTEBOOK = Path("/nowhere/train.py"), Path("/nowhere/train.ipynb")
SETTINGS = Settings(select=("ALL",), cache=False)


def whole(raw: bytes, path: Path = _PYTHON) -> None:
    """Decode, parse, evaluate, report in every format, repair: nothing fails, and repairs parse."""
    collected = runner.Collected()
    collected.add(path, raw)
    assert not collected.failures, collected.failures[0].trace
    outcome = runner.lint(collected.documents, SETTINGS)
    assert not outcome.failures, outcome.failures[0].trace
    _check_places(outcome, collected.documents)
    context = Context(collected.documents)
    reports = {each: output.render(each, outcome.diagnostics, context) for each in output.FORMATS}
    assert len(json.loads(reports["json"])) == len(outcome.diagnostics)
    ElementTree.fromstring(reports["junit"])
    if any(each.fix is not None for each in outcome.diagnostics):
        _check_repairs(collected.documents, outcome)


def notebook(raw: bytes) -> None:
    """The same for a notebook, whatever its JSON is."""
    whole(raw if can_matter(raw) else raw + b" ", _NOTEBOOK)
    document = read_document(_NOTEBOOK, raw)
    for unit in by_cell(document).values():
        assert len(unit.code) == len(unit.text)


def decoding(raw: bytes) -> None:
    """Bytes become a text that Python itself reads from them, or a problem with a place."""
    document = read_document(_PYTHON, raw)
    if document.problems or document.skipped:
        return
    (unit,) = document.units
    text = unit.text.replace("\r\n", "\n").replace("\r", "\n")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.py"
        # Python's tokenizer takes a lone "\r" for the end of a line; the module of that name does not.
        file.write_bytes(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        with tokenize.open(file) as opened:
            assert opened.read().removeprefix("\ufeff") == text.removeprefix("\ufeff")
    index = TextIndex(unit.text)
    for offset in range(0, len(unit.text) + 1, max(len(unit.text) // 50, 1)):
        if unit.text[offset - 1 : offset + 1] != "\r\n":  # between these two is no place
            assert index.offset(index.position(offset)) == offset
    assert "".join(split_lines(unit.text)) == unit.text


def suppressions(raw: bytes) -> None:
    """Any text has its directives found, and none is found by half."""
    text = raw.decode("utf-8", "replace")
    unit = Unit(None, text, blank_magics(text))
    assert len(unit.code) == len(text)
    document = Document(_PYTHON, "python", (unit,), raw=raw)
    table = SuppressionTable([document])
    rows = len(split_lines(text)) + 1
    for found in table.unused(lambda path: ("XEN101", "XEN201")):
        assert 1 <= found[2] <= rows


def configuration(raw: bytes) -> None:
    """Any configuration is taken, or refused with the file's name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pyproject.toml"
        file.write_bytes(raw)
        (Path(folder) / ".gitignore").write_bytes(raw)
        try:
            settings = load_settings(Path(folder))
            (Path(folder) / "train.py").write_text("import keras\n")
            list(runner.discover([folder], settings))
            settings.is_reported("XEN101", Path(folder) / "train.py")
        except ConfigError as error:
            assert "pyproject.toml" in str(error)  # noqa: PT017
        assert set(os.listdir(folder)) <= {"pyproject.toml", ".gitignore", "train.py"}


def _check_places(outcome: runner.Outcome, documents: dict[str, Document]) -> None:
    for each in outcome.diagnostics:
        spans = [each.span, *(related.span for related in each.related)]
        spans += [edit.span for edit in each.fix.edits] if each.fix else []
        for span in spans:
            unit = by_cell(documents[span.path]).get(span.cell)
            if unit is not None and each.code != "XEN901":
                index = TextIndex(unit.text)
                assert index.offset(span.start) <= index.offset(span.end)


def _check_repairs(documents: dict[str, Document], outcome: runner.Outcome) -> None:
    repaired = repair.repair(
        documents, lambda changed: runner.lint(changed, SETTINGS), unsafe=True, first=outcome
    )
    for path in repair.changed(documents, repaired.documents):
        for cell, unit in by_cell(repaired.documents[path]).items():
            if _parses(by_cell(documents[path])[cell].code):
                assert _parses(unit.code), f"{path}: a repair that is no Python"


def _parses(code: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


TARGETS = {each.__name__: each for each in (whole, notebook, decoding, suppressions, configuration)}
