from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from xentlint.sources.document import Document
from xentlint.sources.positions import Position
from xentlint.sources.reading import read_document


def read(raw: bytes, name: str = "train.py") -> Document:
    return read_document(Path("/project") / name, raw)


def text_of(raw: bytes) -> str:
    (unit,) = read(raw).units
    assert unit.code == unit.text
    assert unit.cell is None
    return unit.text


def test_a_file_is_utf_8_unless_it_says_otherwise() -> None:
    document = read("s = 'é'\n".encode())
    assert document.encoding == "utf-8"
    assert document.units[0].text == "s = 'é'\n"
    assert document.kind == "python"
    assert document.problems == ()


@pytest.mark.parametrize(
    "line", [b"# -*- coding: latin-1 -*-\n", b"#!/bin/python\n# vim: set fileencoding=latin-1 :\n"]
)
def test_a_cookie_in_the_first_two_lines_decides(line: bytes) -> None:
    document = read(line + b"s = '\xe9'\n")
    assert document.encoding == "iso-8859-1"
    assert document.units[0].text.endswith("s = 'é'\n")


def test_a_cookie_below_code_is_a_comment() -> None:
    assert read(b"import os\n# coding: latin-1\ns = '\xc3\xa9'\n").encoding == "utf-8"


def test_a_cookie_in_the_third_line_of_carriage_returns_is_a_comment() -> None:
    assert read(b"#\r#\r# coding: latin-1\r").encoding == "utf-8"


def test_the_byte_order_mark_is_not_part_of_the_text() -> None:
    document = read(codecs.BOM_UTF8 + b"x = 1\n")
    assert document.encoding == "utf-8-sig"
    assert document.units[0].text == "x = 1\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_stay(ending: str) -> None:
    text = f"x = 1{ending}y = 2{ending}"
    assert text_of(text.encode()) == text


def test_mixed_line_endings_stay() -> None:
    assert text_of(b"a = 1\r\nb = 2\nc = 3\rd = 4") == "a = 1\r\nb = 2\nc = 3\rd = 4"


def test_an_empty_file_is_a_file() -> None:
    assert text_of(b"") == ""


@pytest.mark.parametrize(
    ("raw", "row", "column"),
    [
        (b"x = 1\ns = 'caf\xe9'\n", 2, 9),
        ("s = 'éé".encode() + b"\xff'\n", 1, 8),  # code points count, not bytes
        (b"x = 1\r\ny = 2\rs = '\xff'", 3, 6),
        (codecs.BOM_UTF8 + b"\xff", 1, 1),
        (b"# coding: ascii\n\xe9", 2, 1),
    ],
)
def test_bytes_that_are_no_text_are_a_problem_with_a_place(raw: bytes, row: int, column: int) -> None:
    document = read(raw)
    assert document.units == ()
    (problem,) = document.problems
    assert "cannot be decoded" in problem.message
    assert problem.position == Position(row, column)
    assert problem.cell is None


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        (b"# coding: no-such-thing\n", 1),
        (b"#!/usr/bin/python\n# coding: no-such-thing\n", 2),
        (b"# coding: rot13\n", 1),
        (b"# coding: utf-16\n", 1),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", 1),
    ],
)
def test_an_encoding_that_cannot_be_is_a_problem_at_the_cookie(raw: bytes, row: int) -> None:
    document = read(raw)
    assert document.units == ()
    assert [problem.position for problem in document.problems] == [Position(row, 1)]


def test_a_null_byte_is_a_problem_at_its_place() -> None:
    document = read(b"x = 1\ny = \0\n")
    assert document.units == ()
    (problem,) = document.problems
    assert "null byte" in problem.message
    assert problem.position == Position(2, 5)


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    document = read_document(path)
    assert document.raw == b"x = 1\n"
    assert document.path == path


@pytest.mark.parametrize("name", ["missing.py", "missing.ipynb"])
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, name: str) -> None:
    document = read_document(tmp_path / name)
    assert document.kind == ("notebook" if name.endswith("ipynb") else "python")
    (problem,) = document.problems
    assert problem.message.startswith("cannot be read: ")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert read_document(tmp_path).problems[0].message.startswith("cannot be read: ")


@pytest.mark.parametrize("codec", ["idna", "punycode"])
def test_codecs_of_host_names_are_none_for_programs(codec: str) -> None:
    """Their time grows with the square of a text; Python would take them all the same."""
    raw = f"# coding: {codec}\n".encode() + b"a" * 500_000 + b"-" + b"b" * 500_000
    document = read_document(Path("/project/train.py"), raw)
    (problem,) = document.problems
    assert "encoding" in problem.message
    assert document.units == ()


def test_lines_that_only_ipython_takes_are_blanked_where_the_rest_is_python() -> None:
    text = "# %% a cell\nimport tensorflow as tf\n%matplotlib inline\n!pip install wandb\nx = 1\n"
    (unit,) = read(text.encode()).units
    assert unit.text == text
    assert unit.code == text.replace("%matplotlib inline", " " * 18).replace("!pip install wandb", " " * 18)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('s = """\n%matplotlib inline\n"""\n', id="in a string"),
        pytest.param("x = (1\n%y)\n", id="a remainder"),
        pytest.param("%matplotlib inline\nx = = 1\n", id="broken besides"),
    ],
)
def test_what_python_takes_and_what_is_broken_besides_is_left(text: str) -> None:
    (unit,) = read(text.encode()).units
    assert unit.code == unit.text == text
