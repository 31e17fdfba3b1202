"""What is open in the editor, as documents: files, untitled buffers, and notebooks cell by cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls import uris
from pygls.workspace import Workspace

from ...sources.document import Document
from ...sources.magics import script
from ...sources.notebook import read_notebook


@dataclass(frozen=True)
class Buffer:
    """One document, as it is in the editor.

    ``cells`` has the URI of each cell of a notebook, ``versions`` tells by URI which version of a text it is.
    """

    uri: str
    document: Document
    versions: Mapping[str, int | None]
    cells: Mapping[int, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path under which findings name it."""
        return str(self.document.path)

    def uri_of(self, cell: int | None) -> str:
        """The URI of the whole document, or of a cell of it."""
        return self.uri if cell is None else self.cells[cell]

    def cell_of(self, uri: str) -> int | None:
        """The cell that has ``uri``."""
        return next((cell for cell, each in self.cells.items() if each == uri), None)


class Buffers:
    """The open documents of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> list[str]:
        """The URI of every open document; of a notebook, its own and not those of its cells."""
        cells = {each.document for book in self._workspace.notebook_documents.values() for each in book.cells}
        texts = [uri for uri in self._workspace.text_documents if uri not in cells]
        return [*texts, *self._workspace.notebook_documents]

    def get(self, uri: str) -> Buffer | None:
        """The document with ``uri``, or the notebook that has a cell with it; ``None`` when it is not open."""
        notebook = self._workspace.get_notebook_document(notebook_uri=uri)
        notebook = notebook or self._workspace.get_notebook_document(cell_uri=uri)
        if notebook is not None:
            return self._notebook(notebook)
        if uri not in self._workspace.text_documents:
            return None
        text = self._workspace.get_text_document(uri)
        source = text.source
        path = self._path(uri, ".py")
        # Not read_document: an encoding cookie no longer tells how this text was encoded.
        raw = source.encode("utf-8", "surrogatepass")
        document = Document(path, "python", (script(source),), raw=raw)
        return Buffer(uri, document, {uri: text.version})

    def _notebook(self, notebook: types.NotebookDocument) -> Buffer:
        cells = []
        versions: dict[str, int | None] = {}
        for each in notebook.cells:
            text = self._workspace.get_text_document(each.document)
            versions[each.document] = text.version
            kind = "code" if each.kind == types.NotebookCellKind.Code else "markdown"
            metadata = {"vscode": {"languageId": text.language_id}} if text.language_id else {}
            cells.append({"cell_type": kind, "metadata": metadata, "source": text.source})
        raw = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
        document = read_notebook(self._path(notebook.uri, ".ipynb"), raw)
        uris_of_cells = {number: each.document for number, each in enumerate(notebook.cells)}
        return Buffer(notebook.uri, document, versions, uris_of_cells)

    def _path(self, uri: str, suffix: str) -> Path:
        """The file of ``uri``; what has none counts as a file in the first folder of the workspace."""
        named = uris.to_fs_path(uri) if uri.startswith("file:") else None
        if named is not None:
            return Path(named)
        folders = list(self._workspace.folders)
        root = uris.to_fs_path(folders[0]) if folders else self._workspace.root_path
        name = Path(unquote(urlsplit(uri).path)).name or "untitled"
        return Path(root or Path.cwd()) / (name if name.endswith(suffix) else name + suffix)
