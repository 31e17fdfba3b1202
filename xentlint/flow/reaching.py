"""What a piece of code can change when it runs, by the names that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    used: set[str] = set()
    given_back: set[str] = set()
    named: set[str] = set()
    called: set[str] = set()
    outside: set[str] = set()
    written: set[str] = set()
    attributes: set[str] = set()
    aliases: list[tuple[set[str], cst.CSTNode]] = []
    """Names, and what they are another name for, or for parts of."""
    for each in walk(node):
        if isinstance(each, cst.Name):
            named.add(each.value)
        elif isinstance(each, cst.Global | cst.Nonlocal):
            outside.update(item.name.value for item in each.names)
        elif isinstance(each, cst.Call):
            if _only_looks(each):
                continue
            used.update(_names_in(each.func))
            if isinstance(each.func, cst.Name):
                called.add(each.func.value)
            for arg in each.args:
                used.update(_names_in(arg.value))
            if isinstance(each.func, cst.Name) and each.func.value in ("setattr", "delattr") and each.args:
                written.update(_names_in(each.args[0].value))
                attributes.update(_texts(each))
        elif isinstance(each, cst.Assign | cst.NamedExpr):
            assigned = (
                [each.target] if isinstance(each, cst.NamedExpr) else [one.target for one in each.targets]
            )
            aliases += [(set(targets(target)), each.value) for target in assigned]
        elif isinstance(each, cst.AnnAssign) and each.value is not None:
            aliases.append((set(targets(each.target)), each.value))
        elif isinstance(each, cst.CompFor):
            aliases.append((set(targets(each.target)), each.iter))
        elif isinstance(each, cst.Match):
            aliases += [(set(_captures(case.pattern)), each.subject) for case in each.cases]
        elif isinstance(each, cst.Lambda):
            given_back.update(_names_in(each.body))
        elif isinstance(each, cst.ClassDef):
            used.update(name for base in (*each.bases, *each.keywords) for name in _names_in(base.value))
        elif isinstance(each, cst.Decorator):
            used.update(_names_in(each.decorator))
        if isinstance(each, cst.For):
            aliases.append((set(targets(each.target)), each.iter))
        if isinstance(each, cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.Del | cst.For):
            for target in walk(each.target):
                if isinstance(target, cst.Attribute | cst.Subscript):
                    written.update(_names_in(target.value))
                if isinstance(target, cst.Attribute):
                    attributes.add(target.attr.value)
                if isinstance(target, cst.Name) and isinstance(each, cst.AugAssign):
                    used.add(target.value)
        elif isinstance(each, cst.WithItem):
            used.update(_names_in(each))
        elif isinstance(each, cst.Yield | cst.Return):
            given_back.update(_names_in(each))
        if isinstance(each, cst.WithItem) and each.asname is not None:
            aliases.append((set(targets(each.asname.name)), each.item))
    _follow(aliases, called)
    _follow([each for each in aliases if not isinstance(each[1], cst.Call)], written)
    changing = frozenset(used | called | written)
    return Reach(
        changing,
        changing | given_back,
        frozenset(outside),
        frozenset(written),
        frozenset(attributes),
        frozenset(named),
        tuple(sorted(named - changing)),
    )


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
