"""For people: the finding, its source line with a caret, the way there, help, and the repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .cells import layout, visible
from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Change, Diagnostic, Fix
    from ..sources.positions import Span

# A longer span is shown by its first and last lines, and a longer line around its caret.
_MOST_LINES = 5
_MOST_CELLS = 180
_MOST_CHANGES = 8


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """One paragraph a diagnostic."""
    return "".join("\n".join(_paragraph(each, context)) + "\n\n" for each in diagnostics)


def _paragraph(diagnostic: Diagnostic, context: Context) -> Iterator[str]:
    paint = context.painter
    severity = diagnostic.severity.value
    yield (
        f"{paint(visible(context.place(diagnostic.span)), 'bold')}: {paint(diagnostic.code, 'code')} "
        f"{paint(f'[{severity}]', severity)} {visible(diagnostic.message)}"
    )
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    margin = max(len(str(span.end.row)) for span in spans)
    yield from _quote(diagnostic.span, "^", severity, margin, context)
    for related in diagnostic.related:
        arrow = paint(" " * margin + " ::: ", "gutter")
        yield f"{arrow}{visible(context.place(related.span))}: {visible(related.message)}"
        yield from _quote(related.span, "-", "gutter", margin, context)
    equals = paint(" " * margin + " = ", "gutter")
    if diagnostic.help:
        yield f"{equals}{paint('help', 'help')}: {visible(diagnostic.help)}"
    if diagnostic.fix is not None:
        yield f"{equals}{paint('fix', 'help')} {_repair(diagnostic.fix)}"
        for change in diagnostic.fix.changes[:_MOST_CHANGES]:
            yield f"{' ' * margin}     {_change(change, diagnostic, context)}"
        if (more := len(diagnostic.fix.changes) - _MOST_CHANGES) > 0:
            yield f"{' ' * margin}     and {more} more"
    if (url := context.rule_url(diagnostic.code)) is not None:
        yield f"{equals}{paint('page', 'help')}: {url}"


def _repair(fix: Fix) -> str:
    how = {
        "safe": "(safe, --fix)",
        "unsafe": "(unsafe, --fix --unsafe-fixes)",
        "display": "(by hand)",
    }[fix.applicability.value]
    return f"{how}: {visible(fix.message)}"


def _change(change: Change, diagnostic: Diagnostic, context: Context) -> str:
    """A change, and where it is unless in the file of the finding."""
    path = "" if change.path == diagnostic.span.path else context.display(change.path) + ":"
    cell = "" if change.cell is None else f"cell {change.cell + 1}:"
    place = visible(f"{path}{cell}{change.row}")
    if not change.before:
        return f"{place}: + {_short(change.after)}"
    return f"{place}: {_short(change.before)} → {_short(change.after) or '(gone)'}"


def _short(piece: str) -> str:
    shown = visible(piece)
    return shown if len(shown) <= _MOST_CELLS // 2 else f"{shown[: _MOST_CELLS // 2]}…"


def _quote(span: Span, mark: str, style: str, margin: int, context: Context) -> Iterator[str]:
    lines = context.lines(span)
    if span.start.row > len(lines):
        return
    paint = context.painter
    gutter = paint(" " * margin + " |", "gutter")
    last = min(max(span.end.row, span.start.row), len(lines))
    if last > span.start.row and span.end.column <= 1:
        last -= 1  # the span ends with a line's end, and nothing of the next line is in it
    rows: list[int | None] = list(range(span.start.row, last + 1))
    if len(rows) > _MOST_LINES:
        rows[2:-1] = [None]
    yield gutter
    for row in rows:
        if row is None:
            yield paint(" " * margin + " :", "gutter")
            continue
        line = lines[row - 1]
        start = span.start.column - 1 if row == span.start.row else len(line) - len(line.lstrip())
        end = span.end.column - 1 if row == span.end.row else len(line.rstrip())
        shown, underline = _underlined(line, start, end, mark)
        yield f"{paint(f'{row:>{margin}} |', 'gutter')} {shown}".rstrip()
        yield f"{gutter} {' ' * (len(underline) - len(underline.lstrip()))}{paint(underline.lstrip(), style)}"


def _underlined(line: str, start: int, end: int, mark: str) -> tuple[str, str]:
    """A printed line and the marks under ``line[start:end]``; an empty stretch gets one mark."""
    before = after = ""
    if len(line) > _MOST_CELLS:
        low = max(0, min(start - _MOST_CELLS // 3, len(line) - _MOST_CELLS))
        high = low + _MOST_CELLS
        before, after = "…" * (low > 0), "…" * (high < len(line))
        line, start, end = line[low:high], start - low, end - low
    shown, cells = layout(line)
    start = min(max(start, 0), len(line))
    end = min(max(end, start), len(line))
    length = max(cells[end] - cells[start], 1)
    return f"{before}{shown}{after}", " " * (len(before) + cells[start]) + mark * length
