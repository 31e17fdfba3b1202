"""Where the nodes of a tree stand, found for one statement at a time.

libcst writes a tree out again to know that, which takes longer than to parse it; what is asked for
lies in few statements of the module and of its classes. Python's own parser tells on which rows they stand.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from ..sources.positions import Position
from ..sources.syntax import parsed
from .nodes import walk

Stretch = tuple[Position, Position]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement on ``rows``, after its decorators, in the body of ``classes``, the outermost first."""

    node: cst.CSTNode
    rows: range
    classes: tuple[cst.ClassDef, ...]


class Spans:
    """Where the nodes of ``tree``, which was parsed from ``code``, begin and end."""

    def __init__(self, tree: cst.Module, code: str) -> None:
        self._tree = tree
        self._code = code
        self._statements: dict[cst.CSTNode, _Statement] | None = None
        self._around: dict[cst.CSTNode, cst.CSTNode] | None = None
        self._found: dict[Hashable, tuple[Mapping[cst.CSTNode, CodeRange], int]] = {}
        """By statement, or its head: the ranges in it, counted from elsewhere, and how many rows further down it stands."""

    def of(self, node: cst.CSTNode) -> Stretch:
        """The first position of ``node``, and the one after it, without the white space around it."""
        statement = self.statement(node)
        known = None if statement is None else self._known.get(statement)
        if known is None:
            return self._within(node, self._tree, lambda: (_ranges(self._tree), 0))
        if isinstance(known.node, cst.ClassDef) and isinstance(known.node.body, cst.IndentedBlock):
            # Of a class that may be most of a file, all that is written is its head.
            if node is known.node:
                return self._of_head(known, node)[0], self.of(known.node.body.body[-1])[1]
            if node is not known.node.body:
                return self._of_head(known, node)
        return self._within(node, known.node, lambda: self._alone(known, known.node))

    def _of_head(self, cls: _Statement, node: cst.CSTNode) -> Stretch:
        def alone() -> tuple[Mapping[cst.CSTNode, CodeRange], int]:
            held: Any = cls.node
            body = held.body.with_changes(body=(cst.parse_statement("pass"),), footer=())
            return self._alone(cls, held.with_changes(body=body))

        return self._within(node, ("head", cls.node), alone)

    def _within(
        self,
        node: cst.CSTNode,
        key: Hashable,
        written: Callable[[], tuple[Mapping[cst.CSTNode, CodeRange], int]],
    ) -> Stretch:
        if key not in self._found:
            self._found[key] = written()
        ranges, below = self._found[key]
        start, end = ranges[node].start, ranges[node].end
        return Position(start.line + below, start.column + 1), Position(end.line + below, end.column + 1)

    def rows(self, node: cst.CSTNode) -> range | None:
        """The rows of the innermost statement of the module or of a class that ``node`` is, or is in."""
        statement = self.statement(node)
        known = None if statement is None else self._known.get(statement)
        return None if known is None else known.rows

    def statement(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The statement that ``node`` is in, ``None`` for what is not in one. A class is one apart from what it holds."""
        if self._around is None:
            self._around = dict(_around(self._tree.body))
        return self._around.get(node)

    @property
    def _known(self) -> Mapping[cst.CSTNode, _Statement]:
        """The statements of which the rows are known: of all, or of none."""
        if self._statements is None:
            self._statements = _placed(self._tree, self._code)
        return self._statements

    def _alone(self, statement: _Statement, node: Any) -> tuple[Mapping[cst.CSTNode, CodeRange], int]:
        """The ranges in ``node``, which is ``statement`` or stands for it."""
        bare: Any = node.with_changes(leading_lines=())
        inner = bare
        for cls in reversed(statement.classes):
            body = cls.body.with_changes(body=(inner,))
            inner = cls.with_changes(leading_lines=(), lines_after_decorators=(), decorators=(), body=body)
        ranges = _ranges(self._tree.with_changes(body=(inner,), header=(), footer=()))
        below = statement.rows.start - ranges[bare].start.line
        return {**ranges, statement.node: ranges[bare]}, below


def _around(body: Iterable[cst.CSTNode]) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Every node in ``body``, with its statement."""
    for statement in body:
        yield from ((each, statement) for each in walk(statement))
        if isinstance(statement, cst.ClassDef) and isinstance(statement.body, cst.IndentedBlock):
            yield from _around(statement.body.body)


def _placed(tree: cst.Module, code: str) -> dict[cst.CSTNode, _Statement]:
    """The statements, as Python's parser finds them; none where it reads something else."""
    read = parsed(code)
    if read is None:
        return {}
    found: dict[cst.CSTNode, _Statement] = {}
    waiting: list[tuple[Iterable[cst.CSTNode], list[ast.stmt], tuple[cst.ClassDef, ...]]] = [
        (tree.body, read.body, ())
    ]
    while waiting:
        statements, listed, classes = waiting.pop()
        position = 0
        for each in statements:
            count = len(each.body) if isinstance(each, cst.SimpleStatementLine) else 1
            same = listed[position : position + count]
            if len(same) < count:
                return {}
            position += count
            last = same[-1].end_lineno or same[-1].lineno
            found[each] = _Statement(each, range(same[0].lineno, last + 1), classes)
            if isinstance(each, cst.ClassDef) and isinstance(each.body, cst.IndentedBlock):
                if not isinstance(same[0], ast.ClassDef):
                    return {}
                waiting.append((each.body.body, same[0].body, (*classes, each)))
        if position != len(listed):
            return {}
    return found


class _Written(MetadataWrapper):
    """A tree of which only the positions are asked: libcst visits it once more for visitors that are not there."""

    def visit_batched(self, visitors: Iterable[Any], *arguments: Any, **options: Any) -> cst.CSTNode:
        waiting = list(visitors)
        return super().visit_batched(waiting, *arguments, **options) if waiting else self.module


def _ranges(tree: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
    return _Written(tree, unsafe_skip_copy=True).resolve(PositionProvider)
