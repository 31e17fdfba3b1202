"""One line a diagnostic under the name of its file, for people with many findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from .brief import sentence
from .cells import visible
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A paragraph a file, with places inside of it."""
    groups = groupby(diagnostics, key=lambda each: each.span.path)
    return "".join("\n".join(_paragraph(path, list(found), context)) + "\n\n" for path, found in groups)


def _paragraph(path: str, found: Sequence[Diagnostic], context: Context) -> Iterator[str]:
    paint = context.painter
    yield f"{paint(visible(context.display(path)), 'bold')}:"
    places = [context.place(each.span).removeprefix(context.display(path)).lstrip(":") for each in found]
    width = max(map(len, places))
    for place, each in zip(places, found, strict=True):
        severity = paint(f"[{each.severity.value}]", each.severity.value)
        text = visible(sentence(each, context))
        yield f"  {place:<{width}}  {paint(each.code, 'code')} {severity} {text}"
