"""The language server itself: which requests it answers, and what it publishes when."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from ... import __version__
from ...config.files import OWN_NAME, SHARED_NAME
from ...config.settings import ConfigError, Settings
from ...output.context import Context
from ...rules import pages as documentation
from ...rules.diagnostic import Diagnostic, Severity
from ...run.session import Closed, Held, Session, Stopping
from ...sources.document import Document
from . import actions
from .buffers import Buffer, Buffers
from .desk import Desk
from .hover import hover, inlay_hints
from .known import Known, settings_of
from .places import Places

if TYPE_CHECKING:
    from ...rules.explanation import Insight

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage(language="python")])
    ],
    save=True,
)


_PAUSE = 0.1
"""Seconds without another keystroke after which a text is looked at."""

_Result = TypeVar("_Result")


class XentlintServer(LanguageServer):
    """Keeps, for every open document, what was last found in it."""

    def __init__(self) -> None:
        super().__init__("xentlint", __version__, notebook_document_sync=_NOTEBOOKS)
        self._session = Session()
        self._desk = Desk()
        self._opened: dict[str, Buffer] = {}
        """What is open, by its path."""
        self._complaints: set[str] = set()
        self._refreshing: asyncio.TimerHandle | None = None
        self.options: dict[str, Any] = {}

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics by itself: then those of texts are not pushed as well."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    def close(self) -> None:
        """Do nothing more."""
        self._desk.close()

    # -- what is open ----------------------------------------------------------------------

    def buffer(self, uri: str) -> Buffer | None:
        """The open document with ``uri``, or that has a cell with it."""
        for each in self._opened.values():
            if each.uri == uri or each.cell_of(uri) is not None:
                return each
        return None

    def update(self, uri: str, delay: float = 0.0) -> None:
        """Take a document as it is in the editor now, and look at it and at those that import it after ``delay``."""
        buffer = Buffers(self.workspace).get(uri)
        if buffer is not None:
            self._opened[buffer.path] = buffer
            users = self._session.put(buffer.document.path, buffer.document)
            self._desk.begin_anew()
            self.publish(buffer.path, delay)
            self._look_again(users, delay)

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed: who imports it has what is on the disk now."""
        buffer = self.buffer(uri)
        if buffer is not None and buffer.uri == uri:
            del self._opened[buffer.path]
            users = self._session.put(buffer.document.path, None)
            self._desk.drop(buffer.path)
            self._desk.begin_anew()
            self._look_again(users)
        self.clear(uri)

    def clear(self, uri: str) -> None:
        """Show nothing any more in a document, or a cell, that is gone."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def changed_on_disk(self, paths: Iterable[Path]) -> None:
        """Files that are not open have changed: look again at those that import them."""
        users = [
            user for path in paths if str(path) not in self._opened for user in self._session.changed(path)
        ]
        self._look_again(dict.fromkeys(users))

    def reload(self) -> None:
        """Look at everything again: a configuration, or the editor's settings, changed."""
        self._session.forget()
        self._complaints.clear()
        self._desk.begin_anew()
        for path in self._opened:
            self.publish(path)
        self._refresh()

    def _look_again(self, paths: Iterable[Path], delay: float = 0.0) -> None:
        users = [str(path) for path in paths if str(path) in self._opened]
        for user in users:
            self.publish(user, delay)
        if users:
            if self._refreshing is not None:
                self._refreshing.cancel()
            self._refreshing = asyncio.get_running_loop().call_later(delay, self._refresh)

    # -- what is found ---------------------------------------------------------------------

    async def known(
        self, uri: str, also: Callable[[Held, Stopping], _Result]
    ) -> tuple[Known, _Result] | None:
        """What is known of an open document, and what ``also`` gives for it, both of it as it is in the end.

        ``None`` where it is not open, and for a broken configuration.
        """
        while (buffer := self.buffer(uri)) is not None:
            path = buffer.document.path

            def work(stopped: Stopping, path: Path = path) -> tuple[Held, _Result]:
                held = self._session.find(path, self._settings(path), stopped)
                return held, also(held, stopped)

            try:
                held, result = await self._desk.ask(work)
            except ConfigError as error:
                self._complain(str(error))
                return None
            except Closed:
                continue
            self._complain_of_failures(held)
            if self._session.known(path) is held and self._session.look_at_disk(held):
                return Known(self._opened[buffer.path], held), result
        return None

    async def found(self, uri: str) -> Known | None:
        """What is found in an open document, as soon as it is known."""
        answer = await self.known(uri, lambda held, stopped: None)
        return None if answer is None else answer[0]

    async def complete(self, uri: str) -> Known | None:
        """The same with its repairs."""
        answer = await self.known(uri, self._session.complete)
        return None if answer is None else answer[0]

    async def repaired(self, uri: str) -> tuple[Known, Document] | None:
        """The same, and the document after its safe repairs."""
        return await self.known(uri, self._session.repair)

    async def insights(self, uri: str, rows: types.Range) -> tuple[Known, Sequence[Insight]] | None:
        """What is known of the expressions of an open document, those in ``rows`` of it or of its cell at least."""

        def explain(held: Held, stopped: Stopping) -> Sequence[Insight]:
            buffer = self._opened.get(str(held.path))
            cell = None if buffer is None else buffer.cell_of(uri)
            lines = range(rows.start.line + 1, rows.end.line + 2)
            return self._session.explain(held, lines, cell, stopped).insights

        return await self.known(uri, explain)

    def places(self, known: Known) -> Places:
        """The translator for the places of what is known."""
        workspace = self.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace is not None else None
        versioned = edits is not None and bool(edits.document_changes)
        return Places(self.workspace, known.buffer, self._opened, versioned=versioned)

    def diagnostics(self, known: Known, uri: str) -> list[types.Diagnostic]:
        """What is found in the document, or the cell, ``uri``."""
        cell = known.buffer.cell_of(uri)
        return [shown for found, shown in self.shown(known).items() if found.span.cell == cell]

    def shown(self, known: Known) -> dict[Diagnostic, types.Diagnostic]:
        """Every finding, as the editor shows it."""
        places = self.places(known)
        return {found: self._diagnostic(found, places, known) for found in known.found}

    async def pulled(self, uri: str) -> Known | None:
        """What is found in an open document, for an editor that asks for it."""
        if not self._refreshes:
            answer = await self.known(uri, self._session.settle)
            return None if answer is None else answer[0]
        known = await self.found(uri)
        if known is not None and not known.held.settled:
            self._settle(known.buffer.path)
        return known

    def publish(self, path: str, delay: float = 0.0) -> None:
        """Say after ``delay`` what is found in a document, unless the editor asks by itself; of a notebook always."""
        if self.pulls and not self._opened[path].cells:
            return

        def work(stopped: Stopping) -> Held | ConfigError | Closed:
            try:
                return self._session.find(Path(path), self._settings(Path(path)), stopped)
            except (ConfigError, Closed) as error:
                return error

        self._desk.later(path, work, partial(self._publish, path), delay)

    def _publish(self, path: str, held: Held | ConfigError | Closed) -> None:
        if isinstance(held, ConfigError):
            self._complain(str(held))
            return
        if path not in self._opened:
            return
        if isinstance(held, Closed) or self._session.known(held.path) is not held:
            self.publish(
                path
            )  # something has changed at the last moment, before it was known that this rests on it
            return
        self._complain_of_failures(held)
        known = Known(self._opened[path], held)
        for uri in known.buffer.cells.values() or (known.buffer.uri,):
            found, version = self.diagnostics(known, uri), known.buffer.versions.get(uri)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))
        if not held.settled:
            self._settle(path)

    def _settle(self, path: str) -> None:
        """Look, when there is nothing else to do, at what may change a word of what was told."""

        def work(stopped: Stopping) -> bool:
            held = self._session.known(Path(path))
            return held is not None and self._session.settle(held, stopped)

        def done(is_new: bool) -> None:
            if is_new and self.pulls and not self._opened[path].cells:
                self._refresh()
            elif is_new:
                self.publish(path)

        self._desk.later(path, work, done)

    def _settings(self, path: Path) -> Settings:
        config = self.options.get("config")
        return settings_of(path, Path(config) if isinstance(config, str) else None)

    def _refresh(self) -> None:
        """Have an editor that asks by itself ask again, where it can be told to."""
        if self._refreshes:
            self.workspace_diagnostic_refresh(None)
        workspace = self.client_capabilities.workspace
        if (
            workspace is not None
            and workspace.inlay_hint is not None
            and workspace.inlay_hint.refresh_support
        ):
            self.workspace_inlay_hint_refresh(None)

    @property
    def _refreshes(self) -> bool:
        workspace = self.client_capabilities.workspace
        diagnostics = workspace.diagnostics if workspace is not None else None
        return diagnostics is not None and bool(diagnostics.refresh_support)

    def configure(self, settings: object) -> None:
        """Take the editor's settings, with or without our name around them."""
        values = settings.get("xentlint", settings) if isinstance(settings, dict) else None
        self.options = dict(values) if isinstance(values, dict) else {}

    def _complain(self, message: str) -> None:
        """Say what is wrong with a configuration, or with us, once and not at every keystroke."""
        if message not in self._complaints:
            self._complaints.add(message)
            shown = types.ShowMessageParams(types.MessageType.Error, f"xentlint: {message}")
            self.window_show_message(shown)

    def _complain_of_failures(self, held: Held) -> None:
        for failure in held.failures:
            self._complain(f"internal error in {held.path}: {failure.error}; please report it")

    def _diagnostic(self, found: Diagnostic, places: Places, known: Known) -> types.Diagnostic:
        url = Context(docs_url=known.held.settings.docs_url).rule_url(found.code)
        return types.Diagnostic(
            range=places.range(found.span),
            message="\n".join(filter(None, (found.message, found.help))),
            severity=_SEVERITIES[found.severity],
            code=found.code,
            code_description=None if url is None else types.CodeDescription(url),
            source="xentlint",
            related_information=[
                types.DiagnosticRelatedInformation(places.location(each.span), each.message)
                for each in found.related
            ],
        )


def create_server() -> XentlintServer:
    """A server that knows what it is asked for."""
    server = XentlintServer()
    _watch_documents(server)
    _answer(server)
    _offer_actions(server)
    return server


def _watch_documents(server: XentlintServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.configure(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            files = [types.FileSystemWatcher(f"**/{name}") for name in (OWN_NAME, SHARED_NAME, "*.py")]
            options = types.DidChangeWatchedFilesRegistrationOptions(files)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("xentlint-files", method, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.update(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.update(params.text_document.uri, _PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        buffer = server.buffer(uri)
        if uri.endswith((OWN_NAME, SHARED_NAME)):
            server.reload()
        elif buffer is not None:
            server.publish(buffer.path)  # what is beside it may have changed on the disk, unseen

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(params: types.DidOpenNotebookDocumentParams) -> None:
        server.update(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(params: types.DidChangeNotebookDocumentParams) -> None:
        server.update(params.notebook_document.uri, _PAUSE)
        structure = params.change.cells.structure if params.change.cells is not None else None
        for gone in (structure.did_close or ()) if structure is not None else ():
            server.clear(gone.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def notebook_saved(params: types.DidSaveNotebookDocumentParams) -> None:
        buffer = server.buffer(params.notebook_document.uri)
        if buffer is not None:
            server.publish(buffer.path)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(params: types.DidCloseNotebookDocumentParams) -> None:
        server.forget(params.notebook_document.uri)
        for cell in params.cell_text_documents:
            server.clear(cell.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        named = [each.uri for each in params.changes]
        if any(uri.endswith((OWN_NAME, SHARED_NAME)) for uri in named):
            server.reload()
        else:
            paths = (uris.to_fs_path(uri) for uri in named)
            server.changed_on_disk(Path(path) for path in paths if path is not None)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: types.DidChangeConfigurationParams) -> None:
        server.configure(params.settings)
        server.reload()

    @server.feature(types.SHUTDOWN)
    def shut_down(_: None) -> None:
        server.close()


def _answer(server: XentlintServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="xentlint"
        ),
    )
    async def pulled(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        uri = params.text_document.uri
        buffer = server.buffer(uri)
        # What is found in cells is always pushed: editors that pull it too would show it twice.
        if buffer is None or buffer.cells:
            return types.RelatedFullDocumentDiagnosticReport([])
        known = await server.pulled(uri)
        found = [] if known is None else server.diagnostics(known, uri)
        return types.RelatedFullDocumentDiagnosticReport(found)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        cursor = types.Range(params.position, params.position)
        answer = await server.insights(uri, cursor)
        if answer is None:
            return None
        known, insights = answer
        places = server.places(known)
        return hover(insights, places, places.span(uri, cursor))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        answer = await server.insights(uri, params.range) if server.options.get("inlayHints") else None
        if answer is None:
            return []
        known, insights = answer
        places = server.places(known)
        return inlay_hints(insights, places, places.span(uri, params.range))


def _offer_actions(server: XentlintServer) -> None:
    kinds = [types.CodeActionKind.QuickFix, actions.FIX_ALL]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True),
    )
    async def offered(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        known = await server.found(uri)
        if known is None:
            return []
        only = params.context.only
        offers: list[types.CodeAction] = []
        if _wanted(types.CodeActionKind.QuickFix.value, only) and _touches(known, uri, params.range):
            # An editor asks at each place of the cursor; a repair is planned where there is something to repair.
            known = await server.complete(uri)
            if known is None:
                return []
            places = server.places(known)
            offers += actions.at(known, places, places.span(uri, params.range), server.shown(known))
        if known.found and _wanted(actions.FIX_ALL, only):
            title = "xentlint: make all safe repairs"
            action = types.CodeAction(title, actions.FIX_ALL, data=uri)
            # Without being asked for it by name, the edit is computed when it is chosen.
            offers.append(await resolved(action) if only else action)
        return offers

    def _touches(known: Known, uri: str, where: types.Range) -> bool:
        return bool(actions.touched(known.found, server.places(known).span(uri, where)))

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(action: types.CodeAction) -> types.CodeAction:
        answer = await server.repaired(action.data) if isinstance(action.data, str) else None
        if answer is not None:
            known, repaired = answer
            action.edit = actions.fix_all(known, repaired, server.places(known))
        return action

    @server.command(actions.EXPLAIN)
    def explain(code: str, docs_url: str | None = None) -> None:
        page = documentation.find(code)
        if page is None:
            return
        url = Context(docs_url=docs_url).rule_url(code)
        window = server.client_capabilities.window
        if window is None or window.show_document is None or not window.show_document.support:
            shown = types.ShowMessageParams(types.MessageType.Info, f"{page.title}: {page.summary}")
            server.window_show_message(shown)
        elif url is not None:
            server.window_show_document(types.ShowDocumentParams(url, external=True))
        else:
            file = Path(tempfile.mkdtemp(prefix="xentlint-")) / f"{page.code}.md"
            file.write_text(f"# {page.title}\n\n{page.text}\n", encoding="utf-8")
            server.window_show_document(types.ShowDocumentParams(file.as_uri(), take_focus=True))


def _wanted(kind: str, only: object) -> bool:
    """Whether an editor that asks for ``only`` some kinds wants ``kind``; a kind covers those below it."""
    if not isinstance(only, (list, tuple)):
        return True
    names = [str(getattr(each, "value", each)) for each in only]
    return any(kind == name or kind.startswith(f"{name}.") for name in names)
