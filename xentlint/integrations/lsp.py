"""A language server on standard input and output: findings as one types them, repairs as quick fixes.

Needs the extra ``lsp`` (pygls). An editor starts it with ``xentlint lsp``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..config import ConfigError, load_settings
from ..rules.diagnostic import Applicability, Diagnostic, Fix, Severity
from ..runner import lint_text
from ..sources.positions import Position, Span
from ..sources.text import split_lines

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class XentlintServer(LanguageServer):
    """Keeps, for every open document, what was last found in it."""

    def __init__(self) -> None:
        super().__init__("xentlint", __version__)
        self._found: dict[str, list[tuple[types.Diagnostic, Fix | None]]] = {}

    def lint(self, uri: str) -> None:
        """Evaluate the document as it is in the editor and publish what is found."""
        path = uris.to_fs_path(uri)
        if path is None:
            return
        source = self.workspace.get_text_document(uri).source
        try:
            settings = load_settings(Path(path).parent)
        except ConfigError as error:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"xentlint: {error}"))
            return
        found = [each for each in lint_text(Path(path), source, settings) if each.span.path == path]
        self._found[uri] = [(self._diagnostic(each), each.fix) for each in found]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, [shown for shown, _ in self._found[uri]])
        )

    def forget(self, uri: str) -> None:
        """Drop what is known of a document that was closed."""
        self._found.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def quick_fixes(self, uri: str, where: types.Range) -> list[types.CodeAction]:
        """The repairs of the findings that ``where`` touches; the safe ones are preferred."""
        return [
            types.CodeAction(
                title=f"{shown.code}: {fix.message}",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown],
                is_preferred=fix.applicability is Applicability.SAFE,
                edit=self._edit(fix),
            )
            for shown, fix in self._found.get(uri, ())
            if fix is not None and fix.edits and _touch(shown.range, where)
        ]

    def _diagnostic(self, found: Diagnostic) -> types.Diagnostic:
        return types.Diagnostic(
            range=self._range(found.span),
            message="\n".join(filter(None, (found.message, found.help))),
            severity=_SEVERITIES[found.severity],
            code=found.code,
            source="xentlint",
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(_uri(each.span), self._range(each.span)), each.message
                )
                for each in found.related
            ],
        )

    def _edit(self, fix: Fix) -> types.WorkspaceEdit:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in fix.edits:
            change = types.TextEdit(self._range(edit.span), edit.content)
            changes.setdefault(_uri(edit.span), []).append(change)
        return types.WorkspaceEdit(changes=changes)

    def _range(self, span: Span) -> types.Range:
        lines = split_lines(self.workspace.get_text_document(_uri(span)).source)
        return types.Range(self._position(lines, span.start), self._position(lines, span.end))

    def _position(self, lines: Sequence[str], position: Position) -> types.Position:
        """Columns are sent in the units that were agreed with the editor (UTF-16, if nothing was)."""
        own = types.Position(position.row - 1, position.column - 1)
        return self.workspace.position_codec.position_to_client_units(lines, own)


def _uri(span: Span) -> str:
    return uris.from_fs_path(span.path) or span.path


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def create_server() -> XentlintServer:
    """A server that lints a document when it is opened, changed or saved."""
    server = XentlintServer()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.lint(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.lint(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.lint(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return server.quick_fixes(params.text_document.uri, params.range)

    return server
