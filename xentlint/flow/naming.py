"""Which names a piece of code binds: what decides where Python looks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache

import libcst as cst

_LAYOUT = ("whitespace", "leading_lines", "lines_after", "lpar", "rpar", "comma", "semicolon", "equal", "header", "footer",
           "comment", "newline", "empty_lines", "trailing")  # fmt: skip


@cache
def _parts(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The attributes of a kind of node that hold others which mean something."""
    return tuple(each.name for each in fields(kind) if not each.name.startswith(_LAYOUT))


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes right below ``node``, white space and punctuation left out; ``node.children`` copies them all."""
    for name in _parts(type(node)):
        part = getattr(node, name)
        if isinstance(part, cst.CSTNode):
            yield part
        elif isinstance(part, Sequence) and not isinstance(part, str):
            for each in part:
                if isinstance(each, cst.CSTNode):
                    yield each


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``node`` and everything below it, in no particular order."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(children(each))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a piece of code can change when it runs, by the names that stand in it.

    ``used``: names of what it stores into, calls, calls methods of, or hands on. ``outside``: names that
    it binds outside of itself. ``written``: names of what it sets attributes or items of. ``attributes``:
    the attributes that it sets.
    """

    used: frozenset[str]
    outside: frozenset[str]
    written: frozenset[str]
    attributes: frozenset[str]


def reach(node: cst.CSTNode) -> Reach:
    """What ``node`` can change when it runs."""
    used: set[str] = set()
    outside: set[str] = set()
    written: set[str] = set()
    attributes: set[str] = set()
    for each in walk(node):
        if isinstance(each, cst.Global | cst.Nonlocal):
            outside.update(item.name.value for item in each.names)
        elif isinstance(each, cst.Call):
            used.update(_names_in(each.func))
            for arg in each.args:
                used.update(_names_in(arg.value))
            if isinstance(each.func, cst.Name) and each.func.value in ("setattr", "delattr") and each.args:
                written.update(_names_in(each.args[0].value))
                attributes.update(_texts(each))
        elif isinstance(each, cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.Del | cst.For):
            for target in walk(each.target):
                if isinstance(target, cst.Attribute | cst.Subscript):
                    written.update(_names_in(target.value))
                if isinstance(target, cst.Attribute):
                    attributes.add(target.attr.value)
                if isinstance(target, cst.Name) and isinstance(each, cst.AugAssign):
                    used.add(target.value)
        elif isinstance(each, cst.WithItem | cst.For | cst.Yield | cst.Return):
            used.update(_names_in(each))
    return Reach(frozenset(used | written), frozenset(outside), frozenset(written), frozenset(attributes))


def _names_in(node: cst.CSTNode) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, cst.Name):
            yield each.value


def _texts(node: cst.Call) -> Iterator[str]:
    for arg in node.args:
        if isinstance(arg.value, cst.SimpleString):
            yield arg.value.value.strip("\"'")


def bound_names(node: cst.CSTNode) -> frozenset[str]:
    """The names that a module, class or function binds in its own scope, its parameters apart."""
    found: set[str] = set()
    elsewhere: set[str] = set()
    waiting: list[cst.CSTNode] = [node.body] if isinstance(node, cst.FunctionDef | cst.ClassDef) else [node]
    inside_comprehension: set[cst.CSTNode] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.Global | cst.Nonlocal):
            elsewhere.update(item.name.value for item in each.names)
            continue
        if isinstance(each, cst.FunctionDef | cst.ClassDef):
            found.add(each.name.value)
            waiting.extend(each.decorators)
            continue
        if isinstance(each, cst.Lambda):
            continue
        if isinstance(each, cst.CompFor):
            # The targets are the comprehension's own; a walrus within it is not.
            inside_comprehension.add(each.target)
        if each not in inside_comprehension:
            found.update(_bound_here(each))
        waiting.extend(child for child in children(each) if child not in inside_comprehension)
    return frozenset(found - elsewhere)


def _bound_here(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.For | cst.NamedExpr | cst.Del):
        if isinstance(node, cst.AnnAssign) and node.value is None:
            return
        yield from _targets(node.target)
    elif isinstance(node, cst.Import | cst.ImportFrom):
        for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
            if alias.asname is not None:
                yield from _targets(alias.asname.name)
            else:
                name: cst.BaseExpression = alias.name
                while isinstance(name, cst.Attribute):
                    name = name.value
                yield from _targets(name)
    elif isinstance(node, cst.WithItem | cst.ExceptHandler | cst.ExceptStarHandler):
        bound = node.asname if isinstance(node, cst.WithItem) else node.name
        if bound is not None:
            yield from _targets(bound.name)
    elif isinstance(node, cst.MatchAs | cst.MatchStar):
        if node.name is not None:
            yield node.name.value
    elif isinstance(node, cst.MatchMapping) and node.rest is not None:
        yield node.rest.value


def _targets(node: cst.BaseExpression) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from _targets(element.value)
    elif isinstance(node, cst.StarredElement):
        yield from _targets(node.value)
