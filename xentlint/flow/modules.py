"""A module of the linted program: its parsed units, and the spans of their nodes."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
from libcst.metadata import CodePosition, MetadataWrapper, PositionProvider

from ..sources.document import Document, Problem, Unit
from ..sources.positions import Position, Span
from ..sources.syntax import syntax_problem
from ..sources.text import split_lines
from .nodes import children
from .values import Place


class Module:
    """One module: a Python file, the code cells of a notebook, or one ``%%writefile`` cell.

    Units that do not parse are left out and recorded in ``problems``.
    """

    def __init__(self, document: Document, name: str, units: tuple[Unit, ...] | None = None) -> None:
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
        self._spans: dict[int, dict[cst.CSTNode, tuple[Position, Position]]] = {}
        for unit in document.units if units is None else units:
            self._parse(unit)

    def _parse(self, unit: Unit) -> None:
        try:
            tree = cst.parse_module(unit.code)
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
        unit = place.unit
        if unit not in self._spans:
            wrapper = MetadataWrapper(self.trees[unit], unsafe_skip_copy=True)
            ranges = wrapper.resolve(PositionProvider)
            left_out = _left_out(self.units[unit].code, self.trees[unit])

            def position(found: CodePosition) -> Position:
                return Position(found.line, found.column + 1 + left_out.get(found.line, 0))

            self._spans[unit] = {
                node: (position(found.start), position(found.end)) for node, found in ranges.items()
            }
        start, end = self._spans[unit][place.node]
        return Span(str(self.path), self.units[unit].cell, start, end)

    def parent(self, place: Place) -> Place | None:
        """The node around ``place``, ``None`` for the whole unit."""
        unit = place.unit
        if unit not in self._parents:
            parents: dict[cst.CSTNode, cst.CSTNode] = {}
            waiting: list[cst.CSTNode] = [self.trees[unit]]
            while waiting:
                node = waiting.pop()
                for child in children(node):
                    parents[child] = node
                    waiting.append(child)
            self._parents[unit] = parents
        above = self._parents[unit].get(place.node)
        return Place(place.module, unit, above) if above is not None else None

    def row(self, place: Place) -> int:
        """The first row of ``place``."""
        return self.span(place).start.row


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
    here, there = span(place), span(outer)
    return there.start <= here.start and here.end <= there.end
