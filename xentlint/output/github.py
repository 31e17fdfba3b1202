"""Workflow commands that GitHub Actions turns into annotations on a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .brief import lines
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """``::error file=…,line=…::message``, one line a diagnostic."""
    return "".join(_annotation(each, context) for each in diagnostics)


def _annotation(diagnostic: Diagnostic, context: Context) -> str:
    span = diagnostic.span
    properties = {
        "title": f"xentlint ({diagnostic.code})",
        "file": Path(context.display(span.path)).as_posix(),
    }
    rows = context.rows_in_file(span)
    if span.cell is not None and rows is not None:
        properties |= {"line": str(rows[0]), "endLine": str(rows[1])}
    if span.cell is None:
        properties |= {"line": str(span.start.row), "col": str(span.start.column)}
        properties |= {"endLine": str(span.end.row)}
        if span.end.row == span.start.row:  # columns across lines are refused
            properties |= {"endColumn": str(span.end.column)}
    written = ",".join(f"{name}={_escape(value, ':,')}" for name, value in properties.items())
    message = f"{diagnostic.code} " + "\n".join(lines(diagnostic, context))
    return f"::{_COMMANDS[diagnostic.severity.value]} {written}::{_escape(message)}\n"


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
