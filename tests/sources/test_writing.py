from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlint.sources.document import Document
from xentlint.sources.positions import Edit, Position, Span
from xentlint.sources.reading import read_document
from xentlint.sources.text import TextIndex
from xentlint.sources.writing import apply_edits


def python(raw: bytes) -> Document:
    return read_document(Path("/project/train.py"), raw)


def notebook(raw: bytes | str) -> Document:
    data = raw.encode() if isinstance(raw, str) else raw
    return read_document(Path("/project/train.ipynb"), data)


def edit(start: tuple[int, int], end: tuple[int, int], content: str, cell: int | None = None) -> Edit:
    return Edit(Span("/project/train", cell, Position(*start), Position(*end)), content)


class TestPython:
    def test_only_the_span_changes(self) -> None:
        document = python(b"Dense(10, activation='softmax')  # head\n")
        edited = apply_edits(document, [edit((1, 22), (1, 31), "None")])
        assert edited == b"Dense(10, activation=None)  # head\n"

    def test_columns_count_code_points_and_not_bytes(self) -> None:
        document = python("s = '\U0001f600é'; x = 1\n".encode())
        assert apply_edits(document, [edit((1, 11), (1, 12), "y")]) == "s = '\U0001f600é'; y = 1\n".encode()

    def test_the_encoding_stays(self) -> None:
        document = python(b"# coding: latin-1\ns = '\xe9'\n")
        assert apply_edits(document, [edit((2, 1), (2, 2), "ü")]) == b"# coding: latin-1\n\xfc = '\xe9'\n"

    def test_the_byte_order_mark_stays(self) -> None:
        document = python(codecs.BOM_UTF8 + b"x = 1\n")
        assert apply_edits(document, [edit((1, 1), (1, 2), "y")]) == codecs.BOM_UTF8 + b"y = 1\n"

    def test_line_endings_stay(self) -> None:
        document = python(b"a = 1\r\nb = 2\nc = 3\rd = 4")
        edited = apply_edits(document, [edit((2, 5), (2, 6), "0"), edit((4, 5), (4, 6), "0")])
        assert edited == b"a = 1\r\nb = 0\nc = 3\rd = 0"

    def test_edits_may_come_in_any_order(self) -> None:
        document = python(b"abc\n")
        edits = [edit((1, 3), (1, 4), "3"), edit((1, 1), (1, 2), "1"), edit((1, 2), (1, 3), "2")]
        assert apply_edits(document, edits) == b"123\n"

    def test_insertions_at_one_place_keep_their_order_before_a_replacement(self) -> None:
        document = python(b"abc\n")
        edits = [edit((1, 2), (1, 3), "B"), edit((1, 2), (1, 2), "1"), edit((1, 2), (1, 2), "2")]
        assert apply_edits(document, edits) == b"a12Bc\n"

    def test_text_can_be_added_behind_the_last_line(self) -> None:
        assert apply_edits(python(b"a\n"), [edit((2, 1), (2, 1), "b\n")]) == b"a\nb\n"

    def test_no_edits_give_the_bytes_back(self) -> None:
        raw = b"# coding: no-such\n\xff"
        assert apply_edits(python(raw), []) == raw

    @pytest.mark.parametrize(
        ("edits", "reason"),
        [
            ([edit((1, 1), (1, 3), "x"), edit((1, 2), (1, 4), "y")], "overlap"),
            ([edit((1, 1), (1, 3), "x"), edit((1, 1), (1, 3), "x")], "overlap"),
            ([edit((1, 1), (1, 3), "x"), edit((1, 2), (1, 2), "y")], "overlap"),
            ([edit((1, 3), (1, 1), "x")], "before it starts"),
            ([edit((1, 1), (1, 9), "x")], "no row 1, column 9"),
            ([edit((7, 1), (7, 1), "x")], "no row 7"),
            ([edit((1, 1), (1, 2), "x", cell=0)], "not a notebook"),
        ],
    )
    def test_edits_that_cannot_be_applied_are_refused(self, edits: list[Edit], reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            apply_edits(python(b"abcd\n"), edits)

    def test_edits_of_different_files_are_refused(self) -> None:
        place = Position(1, 1)
        edits = [Edit(Span(path, None, place, place), "x") for path in ("/a.py", "/b.py")]
        with pytest.raises(ValueError, match="different files"):
            apply_edits(python(b"abcd\n"), edits)

    def test_what_the_encoding_cannot_say_is_refused(self) -> None:
        with pytest.raises(UnicodeEncodeError):
            apply_edits(python(b"# coding: ascii\nx\n"), [edit((2, 1), (2, 2), "é")])

    def test_bytes_that_would_not_come_back_are_refused(self) -> None:
        # In UTF-7 "+AGE-" is another way to write "a".
        document = python(b"# coding: utf-7\ns = '+AGE-'\n")
        assert document.units[0].text == "# coding: utf-7\ns = 'a'\n"
        with pytest.raises(ValueError, match="not the usual ones"):
            apply_edits(document, [edit((2, 1), (2, 2), "t")])


# Text with every kind of line end, and characters of one to four bytes.
TEXTS = st.text(alphabet=st.sampled_from("ab\"'\\/é€\U0001f600\t\x0c\u2028\n\r"), max_size=40)


@st.composite
def cuts(draw: st.DrawFn, text: str) -> list[tuple[int, int, str]]:
    """Non-overlapping replacements in ``text``, by offset, in order."""
    places = [at for at in range(len(text) + 1) if text[max(0, at - 1) : at + 1] != "\r\n"]
    chosen = sorted(draw(st.lists(st.sampled_from(places), max_size=8, unique=True)))
    return [(a, b, draw(TEXTS)) for a, b in zip(chosen[::2], chosen[1::2], strict=False)]


def spliced(text: str, replacements: list[tuple[int, int, str]]) -> str:
    for start, end, content in reversed(replacements):
        text = text[:start] + content + text[end:]
    return text


def as_edits(text: str, replacements: list[tuple[int, int, str]], cell: int | None = None) -> list[Edit]:
    index = TextIndex(text)
    return [
        Edit(Span("/project/train", cell, index.position(start), index.position(end)), content)
        for start, end, content in replacements
    ]


@given(st.data(), TEXTS, st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_edits_are_the_plain_splice(data: st.DataObject, text: str, encoding: str) -> None:
    document = python(text.encode(encoding))
    replacements = data.draw(cuts(text))
    edits = data.draw(st.permutations(as_edits(text, replacements)))
    assert apply_edits(document, edits) == spliced(text, replacements).encode(encoding)


JUPYTER = """\
{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": [
    "caf\\u00e9"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "metadata": {"collapsed":true},
   "outputs": [{"text": "import keras\\n"}],
   "source": [
    "import keras\\n",
    "s = 'caf\\u00e9\\/'; act = 'softmax'\\n",
    "x = 1"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4, "nbformat_minor": 5
}
"""


class TestNotebook:
    def test_only_the_touched_token_changes(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((2, 20), (2, 29), "None", cell=1)])
        assert edited.decode() == JUPYTER.replace("'softmax'", "None")

    def test_a_new_line_is_a_new_string_laid_out_like_the_others(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((2, 1), (2, 1), "import os\n", cell=1)])
        before = '    "import keras\\n",\n'
        assert edited.decode() == JUPYTER.replace(before, before + '    "import os\\n",\n')

    def test_a_line_behind_the_last_one(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((3, 6), (3, 6), "\ny = 2", cell=1)])
        assert edited.decode() == JUPYTER.replace('    "x = 1"\n', '    "x = 1\\n",\n    "y = 2"\n')

    def test_a_line_that_goes_takes_its_string_along(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((1, 1), (2, 1), "", cell=1)])
        assert edited.decode() == JUPYTER.replace('    "import keras\\n",\n', "")

    def test_two_lines_that_become_one_are_one_string(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((1, 13), (2, 1), "; ", cell=1)])
        assert edited.decode() == JUPYTER.replace('keras\\n",\n    "s =', "keras; s =")

    def test_a_file_that_escapes_is_escaped(self) -> None:
        edited = apply_edits(notebook(JUPYTER), [edit((3, 5), (3, 6), "'ü\U0001f600'", cell=1)])
        assert edited.decode() == JUPYTER.replace("x = 1", "x = '\\u00fc\\ud83d\\ude00'")

    def test_a_file_that_does_not_escape_is_not_escaped(self) -> None:
        plain = JUPYTER.replace("\\u00e9", "é")
        edited = apply_edits(notebook(plain), [edit((3, 5), (3, 6), "'ü\U0001f600'\"\\", cell=1)])
        assert edited.decode() == plain.replace("x = 1", "x = 'ü\U0001f600'\\\"\\\\")

    def test_a_source_of_one_string_stays_one_string(self) -> None:
        raw = '{"cells":[{"cell_type":"code","source":"a = 1\\nb = \\u00e9"}],"nbformat":4}'
        edited = apply_edits(notebook(raw), [edit((1, 5), (1, 6), "2\nc = 3", cell=0)])
        assert edited.decode() == raw.replace("a = 1", "a = 2\\nc = 3")

    def test_one_line_becomes_two_in_an_array_that_shows_no_separator(self) -> None:
        raw = '{"cells": [{"cell_type": "code", "source": [\n  "a = 1"\n ]}]}'
        edited = apply_edits(notebook(raw), [edit((1, 1), (1, 1), "b = 2\n", cell=0)])
        assert edited.decode() == raw.replace('  "a = 1"', '  "b = 2\\n",\n  "a = 1"')

    def test_an_empty_cell_is_filled_as_the_others_are(self) -> None:
        raw = JUPYTER.replace('[\n    "caf\\u00e9"\n   ]', "[]")
        edited = apply_edits(notebook(raw), [edit((1, 1), (1, 1), "a\nb", cell=0)])
        assert edited.decode() == raw.replace('"source": []', '"source": [\n    "a\\n",\n    "b"\n   ]')

    def test_a_cell_that_is_emptied(self) -> None:
        raw = '{"cells": [{"cell_type": "code", "source": [\n  "a = 1"\n ]}]}'
        edited = apply_edits(notebook(raw), [edit((1, 1), (1, 6), "", cell=0)])
        assert json.loads(edited)["cells"][0]["source"] == []

    def test_format_3_and_the_byte_order_mark_stay(self) -> None:
        raw = '{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}], "nbformat": 3}'
        document = notebook(codecs.BOM_UTF8 + raw.encode())
        edited = apply_edits(document, [edit((1, 5), (1, 6), "2", cell=0)])
        assert edited == codecs.BOM_UTF8 + raw.replace("x = 1", "x = 2").encode()

    def test_a_written_module_is_edited_in_its_cell(self) -> None:
        raw = '{"cells": [{"cell_type": "code", "source": ["%%writefile a.py\\n", "x = 1"]}]}'
        edited = apply_edits(notebook(raw), [edit((2, 5), (2, 6), "2", cell=0)])
        assert edited.decode() == raw.replace("x = 1", "x = 2")

    def test_several_cells_at_once(self) -> None:
        edits = [edit((1, 1), (1, 2), "C", cell=0), edit((3, 1), (3, 2), "y", cell=1)]
        assert apply_edits(notebook(JUPYTER), edits).decode() == JUPYTER.replace(
            'caf\\u00e9"\n', 'Caf\\u00e9"\n'
        ).replace("x = 1", "y = 1")

    @pytest.mark.parametrize("cell", [None, -1, 2])
    def test_an_edit_needs_a_cell_that_is_there(self, cell: int | None) -> None:
        with pytest.raises(ValueError, match="has no cell"):
            apply_edits(notebook(JUPYTER), [edit((1, 1), (1, 1), "x", cell=cell)])

    def test_overlapping_edits_are_refused(self) -> None:
        edits = [edit((1, 1), (1, 3), "x", cell=1), edit((1, 2), (1, 4), "y", cell=1)]
        with pytest.raises(ValueError, match="overlap"):
            apply_edits(notebook(JUPYTER), edits)


def _notebook_of(text: str, as_lines: bool, indent: Any, ensure_ascii: bool) -> tuple[str, Document]:
    source: Any = text.splitlines(True) if as_lines else text
    cells = [
        {"cell_type": "markdown", "source": ["é\n", "\u00fc"]},
        {"cell_type": "code", "outputs": [{"text": [text]}], "source": source, "metadata": {}},
    ]
    raw = json.dumps({"cells": cells, "nbformat": 4}, indent=indent, ensure_ascii=ensure_ascii)
    return raw, notebook(raw)


LAYOUTS = (st.booleans(), st.sampled_from([None, 1, "\t"]), st.booleans())


@given(st.data(), TEXTS, *LAYOUTS)
def test_any_edits_of_a_cell_are_the_plain_splice(
    data: st.DataObject, text: str, as_lines: bool, indent: Any, ensure_ascii: bool
) -> None:
    raw, document = _notebook_of(text, as_lines, indent, ensure_ascii)
    replacements = data.draw(cuts(text))
    edited = json.loads(apply_edits(document, as_edits(text, replacements, cell=1)))
    expected = json.loads(raw)
    changed = spliced(text, replacements)
    assert "".join(edited["cells"][1]["source"]) == changed
    # Everything but that source is as it was.
    edited["cells"][1]["source"] = expected["cells"][1]["source"]
    assert edited == expected


@given(st.data(), TEXTS, *LAYOUTS)
def test_an_edit_with_the_same_content_changes_no_byte(
    data: st.DataObject, text: str, as_lines: bool, indent: Any, ensure_ascii: bool
) -> None:
    raw, document = _notebook_of(text, as_lines, indent, ensure_ascii)
    same = [(start, end, text[start:end]) for start, end, _ in data.draw(cuts(text))]
    assert apply_edits(document, as_edits(text, same, cell=1)).decode() == raw


@given(
    st.data(),
    st.lists(st.sampled_from(["a = 1", "é", "s = '\\\\'", ""]), min_size=1, max_size=6),
    *LAYOUTS[1:],
)
def test_what_jupyter_would_write_for_the_new_cell_is_written(
    data: st.DataObject, lines: list[str], indent: Any, ensure_ascii: bool
) -> None:
    text = "\n".join(lines)
    _, document = _notebook_of(text, True, indent, ensure_ascii)
    content = "\n".join(data.draw(st.lists(st.sampled_from(["b", "", "ü"]), max_size=3)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    changed = spliced(text, [(start, end, content)])
    edited = apply_edits(document, as_edits(text, [(start, end, content)], cell=1))
    assert json.loads(edited)["cells"][1]["source"] == changed.splitlines(True)
