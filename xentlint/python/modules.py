"""A module of the linted program: its parsed units, and the spans of their nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

import libcst as cst

from ..sources.definitions import Definition, definitions
from ..sources.document import Document, Problem, Unit
from ..sources.positions import Position, Span
from ..sources.syntax import syntax_problem
from ..sources.text import split_lines
from .nodes import children, walk
from .pieces import Kept, parse_module
from .spans import Spans

_Node = TypeVar("_Node", bound=cst.CSTNode)


class Module:
    """One module: a Python file, the code cells of a notebook, or one ``%%writefile`` cell.

    Units that do not parse are left out and recorded in ``problems``.
    """

    def __init__(
        self,
        document: Document,
        name: str,
        units: tuple[Unit, ...] | None = None,
        kept: Kept | None = None,
    ) -> None:
        """Parse what is not ``kept`` from the last time that the file was."""
        self.document = document
        self.name = name
        self.run_as = "__main__"
        """What ``__name__`` is: the module's name while it is imported, ``__main__`` while it is run."""
        self.path: Path = document.path
        self.scope = 0
        self.units: list[Unit] = []
        self.trees: list[cst.Module] = []
        self.problems: list[Problem] = []
        self._parents: dict[int, dict[cst.CSTNode, cst.CSTNode]] = {}
        self._spans: dict[int, Spans] = {}
        self._left_out: dict[int, Mapping[int, int]] = {}
        self._by_kind: dict[int, dict[type[cst.CSTNode], list[cst.CSTNode]]] = {}
        self._defined: dict[Unit, list[Definition] | None] = {}
        for unit in document.units if units is None else units:
            self._parse(unit, kept)
        if kept is not None:
            kept.end(whole=not self.problems)

    def again(self, document: Document) -> Module:
        """The same for another evaluation, of which nothing is known yet; ``document`` has the same units."""
        made = copy(self)
        made.document, made.run_as, made.scope = document, "__main__", 0
        made.units, made.trees, made.problems = [*self.units], [*self.trees], [*self.problems]
        return made

    def _parse(self, unit: Unit, kept: Kept | None) -> None:
        self._defined[unit] = definitions(unit)  # now, while what Python makes of it is at hand
        try:
            tree = parse_module(unit.code, kept)
        except cst.ParserSyntaxError as error:
            at = Position(max(error.raw_line, 1), error.raw_column + 1)
            why = error.message.splitlines()[0]
            told = Problem(f"is Python, but libcst cannot read it: {why}", unit.cell, at)
            self.problems.append(syntax_problem(unit) or told)
        except RecursionError:
            self.problems.append(Problem("does not parse: nested too deeply", unit.cell))
        except Exception as error:  # libcst checks its own trees with errors of every kind
            told = Problem(f"is Python, but libcst cannot read it: {error}", unit.cell, Position(1, 1))
            self.problems.append(syntax_problem(unit) or told)
        else:
            self.units.append(unit)
            self.trees.append(tree)

    def defined(self, unit: int) -> list[Definition] | None:
        """The functions and classes of a unit in their order, ``None`` where they are not known."""
        return self._defined[self.units[unit]]

    @property
    def dotted(self) -> str:
        """The name under which it is imported, as far as the packages around it tell."""
        parts = [] if self.path.stem == "__init__" else [self.path.stem]
        folder = self.path.parent
        while (folder / "__init__.py").exists() and folder.name:
            parts.insert(0, folder.name)
            folder = folder.parent
        return ".".join(parts)

    def span(self, place: Place) -> Span:
        """Where ``place`` stands, without the white space around it."""
        start, end = self._spans_of(place.unit).of(place.node)
        left_out = self._left_out[place.unit]
        return Span(
            str(self.path), self.units[place.unit].cell, _moved(start, left_out), _moved(end, left_out)
        )

    def rows_around(self, place: Place) -> range | None:
        """The rows of a statement that ``place`` is or is in, without its decorators, where that is cheap to know."""
        return self._spans_of(place.unit).rows(place.node)

    def _spans_of(self, unit: int) -> Spans:
        if unit not in self._spans:
            self._spans[unit] = Spans(self.trees[unit], self.units[unit].code)
            self._left_out[unit] = _left_out(self.units[unit].code, self.trees[unit])
        return self._spans[unit]

    def parent(self, place: Place) -> Place | None:
        """The node around ``place``, ``None`` for the whole unit."""
        above = self._above(place.unit).get(place.node)
        return Place(place.module, place.unit, above) if above is not None else None

    def is_around(self, place: Place, other: Place) -> bool:
        """Whether ``place`` is ``other`` or one of the nodes around it, in the same unit."""
        parents = self._above(place.unit)
        node: cst.CSTNode | None = other.node
        while node is not None and node is not place.node:
            node = parents.get(node)
        return node is not None

    def _above(self, unit: int) -> dict[cst.CSTNode, cst.CSTNode]:
        if unit not in self._parents:
            parents: dict[cst.CSTNode, cst.CSTNode] = {}
            waiting: list[cst.CSTNode] = [self.trees[unit]]
            while waiting:
                node = waiting.pop()
                for child in children(node):
                    parents[child] = node
                    waiting.append(child)
            self._parents[unit] = parents
        return self._parents[unit]

    def every(self, kind: type[_Node], unit: int) -> Sequence[_Node]:
        """All nodes of one kind in a unit, in no particular order: one walk finds those of every kind."""
        known = self._by_kind.get(unit)
        if known is None:
            known = self._by_kind[unit] = defaultdict(list)
            for node in walk(self.trees[unit]):
                known[type(node)].append(node)
        return cast("Sequence[_Node]", known.get(kind, ()))

    def row(self, place: Place) -> int:
        """The first row of ``place``."""
        return self.span(place).start.row


def _moved(found: Position, left_out: Mapping[int, int]) -> Position:
    return Position(found.row, found.column + left_out.get(found.row, 0))


def _left_out(code: str, tree: cst.Module) -> dict[int, int]:
    """How much of the beginning of each line a tree does not hold, by row: white space before a form feed."""
    if "\f" not in code:
        return {}
    lines = zip(split_lines(code), split_lines(tree.code), strict=False)
    return {
        row: len(written) - len(held)
        for row, (written, held) in enumerate(lines, 1)
        if len(held) < len(written) and written.endswith(held)
    }


def span(place: Place) -> Span:
    """Where ``place`` stands in the source."""
    return place.module.span(place)


def inside(place: Place, outer: Place) -> bool:
    """Whether ``place`` is, or lies within, ``outer``."""
    if place.module is not outer.module or place.unit != outer.unit:
        return False
    module = place.module
    if module.is_around(outer, place):
        return True
    if not module.is_around(place, outer):
        return False
    # An argument is around its value, and stands where that stands.
    here, there = span(place), span(outer)
    return there.start <= here.start and here.end <= there.end


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a module's tree: where something stands in the source.

    ``unit`` is the index of the module's unit (0 for a file, the n-th parsed cell of a notebook).
    """

    module: Module = field(repr=False)
    unit: int
    node: cst.CSTNode = field(repr=False)
