"""Branches that a constant of the program switches off: who changes the constant finds them as they were.

``mode = "sequential"  # or "functional"`` leaves the other builder out of sight. Where that one applies the same
activation, a repair of this one alone makes the program wrong for the other mode.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..keras.values import Origin
from ..python.modules import Place, inside
from ..python.nodes import walk
from ..rules.finding import View
from . import text

_SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.Module)


def other_branch(view: View, origin: Origin) -> Place | None:
    """Where a branch that was never run applies the activation of ``origin`` instead of it."""
    for branch in _others(origin.place):
        named = next((node for node in walk(branch.node) if _names(node, origin.function)), None)
        if named is not None and not _was_run(view, branch):
            return text.child(branch, named)
    return None


def _others(place: Place) -> Iterator[Place]:
    """The branches that are run when the one around ``place`` is not."""
    inner, above = place, text.parent(place)
    while above is not None and not isinstance(inner.node, _SCOPES):
        if isinstance(above.node, cst.If) and inner.node is not above.node.test:
            branches = _arms(above.node)
            yield from (text.child(above, each) for each in branches if each is not inner.node)
            if inner.node is above.node.body and _leaves(above.node.body):
                yield from (text.child(above, each) for each in _after(above))
        elif isinstance(above.node, cst.IndentedBlock | cst.Module):
            for each in above.node.body:
                if each is inner.node:
                    break
                if isinstance(each, cst.If) and _leaves(each.body):
                    yield text.child(above, each.body)
        inner, above = above, text.parent(above)


def _arms(node: cst.If) -> list[cst.CSTNode]:
    """The suite of an ``if``, and all that its ``else`` or ``elif`` has."""
    return [node.body] if node.orelse is None else [node.body, node.orelse]


def _leaves(suite: cst.BaseSuite) -> bool:
    """Whether what follows the ``if`` is not run after this branch."""
    last = suite.body[-1] if suite.body else None
    if isinstance(last, cst.SimpleStatementLine) and last.body:
        last = last.body[-1]
    return isinstance(last, cst.Return | cst.Raise | cst.Continue)


def _after(statement: Place) -> list[cst.CSTNode]:
    block = text.parent(statement)
    if block is None or not isinstance(block.node, cst.IndentedBlock | cst.Module):
        return []
    body = list(block.node.body)
    index = next(i for i, each in enumerate(body) if each is statement.node)
    return list(body[index + 1 :])


def _names(node: cst.CSTNode, function: str) -> bool:
    if isinstance(node, cst.SimpleString):
        return node.evaluated_value == function
    return isinstance(node, cst.Name) and node.value in (function, function.capitalize())


def _was_run(view: View, branch: Place) -> bool:
    """Whether anything is known to have been made or met in a branch."""
    facts = view.program.facts
    known = (*facts.layer_uses, *facts.outputs, *(each.sink for each in facts.losses.values()))
    return any(inside(place, branch) for place in known)
