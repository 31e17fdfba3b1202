"""Write ``# noqa`` comments for what is found, so that an old repository can start today."""

from __future__ import annotations

import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..rules.codes import is_of_sources
from ..sources.positions import Edit, Position, Span
from ..sources.text import split_lines
from ..sources.units import by_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic
    from ..sources.document import Document

_WITH_CODES = re.compile(r"# noqa:\s?(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)", re.IGNORECASE)


def comments(
    found: Iterable[Diagnostic], documents: Mapping[str, Document], reason: str = ""
) -> dict[str, list[Edit]]:
    """The edits, by file, after which the lines of ``found`` say ``# noqa`` with its codes and ``reason``.

    What lies outside of ``documents`` is left out, and so is what is said of the files themselves.
    """
    wanted: defaultdict[tuple[str, int | None], defaultdict[int, set[str]]]
    wanted = defaultdict(lambda: defaultdict(set))
    for each in found:
        if each.span.path in documents and not is_of_sources(each.code):
            wanted[each.span.path, each.span.cell][each.span.start.row].add(each.code)
    edits: defaultdict[str, list[Edit]] = defaultdict(list)
    for (path, cell), rows in wanted.items():
        unit = by_cell(documents[path])[cell]
        ends = _last_rows(unit.code)
        at: defaultdict[int, set[str]] = defaultdict(set)
        for row, codes in rows.items():
            at[ends.get(row, row)] |= codes
        lines = [line.rstrip("\r\n") for line in split_lines(unit.text)]
        for row, codes in sorted(at.items()):
            start, end, content = _comment(lines[row - 1], sorted(codes), reason)
            span = Span(path, cell, Position(row, start + 1), Position(row, end + 1))
            edits[path].append(Edit(span, content))
    return dict(edits)


def _comment(line: str, codes: list[str], reason: str) -> tuple[int, int, str]:
    """What to put where in ``line``: new codes go to those that it has, and the reason where none is written."""
    why = f" -- {reason}" if reason else ""
    present = _WITH_CODES.search(line)
    if present is not None:
        end = present.end("codes")
        new = "".join(f",{code}" for code in codes if code not in present["codes"].upper())
        return end, end, new + ("" if line[end:].strip() else why)
    end = len(line.rstrip())
    return end, len(line), f"  # noqa: {','.join(codes)}{why}"


def _last_rows(code: str) -> dict[int, int]:
    """For each row whose end can hold no comment (in a string, before a joined line), the one that can."""
    lines = split_lines(code)
    source = iter([line.rstrip("\r\n") + "\n" for line in lines])
    ends: dict[int, int] = {}
    first: int | None = None
    try:
        for token in tokenize.generate_tokens(lambda: next(source, "")):
            if token.type in (tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT):
                continue
            first = token.start[0] if first is None else first
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                ends |= dict.fromkeys(range(first, token.end[0]), token.end[0])
                first = None
    except (tokenize.TokenError, SyntaxError):
        pass  # what follows has no finding: it could not be evaluated
    return ends
