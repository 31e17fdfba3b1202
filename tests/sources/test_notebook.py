from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlint.sources.document import Document
from xentlint.sources.notebook_json import cells_of, scan, source_of
from xentlint.sources.positions import Position
from xentlint.sources.reading import read_document


def read(raw: bytes) -> Document:
    return read_document(Path("/project/train.ipynb"), raw)


def code(*source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": list(source), **more}


def markdown(*source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(source)}


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_unit_is_a_code_cell_and_counts_all_cells() -> None:
    document = read(
        notebook(markdown("# Title"), code("import keras\n", "x = 1"), markdown("y"), code("z = 2"))
    )
    assert document.kind == "notebook"
    assert [(unit.cell, unit.text) for unit in document.units] == [(1, "import keras\nx = 1"), (3, "z = 2")]
    assert document.skipped is None
    assert document.problems == ()


def test_source_may_be_one_string() -> None:
    document = read(notebook({**code(), "source": "x = 1\ny = 2"}))
    assert document.units[0].text == "x = 1\ny = 2"


def test_format_3_counts_through_its_worksheets() -> None:
    cell = {"cell_type": "code", "language": "python", "input": ["x = 1"], "outputs": []}
    sheets = [{"cells": [markdown("a"), cell]}, {"cells": [{**cell, "input": "y = 2"}]}]
    document = read(json.dumps({"worksheets": sheets, "metadata": {}, "nbformat": 3}).encode())
    assert [(unit.cell, unit.text) for unit in document.units] == [(1, "x = 1"), (2, "y = 2")]


def test_magics_are_in_the_text_and_not_in_the_code() -> None:
    (unit,) = read(notebook(code("%matplotlib inline\n", "x = 1"))).units
    assert unit.text == "%matplotlib inline\nx = 1"
    assert unit.code == " " * 18 + "\nx = 1"


def test_cells_of_other_languages_are_left_out_without_a_word() -> None:
    document = read(
        notebook(
            code("%%bash\n", "ls -l"),
            code("select 1", metadata={"vscode": {"languageId": "sql"}}),
            code("x = 1", metadata={"vscode": {"languageId": "python"}}),
        )
    )
    assert [unit.cell for unit in document.units] == [2]
    assert document.problems == ()


@pytest.mark.parametrize(
    "metadata",
    [{"kernelspec": {"language": "R", "name": "ir"}}, {"language_info": {"name": "julia"}}],
)
def test_a_notebook_in_another_language_is_skipped_with_the_reason(metadata: dict[str, Any]) -> None:
    document = read(notebook(code("x <- 1"), **metadata))
    assert document.units == ()
    assert document.problems == ()
    assert document.skipped is not None
    assert "not Python" in document.skipped


@pytest.mark.parametrize(
    "metadata",
    [{}, {"kernelspec": {"language": "python"}}, {"language_info": {"name": "ipython"}}, {"kernelspec": 3}],
)
def test_a_notebook_that_says_python_or_nothing_is_read(metadata: dict[str, Any]) -> None:
    assert len(read(notebook(code("x = 1"), **metadata)).units) == 1


@pytest.mark.parametrize("raw", [b"[]", b"3", b'"x"', b"{}", b'{"cells": 3}', b'{"worksheets": null}'])
def test_json_that_is_no_notebook_is_skipped_with_the_reason(raw: bytes) -> None:
    document = read(raw)
    assert document.skipped == "its JSON is not a notebook"
    assert document.problems == ()


@pytest.mark.parametrize("raw", [b"", b" \n"])
def test_an_empty_file_is_skipped(raw: bytes) -> None:
    assert read(raw).skipped == "the notebook is empty"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{\n "cells": [\n  {,}\n ]\n}', (3, 4)),
        (b"<<<<<<< HEAD\n{}", (1, 1)),
        (b'{"cells": []', (1, 13)),
    ],
)
def test_broken_json_is_a_problem_with_its_place(raw: bytes, place: tuple[int, int]) -> None:
    document = read(raw)
    assert document.units == ()
    assert document.skipped is None
    (problem,) = document.problems
    assert "not valid JSON" in problem.message
    assert problem.position == Position(*place)
    assert problem.cell is None


def test_bytes_that_are_no_utf_8_are_a_problem_with_their_place() -> None:
    (problem,) = read(b'{\n "cells": "\xff"}').problems
    assert problem.position == Position(2, 12)


def test_json_without_end_of_nesting_is_a_problem() -> None:
    (problem,) = read(b"[" * 200_000).problems
    assert "not valid JSON" in problem.message


def test_a_null_byte_costs_its_cell_only() -> None:
    document = read(notebook(code("x = 1\n", "\0"), code("y = 2")))
    assert [unit.cell for unit in document.units] == [1]
    assert [(problem.cell, problem.position) for problem in document.problems] == [(0, Position(2, 1))]


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": [1]},
        7,
        None,
    ],
)
def test_a_cell_without_text_is_counted_and_left_out(cell: Any) -> None:
    assert [unit.cell for unit in read(notebook(cell, code("x = 1"))).units] == [1]


class TestWrittenModules:
    def test_a_written_file_is_a_module_and_no_unit(self) -> None:
        document = read(notebook(code("%%writefile net.py\n", "import keras\n", "%x"), code("import net")))
        assert [unit.cell for unit in document.units] == [1]
        assert list(document.modules) == ["net.py"]
        unit = document.modules["net.py"]
        assert unit.cell == 0
        assert unit.text == "%%writefile net.py\nimport keras\n%x"
        assert unit.code == " " * 18 + "\nimport keras\n%x"

    def test_what_is_appended_belongs_to_the_module(self) -> None:
        document = read(
            notebook(code("%%writefile a.py\n", "x = 1\n"), code("%%writefile -a a.py\n", "y = 2\n"))
        )
        (module,) = document.written
        assert [unit.cell for unit in module.units] == [0, 1]
        assert ast.parse("".join(unit.code for unit in module.units))

    def test_what_is_appended_to_nothing_makes_the_file(self) -> None:
        document = read(notebook(code("%%writefile -a a.py\n", "x = 1\n")))
        assert [unit.cell for unit in document.written[0].units] == [0]

    def test_a_file_written_again_has_two_versions(self) -> None:
        document = read(
            notebook(
                code("%%file a.py\n", "x = 1"),
                code("import a"),
                code("%%file a.py\n", "x = 2"),
                code("import a"),
            )
        )
        assert [module.units[0].cell for module in document.written] == [0, 2]
        assert document.modules["a.py"].cell == 2

        def version(cell: int | None) -> int | None:
            module = document.find_written("a", cell)
            assert module is not None
            return module.units[0].cell

        assert version(1) == 0
        assert version(3) == 2
        assert version(None) == 2

    def test_a_file_that_is_written_below_is_found_all_the_same(self) -> None:
        document = read(notebook(code("import a"), code("%%writefile a.py\n", "x = 1")))
        module = document.find_written("a", 0)
        assert module is not None
        assert module.name == "a.py"

    @pytest.mark.parametrize(
        ("name", "dotted", "found"),
        [
            ("nets/vgg.py", "nets.vgg", True),
            ("nets/__init__.py", "nets", True),
            ("/content/nets/vgg.py", "nets.vgg", True),
            ("/content/nets/vgg.py", "vgg", True),
            ("nets/vgg.py", "vgg", False),
            ("net.py", "network", False),
        ],
    )
    def test_a_module_is_found_by_its_dotted_name(self, name: str, dotted: str, found: bool) -> None:
        document = read(notebook(code(f"%%writefile {name}\n", "x = 1")))
        assert (document.find_written(dotted) is not None) is found

    def test_a_file_that_is_no_python_is_no_module(self) -> None:
        document = read(notebook(code("%%writefile requirements.txt\n", "keras")))
        assert document.written == ()
        assert document.units == ()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
CELLS = st.dictionaries(
    st.sampled_from(["cell_type", "source", "input", "metadata", "outputs"]),
    JSON_VALUES | st.lists(st.text(max_size=8), max_size=4),
)


@given(
    st.lists(CELLS | JSON_VALUES, max_size=4),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
    st.booleans(),
    JSON_VALUES,
)
def test_the_scanner_sees_what_the_decoder_sees(
    cells: list[Any], indent: int | str | None, ensure_ascii: bool, old: bool, other: Any
) -> None:
    value = (
        {"metadata": other, "worksheets": [{"cells": cells}, other]} if old else {"cells": cells, "m": other}
    )
    text = json.dumps(value, indent=indent, ensure_ascii=ensure_ascii)
    decoded = cells_of(json.loads(text))
    assert decoded is not None
    sources = scan(text)
    assert len(sources) == len(decoded)
    for source, cell in zip(sources, decoded, strict=True):
        if source is None:
            assert source_of(cell) is None
        else:
            assert source_of(cell) == "".join(literal.value for literal in source.literals)
            for literal in source.literals:
                assert json.loads(text[literal.start : literal.end]) == literal.value
