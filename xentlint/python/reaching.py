"""What a piece of code can change when it runs, by the names that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from .naming import targets
from .nodes import children, walk


@dataclass(frozen=True, slots=True)
class Reach:
    """What a piece of code can change when it runs, by the names that stand in it.

    ``changing``: names of what it stores into, calls, calls methods of, or hands to a call. ``used``: these,
    and names of what it gives back. ``outside``: names that it binds outside of itself. ``written``: names of
    what it sets attributes or items of. ``attributes``: the attributes that it sets. ``named``: all of its names, and
    ``read`` those of which it changes nothing.
    """

    changing: frozenset[str]
    used: frozenset[str]
    outside: frozenset[str]
    written: frozenset[str]
    attributes: frozenset[str]
    named: frozenset[str]
    read: tuple[str, ...]


_LOOKING = frozenset(
    {"abs", "all", "any", "bool", "callable", "float", "format", "hasattr", "hash", "id", "int", "isinstance",
     "issubclass", "len", "max", "min", "print", "range", "repr", "round", "str", "sum", "type"}
)  # fmt: skip
"""Builtins that leave alone what they are given: they only read it, and its methods say what they do."""


def _only_looks(call: cst.Call) -> bool:
    looking = isinstance(call.func, cst.Name) and call.func.value in _LOOKING
    return looking and not any(arg.keyword is not None or arg.star for arg in call.args)


def reach(node: cst.CSTNode) -> Reach:
    """What ``node`` can change when it runs."""
    return _Reading(node).reach()


_USED, _GIVEN_BACK = 1, 2
"""What is said of every name within a piece of code."""


class _Reading:
    """One walk over a piece of code; what is said of a node holds for all that is in it."""

    def __init__(self, node: cst.CSTNode) -> None:
        self._named: set[str] = set()
        self._used: set[str] = set()
        self._given_back: set[str] = set()
        self._called: set[str] = set()
        self._outside: set[str] = set()
        self._written: set[str] = set()
        self._attributes: set[str] = set()
        self._aliases: list[tuple[set[str], cst.CSTNode]] = []
        """Names, and what they are another name for, or for parts of."""
        waiting = [(node, 0)]
        while waiting:
            each, said = waiting.pop()
            if type(each) is cst.Name:
                self._named.add(each.value)
                if said & _USED:
                    self._used.add(each.value)
                if said & _GIVEN_BACK:
                    self._given_back.add(each.value)
                continue
            way = _WAYS.get(type(each))
            parts = way(self, each) if way is not None else None
            if parts is None:
                waiting += [(part, said) for part in children(each)]
            else:
                waiting += [(part, said | more) for part, more in parts]

    def reach(self) -> Reach:
        """What was found, with the other names for what is called or written to."""
        called, written = self._called, self._written
        _follow(self._aliases, called)
        _follow([each for each in self._aliases if not isinstance(each[1], cst.Call)], written)
        changing = frozenset(self._used | called | written)
        return Reach(
            changing,
            changing | self._given_back,
            frozenset(self._outside),
            frozenset(written),
            frozenset(self._attributes),
            frozenset(self._named),
            tuple(sorted(self._named - changing)),
        )

    def _names_outside(self, node: cst.Global | cst.Nonlocal) -> None:
        self._outside.update(item.name.value for item in node.names)

    def _call(self, node: cst.Call) -> _Parts | None:
        if _only_looks(node):
            return None
        if isinstance(node.func, cst.Name):
            self._called.add(node.func.value)
            if node.func.value in ("setattr", "delattr") and node.args:
                self._written.update(_names_in(node.args[0].value))
                self._attributes.update(_texts(node))
        keywords: _Parts = [(arg.keyword, 0) for arg in node.args if arg.keyword is not None]
        return [(node.func, _USED), *((arg.value, _USED) for arg in node.args), *keywords]

    def _named_anew(self, node: cst.NamedExpr) -> None:
        self._alias(node.target, node.value)

    def _assign(self, node: cst.Assign) -> None:
        for one in node.targets:
            self._alias(one.target, node.value)

    def _annotated(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self._alias(node.target, node.value)
        self._target(node)

    def _loop(self, node: cst.CompFor) -> None:
        self._alias(node.target, node.iter)

    def _loop_statement(self, node: cst.For) -> None:
        self._alias(node.target, node.iter)
        self._target(node)

    def _match(self, node: cst.Match) -> None:
        self._aliases += [(set(_captures(case.pattern)), node.subject) for case in node.cases]

    def _lambda(self, node: cst.Lambda) -> _Parts:
        return [(node.params, 0), (node.body, _GIVEN_BACK)]

    def _class(self, node: cst.ClassDef) -> _Parts:
        bases = (*node.bases, *node.keywords)
        parts: _Parts = [(part, 0) for part in children(node) if part not in bases]
        parts += [(base.keyword, 0) for base in bases if base.keyword is not None]
        return [*parts, *((base.value, _USED) for base in bases)]

    def _decorator(self, node: cst.Decorator) -> _Parts:
        return [(node.decorator, _USED)]

    def _context(self, node: cst.WithItem) -> _Parts:
        if node.asname is not None:
            self._alias(node.asname.name, node.item)
        return [(part, _USED) for part in children(node)]

    def _leaving(self, node: cst.CSTNode) -> _Parts:
        return [(part, _GIVEN_BACK) for part in children(node)]

    def _target(self, node: cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.Del | cst.For) -> None:
        for target in walk(node.target):
            if isinstance(target, cst.Attribute | cst.Subscript):
                self._written.update(_names_in(target.value))
            if isinstance(target, cst.Attribute):
                self._attributes.add(target.attr.value)
            if isinstance(target, cst.Name) and isinstance(node, cst.AugAssign):
                self._used.add(target.value)

    def _alias(self, target: cst.CSTNode, value: cst.CSTNode) -> None:
        self._aliases.append((set(targets(target)), value))


_Parts = list[tuple[cst.CSTNode, int]]
"""Nodes, and what is said of each."""
_WAYS: dict[type[cst.CSTNode], Callable[[_Reading, Any], _Parts | None]] = {
    cst.Global: _Reading._names_outside,
    cst.Nonlocal: _Reading._names_outside,
    cst.Call: _Reading._call,
    cst.Assign: _Reading._assign,
    cst.NamedExpr: _Reading._named_anew,
    cst.AnnAssign: _Reading._annotated,
    cst.AugAssign: _Reading._target,
    cst.AssignTarget: _Reading._target,
    cst.Del: _Reading._target,
    cst.For: _Reading._loop_statement,
    cst.CompFor: _Reading._loop,
    cst.Match: _Reading._match,
    cst.Lambda: _Reading._lambda,
    cst.ClassDef: _Reading._class,
    cst.Decorator: _Reading._decorator,
    cst.WithItem: _Reading._context,
    cst.Yield: _Reading._leaving,
    cst.Return: _Reading._leaving,
}
"""What a node says; where it tells of its parts itself, those are all that mean something."""


_ANOTHER_THING = (cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.BaseNumber, cst.BaseString)
"""Of which what comes out is none of what went in."""


def _follow(aliases: list[tuple[set[str], cst.CSTNode]], called: set[str]) -> None:
    """What is called, or written to, by a name is so by what it is another name for, or one of."""
    left = [
        (names, set(_objects_in(value))) for names, value in aliases if not isinstance(value, _ANOTHER_THING)
    ]
    changed = True
    while changed:
        changed = False
        for names, others in left:
            if names & called and not others <= called:
                called |= others
                changed = True


def _objects_in(node: cst.CSTNode) -> Iterator[str]:
    """The names in an expression that stand for something there: no attributes, and no keywords."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.Name):
            yield each.value
        elif isinstance(each, cst.Attribute | cst.Arg):
            waiting.append(each.value)
        else:
            waiting.extend(children(each))


def _captures(pattern: cst.MatchPattern) -> Iterator[str]:
    """The names that a pattern binds, to what it is matched with or to a part of that."""
    for each in walk(pattern):
        if isinstance(each, cst.MatchAs | cst.MatchStar) and each.name is not None:
            yield each.name.value
        elif isinstance(each, cst.MatchMapping) and each.rest is not None:
            yield each.rest.value


def _names_in(node: cst.CSTNode) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, cst.Name):
            yield each.value


def _texts(node: cst.Call) -> Iterator[str]:
    for arg in node.args:
        if isinstance(arg.value, cst.SimpleString):
            yield arg.value.value.strip("\"'")
