"""The statements of a file that no path leads to, as far as paths were followed: nothing is known of them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..keras.program import Program
from ..keras.watching import Watch
from ..python.modules import Module, Place
from ..python.nodes import children, walk
from .told import Known

_SILENT = (cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Pass, cst.Break, cst.Continue)
_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


def unreached(program: Program, watch: Watch) -> Iterator[Known]:
    """Each outermost statement in the watched file of which no expression was evaluated."""
    for module in program.read:
        if module.path == watch.path:
            slow = {each.function for each in program.exhausted if each.path == module.path}
            whole = "" in slow
            for unit, tree in enumerate(module.trees):
                yield from _in(watch, module, unit, tree, slow, "" if not whole else _TOO_LONG)


_TOO_LONG = "not evaluated: following the program takes too long"


def _in(
    watch: Watch, module: Module, unit: int, node: cst.CSTNode, slow: set[str], why: str
) -> Iterator[Known]:
    for child in children(node):
        if isinstance(child, cst.FunctionDef):
            yield from _function(watch, module, unit, child, slow, why)
        elif isinstance(child, _STATEMENTS) and not _was_run(watch, child):
            text = why or "not evaluated: no path that was followed leads here"
            yield Known(Place(module, unit, child), text)
        else:
            yield from _in(watch, module, unit, child, slow, why)


def _function(
    watch: Watch, module: Module, unit: int, node: cst.FunctionDef, slow: set[str], why: str
) -> Iterator[Known]:
    name = node.name.value
    if _was_run(watch, node.body):
        if name in slow:
            why = f"not evaluated: {name} takes too long to follow"
        yield from _in(watch, module, unit, node.body, slow, why)
    else:
        text = why or f"not evaluated: no call of {name} was followed"
        yield Known(Place(module, unit, node), text)


def _was_run(watch: Watch, node: cst.CSTNode) -> bool:
    """Whether something in ``node`` was evaluated, or there is nothing to evaluate."""
    evaluated = False
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, _SILENT) or (isinstance(each, cst.AnnAssign) and each.value is None):
            continue
        if isinstance(each, cst.BaseExpression):
            if any(watch.of(inner) for inner in walk(each)):
                return True
            evaluated = evaluated or not isinstance(each, cst.SimpleString | cst.Ellipsis)
            continue
        if isinstance(each, cst.FunctionDef | cst.ClassDef) and each is not node:
            return True  # told of by itself
        waiting.extend(children(each))
    return not evaluated
