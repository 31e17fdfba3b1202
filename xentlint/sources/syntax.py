"""Ask Python's own parser whether a unit is Python, without importing anything."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from typing import NamedTuple

from .document import Problem, Unit
from .positions import Position
from .text import split_lines

# What the tokenizer of CPython takes (MAXLEVEL, MAXINDENT in Parser/tokenizer.h).
_MOST_BRACKETS = 200
_MOST_INDENTS = 100
_MOST_DEPTH = 1_000
_LONG_LINE = 4_000
_LONG_EXPRESSION = 400
"""Rows from which on an expression may be that deep, with a few levels on each."""
_BRACKET = re.compile(r"[()\[\]{}]")


class Refusal(NamedTuple):
    """Why Python refuses a unit.

    ``too_deep`` tells that it is nested more deeply than any parser should follow: libcst has no
    limits of its own, and takes gigabytes or the whole process with it.
    """

    problem: Problem
    too_deep: bool


def syntax_problem(unit: Unit) -> Problem | None:
    """The first syntax error of ``unit``, or ``None``; cheap beside a parse that keeps the white space."""
    refused = refusal(unit)
    return refused.problem if refused is not None else None


def refusal(unit: Unit) -> Refusal | None:
    """The first syntax error of ``unit`` and its kind, or ``None`` when it is Python."""
    try:
        tree = _tree(unit.code)
    except SyntaxError as error:
        at = Position(error.lineno or 1, max(error.offset or 1, 1))
        return Refusal(Problem(f"does not parse: {error.msg}", unit.cell, at), _is_too_deep(unit.code))
    except (RecursionError, MemoryError):
        return Refusal(Problem("does not parse: it is nested too deeply", unit.cell), True)
    except ValueError as error:
        return Refusal(Problem(f"does not parse: {error}", unit.cell), False)
    deep = _too_deep(tree, unit.code)
    if deep is not None:
        at = Position(deep.lineno, deep.col_offset + 1)
        told = f"is nested too deeply to be evaluated: here, by more than {_MOST_DEPTH:,} levels"
        return Refusal(Problem(told, unit.cell, at), True)
    return None


def parsed(code: str) -> ast.Module | None:
    """What Python's own parser makes of ``code``, and ``None`` when it refuses it."""
    try:
        return _tree(code)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return None


@lru_cache(maxsize=1)
def _tree(code: str) -> ast.Module:
    """The tree of ``code``; of the last one, since a unit that is read is asked about more than once in a row."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: ast.Module = compile(code, "<unit>", "exec", flags, dont_inherit=True)
    return tree


def _too_deep(tree: ast.Module, code: str) -> ast.expr | None:
    """An expression that is deeper than anybody writes: thousands of dots or of operators in a row, say.

    Python parses that, up to some depth it compiles it, and libcst reads it, in a time that grows with the
    square of the depth. Only what is long enough is looked into.
    """
    is_long = max(map(len, code.split("\n"))) >= _LONG_LINE
    waiting: list[ast.AST] = [tree]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if not isinstance(child, ast.expr):
                waiting.append(child)
                continue
            rows = (child.end_lineno or child.lineno) - child.lineno
            if (is_long or rows >= _LONG_EXPRESSION) and _depth_exceeds(child, _MOST_DEPTH):
                return child
    return None


def _depth_exceeds(tree: ast.AST, most: int) -> bool:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > most:
            return True
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return False


def _is_too_deep(code: str) -> bool:
    """Tell whether ``code`` may be nested more deeply than Python takes.

    Brackets in strings count too: who asks has a text that is no Python for some reason.
    """
    depth = 0
    for match in _BRACKET.finditer(code):
        depth = depth + 1 if match[0] in "([{" else max(depth - 1, 0)
        if depth > _MOST_BRACKETS:
            return True
    indents = [0]
    for line in split_lines(code):
        width = len(line) - len(line.lstrip(" \t\f"))
        while width < indents[-1]:
            indents.pop()
        if width > indents[-1]:
            indents.append(width)
        if len(indents) > _MOST_INDENTS:
            return True
    return False
