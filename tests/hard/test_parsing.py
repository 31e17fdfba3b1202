"""Two parsers read every program: what either refuses is an XEN901 with its place, and never the end."""

from __future__ import annotations

import ast
import json
import sys
import time
from pathlib import Path

import libcst
import pytest

from xentlint.config.settings import Settings
from xentlint.rules.diagnostic import Diagnostic
from xentlint.run import runner

FINDING = """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
"""


def lint(path: Path) -> list[Diagnostic]:
    settings = Settings(root=path.parent, cache=False)
    outcome = runner.lint(runner.collect([path], settings).documents, settings)
    assert outcome.failures == ()
    return list(outcome.diagnostics)


def places(found: list[Diagnostic]) -> list[tuple[str, int]]:
    return [(each.code, each.span.start.row) for each in found]


DEEP = {
    "dots": "tf" + ".a" * 2000,
    "calls": "tf" + "()" * 2000,
    "sum": " + ".join(["y"] * 2000),
    "powers": " ** ".join(["y"] * 2000),
    "chain over rows": "(tf\n" + "    .map(f)\n" * 800 + ")",
    "sum over rows": "(y\n" + "    + y\n" * 1200 + ")",
    "in a function": "[lambda: (tf" + ".a" * 2000 + ")]",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_libcst_takes_the_square_of_its_depth_for_is_refused_where_it_stands(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"{FINDING}if tf:\n    deep = {DEEP[name]}\n")
    (found,) = lint(path)
    assert (found.code, found.span.start.row) == ("XEN901", 5)
    assert found.span.start.column >= len("    deep = ")
    assert "nested too deeply to be evaluated: here, by more than 1,000 levels" in found.message


@pytest.mark.parametrize(
    "long",
    [
        "tf" + ".a" * 900,
        "(y\n" + "    + y\n" * 900 + ")",
        "[\n" + "    y.a.b.c(1),\n" * 3000 + "]",
        "'a' " * 3000,
    ],
)
def test_what_is_long_and_not_as_deep_is_evaluated(tmp_path: Path, long: str) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"{FINDING}y = 1\ndeep = {long}\n")
    assert [each.code for each in lint(path)] == ["XEN201"]


@pytest.mark.parametrize(
    "literal",
    [
        r"'\N{NO SUCH NAME}'",
        "b'é'",
        "'x' b'y'",
        "9" * 5000,
        r"'\xZZ'",
        r"b'\xZ'",
        r"'\U99999999'",
        r"'a' '\u12'",
        "f'{x!z}'",
        "f'{}'",
        "1__0",
        "0777",
    ],
)
def test_what_python_refuses_for_a_literal_is_not_evaluated(tmp_path: Path, literal: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(literal)
    path = tmp_path / "train.py"
    path.write_text(f"{FINDING}a = [\n    {literal},\n]\n", encoding="utf-8")
    ((code, row),) = places(lint(path))
    assert code == "XEN901"
    assert row in (4, 5)  # of a string in brackets, Python tells one or the other


@pytest.mark.parametrize(
    "statement",
    ["for x in*range(3): pass", "a = 1 if(lambda: 1)else 2", "if 1:\n  if 1:\n    for x in*y: pass"],
)
def test_what_libcst_cannot_read_has_its_place(tmp_path: Path, statement: str) -> None:
    ast.parse(statement)
    with pytest.raises((libcst.CSTValidationError, TypeError)):
        libcst.parse_module(statement)
    path = tmp_path / "train.py"
    path.write_text(f"{FINDING}\n{statement}\n")
    (found,) = lint(path)
    assert (found.code, found.span.start.row) == ("XEN901", 4 + statement.count("\n") + 1)


def test_in_a_notebook_only_the_cells_are_lost_and_the_first_is_named(tmp_path: Path) -> None:
    sources = [FINDING, r"a = '\N{NO SUCH NAME}'", "for x in*y: pass", "b = " + "(" * 300 + ")" * 300]
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    path = tmp_path / "train.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    found = sorted(lint(path), key=lambda each: each.code)
    assert [(each.code, each.span.cell) for each in found] == [("XEN201", 0), ("XEN901", 1)]
    assert found[1].message.endswith("(and 2 more cells of this notebook)")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python knows the statement")
def test_a_statement_that_is_newer_than_this_python_is_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"type Batch = list[int]\n{FINDING}")
    with pytest.raises(SyntaxError):
        ast.parse(path.read_text())
    assert places(lint(path)) == [("XEN201", 4)]


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "-" * 10_000 + "1",
        "not " * 10_000 + "1",
        "lambda: " * 10_000 + "1",
        "1 if y else " * 10_000 + "1",
        "**".join(["y"] * 10_000),
        "+".join(["y"] * 10_000),
        "tf" + ".a" * 10_000,
        "tf" + "()" * 10_000,
        "tf" + "[0]" * 10_000,
    ],
    ids=lambda text: text[:8],
)
def test_what_is_nested_too_deeply_costs_nothing(tmp_path: Path, deep: str) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"{FINDING}x = {deep}\n")
    start = time.process_time()
    assert [each.code for each in lint(path)] == ["XEN901"]
    assert time.process_time() - start < 2


def test_what_a_program_wrote_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(FINDING + "a = 1\n" * 400_000)
    settings = Settings(root=tmp_path, cache=False)
    assert runner.collect([path], settings).skipped == [(path, "it is longer than 2,000,000 characters")]
