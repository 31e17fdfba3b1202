"""What a repair changes, in words of the source.

``activation="softmax"`` becomes ``activation=None``, and
``Dense(10, activation="softmax")`` becomes ``Dense(10)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..rules.diagnostic import Change
from ..sources.positions import Edit
from ..sources.text import TextIndex

_Place = tuple[str, "int | None"]

_OPENING, _CLOSING = "([{", ")]}"
_STOPS_LEFT = frozenset(" \t\n\r,;" + _OPENING)
_STOPS_RIGHT = frozenset(" \t\n\r,;:" + _OPENING + _CLOSING)


def changes(edits: Iterable[Edit], texts: Mapping[_Place, str]) -> tuple[Change, ...]:
    """The changed pieces of source, those of one line together, in the order of places.

    ``texts`` has the text of each file, or cell; what is not there is left out.
    """
    by_row: dict[tuple[_Place, int], list[Edit]] = {}
    for edit in sorted(edits):
        span = edit.span
        by_row.setdefault(((span.path, span.cell), span.start.row), []).append(edit)
    return tuple(
        Change(path, cell, row, *pair)
        for ((path, cell), row), together in by_row.items()
        if (text := texts.get((path, cell))) is not None
        for pair in [_pair(text, together)]
    )


def _pair(text: str, edits: Sequence[Edit]) -> tuple[str, str]:
    """The piece of ``text`` around ``edits``, before and after."""
    index = TextIndex(text)
    places = [(index.offset(each.span.start), index.offset(each.span.end), each.content) for each in edits]
    start, end = places[0][0], places[-1][1]
    if any(not content and "," in text[first:last] for first, last, content in places):
        # An argument goes: the call is shown.
        start, end = _call(text, start, end)
    start, end = _around(text, start, end)
    after = "".join(_applied(text, start, end, places))
    return " ".join(text[start:end].split()), " ".join(after.split())


def _applied(text: str, start: int, end: int, places: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    at = start
    for first, last, content in places:
        yield text[at:first]
        yield content
        at = last
    yield text[at:end]


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch from ``start`` to ``end`` with the names that it touches, and the call that it stands in."""
    if start == end and (text[start : start + 1] or " ") in _CLOSING:
        # An argument is added: the call is shown.
        start, end = _opening(text, start), end + 1
    while start > 0 and text[start - 1] not in _STOPS_LEFT:
        start -= 1
    while end < len(text) and text[end] not in _STOPS_RIGHT and not text[end - 1 : end].isspace():
        end += 1
    return start, end


def _call(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the brackets around it, where both are on its line."""
    opening, depth = _opening(text, start), 0
    for place in range(end, len(text)):
        if text[place] in "\r\n" or opening == start:
            break
        depth += (text[place] in _OPENING) - (text[place] in _CLOSING)
        if depth < 0:
            return opening, place + 1
    return start, end


def _opening(text: str, at: int) -> int:
    """Where the bracket was opened that is closed at ``at``, on the same line; else ``at``."""
    depth = 0
    for place in range(at - 1, -1, -1):
        if text[place] in "\r\n":
            break
        depth += (text[place] in _CLOSING) - (text[place] in _OPENING)
        if depth < 0:
            return place
    return at
