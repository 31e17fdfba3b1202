"""Places in the editor's terms and in ours: lines from zero, columns in the units that were agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.workspace import Workspace

from ...sources.positions import Position, Span
from ...sources.reading import read_document
from ...sources.text import split_lines
from ...sources.units import by_cell
from .buffers import Buffer


class Places:
    """Translates for one buffer, and for the files that its findings lead to; of those, for what is open of them.

    ``versioned``: the editor can be told for which version of a text an edit is.
    """

    def __init__(
        self, workspace: Workspace, buffer: Buffer, opened: Mapping[str, Buffer], *, versioned: bool
    ) -> None:
        self.versioned = versioned
        self._workspace = workspace
        self._buffer = buffer
        self._opened = {**opened, buffer.path: buffer}
        self._lines: dict[tuple[str, int | None], list[str]] = {}

    def location(self, span: Span) -> types.Location:
        """Where ``span`` is, in whatever document."""
        return types.Location(self.uri(span), self.range(span))

    def uri(self, span: Span) -> str:
        """The URI of the document, or the cell, that ``span`` lies in."""
        known = self._opened.get(span.path)
        if known is not None:
            return known.uri_of(span.cell)
        return uris.from_fs_path(span.path) or span.path

    def version(self, span: Span) -> int | None:
        """The version of the text that ``span`` lies in, ``None`` where that is what is on the disk."""
        known = self._opened.get(span.path)
        return known.versions.get(known.uri_of(span.cell)) if known is not None else None

    def range(self, span: Span) -> types.Range:
        """``span`` as the editor counts."""
        lines = self._lines_of(span)
        return types.Range(self._position(lines, span.start), self._position(lines, span.end))

    def span(self, uri: str, where: types.Range) -> Span:
        """``where`` in the document or cell ``uri`` of the buffer, as we count."""
        cell = self._buffer.cell_of(uri)
        empty = Span(self._buffer.path, cell, Position(1, 1), Position(1, 1))
        lines = self._lines_of(empty)
        codec = self._workspace.position_codec
        start, end = (codec.position_from_client_units(lines, each) for each in (where.start, where.end))
        return Span(
            self._buffer.path,
            cell,
            Position(start.line + 1, start.character + 1),
            Position(end.line + 1, end.character + 1),
        )

    def _lines_of(self, span: Span) -> list[str]:
        key = span.path, span.cell
        if key not in self._lines:
            known = self._opened.get(span.path)
            document = known.document if known is not None else read_document(Path(span.path))
            unit = by_cell(document).get(span.cell)
            self._lines[key] = split_lines(unit.text) if unit is not None else []
        return self._lines[key]

    def _position(self, lines: Sequence[str], position: Position) -> types.Position:
        own = types.Position(position.row - 1, position.column - 1)
        return self._workspace.position_codec.position_to_client_units(lines, own)
