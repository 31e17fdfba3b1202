from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlint.sources.positions import Position
from xentlint.sources.text import TextIndex, line_ending, split_lines

TEXTS = st.text(alphabet=st.sampled_from("ab\u00e9\U0001f600 \t\n\r\x0c\u2028"))


def test_a_line_ends_where_python_ends_it() -> None:
    assert split_lines("a\nb\r\nc\rd") == ["a\n", "b\r\n", "c\r", "d"]


def test_form_feeds_and_unicode_separators_end_no_line() -> None:
    assert split_lines("a\x0cb\u2028c\x85d\n") == ["a\x0cb\u2028c\x85d\n"]


def test_no_text_has_no_lines() -> None:
    assert split_lines("") == []


@given(TEXTS)
def test_lines_join_to_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


@pytest.mark.parametrize(
    ("text", "ending"),
    [("", "\n"), ("a", "\n"), ("a\nb\n", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\rb\r", "\r")],
)
def test_the_line_ending_is_the_one_used_most(text: str, ending: str) -> None:
    assert line_ending(text) == ending


def test_columns_count_code_points() -> None:
    index = TextIndex("x = '\U0001f600' # y\nz")
    assert index.offset(Position(1, 7)) == 6  # the quote behind the one emoji
    assert index.position(6) == Position(1, 7)
    assert index.position(12) == Position(2, 1)


def test_a_place_behind_the_last_line_end_exists() -> None:
    assert TextIndex("a\n").offset(Position(2, 1)) == 2


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (1, 3), (2, 2), (3, 1)])
def test_a_place_that_is_not_in_the_text_is_an_error(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="there is no row"):
        TextIndex("a\r\n").offset(Position(*place))


@given(TEXTS, st.data())
def test_offset_undoes_position(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return  # between the halves of one line end there is no place
    index = TextIndex(text)
    assert index.offset(index.position(offset)) == offset
