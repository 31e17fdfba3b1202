"""Names that would stand for another name: where ``probs = softmax(logits)`` loses its call, ``logits`` is read.

``probs = logits`` would run, and say what is not so. It goes where a function binds both names once and reads
them in its own body; anywhere else it stays, since more may hang on the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from ..python.modules import Module, Place
from ..python.naming import bound_here
from ..python.nodes import walk
from ..rules.finding import View
from ..sources.positions import Edit, Span
from ..sources.text import TextIndex
from . import text
from .text import NotEditable

_SCOPES = (
    cst.FunctionDef,
    cst.Lambda,
    cst.ClassDef,
    cst.ListComp,
    cst.SetComp,
    cst.DictComp,
    cst.GeneratorExp,
)
_ALL_NAMES = frozenset({"eval", "exec", "locals", "vars"})


def avoided(view: View, edits: Sequence[Edit]) -> list[Edit]:
    """``edits``, by which no local name is left that only stands for another one."""
    kept = list(edits)
    for module in view.program.read:
        if any(each.span.path == str(module.path) for each in kept):
            for statement in _assignments(module):
                kept = _without(statement, kept)
    return kept


def _assignments(module: Module) -> Iterator[Place]:
    for unit in range(len(module.trees)):
        for node in module.every(cst.Assign, unit):
            if len(node.targets) == 1 and isinstance(node.targets[0].target, cst.Name):
                yield Place(module, unit, node)


def _without(statement: Place, edits: list[Edit]) -> list[Edit]:
    assert isinstance(statement.node, cst.Assign)
    target = statement.node.targets[0].target
    assert isinstance(target, cst.Name)
    here = text.span(statement)
    mine = [each for each in edits if _is_in(each.span, here)]
    source = _edited(statement, here, mine).partition("=")[2].strip() if mine else ""
    if not source.isidentifier() or source == target.value:
        return edits
    try:
        gone = text.delete_statement(statement)
    except NotEditable:
        return edits
    reads = _reads(statement, target.value, source)
    others = [each for each in edits if not any(_is_in(each.span, whole.span) for whole in gone)]
    new: list[Edit] = []
    for read in reads or ():
        around = [each for each in others if _touch(each.span, text.span(read))]
        before = [each for each in around if each.span.start == each.span.end == text.span(read).start]
        after = [each for each in around if each.span.start == each.span.end == text.span(read).end]
        if len(before) == len(after) == 1 and len(around) == 2:
            others = [each for each in others if each not in around]
            new.append(text.replace(read, before[0].content + source + after[0].content))
        else:
            new.append(text.replace(read, source))
    if not new or len(gone) != 1 or gone[0].content or _has_more(statement, gone[0].span, edits):
        return edits
    if any(_touch(each.span, one.span) for each in others for one in new):
        return edits
    if any(_touch(each.span, gone[0].span, apart=True) for each in others):
        return edits
    return [*others, *gone, *new]


def _reads(statement: Place, name: str, source: str) -> list[Place] | None:
    """Where ``name`` is read, if ``source`` is the same at each of these places."""
    assert isinstance(statement.node, cst.Assign)
    function, line = text.enclosing(statement, *_SCOPES), text.parent(statement)
    if function is None or not isinstance(function.node, cst.FunctionDef) or line is None:
        return None
    above = text.parent(line)
    while above is not None and above.node is not function.node:
        if not isinstance(above.node, cst.IndentedBlock | cst.With):
            return None  # it is not always run, or more than once
        above = text.parent(above)
    nodes = list(walk(function.node))
    bound = [each for each in nodes if name in bound_here(each)]
    start = text.span(statement).start
    if len(bound) != 1 or any(
        source in bound_here(each) and text.span(text.child(function, each)).start >= start for each in nodes
    ):
        return None
    if not _is_param(function.node, source) and not any(source in bound_here(each) for each in nodes):
        return None  # a name of the module, which others may bind anew
    if any(isinstance(each, cst.Global | cst.Nonlocal | cst.Del) for each in nodes) or any(
        isinstance(each, cst.Call) and isinstance(each.func, cst.Name) and each.func.value in _ALL_NAMES
        for each in nodes
    ):
        return None
    found = text.reads(function, name, text.span(function).start)
    reads = [each for each in found if each.node is not statement.node.targets[0].target]
    for each in reads:
        shown = text.enclosing(each, cst.FormattedStringExpression)
        if (
            text.span(each).start < start
            or text.enclosing(each, *_SCOPES) != function
            or (
                shown is not None
                and isinstance(shown.node, cst.FormattedStringExpression)
                and shown.node.equal
            )
        ):
            return None
    return reads


def _is_param(function: cst.FunctionDef, name: str) -> bool:
    params = function.params
    return any(
        each.name.value == name for each in (*params.posonly_params, *params.params, *params.kwonly_params)
    )


def _has_more(statement: Place, line: Span, edits: Sequence[Edit]) -> bool:
    """Whether the line of ``statement`` has a comment that no edit takes out."""
    left = _edited(statement, line, [each for each in edits if _is_in(each.span, line)])
    return "#" in left


def _edited(place: Place, where: Span, edits: Sequence[Edit]) -> str:
    """The text of ``where`` after ``edits`` in it."""
    source = place.module.units[place.unit].text
    index = TextIndex(source)
    start, written = index.offset(where.start), text.slice_of(place, where)
    for each in sorted(edits, reverse=True):
        first, last = index.offset(each.span.start) - start, index.offset(each.span.end) - start
        written = written[:first] + each.content + written[last:]
    return written


def _is_in(inner: Span, outer: Span) -> bool:
    same = inner.path == outer.path and inner.cell == outer.cell
    return same and outer.start <= inner.start and inner.end <= outer.end


def _touch(one: Span, other: Span, *, apart: bool = False) -> bool:
    """Whether two spans have something in common, be it an end; if those are ``apart``, not only an end."""
    if one.path != other.path or one.cell != other.cell:
        return False
    if apart:
        return one.start < other.end and other.start < one.end
    return one.start <= other.end and other.start <= one.end
