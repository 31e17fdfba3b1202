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
    """The advice, and whether the repair can be had from xentlint."""
    fix = diagnostic.fix
    advice = diagnostic.help or (fix.message if fix is not None else "")
    if not advice:
        return ""
    how = {"safe": " (xentlint --fix does it)", "unsafe": " (xentlint --fix --unsafe-fixes does it)"}
    return f"to do: {advice}" + (
        how.get(fix.applicability.value, "") if fix is not None and fix.edits else ""
    )
