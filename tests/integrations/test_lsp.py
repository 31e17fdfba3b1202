from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

from xentlint.sources.positions import Position
from xentlint.sources.text import TextIndex

from .programs import PROGRAM, ROOT, command

WAIT = 60


class Editor:
    """A client that opens one document and keeps what the server publishes about it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.uri = uris.from_fs_path(str(folder / name)) or ""
        self._folder = folder
        self._client = LanguageClient("editor", "1")
        self._published: asyncio.Queue[list[types.Diagnostic]] = asyncio.Queue()

        @self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self._published.put_nowait(list(params.diagnostics))

    async def __aenter__(self) -> Editor:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        await self._client.start_io(sys.executable, "-m", "xentlint", "lsp", "--stdio", env=environment)
        root = uris.from_fs_path(str(self._folder))
        await self._client.initialize_async(types.InitializeParams(types.ClientCapabilities(), root_uri=root))
        self._client.initialized(types.InitializedParams())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.shutdown_async(None)
        self._client.exit(None)
        await self._client.stop()

    async def open(self, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri, "python", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self._next()

    async def change(self, text: str) -> list[types.Diagnostic]:
        self._client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(2, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self._next()

    async def actions(self, where: types.Range) -> list[Any]:
        found = await self._client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri), where, types.CodeActionContext(diagnostics=[])
            )
        )
        return list(found or ())

    async def _next(self) -> list[types.Diagnostic]:
        return await asyncio.wait_for(self._published.get(), WAIT)


def utf16(text: str, location: dict[str, int]) -> types.Position:
    """A place of the command's JSON as editors count: from zero, in UTF-16 units."""
    offset = TextIndex(text).offset(Position(location["row"], location["column"]))
    line = text[:offset].rpartition("\n")[2]
    return types.Position(location["row"] - 1, len(line.encode("utf-16-le")) // 2)


def test_an_editor_shows_what_the_command_shows_and_offers_its_repair(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM, encoding="utf-8")
    (expected,) = command(tmp_path, "train.py")

    async def session() -> None:
        async with Editor(tmp_path, "train.py") as editor:
            (shown,) = await editor.open(PROGRAM)
            assert (shown.code, shown.source) == ("XEN101", "xentlint")
            assert shown.severity == types.DiagnosticSeverity.Warning
            assert shown.message.startswith(expected["message"])
            start, end = (utf16(PROGRAM, expected[key]) for key in ("location", "end_location"))
            assert shown.range == types.Range(start, end)
            related = [each.location.range.start for each in shown.related_information or ()]
            assert related == [utf16(PROGRAM, each["location"]) for each in expected["related"]]

            action, *_ = await editor.actions(types.Range(start, start))
            assert action.kind == types.CodeActionKind.QuickFix
            assert action.is_preferred
            offered = [(change.range, change.new_text) for change in action.edit.changes[editor.uri]]
            assert offered == [
                (
                    types.Range(utf16(PROGRAM, each["location"]), utf16(PROGRAM, each["end_location"])),
                    each["content"],
                )
                for each in expected["fix"]["edits"]
            ]
            top = types.Position(0, 0)
            above = await editor.actions(types.Range(top, top))
            assert [each.title for each in above] == ["xentlint: make all safe repairs"]

    asyncio.run(session())


def test_without_pygls_one_line_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pygls'] = None; from xentlint.cli import main; sys.exit(main(['lsp']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stderr == ("xentlint: error: the language server needs pygls: pip install 'xentlint[lsp]'\n")


def test_a_repaired_text_has_nothing_left_to_show(tmp_path: Path) -> None:
    repaired = PROGRAM.replace('"softmax"', "None").replace(
        "Crossentropy()", "Crossentropy(from_logits=True)"
    )

    async def session() -> None:
        async with Editor(tmp_path, "train.py") as editor:
            assert len(await editor.open(PROGRAM)) == 1
            assert await editor.change(repaired) == []

    asyncio.run(session())
