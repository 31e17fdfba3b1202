"""One line a diagnostic, for editors and grep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cells import visible
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """``path:row:column: CODE [severity] message``."""
    paint = context.painter
    lines = (
        f"{paint(visible(context.place(each.span)), 'bold')}: {paint(each.code, 'code')} "
        f"{paint(f'[{each.severity.value}]', each.severity.value)} {visible(each.message)}\n"
        for each in diagnostics
    )
    return "".join(lines)
