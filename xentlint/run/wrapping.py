"""Lines that a repair makes longer than the file's own are broken at a bracket, as their author would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..sources.positions import Edit, Position, Span
from ..sources.text import line_ending, split_lines

_Place = tuple[str, "int | None"]

_LEAST = 100
"""Up to this no line is too long, however short those of the file are."""
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def wrapped(edits: Sequence[Edit], texts: Mapping[_Place, str]) -> tuple[Edit, ...]:
    """``edits``, those of one line as one where the line has to be broken."""
    by_row: dict[tuple[_Place, int], list[Edit]] = {}
    others: list[Edit] = []
    for edit in edits:
        span = edit.span
        if span.start.row == span.end.row and not {"\n", "\r"}.intersection(edit.content):
            by_row.setdefault(((span.path, span.cell), span.start.row), []).append(edit)
        else:
            others.append(edit)
    rows = [row for together in by_row.values() for row in _row(together, texts)]
    kept = set(rows).union(others)
    return (*(edit for edit in edits if edit in kept), *(edit for edit in rows if edit not in edits))


def _row(edits: Sequence[Edit], texts: Mapping[_Place, str]) -> Iterator[Edit]:
    span = edits[0].span
    text = texts.get((span.path, span.cell))
    if text is None:
        yield from edits
        return
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    line = lines[span.start.row - 1]
    longest = max(_LEAST, *map(len, lines))
    changed = _applied(line, edits)
    broken = _broken(changed, longest) if len(changed) > longest else None
    if broken is None:
        yield from edits
        return
    indent = len(line) - len(line.lstrip())
    whole = Span(
        span.path,
        span.cell,
        Position(span.start.row, indent + 1),
        Position(span.start.row, len(line) + 1),
    )
    yield Edit(whole, (line_ending(text) or "\n").join(broken).lstrip())


def _applied(line: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        start, end = edit.span.start.column - 1, edit.span.end.column - 1
        line = line[:start] + edit.content + line[end:]
    return line


def _broken(line: str, longest: int) -> list[str] | None:
    """``line`` on several lines, ``None`` where it cannot be seen to be the same then."""
    if "#" in line or '"""' in line or "'''" in line or line.rstrip().endswith("\\"):
        return None
    margin = line[: len(line) - len(line.lstrip())]
    inner = margin + ("\t" if margin.endswith("\t") else "    ")
    for start, end in _brackets(line):
        head, body, tail = line[: start + 1], line[start + 1 : end].strip(), margin + line[end:]
        if not body or len(head) > longest or len(tail) > longest:
            continue
        if len(inner + body) <= longest:
            return [head, inner + body, tail]
        parts = [inner + part for part in _parts(body)]
        if len(parts) > 1 and max(map(len, parts)) < longest:
            last = "" if parts[-1].lstrip().startswith("*") else ","
            return [head, *(f"{part}," for part in parts[:-1]), parts[-1] + last, tail]
    return None


def _brackets(line: str) -> list[tuple[int, int]]:
    """The pairs of brackets that are both on ``line`` and in no other such pair, the last one first."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, character in _code(line):
        if character in _PAIRS:
            opened.append(at)
        elif character in _PAIRS.values() and opened:
            start = opened.pop()
            if not opened:
                found.append((start, at))
    return sorted(found, key=lambda pair: pair[0] - pair[1])


def _parts(body: str) -> list[str]:
    """What commas outside of brackets separate."""
    parts, depth, start = [], 0, 0
    for at, character in _code(body):
        depth += (character in _PAIRS) - (character in _PAIRS.values())
        if character == "," and not depth:
            parts.append(body[start:at].strip())
            start = at + 1
    parts.append(body[start:].strip())
    return [part for part in parts if part]


def _code(line: str) -> Iterator[tuple[int, str]]:
    """The characters of ``line`` that are in no string."""
    quote, at = "", 0
    while at < len(line):
        character = line[at]
        if quote:
            if character == "\\":
                at += 1
            elif character == quote:
                quote = ""
        elif character in "\"'":
            quote = character
        else:
            yield at, character
        at += 1
