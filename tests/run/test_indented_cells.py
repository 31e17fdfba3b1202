"""Cells that are indented as a whole, which IPython takes: what is reported in them, and where."""

from __future__ import annotations

import json
from pathlib import Path

from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Diagnostic
from xentlint.run import engine
from xentlint.sources.reading import read_document

CELLS = [
    "  from tensorflow import keras\n",
    '  model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])\n'
    "  if model:\n"
    "      loss = keras.losses.CategoricalCrossentropy(from_logits=True)\n"
    '  model.compile("adam", loss)\n'
    "  model.fit(x, y)\n",
]


def _checked(cells: list[str]) -> tuple[Diagnostic, ...]:
    listed = [{"cell_type": "code", "metadata": {}, "source": each, "outputs": []} for each in cells]
    notebook = {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    document = read_document(Path("/project/a.ipynb"), json.dumps(notebook).encode())
    return engine.check([document], Settings()).diagnostics


def _texts(cells: list[str]) -> list[str]:
    """What stands at every place of the reports, and what the edits replace."""
    found: list[str] = []
    for each in _checked(cells):
        spans = [each.span, *(related.span for related in each.related)]
        spans += [edit.span for edit in each.fix.edits] if each.fix is not None else []
        for span in spans:
            line = cells[span.cell or 0].splitlines()[span.start.row - 1]
            found.append(line[span.start.column - 1 : span.end.column - 1])
    return found


def test_a_report_stands_where_the_cell_has_it() -> None:
    [found] = _checked(CELLS)
    assert (found.code, found.span.cell, found.span.start.row) == ("XEN201", 1, 4)
    assert (found.span.start.column, found.span.end.column) == (25, 29)


def test_places_and_edits_are_those_of_the_cell_without_the_indentation() -> None:
    plain = ["\n".join(line.removeprefix("  ") for line in each.split("\n")) for each in CELLS]
    assert _texts(CELLS) == _texts(plain)
    assert {"loss", "True", ', activation="softmax"'} <= set(_texts(CELLS))
