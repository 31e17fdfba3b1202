"""What a run prints: one module a format, each a function from diagnostics to text.

A format is a module of this package (``-`` is ``_`` in its name) with ``render(diagnostics, context)
-> str``; it is imported only when it is asked for. The text ends with a newline, or is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from ..sources.visible import in_json, in_xml, visible, without_commands

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic
    from .context import Context

FORMATS = (
    "text",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "rdjson",
)
WITH_EDITS = frozenset({"json", "json-lines", "sarif", "rdjson"})
"""Formats that say what a repair would change, character by character."""

_DEFUSED = {
    "text": without_commands,
    "concise": without_commands,
    "grouped": without_commands,
    "github": lambda report: "\n".join(map(visible, report.split("\n"))),
    "junit": in_xml,
}
"""How a report is kept from being taken for commands; all other formats are JSON."""


def render(output_format: str, diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write ``diagnostics``, in their order, in one of ``FORMATS``."""
    if output_format not in FORMATS:
        raise ValueError(f"unknown output format: {output_format}")
    module = import_module(f"{__name__}.{output_format.replace('-', '_')}")
    text: str = module.render(diagnostics, context)
    return _DEFUSED.get(output_format, in_json)(text)
