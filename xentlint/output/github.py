"""Workflow commands that GitHub Actions turns into annotations on a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .context import Context, in_cell

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
    if span.cell is None:
        properties |= {"line": str(span.start.row), "col": str(span.start.column)}
        properties |= {"endLine": str(span.end.row)}
        if span.end.row == span.start.row:  # columns across lines are refused
            properties |= {"endColumn": str(span.end.column)}
    written = ",".join(f"{name}={_escape(value, ':,')}" for name, value in properties.items())
    message = f"{diagnostic.code} {in_cell(diagnostic)}"
    return f"::{_COMMANDS[diagnostic.severity.value]} {written}::{_escape(message)}\n"


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
