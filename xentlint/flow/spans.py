"""Where the nodes of a tree stand, found for one statement of the module at a time.

libcst writes a tree out again to know that, which takes longer than to parse it; what is asked for
lies in few statements. Python's own parser tells on which row each of them begins.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from ..sources.positions import Position
from .nodes import walk

Stretch = tuple[Position, Position]


class Spans:
    """Where the nodes of ``tree``, which was parsed from ``code``, begin and end."""

    def __init__(self, tree: cst.Module, code: str) -> None:
        self._tree = tree
        self._code = code
        self._rows: list[int] | None = None
        self._numbers: dict[cst.CSTNode, int] | None = None
        self._found: dict[int | None, tuple[Mapping[cst.CSTNode, CodeRange], int]] = {}
        """By statement: the ranges in it, counted from elsewhere, and how many rows further down it stands."""

    def of(self, node: cst.CSTNode) -> Stretch:
        """The first position of ``node``, and the one after it, without the white space around it."""
        number = self.statement(node)
        if number is not None and self._rows is None:
            self._rows = _first_rows(self._tree, self._code)
        if not self._rows:
            number = None
        if number not in self._found:
            self._found[number] = (_ranges(self._tree), 0) if number is None else self._alone(number)
        ranges, below = self._found[number]
        start, end = ranges[node].start, ranges[node].end
        return Position(start.line + below, start.column + 1), Position(end.line + below, end.column + 1)

    def statement(self, node: cst.CSTNode) -> int | None:
        """The number of the module's statement that ``node`` is in, ``None`` for what is not in one."""
        if self._numbers is None:
            self._numbers = {
                each: number for number, statement in enumerate(self._tree.body) for each in walk(statement)
            }
        return self._numbers.get(node)

    def _alone(self, number: int) -> tuple[Mapping[cst.CSTNode, CodeRange], int]:
        assert self._rows is not None
        statement = self._tree.body[number]
        bare = statement.with_changes(leading_lines=())
        ranges = _ranges(self._tree.with_changes(body=(bare,), header=(), footer=()))
        below = self._rows[number] - ranges[bare].start.line
        return {**ranges, statement: ranges[bare]}, below


def _first_rows(tree: cst.Module, code: str) -> list[int]:
    """The row on which each statement of the module begins, after its decorators; none where that is not known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            statements = ast.parse(code).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
    rows: list[int] = []
    position = 0
    for each in tree.body:
        if position >= len(statements):
            return []
        rows.append(statements[position].lineno)
        position += len(each.body) if isinstance(each, cst.SimpleStatementLine) else 1
    return rows if position == len(statements) else []


class _Written(MetadataWrapper):
    """A tree of which only the positions are asked: libcst visits it once more for visitors that are not there."""

    def visit_batched(self, visitors: Iterable[Any], *arguments: Any, **options: Any) -> cst.CSTNode:
        waiting = list(visitors)
        return super().visit_batched(waiting, *arguments, **options) if waiting else self.module


def _ranges(tree: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
    return _Written(tree, unsafe_skip_copy=True).resolve(PositionProvider)
