"""The nodes inside a node. libcst's own ``children`` makes a visitor, and a copy of the node, for each."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

import libcst as cst

_SPACE = frozenset({"leading_lines", "lines_after_decorators", "lines_after_module_docstring",
                    "header", "footer", "indent", "newline", "default_newline", "default_indent", "encoding",
                    "has_trailing_newline", "trailing_whitespace"})  # fmt: skip


_NODES: dict[type[Any], bool] = {type(None): False, str: False, cst.MaybeSentinel: False}
"""Types that were seen, and whether they are nodes: slow to ask of an abstract class each time."""


def _is_node(held: Any) -> bool:
    known = _NODES.get(type(held))
    if known is None:
        known = _NODES[type(held)] = isinstance(held, cst.CSTNode)
    return known


@functools.cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """Where nodes of one type hold others that mean something: not white space and comments."""
    names = (each.name for each in dataclasses.fields(kind))
    return tuple(name for name in names if name not in _SPACE and not name.startswith("whitespace"))


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes directly inside ``node``, without white space and comments."""
    found: list[cst.CSTNode] = []
    for name in _fields(type(node)):
        held = getattr(node, name)
        kind = type(held)
        if kind is tuple or kind is list:
            if held:
                found += [each for each in held if _is_node(each)]
        elif _is_node(held):
            found.append(held)
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``node`` and everything inside it, in no particular order."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += children(each)


def statements(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``node`` and what it is made of down to statements, in no particular order: far less than everything in it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, cst.BaseSmallStatement):
            waiting += [child for child in children(each) if not isinstance(child, cst.BaseExpression)]
