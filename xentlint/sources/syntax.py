"""Whether a unit is Python at all, as Python itself says it: the message and the place people know."""

from __future__ import annotations

import ast
import warnings

from .document import Problem, Unit
from .positions import Position


def syntax_problem(unit: Unit) -> Problem | None:
    """The first syntax error of ``unit``, or ``None``; cheap beside a parse that keeps the white space."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(unit.code, "<unit>", "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        at = Position(error.lineno or 1, max(error.offset or 1, 1))
        return Problem(f"does not parse: {error.msg}", unit.cell, at)
    except (ValueError, RecursionError, MemoryError) as error:
        return Problem(f"does not parse: {error}", unit.cell)
    return None
