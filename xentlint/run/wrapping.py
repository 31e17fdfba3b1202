"""Lines that a repair makes longer than the file's own are broken at brackets and commas, as their author would."""

from __future__ import annotations

import io
import itertools
import re
import tokenize
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..sources.positions import Edit, Position, Span
from ..sources.text import line_ending, split_lines

_Place = tuple[str, "int | None"]

_LEAST = 79
"""Up to this no line is too long, however short those of the file are."""
_ONE_LINE = 88
"""Up to this arguments share a line of their own."""
_FOR_TOOLS = re.compile(r"#\s*(noqa|type:|pylint:|pyright:|mypy:|ruff:|fmt:|pragma:)")
"""Comments that mean their own line."""
_ONE = re.compile(r"\bfor\b")
"""A word in whose expression commas separate names, not arguments."""
_NAMES = re.compile(r"\blambda\b[^:]*:")
"""Where commas do so within an argument."""
_OPERATORS = (
    re.compile(r" (?=(?:if|else) )"),
    re.compile(r" (?=(?:and|or) )"),
    re.compile(r" (?=[+-] )"),
    re.compile(r" (?=(?:[*/%@]|//) )"),
)
"""Operators, those that bind least first; a line is broken before them."""
_BEFORE_AN_EXPRESSION = re.compile(r"\s*(?:(?:if|elif|while|return) |[\w.]+(?:\[[^\[\]]*\])? = )(?=\S)")
_OPENS = re.compile(r"[(\[{]")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class _Width:
    """How a file writes what does not fit: up to ``longest``, in line with the bracket where ``aligned``."""

    longest: int
    aligned: bool


@dataclass(frozen=True)
class _Around:
    """What a line begins in: a bracket is open, and nothing else is between that and the one that closes it."""

    within: bool
    alone: bool


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
    lines = _lines(text)
    line = lines[span.start.row - 1]
    changed = _applied(line, edits)
    broken = None
    if len(changed) > _LEAST:
        width = _width(tuple(own for (path, _), own in texts.items() if path == span.path))
        if len(changed) > width.longest:
            around = _Around(_begins_within(text, span.start.row), _stands_alone(lines, span.start.row - 1))
            broken = _broken(changed, width, around)
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


def _stands_alone(lines: Sequence[str], row: int) -> bool:
    """Whether a line is all there is between two brackets, each at the end or the start of its line."""
    if not 0 < row < len(lines) - 1:
        return False
    return lines[row - 1].rstrip()[-1:] in set("([{") and lines[row + 1].lstrip()[:1] in set(")]}")


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in split_lines(text)]


@lru_cache(maxsize=1)
def _width(texts: Sequence[str]) -> _Width:
    """How a file is written; of the last one, since its edits come one after the other."""
    aligned = hanging = 0
    lines = [line for text in texts for line in _lines(text)]
    for line, below in itertools.pairwise(lines):
        at = _left_open(line)
        if at is None:
            continue
        if not line[at + 1 :].strip():
            hanging += 1
        elif len(below) - len(below.lstrip()) == at + 1:
            aligned += 1
    return _Width(max(_LEAST, *map(len, lines)), aligned > hanging)


def _begins_within(text: str, row: int) -> bool:
    """Whether a bracket is open where a line begins."""
    rows, depths = _depths(text)
    before = bisect_left(rows, row)
    if before == len(rows) and None in depths:
        return False  # it cannot be told what the line is in
    return before > 0 and (depths[before - 1] or 0) > 0


@lru_cache(maxsize=1)
def _depths(text: str) -> tuple[list[int], list[int | None]]:
    """The rows of all tokens, and how many brackets are open behind each; at the end ``None`` where no more can be read."""
    rows: list[int] = []
    depths: list[int | None] = []
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP:
                depth += (token.string in _PAIRS) - (token.string in _PAIRS.values())
            rows.append(token.start[0])
            depths.append(depth)
    except (tokenize.TokenError, SyntaxError):
        rows.append(rows[-1] if rows else 0)
        depths.append(None)
    return rows, depths


def _applied(line: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        start, end = edit.span.start.column - 1, edit.span.end.column - 1
        line = line[:start] + edit.content + line[end:]
    return line


def _broken(line: str, width: _Width, around: _Around) -> list[str] | None:
    """``line`` on several lines, ``None`` where it cannot be seen to be the same then."""
    if '"""' in line or "'''" in line or line.rstrip().endswith("\\"):
        return None
    at = next((at for at, character in _code(line) if character == "#"), None)
    if at is None:
        return _code_broken(line, width, around)
    code, comment = line[:at].rstrip(), line[at:]
    if _FOR_TOOLS.match(comment) or len(code) <= width.longest:
        return None
    rows = _code_broken(code, width, around)
    if rows is None:
        return None
    behind = f"{rows[-1]}  {comment}"
    margin = line[: len(line) - len(line.lstrip())]
    return [*rows[:-1], behind] if len(behind) <= width.longest else [margin + comment, *rows]


def _code_broken(line: str, width: _Width, around: _Around) -> list[str] | None:
    margin = line[: len(line) - len(line.lstrip())]
    opened = _left_open(line)
    if opened is not None:
        head, body = line[: opened + 1], line[opened + 1 :].strip()
        return _apart(head, _parts(body), " " * (opened + 1), width) if body and "\t" not in head else None
    if around.within:
        parts = _parts(line.strip())
        if len(parts) > 1:
            last = "," if around.alone and parts[-1][-1] != "," and not parts[-1].startswith("*") else ""
            return _apart(margin, [*parts[:-1], parts[-1] + last], margin, width)
    return _at_operators(line, width) or _at_a_bracket(line, width)


def _at_operators(line: str, width: _Width) -> list[str] | None:
    """A statement whose expression has operators, with that in brackets of its own."""
    match = _BEFORE_AN_EXPRESSION.match(line)
    if match is None:
        return None
    head, body = match[0], line[match.end() :].rstrip()
    end = ":" if body.endswith(":") and not head.endswith(("= ", "return ")) else ""
    body = body.removesuffix(end)
    margin = line[: len(line) - len(line.lstrip())]
    operands = _operands(body)
    if len(operands) < 2 or len(_parts(body)) > 1:
        return None
    inner = margin + ("\t" if margin.endswith("\t") else "    ")
    rows = (
        [inner + body]
        if len(inner + body) <= min(width.longest, _ONE_LINE)
        else [inner + each for each in operands]
    )
    if max(map(len, rows)) > width.longest:
        return None
    return [head + "(", *rows, f"{margin}){end}"]


def _operands(body: str) -> list[str]:
    """What the operators that bind least separate in an expression, each behind its operator; all of it where none does."""
    depth, outside = 0, list(" " * len(body))
    for at, character in _code(body):
        depth += (character in _PAIRS) - (character in _PAIRS.values())
        outside[at] = " " if character == " " else "_" if depth else character
    flat = "".join(outside)
    if re.search(r"\b(?:for|lambda|yield|await|not)\b|[:,=](?!=)(?<![=!<>]=)", flat):
        return [body]
    for operator in _OPERATORS:
        ends = [0, *(match.start() for match in operator.finditer(flat)), len(body)]
        if len(ends) > 2:
            return [body[start:end].strip() for start, end in itertools.pairwise(ends)]
    return [body]


def _apart(head: str, parts: Sequence[str], margin: str, width: _Width) -> list[str] | None:
    """Each of ``parts`` on a line of its own, the first behind ``head``; ``None`` where that is no gain."""
    found: list[str] = []
    for number, part in enumerate(parts):
        line = (margin if number else head) + part
        inner = _at_a_bracket(line, width) if len(line) > width.longest else [line]
        found += inner or [line]
    return found if len(found) > 1 else None


def _at_a_bracket(line: str, width: _Width) -> list[str] | None:
    margin = line[: len(line) - len(line.lstrip())]
    inner = margin + ("\t" if margin.endswith("\t") else "    ")
    for start, end in _brackets(line):
        head, body, rest = line[: start + 1], line[start + 1 : end].strip(), line[end:]
        if not body or len(head) > width.longest:
            continue
        parts = _parts(body)
        if width.aligned and len(parts) > 1 and "\t" not in margin:
            parts[-1] += rest
            rows = _apart(head, parts, " " * (start + 1), width)
            if rows is not None and max(map(len, rows)) <= width.longest:
                return rows
            parts[-1] = parts[-1].removesuffix(rest)
        if len(margin + rest) > width.longest:
            continue
        if width.aligned and len(parts) == 1 and len(inner + body + rest) <= width.longest:
            return [head, inner + body + rest]
        if len(inner + body) <= (min(width.longest, _ONE_LINE) if len(parts) > 1 else width.longest):
            return [head, inner + body, margin + rest]
        if len(parts) == 1 and len(operands := _operands(body)) > 1:
            rows = [inner + each for each in operands]
            if max(map(len, rows)) <= width.longest:
                return [head, *rows, margin + rest]
        if len(parts) > 1:
            last = "" if parts[-1].startswith("*") else ","
            parts = [f"{part.removesuffix(',')}," for part in parts[:-1]] + [
                parts[-1].removesuffix(",") + last
            ]
            rows = _apart(inner, parts, inner, width)
            if rows is not None and max(map(len, rows)) <= width.longest:
                return [head, *rows, margin + rest]
    return None


def _left_open(line: str) -> int | None:
    """The last bracket of ``line`` that is closed on another one."""
    if not _OPENS.search(line):
        return None
    opened: list[int] = []
    for at, character in _code(line):
        if character == "#":
            break
        if character in _PAIRS:
            opened.append(at)
        elif character in _PAIRS.values() and opened:
            opened.pop()
    return opened[-1] if opened else None


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
    """What commas outside of brackets separate, each with its comma; a comprehension or a function is one."""
    depth, outside, places = 0, "", []
    for at, character in _code(body):
        depth += (character in _PAIRS) - (character in _PAIRS.values())
        if not depth:
            outside += character
            places.append(at)
    if _ONE.search(outside):
        return [body.strip()]
    named = [range(*match.span()) for match in _NAMES.finditer(outside)]
    commas = [
        place
        for number, (character, place) in enumerate(zip(outside, places, strict=True))
        if character == "," and not any(number in each for each in named)
    ]
    ends = [0, *(at + 1 for at in commas), len(body)]
    return [part for start, end in itertools.pairwise(ends) if (part := body[start:end].strip())]


def _code(line: str) -> Iterator[tuple[int, str]]:
    """The characters of ``line`` that are in no string."""
    if "'" not in line and '"' not in line:
        yield from enumerate(line)
        return
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
