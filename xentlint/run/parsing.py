"""Parse a module so that both parsers agree: what either of them refuses is not evaluated."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import libcst as cst

from ..python.modules import Module
from ..python.nodes import children
from ..python.pieces import Kept
from ..sources.document import Document, Problem, Unit
from ..sources.positions import START, Position
from ..sources.syntax import refusal
from ..sources.text import split_lines

# What can hold something that the grammar lets through and a literal cannot: `\N{NO SUCH NAME}`,
# letters in bytes, text beside bytes, more digits than Python converts.
_LITERALS = (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float, cst.Imaginary)
if sys.version_info >= (3, 12):  # before, the parser knows fewer of them than libcst
    _LITERALS += (cst.FormattedString,)


_NEWEST = (3, 14)
"""From here on, Python knows all that libcst does."""

MOST_CHARACTERS = 4_000_000
"""How much of what was parsed is kept: a tree takes a hundred times the memory of its text."""

_Key = tuple[Path, str, "int | None"]
"""The file, the name of the module, and the cell that it begins in."""


class Parses:
    """Files that were parsed, for whoever evaluates the same ones again and again, as somebody edits some of them.

    Of a file that has changed, only what is new is parsed. What was not asked for since longest is let go.
    """

    def __init__(self) -> None:
        self._known: dict[_Key, tuple[tuple[Unit, ...], Module, Kept]] = {}

    def read(self, document: Document, name: str, units: tuple[Unit, ...] | None = None) -> Module:
        """The module of ``document``, as `read_module` gives it, for one evaluation."""
        asked = document.units if units is None else units
        key = (document.path, name, asked[0].cell if asked else None)
        known = self._known.pop(key, None)
        if known is None or known[0] != asked:
            kept = Kept() if known is None else known[2]
            known = asked, read_module(document, name, units, kept), kept
        self._known[key] = known
        self._let_go()
        return known[1].again(document)

    def _let_go(self) -> None:
        sizes = {key: sum(len(unit.code) for unit in units) for key, (units, _, _) in self._known.items()}
        held = sum(sizes.values())
        for key in list(self._known)[:-1]:
            if held <= MOST_CHARACTERS:
                break
            held -= sizes[key]
            del self._known[key]


def read_module(
    document: Document, name: str, units: tuple[Unit, ...] | None = None, kept: Kept | None = None
) -> Module:
    """The module of ``document``, without the units that Python or libcst cannot read.

    Each of those is a problem of the module, with its place. ``kept`` is what is there of the file from the last time.
    """
    refused: dict[Unit, Problem] = {}
    sound: list[Unit] = []
    too_deep: list[Problem] = []
    for unit in document.units if units is None else units:
        told = refusal(unit)
        if told is not None and told.too_deep:
            too_deep.append(told.problem)
            continue
        sound.append(unit)
        if told is not None:
            refused[unit] = told.problem
    module = Module(document, name, tuple(sound), kept)
    for unit in sound:
        if unit not in module.units and unit not in refused:
            _tell_the_place(module, unit)
    module.problems.extend(too_deep)
    if refused:
        _leave_out_bad_literals(module, refused)
    return module


def _tell_the_place(module: Module, unit: Unit) -> None:
    """Give the problem of ``unit``, which is Python and which libcst could not read, a place if it has none."""
    for number, problem in enumerate(module.problems):
        if problem.cell == unit.cell and problem.position == START:
            module.problems[number] = replace(problem, position=_place_of_error(unit))


def _place_of_error(unit: Unit) -> Position:
    """Where the innermost statement starts that libcst cannot read; its error does not tell."""
    lines = split_lines(unit.code)
    place = START
    try:
        inside: list[ast.stmt] = ast.parse(unit.code).body
        while inside:
            bad = next((each for each in inside if not _is_read(each, lines)), None)
            if bad is None:
                break
            place = Position(bad.lineno, bad.col_offset + 1)
            inside = [each for each in ast.walk(bad) if isinstance(each, ast.stmt) and each is not bad]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    return place


def _is_read(statement: ast.stmt, lines: Sequence[str]) -> bool:
    text = "".join(lines[statement.lineno - 1 : statement.end_lineno])
    try:
        # Alone, it may stand further in than a module's statements do.
        cst.parse_module(f"if 1:\n{text}" if text[:1] in (" ", "\t") else text)
    except cst.ParserSyntaxError:
        return True  # cut out of something that is on the same lines
    except Exception:
        return False
    return True


def _leave_out_bad_literals(module: Module, refused: Mapping[Unit, Problem]) -> None:
    """Drop units that this Python refuses because of a literal.

    One that it refuses for something else, and that libcst reads, is newer than this Python.
    """
    for position in reversed(range(len(module.units))):
        problem = refused.get(module.units[position])
        if problem is not None and (sys.version_info >= _NEWEST or _has_bad_literal(module.trees[position])):
            del module.units[position], module.trees[position]
            module.problems.append(problem)


def _has_bad_literal(tree: cst.Module) -> bool:
    waiting: list[cst.CSTNode] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _LITERALS) and not _is_literal(tree.code_for_node(node)):
            return True
        waiting.extend(children(node))
    return False


def _is_literal(code: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Parentheses let the parts of a string stand on lines of their own.
            ast.parse(f"({code}\n)", mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
