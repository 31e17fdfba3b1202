"""Scores that have a name of their own beside their activation's: a loss is given those, and all else stays.

``probs = tf.nn.softmax(logits)`` and ``loss_fn(y, probs)`` become ``loss_fn(y, logits)``: ``probs`` are still
probabilities to whoever reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from ..keras.values import Origin
from ..python.modules import Place
from ..python.nodes import walk
from ..sources.positions import Position
from . import text

_SCOPES = (cst.FunctionDef, cst.Lambda)
_PARTS = (cst.Element, cst.StarredElement, cst.Tuple, cst.List)
_BINDING = (
    cst.AssignTarget,
    cst.AsName,
    cst.Del,
    cst.ImportAlias,
    cst.MatchAs,
    cst.MatchMapping,
    cst.MatchStar,
    cst.NameItem,
)


def beside(origin: Origin, given: Collection[Place | None]) -> str | None:
    """The name of the scores at each of the expressions ``given``, which are what the activation makes of them."""
    scores, made = origin.scores, text.parent(origin.place)
    if scores is not None and made is not None and isinstance(scores.node, cst.Attribute):
        return _attribute(made, scores.node, given)
    if scores is None or made is None or not isinstance(scores.node, cst.Name):
        return None
    node, name = made.node, scores.node.value
    if not isinstance(node, cst.Assign) or len(node.targets) != 1 or text.is_parameter(scores):
        return None
    target = node.targets[0].target
    if not isinstance(target, cst.Name) or target.value == name:
        return None
    line = text.parent(made)
    block = text.parent(line) if line is not None else None
    if block is None:
        return None
    if not all(isinstance(place, Place) for place in given):
        return None
    places = [place for place in given if place is not None]
    return name if stays(made, block, target.value, places, {name}) else None


def _attribute(made: Place, scores: cst.Attribute, given: Collection[Place | None]) -> str | None:
    """``self.logits`` beside ``self.probs = softmax(self.logits)``, where the function goes on with both as they are."""
    node = made.node
    target = node.targets[0].target if isinstance(node, cst.Assign) and len(node.targets) == 1 else None
    if not text.is_own_attribute(scores) or not isinstance(target, cst.Attribute):
        return None
    line = text.parent(made)
    block = text.parent(line) if line is not None else None
    both = {_code(scores), _code(target)}
    if block is None or len(both) < 2 or not text.is_own_attribute(target):
        return None
    ends: list[Position] = []
    for place in given:
        if place is None or _code(place.node) != _code(target):
            return None
        statement = _following(place, made, block)
        if statement is None:
            return None
        ends.append(text.span(statement).end)
    after, function = text.span(made).end, text.enclosing(made, *_SCOPES)
    for each in walk(function.node) if function is not None and ends else ():
        if not isinstance(each, cst.Attribute) or not text.is_own_attribute(each):
            continue
        here = text.child(made, each)
        above = text.parent(here)
        called = above is not None and isinstance(above.node, cst.Call) and above.node.func is each
        if after <= text.span(here).start < max(ends) and (
            called or (_code(each) in both and _is_bound(here))
        ):
            return None
    return _code(scores) if ends else None


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def stays(made: Place, block: Place, name: str, read: Collection[Place], more: Collection[str] = ()) -> bool:
    """Whether all of ``read`` are what the assignment ``made`` of ``block`` has bound ``name`` to.

    Neither ``name`` nor ``more`` names may stand for something else by then.
    """
    ends: list[Position] = []
    for place in read:
        if not isinstance(place.node, cst.Name) or place.node.value != name:
            return False
        statement = _following(place, made, block)
        if statement is None:
            return False
        ends.append(text.span(statement).end)
    return bool(ends) and not any(_rebinds(block, made, max(ends), {name, *more}))


def _following(place: Place, made: Place, block: Place) -> Place | None:
    """The statement of ``block`` that ``place`` stands in, after the assignment ``made`` and in the same function."""
    if place.module is not made.module or place.unit != made.unit:
        return None
    if text.enclosing(place, *_SCOPES) != text.enclosing(made, *_SCOPES):
        return None
    inner, above = place, text.parent(place)
    while above is not None and above.node is not block.node:
        inner, above = above, text.parent(above)
    return inner if above is not None and text.span(made).end <= text.span(place).start else None


def _rebinds(block: Place, made: Place, end: Position, names: Collection[str]) -> Iterator[bool]:
    """Whether what stands between ``made`` and ``end``, or a function, may give one of ``names`` another value."""
    scope = text.enclosing(made, *_SCOPES)
    trees = [scope.node] if scope is not None else [made.module.trees[made.unit]]
    after = text.span(made).end
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, cst.Global | cst.Nonlocal):
                yield any(each.name.value in names for each in node.names)
            if not isinstance(node, cst.Name) or node.value not in names:
                continue
            here = text.child(block, node)
            if after <= text.span(here).start < end:
                yield _is_bound(here)


def _is_bound(name: Place) -> bool:
    """Whether a name stands where it is given a value, alone or with others."""
    inner, above = name, text.parent(name)
    while above is not None and isinstance(above.node, _PARTS):
        inner, above = above, text.parent(above)
    node = above.node if above is not None else None
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        return node.name is inner.node
    if isinstance(node, cst.AugAssign | cst.AnnAssign | cst.For | cst.CompFor | cst.NamedExpr):
        return node.target is inner.node
    return isinstance(node, _BINDING)
