"""Files parsed piece by piece.

Long ones are, since libcst needs many times the memory of the tree while it makes one; and those that are parsed
again and again while somebody writes them: of such a text only the statements that are new are parsed.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from ..sources.syntax import parsed
from ..sources.text import split_lines
from .nodes import children

_LONG = 64 * 1024
"""Characters from which on a file is taken apart, and that a piece has at least."""


class Kept:
    """The statements of the units of a file as they were parsed last, for those that still have them."""

    def __init__(self) -> None:
        self._known: dict[_Key, list[_Piece]] = defaultdict(list)
        self._used: list[tuple[_Key, _Piece]] = []

    def piece(self, key: _Key) -> _Piece:
        """What libcst makes of a piece; raises what it raises. The same one is never given twice for one file."""
        known = self._known.get(key)
        made = known.pop() if known else _parsed(key)
        self._used.append((key, made))
        return made

    def end(self, *, whole: bool) -> None:
        """The file has been parsed; only if that was not ``whole``, what it no longer has may come back."""
        if whole:
            self._known.clear()
        for key, piece in self._used:
            self._known[key].append(piece)
        self._used = []


@dataclass(frozen=True, slots=True)
class _Key:
    """A piece of a text, and whether that begins or ends with it: what stands around its statements may be the file's."""

    text: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A piece that was parsed, and its statements with all that stands in front of them."""

    tree: cst.Module
    body: Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement]
    has_blocks: bool


def parse_module(code: str, kept: Kept | None = None) -> cst.Module:
    """What libcst makes of ``code``; raises what it raises. What is ``kept`` of the text before is not parsed again."""
    if kept is None and len(code) < 2 * _LONG:
        return cst.parse_module(code)
    return _in_pieces(code, kept) or cst.parse_module(code)


def _in_pieces(code: str, kept: Kept | None) -> cst.Module | None:
    """The same made of several parts of ``code``, ``None`` where it cannot be taken apart."""
    tree = parsed(code)
    if tree is None or len(tree.body) < (2 if kept is None else 1):
        return None
    texts = list(_pieces(split_lines(code), tree.body, _LONG if kept is None else 0))
    parse = _parsed if kept is None else kept.piece
    try:
        pieces = [
            parse(_Key(text, number == 0, number == len(texts) - 1)) for number, text in enumerate(texts)
        ]
    except cst.ParserSyntaxError:
        return None
    first, last = pieces[0].tree, pieces[-1].tree
    # Of a block with the indent that is the module's, only that is kept.
    indented = [each.tree for each in pieces if each.has_blocks]
    style = indented[0] if indented else first
    if any(each.default_indent != style.default_indent for each in indented):
        return None
    if any(each.tree.default_newline != first.default_newline for each in pieces):
        return None
    return first.with_changes(
        body=[statement for each in pieces for statement in each.body],
        footer=last.footer,
        default_indent=style.default_indent,
        has_trailing_newline=last.has_trailing_newline,
    )


def _parsed(key: _Key) -> _Piece:
    tree = cst.parse_module(key.text)
    return _Piece(tree, _body(tree, key), any(_has_blocks(each) for each in tree.body))


def _has_blocks(statement: cst.CSTNode) -> bool:
    """Whether something in a statement is indented; what is within a block is not looked into."""
    waiting = [statement]
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.IndentedBlock | cst.Match):
            return True
        if not isinstance(each, cst.BaseExpression | cst.BaseSmallStatement):
            waiting += children(each)
    return False


def _pieces(lines: Sequence[str], body: Sequence[ast.stmt], least: int) -> Iterator[str]:
    """Stretches of ``lines`` of whole statements, with what stands in front of them; the last has the rest.

    Each has at least one statement, and ``least`` characters.
    """
    begin, counted, size = 0, 0, 0
    for statement, following in zip(body, (*body[1:], None), strict=True):
        end = statement.end_lineno or 0
        size += sum(map(len, lines[counted:end]))
        counted = end
        if following is not None and size >= least and _first_row(following) > end:
            yield "".join(lines[begin:end])
            begin, size = end, 0
    yield "".join(lines[begin:])


def _first_row(statement: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min(statement.lineno, *(each.lineno for each in decorators)) if decorators else statement.lineno


def _body(module: cst.Module, key: _Key) -> Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    """The statements of a piece; what stands in front of the first one belongs to it, but in the first piece."""
    if key.first or not module.header or not module.body:
        return module.body
    first = module.body[0]
    return [first.with_changes(leading_lines=[*module.header, *first.leading_lines]), *module.body[1:]]
