"""Where the sources of a notebook's cells stand in its JSON, literal by literal.

Reading a notebook needs only what its cells say, and the decoder of the standard library tells
that fastest. Writing needs to know exactly where they say it, so that every other byte can stay:
`scan` is a walk over the top of the JSON that leaves strings, and everything beside the sources,
to the same decoder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Literal:
    """One JSON string: its value, and where it stands, quotes included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a cell: its literals, and where the whole value (string or array) stands."""

    literals: tuple[Literal, ...]
    is_array: bool
    start: int
    end: int


def cells_of(notebook: Any) -> list[Any] | None:
    """Return the cells of a decoded notebook in order, ``None`` when it is no notebook.

    Format 4 has one list; formats 2 and 3 have one a worksheet.
    """
    if not isinstance(notebook, dict):
        return None
    if isinstance(notebook.get("cells"), list):
        return list(notebook["cells"])
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def source_of(cell: Any) -> str | None:
    """Return the text of a decoded cell, ``None`` when it has none; format 3 says ``input``."""
    if not isinstance(cell, dict):
        return None
    source = cell["source"] if "source" in cell else cell.get("input")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None


def output_texts(cell: Any) -> Iterator[str]:
    """The plain texts that a decoded cell shows below it; format 3 has them in the outputs themselves."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        for held in (output.get("text"), data.get("text/plain") if isinstance(data, dict) else None):
            if isinstance(held, str):
                yield held
            elif isinstance(held, list):
                yield "".join(each for each in held if isinstance(each, str))


def scan(text: str) -> list[Source | None]:
    """Locate the source of each cell, in the order of `cells_of`, ``None`` where there is no text.

    Raises ValueError when ``text`` is not the JSON of a notebook.
    """
    scanner = _Scanner(text)
    found: dict[str, list[Source | None]] = {}
    start = scanner.skip_space(0)
    if text[start : start + 1] != "{":
        raise ValueError("this is not a notebook")
    for key, at in scanner.members(start):
        if key == "cells" and text[at] == "[":
            found[key] = scanner.cells(at)
        elif key == "worksheets" and text[at] == "[":
            found[key] = scanner.worksheets(at)
        else:
            found.pop(key, None)  # of members with the same key, the last one counts
            scanner.skip_value(at)
    for key in ("cells", "worksheets"):
        if key in found:
            return found[key]
    raise ValueError("this is not a notebook")


class _Scanner:
    """A cursor over JSON; whatever takes a value leaves the cursor behind it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def skip_space(self, position: int) -> int:
        match = _SPACE.match(self._text, position)
        assert match is not None  # the expression matches the empty string too
        return match.end()

    def skip_value(self, position: int) -> Any:
        value, self._position = _DECODER.raw_decode(self._text, position)
        return value

    def members(self, position: int) -> Iterator[tuple[str, int]]:
        """Yield each key of the object at ``position`` and where its value starts."""
        for at in self._items(position, "}"):
            key = self.skip_value(at)
            if not isinstance(key, str):
                raise json.JSONDecodeError("Expecting property name", self._text, at)
            at = self.skip_space(self._position)
            if self._text[at : at + 1] != ":":
                raise json.JSONDecodeError("Expecting ':' delimiter", self._text, at)
            at = self.skip_space(at + 1)
            if at == len(self._text):
                raise json.JSONDecodeError("Expecting value", self._text, at)
            yield key, at

    def _items(self, position: int, closing: str) -> Iterator[int]:
        """Yield where each item of the object or array at ``position`` starts."""
        at = self.skip_space(position + 1)
        if self._text[at : at + 1] == closing:
            self._position = at + 1
            return
        while True:
            if at >= len(self._text):
                raise json.JSONDecodeError("Expecting value", self._text, at)
            yield at
            at = self.skip_space(self._position)
            following = self._text[at : at + 1]
            if following == closing:
                self._position = at + 1
                return
            if following != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", self._text, at)
            at = self.skip_space(at + 1)

    def worksheets(self, position: int) -> list[Source | None]:
        found: list[Source | None] = []
        for sheet in self._items(position, "]"):
            if self._text[sheet] != "{":
                self.skip_value(sheet)
                continue
            cells: list[Source | None] = []
            for key, at in self.members(sheet):
                if key != "cells":
                    self.skip_value(at)
                elif self._text[at] == "[":
                    cells = self.cells(at)
                else:
                    cells = []
                    self.skip_value(at)
            found += cells
        return found

    def cells(self, position: int) -> list[Source | None]:
        found: list[Source | None] = []
        for at in self._items(position, "]"):
            if self._text[at] == "{":
                found.append(self._cell(at))
            else:
                self.skip_value(at)
                found.append(None)
        return found

    def _cell(self, position: int) -> Source | None:
        sources: dict[str, Source | None] = {}
        for key, at in self.members(position):
            if key in ("source", "input"):
                sources[key] = self._source(at)
            else:
                self.skip_value(at)
        return sources["source"] if "source" in sources else sources.get("input")

    def _source(self, position: int) -> Source | None:
        if self._text[position] != "[":
            value = self.skip_value(position)
            end = self._position
            literals = [Literal(value, position, end)]
            return Source(tuple(literals), False, position, end) if isinstance(value, str) else None
        literals = []
        textual = True
        for at in self._items(position, "]"):
            value = self.skip_value(at)
            textual = textual and isinstance(value, str)
            literals.append(Literal(value, at, self._position))
        return Source(tuple(literals), True, position, self._position) if textual else None
