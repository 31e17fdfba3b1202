"""What a run prints: one module a format, each a function from diagnostics to text.

A format is a module of this package with ``render(diagnostics, context) -> str``; it is imported
only when it is asked for. The text ends with a newline, or is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic
    from .context import Context

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")
WITH_EDITS = frozenset({"json", "sarif"})
"""Formats that say what a repair would change, character by character."""


def render(output_format: str, diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """Write ``diagnostics``, in their order, in one of ``FORMATS``."""
    if output_format not in FORMATS:
        raise ValueError(f"unknown output format: {output_format}")
    module = import_module(f"{__name__}.{output_format}")
    text: str = module.render(diagnostics, context)
    return text
