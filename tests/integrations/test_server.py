"""The language server as editors meet it: a real client over standard input and output.

pytest-lsp plays the client, with the capabilities that the editors declare, and refuses answers that the
protocol does not allow.
"""

from __future__ import annotations

import ast
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pytest_lsp")

import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcRequestCancelled
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from .programs import PROGRAM, ROOT

pytestmark = pytest.mark.asyncio


def make_client() -> LanguageClient:
    """A client that also takes the files that a server wants to be told of."""
    made: LanguageClient = pytest_lsp.make_test_lsp_client()

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        made.registered = params.registrations  # type: ignore[attr-defined]

    return made


SERVER = ClientServerConfig(
    client_factory=make_client,
    server_command=[sys.executable, "-m", "xentlint", "server"],
    server_env={**os.environ, "PYTHONPATH": str(ROOT)},
)
WAIT = 60
EDITORS = ("visual_studio_code", "neovim", "emacs")
LOSS = types.Position(9, 40)
"""Inside of the call of the loss of PROGRAM."""
ACTIVATION = types.Position(2, 62)
REPAIRED = PROGRAM.replace(', activation="softmax"', "").replace(
    "Crossentropy()", "Crossentropy(from_logits=True)"
)


def everything() -> types.ClientCapabilities:
    """The capabilities of an editor that knows all that we use."""
    return types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
        workspace=types.WorkspaceClientCapabilities(
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        ),
        window=types.WindowClientCapabilities(
            show_document=types.ShowDocumentClientCapabilities(support=True)
        ),
    )


async def start(
    client: LanguageClient, folder: Path, capabilities: types.ClientCapabilities, options: object = None
) -> None:
    params = types.InitializeParams(
        capabilities,
        root_uri=folder.as_uri(),
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        initialization_options=options,
    )
    await client.initialize_session(params)


@pytest_lsp.fixture(config=SERVER, params=EDITORS)
async def editor(request: Any, lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """Each of the editors, with what it can do."""
    await start(lsp_client, tmp_path, client_capabilities(request.param))
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def client(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that can do everything."""
    await start(lsp_client, tmp_path, everything())
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def hinting(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor whose user wants inlay hints."""
    await start(lsp_client, tmp_path, everything(), {"inlayHints": True})
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def configured(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor whose user has one configuration for all files."""
    (tmp_path / "mine.toml").write_text('ignore = ["XEN101"]\n')
    await start(lsp_client, tmp_path, everything(), {"config": str(tmp_path / "mine.toml")})
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def pushed(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that is told what is found, and takes edits for a version of a text."""
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        )
    )
    await start(lsp_client, tmp_path, capabilities)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def two_roots(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor with two projects, whose models have the same name."""
    for name, activation in (("one", "'softmax'"), ("two", "None")):
        (tmp_path / name).mkdir()
        model = f"import keras\nmodel = keras.Sequential([keras.layers.Dense(10, activation={activation})])\n"
        (tmp_path / name / "model.py").write_text(model)
    folders = [types.WorkspaceFolder((tmp_path / name).as_uri(), name) for name in ("one", "two")]
    params = types.InitializeParams(everything(), root_uri=folders[0].uri, workspace_folders=folders)
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def bare(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """An editor that says nothing of what it can do."""
    await start(lsp_client, tmp_path, types.ClientCapabilities())
    yield
    await lsp_client.shutdown_session()


def open_text(client: LanguageClient, uri: str, text: str = PROGRAM) -> str:
    item = types.TextDocumentItem(uri, "python", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return uri


def change(client: LanguageClient, uri: str, text: str, version: int = 2) -> None:
    document = types.VersionedTextDocumentIdentifier(version, uri)
    whole = types.TextDocumentContentChangeWholeDocument(text)
    client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))


async def told(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    """What the server says next about ``uri``, unasked."""
    for _ in range(WAIT * 50):
        if uri in client.diagnostics:
            return list(client.diagnostics.pop(uri))
        await asyncio.sleep(0.02)
    raise TimeoutError(uri)


async def published(client: LanguageClient, uri: str) -> list[str | int | None]:
    """The codes of it."""
    return [each.code for each in await told(client, uri)]


async def refreshed(client: LanguageClient) -> None:
    """Wait until the server tells the editor to ask again."""
    for _ in range(WAIT * 50):
        if client.diagnostic_refresh_count:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def pulled(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    report = await client.text_document_diagnostic_async(params)
    return list(report.items)


async def actions(
    client: LanguageClient, uri: str, at: types.Position, only: list[str] | None = None
) -> dict[str, types.CodeAction]:
    context = types.CodeActionContext(diagnostics=[], only=only)  # type: ignore[arg-type]
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), types.Range(at, at), context)
    offered = await client.text_document_code_action_async(params)
    return {each.title: _action(each) for each in offered or ()}


def _action(received: types.CodeAction | types.Command) -> types.CodeAction:
    """``received`` as it was sent: lsprotocol reads every action that has a command as a bare command."""
    if isinstance(received, types.CodeAction):
        return received
    command = types.Command(**ast.literal_eval(received.command))
    return types.CodeAction(received.title, command=command)


async def hovered(client: LanguageClient, uri: str, at: types.Position) -> str:
    params = types.HoverParams(types.TextDocumentIdentifier(uri), at)
    found = await client.text_document_hover_async(params)
    return "" if found is None else found.contents.value


def edits_of(action: types.CodeAction) -> dict[str, list[types.TextEdit]]:
    """What an action changes, by URI; also for an editor that takes no versions."""
    assert action.edit is not None
    if action.edit.changes is not None:
        return {uri: list(edits) for uri, edits in action.edit.changes.items()}
    found: dict[str, list[types.TextEdit]] = {}
    for each in action.edit.document_changes or ():
        assert isinstance(each, types.TextDocumentEdit)
        for edit in each.edits:
            assert isinstance(edit, types.TextEdit)
            found.setdefault(each.text_document.uri, []).append(edit)
    return found


def versions_of(action: types.CodeAction) -> dict[str, int | None]:
    """The versions of the texts that an action is for, by URI."""
    assert action.edit is not None
    changes = action.edit.document_changes or ()
    return {
        each.text_document.uri: each.text_document.version
        for each in changes
        if isinstance(each, types.TextDocumentEdit)
    }


def applied(text: str, action: types.CodeAction, uri: str) -> str:
    """``text`` with the edits of ``action``, whose columns count UTF-16 units."""
    lines = [line.encode("utf-16-le") for line in text.splitlines(keepends=True)]

    def offset(position: types.Position) -> int:
        return sum(map(len, lines[: position.line])) + 2 * position.character

    raw = text.encode("utf-16-le")
    for edit in sorted(edits_of(action)[uri], key=lambda edit: edit.range.start, reverse=True):
        new = edit.new_text.encode("utf-16-le")
        raw = raw[: offset(edit.range.start)] + new + raw[offset(edit.range.end) :]
    return raw.decode("utf-16-le")


async def test_every_editor_is_told_and_offered_the_repair(editor: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(editor, (tmp_path / "train.py").as_uri())
    pulls = editor.capabilities is not None and (
        editor.capabilities.text_document is not None
        and editor.capabilities.text_document.diagnostic is not None
    )
    if pulls:
        assert [each.code for each in await pulled(editor, uri)] == ["XEN101"]
    else:
        assert await published(editor, uri) == ["XEN101"]
    offered = await actions(editor, uri, LOSS)
    fix = offered["XEN101: remove the softmax and use from_logits=True"]
    assert applied(PROGRAM, fix, uri) == REPAIRED


async def test_an_editor_that_pulls_is_not_told_twice(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    (found,) = await pulled(client, uri)
    assert found.code == "XEN101"
    change(client, uri, REPAIRED)
    assert await pulled(client, uri) == []
    assert uri not in client.diagnostics


async def test_the_lightbulb_is_at_the_activation_and_where_the_loss_is_written_too(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    titles = [
        "XEN101: remove the softmax and use from_logits=True",
        "XEN101: silence with # noqa",
        "XEN101: explain the rule",
        "xentlint: make all safe repairs",
    ]
    for place in (LOSS, ACTIVATION, types.Position(3, 20)):
        assert list(await actions(client, uri, place)) == titles
    assert list(await actions(client, uri, types.Position(0, 0))) == titles[-1:]


async def test_a_comment_can_be_had(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    offered = await actions(client, uri, LOSS)
    silenced = applied(PROGRAM, offered["XEN101: silence with # noqa"], uri)
    assert "model(images))  # noqa: XEN101\n" in silenced
    change(client, uri, silenced)
    assert await pulled(client, uri) == []


async def test_all_repairs_are_made_at_once_on_saving(client: LanguageClient, tmp_path: Path) -> None:
    other = PROGRAM.replace("model", "other").replace("loss_fn", "criterion").replace("step", "other_step")
    twice = PROGRAM + other
    uri = open_text(client, (tmp_path / "train.py").as_uri(), twice)
    for only in (["source.fixAll"], ["source.fixAll.xentlint"]):
        (action,) = (await actions(client, uri, types.Position(0, 0), only)).values()
        repaired = applied(twice, action, uri)
        assert repaired.count("from_logits=True") == 2
        assert "softmax" not in repaired
    assert await actions(client, uri, LOSS, ["refactor"]) == {}


async def test_what_all_repairs_are_is_computed_when_they_are_chosen(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    action = (await actions(client, uri, LOSS))["xentlint: make all safe repairs"]
    assert action.edit is None
    resolved = await client.code_action_resolve_async(action)
    assert applied(PROGRAM, resolved, uri) == REPAIRED


async def test_a_rule_is_explained_in_the_editor(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    command = (await actions(client, uri, LOSS))["XEN101: explain the rule"].command
    assert command is not None
    params = types.ExecuteCommandParams(command.command, command.arguments)
    await client.workspace_execute_command_async(params)
    (shown,) = client.shown_documents
    page = Path(shown.uri.removeprefix("file://"))
    assert page.read_text(encoding="utf-8").startswith("# XEN101 (probabilities-in-training-step)")


async def test_a_configured_site_is_linked_and_opened(client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "xentlint.toml").write_text('docs-url = "https://docs.example/x"\n')
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    page = "https://docs.example/x/rules/XEN101.html"
    (found,) = await pulled(client, uri)
    assert found.code_description == types.CodeDescription(page)
    command = (await actions(client, uri, LOSS))["XEN101: explain the rule"].command
    assert command is not None
    await client.workspace_execute_command_async(
        types.ExecuteCommandParams(command.command, command.arguments)
    )
    assert [each.uri for each in client.shown_documents] == [page]


async def test_hover_tells_the_space_and_where_it_comes_from(client: LanguageClient, tmp_path: Path) -> None:
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    column = PROGRAM.splitlines()[9].index("model(images)") + 1  # the smiley before it takes two units
    value = await hovered(client, uri, types.Position(9, column + 3))
    assert "probabilities (the output of a softmax)" in value
    assert f"softmax applied here: [train.py, line 3]({uri}#L3)" in value
    loss = await hovered(client, uri, types.Position(9, column - 10))
    assert "SparseCategoricalCrossentropy expects probabilities" in loss
    assert "in training: XEN101" in loss
    name = await hovered(client, uri, types.Position(2, 2))  # where the model is bound to its name
    assert "a Sequential model that gives probabilities (the output of a softmax)" in name
    unknown = await hovered(client, uri, types.Position(7, 10))
    assert "it is a parameter of a function that nobody in sight calls" in unknown
    assert await hovered(client, uri, types.Position(0, 3)) == ""


async def test_inlay_hints_wait_to_be_asked_for(client: LanguageClient, tmp_path: Path) -> None:
    assert await hints(client, tmp_path) == []


async def test_inlay_hints_tell_the_space_behind_an_output(hinting: LanguageClient, tmp_path: Path) -> None:
    shown = await hints(hinting, tmp_path)
    line = PROGRAM.splitlines()[9]
    end = line.index("model(images)") + len("model(images)") + 1
    assert (types.Position(9, end), ": probabilities") in shown
    assert len(shown) == 2  # that, and the layer that makes them; not every name that holds them


async def hints(client: LanguageClient, folder: Path) -> list[tuple[types.Position, Any]]:
    uri = open_text(client, (folder / "train.py").as_uri())
    lines = types.Range(types.Position(0, 0), types.Position(20, 0))
    found = await client.text_document_inlay_hint_async(
        types.InlayHintParams(types.TextDocumentIdentifier(uri), lines)
    )
    return [(each.position, each.label) for each in found or ()]


async def test_who_imports_a_file_is_looked_at_again_when_it_is_saved(
    client: LanguageClient, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    model, train = tmp_path / "model.py", tmp_path / "train.py"
    lines = PROGRAM.splitlines(keepends=True)
    built = "".join(lines[:3])
    model.write_text(built.replace('"softmax"', "None"), encoding="utf-8")
    train.write_text(PROGRAM.replace(lines[2], "from model import model\n"), encoding="utf-8")
    edited = open_text(client, model.as_uri(), model.read_text())
    uri = open_text(client, train.as_uri(), train.read_text(encoding="utf-8"))
    assert [each.code for each in await pulled(client, uri)] == ["XEN202"]
    model.write_text(built, encoding="utf-8")
    change(client, edited, built, 2)
    document = types.TextDocumentIdentifier(edited)
    client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    assert [each.code for each in await pulled(client, uri)] == ["XEN101"]
    await refreshed(client)


class TestUnsaved:
    """A model in one file, a script that trains it in another; what is open counts, not what is on the disk."""

    LINES = PROGRAM.splitlines(keepends=True)
    MODEL = "".join(LINES[:3])
    SAVED = f"# what is on the disk, some lines further down\n\n{MODEL}"
    SCRIPT = PROGRAM.replace(LINES[2], "from model import model\n")

    def open(self, client: LanguageClient, folder: Path) -> tuple[str, str]:
        (folder / ".git").mkdir()
        (folder / "model.py").write_text(self.SAVED, encoding="utf-8")
        (folder / "train.py").write_text(self.SCRIPT, encoding="utf-8")
        model = open_text(client, (folder / "model.py").as_uri(), self.SAVED)
        return model, open_text(client, (folder / "train.py").as_uri(), self.SCRIPT)

    async def test_who_imports_a_file_is_told_while_it_is_written(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        model, train = self.open(pushed, tmp_path)
        assert await published(pushed, train) == ["XEN101"]
        change(pushed, model, self.SAVED.replace('"softmax"', "None"), 2)
        assert await published(pushed, train) == ["XEN202"]
        change(pushed, model, self.SAVED, 3)
        assert await published(pushed, train) == ["XEN101"]
        change(pushed, model, self.MODEL, 4)
        (found,) = await told(pushed, train)
        (activation, *_) = found.related_information or ()
        assert (activation.location.uri, activation.location.range.start.line) == (model, 2)
        pushed.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(model)))
        (found,) = await told(pushed, train)
        (activation, *_) = found.related_information or ()
        assert activation.location.range.start.line == 4

    async def test_a_repair_is_for_the_texts_that_are_open_and_their_versions(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        model, train = self.open(pushed, tmp_path)
        for version in (2, 3):
            change(pushed, model, self.MODEL, version)
        fix = (await actions(pushed, train, LOSS))["XEN101: remove the softmax and use from_logits=True"]
        assert versions_of(fix) == {model: 3, train: 1}
        assert applied(self.MODEL, fix, model) == self.MODEL.replace(', activation="softmax"', "")
        assert "Crossentropy(from_logits=True)" in applied(self.SCRIPT, fix, train)

    async def test_a_file_that_is_not_open_is_repaired_as_it_is_on_the_disk(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        model, train = self.open(pushed, tmp_path)
        pushed.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(model)))
        title = "XEN101: remove the softmax and use from_logits=True"
        assert versions_of((await actions(pushed, train, LOSS))[title]) == {model: None, train: 1}
        # Nobody tells of it.
        (tmp_path / "model.py").write_text(self.MODEL, encoding="utf-8")
        fix = (await actions(pushed, train, LOSS))[title]
        assert applied(self.MODEL, fix, model) == self.MODEL.replace(', activation="softmax"', "")

    async def test_a_file_that_changes_on_the_disk_is_read_again(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        model, train = self.open(pushed, tmp_path)
        pushed.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(model)))
        assert await published(pushed, train) == ["XEN101"]
        pushed.diagnostics.clear()
        (registration,) = pushed.registered  # type: ignore[attr-defined]
        assert "**/*.py" in [each["globPattern"] for each in registration.register_options["watchers"]]
        (tmp_path / "model.py").write_text(self.MODEL.replace('"softmax"', "None"), encoding="utf-8")
        event = types.FileEvent(model, types.FileChangeType.Changed)
        pushed.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        while await published(pushed, train) != ["XEN202"]:
            pass

    async def test_what_is_asked_while_somebody_writes_is_answered_for_what_is_written(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        uri = open_text(pushed, (tmp_path / "train.py").as_uri())
        texts = [f"{'#' * number}\n{PROGRAM}" for number in range(21)]
        for number, text in enumerate(texts, 2):
            change(pushed, uri, text, number)
        offered = await actions(pushed, uri, types.Position(LOSS.line + 1, LOSS.character))
        fix = offered["XEN101: remove the softmax and use from_logits=True"]
        assert versions_of(fix) == {uri: 22}
        assert applied(texts[-1], fix, uri) == f"{'#' * 20}\n{REPAIRED}"
        change(pushed, uri, REPAIRED, 23)
        while await published(pushed, uri):
            pass

    async def test_a_file_that_is_closed_while_it_is_asked_about_holds_up_nobody(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        model, train = self.open(pushed, tmp_path)
        where = types.Range(LOSS, LOSS)
        context = types.CodeActionContext(diagnostics=[])
        params = types.CodeActionParams(types.TextDocumentIdentifier(train), where, context)
        asked = pushed.protocol.send_request(types.TEXT_DOCUMENT_CODE_ACTION, params)
        pushed.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(train)))
        assert not await asyncio.wait_for(asyncio.wrap_future(asked), WAIT)
        assert await asyncio.wait_for(actions(pushed, model, types.Position(4, 62)), WAIT) == {}

    async def test_who_no_longer_wants_an_answer_holds_up_nobody(
        self, pushed: LanguageClient, tmp_path: Path
    ) -> None:
        uri = open_text(pushed, (tmp_path / "train.py").as_uri())
        where = types.Range(LOSS, LOSS)
        context = types.CodeActionContext(diagnostics=[])
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        asked = [
            pushed.protocol.send_request(types.TEXT_DOCUMENT_CODE_ACTION, params, msg_id=f"asked {number}")
            for number in range(5)
        ]
        for number in range(1, 5):
            pushed.cancel_request(types.CancelParams(f"asked {number}"))
        assert await asyncio.wrap_future(asked[0])
        for each in asked[1:]:
            with pytest.raises(JsonRpcRequestCancelled):
                await asyncio.wrap_future(each)
        assert "XEN101: silence with # noqa" in await actions(pushed, uri, LOSS)


async def test_an_editor_that_takes_no_versions_is_given_plain_edits(
    bare: LanguageClient, tmp_path: Path
) -> None:
    uri = open_text(bare, (tmp_path / "train.py").as_uri())
    fix = (await actions(bare, uri, LOSS))["XEN101: remove the softmax and use from_logits=True"]
    assert fix.edit is not None
    assert fix.edit.document_changes is None
    assert applied(PROGRAM, fix, uri) == REPAIRED


async def test_an_untitled_buffer_is_checked(client: LanguageClient) -> None:
    uri = open_text(client, "untitled:Untitled-1")
    (found,) = await pulled(client, uri)
    assert {each.location.uri for each in found.related_information or ()} == {uri}
    fix = (await actions(client, uri, LOSS))["XEN101: remove the softmax and use from_logits=True"]
    assert applied(PROGRAM, fix, uri) == REPAIRED


class TestNotebook:
    """Cells are one program; what is found in a cell is said of that cell."""

    BOOK = "notebook:///train.ipynb"
    CELLS = ("vscode-notebook-cell:/train.ipynb#one", "vscode-notebook-cell:/train.ipynb#two")

    def open(self, client: LanguageClient) -> None:
        head, tail = PROGRAM.split("optimizer = ", 1)
        texts = (f"%matplotlib inline\n{head}", f"optimizer = {tail}")
        cells = [types.NotebookCell(types.NotebookCellKind.Code, uri) for uri in self.CELLS]
        book = types.NotebookDocument(self.BOOK, "jupyter-notebook", 1, cells)
        items = [
            types.TextDocumentItem(uri, "python", 1, text)
            for uri, text in zip(self.CELLS, texts, strict=True)
        ]
        client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(book, items))

    async def test_a_finding_is_in_its_cell_and_points_into_the_other(self, client: LanguageClient) -> None:
        self.open(client)
        assert await told(client, self.CELLS[0]) == []
        (found,) = await told(client, self.CELLS[1])
        assert found.code == "XEN101"
        # An editor that pulls as well is not told twice.
        assert await pulled(client, self.CELLS[1]) == []
        activation, *_ = found.related_information or ()
        assert activation.location.uri == self.CELLS[0]

    async def test_a_repair_edits_the_cells(self, client: LanguageClient) -> None:
        self.open(client)
        assert await published(client, self.CELLS[1]) == ["XEN101"]
        first, second = self.CELLS
        # From the activation, in the first cell, one line further down than in the file.
        fix = (await actions(client, first, types.Position(3, 62)))[
            "XEN101: remove the softmax and use from_logits=True"
        ]
        assert [edit.new_text for edit in edits_of(fix)[first]] == ["", "from_logits=True"]
        assert second not in edits_of(fix)
        column = PROGRAM.splitlines()[9].index("model(images)") + 1  # the smiley before it takes two units
        assert "probabilities" in await hovered(client, second, types.Position(5, column + 3))

    async def test_a_change_and_the_end_are_followed(self, client: LanguageClient) -> None:
        self.open(client)
        assert await published(client, self.CELLS[1]) == ["XEN101"]
        text = types.NotebookDocumentCellContentChanges(
            types.VersionedTextDocumentIdentifier(2, self.CELLS[0]),
            [types.TextDocumentContentChangeWholeDocument("import tensorflow as tf\n")],
        )
        event = types.NotebookDocumentChangeEvent(
            cells=types.NotebookDocumentCellChanges(text_content=[text])
        )
        book = types.VersionedNotebookDocumentIdentifier(2, self.BOOK)
        client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(book, event))
        assert await published(client, self.CELLS[1]) == []


async def test_a_broken_configuration_is_said_once_and_reloaded_when_it_is_mended(
    client: LanguageClient, tmp_path: Path
) -> None:
    configuration = tmp_path / "xentlint.toml"
    configuration.write_text("selekt = []\n")
    uri = open_text(client, (tmp_path / "train.py").as_uri())
    for version in (2, 3):
        assert await pulled(client, uri) == []
        change(client, uri, PROGRAM, version)
    assert [each.message for each in client.messages] == [
        f"xentlint: {configuration}:1: selekt: there is no such setting (did you mean 'select'?)"
    ]
    configuration.write_text('select = ["ALL"]\n')
    changed = types.FileEvent(configuration.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    assert [each.code for each in await pulled(client, uri)] == ["XEN101"]
    assert client.diagnostic_refresh_count == 1


async def test_every_file_has_the_configuration_of_its_own_folder(
    client: LanguageClient, tmp_path: Path
) -> None:
    for name, text in (("a", 'ignore = ["XEN101"]\n'), ("b", ""), ("c", 'exclude = ["old.py"]\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "xentlint.toml").write_text(text)
    found = {}
    for name in ("a/train.py", "b/train.py", "c/train.py", "c/old.py"):
        uri = open_text(client, (tmp_path / name).as_uri())
        found[name] = [each.code for each in await pulled(client, uri)]
    assert found == {"a/train.py": [], "b/train.py": ["XEN101"], "c/train.py": ["XEN101"], "c/old.py": []}


async def test_one_configuration_can_hold_for_all_files(configured: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "xentlint.toml").write_text('select = "ALL"\n')
    uri = open_text(configured, (tmp_path / "a" / "train.py").as_uri())
    assert await pulled(configured, uri) == []


async def test_two_projects_are_told_apart(two_roots: LanguageClient, tmp_path: Path) -> None:
    text = (
        "import keras\nfrom model import model\n"
        "model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
    )
    found = {}
    for name in ("one", "two"):
        uri = open_text(two_roots, (tmp_path / name / "train.py").as_uri(), text)
        found[name] = [each.code for each in await pulled(two_roots, uri)]
    assert found == {"one": ["XEN201"], "two": []}
