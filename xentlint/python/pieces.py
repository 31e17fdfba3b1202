"""Long files parsed piece by piece: libcst needs many times the memory of the tree while it makes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import libcst as cst

from ..sources.syntax import parsed
from ..sources.text import split_lines

_LONG = 64 * 1024
"""Characters from which on a file is taken apart, and that a piece has at least."""


def parse_module(code: str) -> cst.Module:
    """What libcst makes of ``code``; raises what it raises."""
    if len(code) < 2 * _LONG:
        return cst.parse_module(code)
    return _in_pieces(code) or cst.parse_module(code)


def _in_pieces(code: str) -> cst.Module | None:
    """The same made of several parts of ``code``, ``None`` where it cannot be taken apart."""
    tree = parsed(code)
    if tree is None or len(tree.body) < 2:
        return None
    modules: list[cst.Module] = []
    indented: list[cst.Module] = []
    for text, statements in _pieces(split_lines(code), tree.body):
        try:
            modules.append(cst.parse_module(text))
        except cst.ParserSyntaxError:
            return None
        if any(hasattr(each, "body") or isinstance(each, ast.Match) for each in statements):
            indented.append(modules[-1])
    first, last = modules[0], modules[-1]
    # Of a block with the indent that is the module's, only that is kept.
    style = indented[0] if indented else first
    if any(each.default_indent != style.default_indent for each in indented):
        return None
    if any(each.default_newline != first.default_newline for each in modules):
        return None
    return first.with_changes(
        body=[statement for number, each in enumerate(modules) for statement in _body(each, number)],
        footer=last.footer,
        default_indent=style.default_indent,
        has_trailing_newline=last.has_trailing_newline,
    )


def _pieces(lines: Sequence[str], body: Sequence[ast.stmt]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Stretches of ``lines`` of several statements each, with what stands in front of them; the last has the rest."""
    begin, counted, size = 0, 0, 0
    statements: list[ast.stmt] = []
    for statement, following in zip(body, (*body[1:], None), strict=True):
        statements.append(statement)
        end = statement.end_lineno or 0
        size += sum(map(len, lines[counted:end]))
        counted = end
        if following is not None and size >= _LONG and _first_row(following) > end:
            yield "".join(lines[begin:end]), statements
            begin, size, statements = end, 0, []
    yield "".join(lines[begin:]), statements


def _first_row(statement: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min(statement.lineno, *(each.lineno for each in decorators)) if decorators else statement.lineno


def _body(module: cst.Module, number: int) -> Sequence[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
    """The statements of a piece; what stands in front of the first one belongs to it, but in the first piece."""
    if number == 0 or not module.header or not module.body:
        return module.body
    first = module.body[0]
    return [first.with_changes(leading_lines=[*module.header, *first.leading_lines]), *module.body[1:]]
