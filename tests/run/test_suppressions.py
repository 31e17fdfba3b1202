from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlint.rules.codes import KNOWN_CODES
from xentlint.run.suppressions import Suppressions, SuppressionTable
from xentlint.sources.document import Document, Unit
from xentlint.sources.positions import Position, Span
from xentlint.sources.reading import read_document


def of(code: str) -> Suppressions:
    return Suppressions.of(Unit(None, code, code))


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# noqa", True),
        ("# NOQA", True),
        ("# type: ignore # noqa", True),
        ("# noqa because the labels are soft", True),
        ("# noqa: XEN101", True),
        ("# noqa:XEN101", True),
        ("# noqa: xen101", True),
        ("# NoQA: E501,XEN101", True),
        ("# noqa: E501 XEN1", True),
        ("# noqa: XEN101 keras caches the logits here", True),
        ("# noqa: XEN2", False),
        ("# noqa: E501", False),
        ("# noqa: XEN1011", False),
        ("#noqa", False),  # flake8 wants the blank
        ("# no qa", False),
    ],
)
def test_a_comment_silences_what_flake8_says_it_does(comment: str, silenced: bool) -> None:
    assert of(f"x = 1\nloss(y, p)  {comment}\n").silences("XEN101", 2) is silenced


def test_a_comment_reaches_its_own_line_only() -> None:
    suppressions = of("a = 1\nb = f(\n    2,  # noqa\n)\nc = 3\n")
    assert [row for row in range(1, 6) if suppressions.silences("XEN101", row)] == [3]


def test_behind_a_multi_line_string_it_reaches_every_line_of_it() -> None:
    suppressions = of('a = 1\nb = """\n\n"""  # noqa\nc = 3\n')
    assert [row for row in range(1, 6) if suppressions.silences("XEN101", row)] == [2, 3, 4]


def test_behind_lines_joined_by_backslashes_it_reaches_them() -> None:
    suppressions = of("a = 1\nb = 1 + \\\n    2  # noqa: XEN\nc = 3\n")
    assert [row for row in range(1, 5) if suppressions.silences("XEN101", row)] == [2, 3]


@pytest.mark.parametrize(
    "code", ["s = '# noqa'\n", 's = """\n# noqa\n"""\n', 's = """\n# xentlint: skip-file\n"""\n']
)
def test_text_in_a_string_is_no_comment(code: str) -> None:
    suppressions = of(code)
    assert not any(suppressions.silences("XEN101", row) for row in range(1, 4))
    assert not suppressions.silences_file("XEN101")


@pytest.mark.parametrize(
    "code",
    ["def f(:\n  x = (  # noqa: XEN101\n", "if x:\n    a\n  b  # noqa\n", "s = '''\nx = 1  # noqa\n"],
)
def test_what_python_cannot_tokenize_is_searched_line_by_line(code: str) -> None:
    row = next(number for number, line in enumerate(code.splitlines(), 1) if "noqa" in line)
    assert of(code).silences("XEN101", row)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_any_line_ending_counts(ending: str) -> None:
    suppressions = of(ending.join(["a = 1", "b = 2  # noqa", "c = 3", ""]))
    assert [row for row in range(1, 4) if suppressions.silences("XEN101", row)] == [2]


@pytest.mark.parametrize(
    ("line", "silenced"),
    [
        ("# xentlint: skip-file", True),
        ("# XENTLINT: skip-file (generated)", True),
        ("# flake8: noqa", True),
        ("# flake8: noqa: XEN101", True),
        ("# flake8: noqa: E501", False),
        ("x = 1  # flake8: noqa", False),
        ("x = 1  # xentlint: skip-file", False),
        ("# xentlint: skip-files", False),
    ],
)
def test_a_line_of_its_own_silences_the_file(line: str, silenced: bool) -> None:
    assert of(f"import keras\n{line}\ny = 2\n").silences_file("XEN101") is silenced


class TestUnused:
    def test_a_directive_that_silenced_something_is_used(self) -> None:
        suppressions = of("x = 1  # noqa: XEN101\n")
        assert suppressions.silences("XEN101", 1)
        assert suppressions.unused(KNOWN_CODES) == []

    def test_a_directive_that_silenced_nothing_is_reported_with_its_place(self) -> None:
        suppressions = of("x = 'é'  # why # noqa: XEN101, E501\n")
        assert not suppressions.silences("XEN202", 1)
        assert suppressions.unused(KNOWN_CODES) == [(1, 16, 36, ("XEN101",))]

    def test_only_the_idle_codes_are_named(self) -> None:
        suppressions = of("x = 1  # noqa: XEN1,XEN202,XEN301\n")
        assert suppressions.silences("XEN104", 1)
        assert [codes for *_, codes in suppressions.unused(KNOWN_CODES)] == [("XEN202", "XEN301")]

    @pytest.mark.parametrize("comment", ["# noqa", "# noqa: E501", "# flake8: noqa"])
    def test_directives_that_name_no_code_of_ours_are_not_our_business(self, comment: str) -> None:
        assert of(f"x = 1\n{comment}\n").unused(KNOWN_CODES) == []

    def test_a_code_whose_rule_did_not_run_is_not_reported(self) -> None:
        assert of("x = 1  # noqa: XEN103\n").unused(["XEN101"]) == []

    def test_a_code_that_does_not_exist_is_reported(self) -> None:
        assert [codes for *_, codes in of("x = 1  # noqa: XEN999\n").unused(["XEN101"])] == [("XEN999",)]


def document(name: str, text: str) -> Document:
    return read_document(Path("/project") / name, text.encode())


def span(name: str, first: int, last: int | None = None, cell: int | None = None) -> Span:
    return Span(f"/project/{name}", cell, Position(first, 1), Position(last or first, 5))


class TestTable:
    MODEL = "import keras\nhead = Dense(10, activation='softmax')  # noqa: XEN102\n"
    TRAIN = "import model\nmodel.compile(\n    opt,\n    loss,\n)\n"

    def table(self, model: str = MODEL, train: str = TRAIN) -> SuppressionTable:
        return SuppressionTable([document("model.py", model), document("train.py", train)])

    def test_a_related_line_silences_in_its_own_file(self) -> None:
        primary = span("train.py", 4)
        assert self.table().silences("XEN102", primary, [span("model.py", 2)])
        assert not self.table().silences("XEN102", primary, [span("model.py", 1)])
        assert not self.table().silences("XEN202", primary, [span("model.py", 2)])

    def test_any_line_of_the_primary_span_silences(self) -> None:
        table = self.table(train=self.TRAIN.replace("opt,", "opt,  # noqa"))
        assert table.silences("XEN102", span("train.py", 2, 5))
        assert not table.silences("XEN102", span("train.py", 4))

    def test_a_skipped_file_silences_what_is_found_in_it_only(self) -> None:
        table = self.table(model="# xentlint: skip-file\nx = 1\n")
        assert table.silences("XEN102", span("model.py", 2))
        assert not table.silences("XEN102", span("train.py", 4), [span("model.py", 2)])

    def test_a_file_that_was_not_read_silences_nothing(self) -> None:
        assert not self.table().silences("XEN102", span("train.py", 4), [span("elsewhere.py", 1)])

    def test_cells_have_their_own_lines(self) -> None:
        cells = [
            {"cell_type": "code", "source": "a = 1  # noqa\n"},
            {"cell_type": "code", "source": "a = 1\n"},
            {"cell_type": "code", "source": "%%writefile x.py\na = 1  # noqa\n"},
        ]
        table = SuppressionTable([document("n.ipynb", json.dumps({"cells": cells}))])
        assert table.silences("XEN101", span("n.ipynb", 1, cell=0))
        assert not table.silences("XEN101", span("n.ipynb", 1, cell=1))
        assert table.silences("XEN101", span("n.ipynb", 2, cell=2))

    def test_one_cell_can_skip_the_whole_notebook(self) -> None:
        cells = [{"cell_type": "code", "source": text} for text in ("a = 1\n", "# xentlint: skip-file\n")]
        table = SuppressionTable([document("n.ipynb", json.dumps({"cells": cells}))])
        assert table.silences("XEN101", span("n.ipynb", 1, cell=0))

    def test_two_directives_for_one_finding_are_both_used(self) -> None:
        table = self.table(train=self.TRAIN.replace("loss,", "loss,  # noqa: XEN1"))
        assert table.silences("XEN102", span("train.py", 4), [span("model.py", 2)])
        assert list(table.unused(lambda _: KNOWN_CODES)) == []

    def test_what_silenced_nothing_is_listed_by_file(self) -> None:
        table = self.table()
        assert list(table.unused(lambda _: KNOWN_CODES)) == [
            ("/project/model.py", None, 2, 41, 55, ("XEN102",))
        ]
        assert table.silences("XEN102", span("train.py", 4), [span("model.py", 2)])
        assert list(table.unused(lambda _: KNOWN_CODES)) == []


@given(
    st.lists(
        st.sampled_from(
            ["a = 1", "# noqa", '"""', "(", ")", "  ", "\\", "\n", "\r", "'", "# noqa: XEN1", "#"]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_text_can_be_searched(code: str) -> None:
    suppressions = of(code)
    for row, column, end_column, codes in suppressions.unused(KNOWN_CODES):
        assert 1 <= column < end_column
        assert suppressions.silences("XEN101", row)
        assert codes
