"""Make a file's new bytes from edits.

Only what an edit touches changes. In Python that is a splice of the decoded text. In a notebook it
is a splice of the JSON string literals of the touched cells, escape by escape: everything else
in the file, and in the touched lines, keeps its bytes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .decoding import decode
from .document import Document
from .notebook_json import Source, scan
from .positions import Edit
from .text import TextIndex

# One character of a JSON string as it is written: a surrogate pair, an escape, or itself.
_WRITTEN = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_NON_ASCII_ESCAPE = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


class _Splice(NamedTuple):
    """An edit in offsets of the text that it changes."""

    start: int
    end: int
    content: str


def apply_edits(document: Document, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of ``document`` with ``edits`` applied; the document is not changed.

    All edits belong to one file. Insertions at one place keep the order in which they are given,
    and come before a replacement that starts there. Edits are spliced as they are: lines that
    they add end as the file's lines do only when their content says so (`text.line_ending`).

    Raises ValueError when edits overlap, belong to different files, lie outside the text, or
    cannot be written in the file's encoding (UnicodeEncodeError).
    """
    if len({edit.span.path for edit in edits}) > 1:
        raise ValueError("the edits belong to different files")
    if not edits:
        return document.raw
    if document.kind == "notebook":
        return _edit_notebook(document, edits)
    text = decode(document.raw, document.encoding)
    if any(edit.span.cell is not None for edit in edits):
        raise ValueError("an edit names a cell of a file that is not a notebook")
    return _encode(document, text, _splice(text, _splices(text, edits)))


def _encode(document: Document, old: str, new: str) -> bytes:
    if document.encoding == "utf-8-sig":
        return codecs.BOM_UTF8 + new.encode("utf-8")
    if document.encoding != "utf-8" and old.encode(document.encoding) != document.raw:
        # Some encodings write one text in many ways; what is not touched could not be kept.
        raise ValueError(f"the bytes of this file are not the usual ones of {document.encoding}")
    return new.encode(document.encoding)


def _splices(text: str, edits: Sequence[Edit]) -> list[_Splice]:
    """Translate ``edits`` to offsets, in the order of the text, and check them."""
    index = TextIndex(text)
    splices = []
    for edit in edits:
        start, end = index.offset(edit.span.start), index.offset(edit.span.end)
        if end < start:
            raise ValueError("an edit ends before it starts")
        splices.append(_Splice(start, end, edit.content))
    splices.sort(key=lambda splice: (splice.start, splice.end))
    for before, after in pairwise(splices):
        if after.start < before.end:
            raise ValueError("edits overlap")
    return splices


def _splice(text: str, splices: Sequence[_Splice]) -> str:
    pieces = []
    position = 0
    for start, end, content in splices:
        pieces += [text[position:start], content]
        position = end
    return "".join([*pieces, text[position:]])


def _edit_notebook(document: Document, edits: Sequence[Edit]) -> bytes:
    text = decode(document.raw, document.encoding)
    sources = scan(text)
    cells: dict[int, list[Edit]] = {}
    for edit in edits:
        cell = edit.span.cell
        if cell is None or not 0 <= cell < len(sources):
            raise ValueError(f"the notebook has no cell {cell}")
        cells.setdefault(cell, []).append(edit)
    style = _Style(text, sources)
    changes = []
    for cell, its_edits in cells.items():
        source = sources[cell]
        if source is None:
            raise ValueError(f"cell {cell} of the notebook has no text")
        written = _CellText(text, source)
        changed = written.spliced(_splices(written.value, its_edits), style)
        changes.append(_Splice(source.start, source.end, changed))
    new = _splice(text, sorted(changes))
    return (codecs.BOM_UTF8 if document.encoding == "utf-8-sig" else b"") + new.encode("utf-8")


class _Style:
    """How this notebook writes its JSON, for what is new in it."""

    def __init__(self, text: str, sources: Sequence[Source | None]) -> None:
        # Escaped where the file escapes; a file that is ASCII without escapes says nothing, and
        # then the characters stand as they are, as Jupyter writes them.
        self.ensure_ascii = text.isascii() and _NON_ASCII_ESCAPE.search(text) is not None
        self._brackets = ("[", "]")
        self._separator = ", "
        for source in sources:
            if source is not None and source.is_array and len(source.literals) > 1:
                first, second, last = source.literals[0], source.literals[1], source.literals[-1]
                self._separator = text[first.end : second.start]
                self._brackets = (text[source.start : first.start], text[last.end : source.end])
                break

    def character(self, value: str) -> str:
        """Return ``value`` as it stands between the quotes of a JSON string."""
        lone = "\ud800" <= value <= "\udfff"
        return json.dumps(value, ensure_ascii=self.ensure_ascii or lone)[1:-1]

    def array(self, text: str, source: Source, strings: Sequence[str]) -> str:
        """Write an array of ``strings`` in the place of ``source``, laid out as that was."""
        if not strings:
            return "[]"
        literals = source.literals
        if not literals:
            opening, closing = self._brackets
            return opening + self._separator.join(strings) + closing
        opening, closing = text[source.start : literals[0].start], text[literals[-1].end : source.end]
        gaps = [text[a.end : b.start] for a, b in pairwise(literals)]
        if len(strings) != len(literals):
            gap = gaps[0] if gaps else ("," + opening[1:] if "\n" in opening else self._separator)
            gaps = [gap] * (len(strings) - 1)
        pieces = [opening, strings[0]]
        for gap, string in zip(gaps, strings[1:], strict=True):
            pieces += [gap, string]
        return "".join([*pieces, closing])


class _Character(NamedTuple):
    """A character of a cell as its JSON writes it, and whether a literal ends behind it."""

    written: str
    ends: bool


class _CellText:
    """The text of a cell, character by character, with how each is written."""

    def __init__(self, text: str, source: Source) -> None:
        self._text = text
        self._source = source
        self.value = "".join(literal.value for literal in source.literals)
        self._by_line = source.is_array and all("\n" not in each.value[:-1] for each in source.literals)
        self._characters: list[_Character] = []
        for literal in source.literals:
            written = _WRITTEN.findall(text, literal.start + 1, literal.end - 1)
            for character in written:
                self._characters.append(_Character(character, False))
            is_last = literal is source.literals[-1]
            if written and (not is_last or literal.value.endswith("\n")):
                self._characters[-1] = _Character(written[-1], True)

    def spliced(self, splices: Sequence[_Splice], style: _Style) -> str:
        """Return the JSON value (string or array) of the cell after ``splices``."""
        characters: list[_Character] = []
        position = 0
        for start, end, content in splices:
            old = self.value[start:end]
            # What an edit leaves as it was keeps its bytes.
            same = _common(old, content)
            tail = _common(old[same:][::-1], content[same:][::-1])
            characters += self._characters[position : start + same]
            for value in content[same : len(content) - tail]:
                characters.append(_Character(style.character(value), self._by_line and value == "\n"))
            position = end - tail
        characters += self._characters[position:]
        if characters == self._characters:
            return self._text[self._source.start : self._source.end]
        if not self._source.is_array:
            return '"' + "".join(each.written for each in characters) + '"'
        return style.array(self._text, self._source, _strings(characters))


def _common(a: str, b: str) -> int:
    """Return how many characters ``a`` and ``b`` have in common at their start."""
    length = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        length += 1
    return length


def _strings(characters: Sequence[_Character]) -> list[str]:
    strings = []
    line: list[str] = []
    for written, ends in characters:
        line.append(written)
        if ends:
            strings.append('"' + "".join(line) + '"')
            line = []
    if line:
        strings.append('"' + "".join(line) + '"')
    return strings
