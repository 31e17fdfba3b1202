"""What is under the cursor: the space of an output, what a loss expects, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from ...sources.positions import Span
from .places import Places

if TYPE_CHECKING:
    from ...rules.explanation import Insight


def hover(insights: Iterable[Insight], places: Places, where: Span) -> types.Hover | None:
    """What is known of the smallest expression around the cursor of which anything is known.

    On what is called, what is known of the call is told too: that is where a loss meets something.
    """
    around = [
        each
        for each in insights
        if each.span.cell == where.cell and each.span.start <= where.start <= each.span.end
    ]
    if not around:
        return None
    smallest = max(around, key=lambda each: (each.span.start, _reversed(each.span))).span
    told = [each for each in around if each.span == smallest]
    told += [each for each in around if each.span.start == smallest.start and each.span != smallest]
    text = "\n\n".join("\n".join(_paragraph(each, places)) for each in told)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), places.range(smallest))


def inlay_hints(insights: Iterable[Insight], places: Places, where: Span) -> list[types.InlayHint]:
    """The space of every output in a stretch of lines, behind its expression."""
    hints: dict[Span, str] = {}
    for each in insights:
        inside = where.start <= each.span.end and each.span.start <= where.end
        if each.hint and inside and each.span.cell == where.cell:
            hints.setdefault(each.span, each.hint)
    return [
        types.InlayHint(
            places.range(span).end, f": {space}", kind=types.InlayHintKind.Type, padding_left=False
        )
        for span, space in hints.items()
    ]


def _paragraph(insight: Insight, places: Places) -> Iterator[str]:
    yield f"**xentlint**: {insight.text}"
    if insight.way:
        yield ""
    for span, text in insight.way:
        name = Path(span.path).name
        cell = "" if span.cell is None else f"cell {span.cell + 1}, "
        line = span.start.row
        target = f"{places.uri(span)}#L{line}"
        yield f"- {text}: [{name}, {cell}line {line}]({target})"


def _reversed(span: Span) -> tuple[int, int]:
    """Greater for a span that ends earlier."""
    return -span.end.row, -span.end.column
