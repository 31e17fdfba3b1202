"""One line a diagnostic, for editors and grep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .brief import sentence
from .cells import visible
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """``path:row:column: CODE [severity] message; where it began; what to do``."""
    paint = context.painter
    lines = (
        f"{paint(visible(context.place(each.span)), 'bold')}: {paint(each.code, 'code')} "
        f"{paint(f'[{each.severity.value}]', each.severity.value)} {visible(sentence(each, context))}\n"
        for each in diagnostics
    )
    return "".join(lines)
