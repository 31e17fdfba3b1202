"""The statements of a file that no path leads to, as far as paths were followed: nothing is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import libcst as cst

from ..keras.program import Program
from ..keras.watching import Watch
from ..python.modules import Module, Place
from ..python.nodes import children, walk
from .told import Known, Wanted

_SILENT = (cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Pass, cst.Break, cst.Continue)
_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


def unreached(program: Program, watch: Watch, wanted: Wanted) -> Iterator[Known]:
    """Each outermost statement in the watched file, at a ``wanted`` place, of which no expression was evaluated."""
    for module in program.read:
        if module.path == watch.path:
            slow = {each.function for each in program.exhausted if each.path == module.path}
            whole = "" in slow
            for unit, tree in enumerate(module.trees):
                search = _Search(watch, wanted, module, unit, slow)
                yield from search.inside(tree, "" if not whole else _TOO_LONG)


_TOO_LONG = "not evaluated: following the program takes too long"


@dataclass(frozen=True)
class _Search:
    """One pass over the tree of a unit; ``slow`` are the functions that took too long."""

    watch: Watch
    wanted: Wanted
    module: Module
    unit: int
    slow: Collection[str]

    def inside(self, node: cst.CSTNode, why: str) -> Iterator[Known]:
        """The statements in ``node`` that were not evaluated; ``why`` if that is known."""
        for child in children(node):
            if isinstance(child, _STATEMENTS) and not self.wanted(Place(self.module, self.unit, child)):
                continue
            if isinstance(child, cst.FunctionDef):
                yield from self._function(child, why)
            elif isinstance(child, _STATEMENTS) and not _was_run(self.watch, child):
                text = why or "not evaluated: no path that was followed leads here"
                yield Known(Place(self.module, self.unit, child), text)
            else:
                yield from self.inside(child, why)

    def _function(self, node: cst.FunctionDef, why: str) -> Iterator[Known]:
        name = node.name.value
        if _was_run(self.watch, node.body):
            if name in self.slow:
                why = f"not evaluated: {name} takes too long to follow"
            yield from self.inside(node.body, why)
        else:
            text = why or f"not evaluated: no call of {name} was followed"
            yield Known(Place(self.module, self.unit, node), text)


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
