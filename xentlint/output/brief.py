"""A finding in few words, for formats that show no source: what, where it began, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .context import Context, in_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


def sentence(diagnostic: Diagnostic, context: Context) -> str:
    """One line: the message, where the first place on the way is (the activation), and what to do."""
    parts = [diagnostic.message]
    if diagnostic.related:
        first = diagnostic.related[0]
        parts.append(f"{first.message}: {context.place(first.span)}")
    if advice := what_to_do(diagnostic):
        parts.append(advice)
    return "; ".join(parts)


def lines(diagnostic: Diagnostic, context: Context) -> Iterator[str]:
    """The message (led by its cell, for formats that cannot point into one), every place, what to do."""
    yield in_cell(diagnostic)
    for each in diagnostic.related:
        yield f"{each.message}: {context.place(each.span)}"
    if advice := what_to_do(diagnostic):
        yield advice


def what_to_do(diagnostic: Diagnostic) -> str:
    """The repair (and why it is not safe, or is by hand), or the advice where there is none."""
    fix = diagnostic.fix
    if fix is None:
        return f"to do: {diagnostic.help}" if diagnostic.help else ""
    how = {"safe": " (xentlint --fix does it)", "unsafe": " (xentlint --fix --unsafe-fixes does it)"}
    return f"to do: {fix.message or diagnostic.help}{how.get(fix.applicability.value, '')}"
