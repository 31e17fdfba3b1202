"""The language server itself: which requests it answers, and what it publishes when."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from ... import __version__
from ...config.files import OWN_NAME, SHARED_NAME
from ...config.settings import ConfigError
from ...output.context import Context
from ...rules import pages as documentation
from ...rules.diagnostic import Diagnostic, Severity
from ...run.importers import importers
from ...sources.positions import Span
from . import actions
from .analysis import Analysis, analyse
from .buffers import Buffers
from .hover import hover, inlay_hints
from .places import Places

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


class XentlintServer(LanguageServer):
    """Keeps, for every open document, what was last found in it."""

    def __init__(self) -> None:
        super().__init__("xentlint", __version__, notebook_document_sync=_NOTEBOOKS)
        self._analyses: dict[str, Analysis] = {}
        self._complaints: set[str] = set()
        self.options: dict[str, Any] = {}

    @property
    def buffers(self) -> Buffers:
        """What is open."""
        return Buffers(self.workspace)

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics by itself: then those of texts are not pushed as well."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    def analysis(self, uri: str) -> Analysis | None:
        """What is known of an open document as it is now; ``None`` for none, and for a broken configuration."""
        buffer = self.buffers.get(uri)
        if buffer is None:
            return None
        known = self._analyses.get(buffer.uri)
        if known is not None and known.buffer.version == buffer.version:
            return known
        config = self.options.get("config")
        try:
            known = analyse(buffer, Path(config) if isinstance(config, str) else None)
        except ConfigError as error:
            self._complain(str(error))
            return None
        self._analyses[buffer.uri] = known
        for failure in known.failures:
            self._complain(f"internal error in {buffer.path}: {failure.error}; please report it")
        return known

    def places(self, analysis: Analysis) -> Places:
        """The translator for the places of ``analysis``."""
        return Places(self.workspace, analysis.buffer)

    def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """What is found in the document, or the cell, ``uri``."""
        analysis = self.analysis(uri)
        if analysis is None:
            return []
        cell = analysis.buffer.cell_of(uri)
        return [shown for found, shown in self.shown(analysis).items() if found.span.cell == cell]

    def shown(self, analysis: Analysis) -> dict[Diagnostic, types.Diagnostic]:
        """Every finding, as the editor shows it."""
        places = self.places(analysis)
        return {found: self._diagnostic(found, places, analysis) for found in analysis.found}

    def publish(self, uri: str) -> None:
        """Say what is found in a document, unless the editor asks by itself; of a notebook, cell by cell."""
        buffer = self.buffers.get(uri)
        if buffer is None or (self.pulls and not buffer.cells):
            return
        for each in buffer.cells.values() or (buffer.uri,):
            found = self.diagnostics(each)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(each, found))

    def forget(self, uri: str) -> None:
        """Drop what is known of a document, or a cell, that was closed."""
        self._analyses.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def reload(self) -> None:
        """Look at everything again: a configuration, or the editor's settings, changed."""
        self._analyses.clear()
        self._complaints.clear()
        for uri in self.buffers.all():
            self.publish(uri)
        self._refresh()

    def look_again_at_importers(self, uri: str) -> None:
        """Look again at the open documents that import, perhaps through others, a file that was saved."""
        analysis = self.analysis(uri)
        others = [each for each in self.buffers.all() if each != uri]
        if analysis is None or not others:
            return
        try:
            importing = set(importers([analysis.buffer.document.path], analysis.settings))
        except ConfigError as error:
            self._complain(str(error))
            return
        stale = [each for each in others if (of := self.buffers.get(each)) and of.document.path in importing]
        for each in stale:
            self._analyses.pop(each, None)
            self.publish(each)
        if stale:
            self._refresh()

    def _refresh(self) -> None:
        """Have an editor that asks by itself ask again, where it can be told to."""
        workspace = self.client_capabilities.workspace
        if (
            workspace is not None
            and workspace.diagnostics is not None
            and workspace.diagnostics.refresh_support
        ):
            self.workspace_diagnostic_refresh(None)
        if (
            workspace is not None
            and workspace.inlay_hint is not None
            and workspace.inlay_hint.refresh_support
        ):
            self.workspace_inlay_hint_refresh(None)

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

    def _diagnostic(self, found: Diagnostic, places: Places, analysis: Analysis) -> types.Diagnostic:
        url = Context(docs_url=analysis.settings.docs_url).rule_url(found.code)
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
            files = [types.FileSystemWatcher(f"**/{name}") for name in (OWN_NAME, SHARED_NAME)]
            options = types.DidChangeWatchedFilesRegistrationOptions(files)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("xentlint-configuration", method, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if params.text_document.uri.endswith((OWN_NAME, SHARED_NAME)):
            server.reload()
        else:
            server.publish(params.text_document.uri)
            server.look_again_at_importers(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(params: types.DidOpenNotebookDocumentParams) -> None:
        server.publish(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(params: types.DidChangeNotebookDocumentParams) -> None:
        server.publish(params.notebook_document.uri)
        structure = params.change.cells.structure if params.change.cells is not None else None
        for gone in (structure.did_close or ()) if structure is not None else ():
            server.forget(gone.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def notebook_saved(params: types.DidSaveNotebookDocumentParams) -> None:
        server.publish(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(params: types.DidCloseNotebookDocumentParams) -> None:
        server.forget(params.notebook_document.uri)
        for cell in params.cell_text_documents:
            server.forget(cell.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_: types.DidChangeWatchedFilesParams) -> None:
        server.reload()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: types.DidChangeConfigurationParams) -> None:
        server.configure(params.settings)
        server.reload()


def _answer(server: XentlintServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="xentlint"
        ),
    )
    def pulled(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        uri = params.text_document.uri
        buffer = server.buffers.get(uri)
        # What is found in cells is always pushed: editors that pull it too would show it twice.
        in_cell = buffer is not None and bool(buffer.cells)
        return types.RelatedFullDocumentDiagnosticReport([] if in_cell else server.diagnostics(uri))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        places = server.places(analysis)
        return hover(analysis, places, places.span(uri, types.Range(params.position, params.position)))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hinted(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        analysis = server.analysis(uri) if server.options.get("inlayHints") else None
        if analysis is None:
            return []
        places = server.places(analysis)
        return inlay_hints(analysis, places, places.span(uri, params.range))


def _offer_actions(server: XentlintServer) -> None:
    kinds = [types.CodeActionKind.QuickFix, actions.FIX_ALL]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True),
    )
    def offered(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return []
        only = params.context.only
        places = server.places(analysis)
        found: list[types.CodeAction] = []
        if _wanted(types.CodeActionKind.QuickFix.value, only):
            where: Span = places.span(uri, params.range)
            found += actions.at(analysis, places, where, server.shown(analysis))
        if analysis.found and _wanted(actions.FIX_ALL, only):
            title = "xentlint: make all safe repairs"
            action = types.CodeAction(title, actions.FIX_ALL, data=uri)
            # Without being asked for it by name, the edit is computed when it is chosen.
            found.append(resolved(action) if only else action)
        return found

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolved(action: types.CodeAction) -> types.CodeAction:
        analysis = server.analysis(action.data) if isinstance(action.data, str) else None
        if analysis is not None:
            action.edit = actions.fix_all(analysis, server.places(analysis))
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
