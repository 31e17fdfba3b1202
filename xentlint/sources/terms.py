"""What a piece of code means something by: the names that it does not bind itself, attributes, and strings like names.

A word in a comment, in prose or of a local variable is none of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from typing import NamedTuple

from .inside import inside

_LIKE_A_NAME = re.compile(r"[\w.]+")

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Terms(NamedTuple):
    """``names`` are variables of somebody else, attributes and what is imported, ``strings`` those that may be names.

    ``multiplies`` tells that matrices are multiplied with ``@``.
    """

    names: frozenset[str]
    strings: frozenset[str]
    multiplies: bool


def terms_of(node: ast.AST, without: Collection[int] = ()) -> Terms:
    """What ``node`` is written in, but for the statements that are ``without`` by their ``id``."""
    scope = _Scope()
    scope.read(node, without)
    names = {*scope.loaded, *scope.named} if isinstance(node, ast.stmt) else scope.named
    return Terms(frozenset(names), frozenset(scope.strings), scope.multiplies)


class _Scope:
    """What one function, or a statement outside of all, loads and stores; functions in it have scopes of their own."""

    def __init__(self) -> None:
        self.loaded: set[str] = set()
        self.named: set[str] = set()
        self.strings: set[str] = set()
        self.multiplies = False

    def read(self, top: ast.AST, without: Collection[int]) -> None:
        """Take in ``top`` and what is in it."""
        stored: set[str] = set()
        elsewhere: set[str] = set()
        waiting: list[ast.AST] = [top]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Name):
                (self.loaded if isinstance(node.ctx, ast.Load) else stored).add(node.id)
                continue
            if isinstance(node, ast.Attribute):
                self.named.add(node.attr)
                waiting.append(node.value)
                continue
            if isinstance(node, ast.Constant):
                if isinstance(node.value, str) and _LIKE_A_NAME.fullmatch(node.value):
                    self.strings.update(node.value.split("."))
                continue
            if isinstance(node, _Function) and node is not top:
                inner = _Scope()
                inner.strings, inner.named = self.strings, self.named
                inner.read(node, without)
                self.loaded |= inner.loaded
                self.multiplies |= inner.multiplies
                if not isinstance(node, ast.Lambda):
                    stored.add(node.name)
                continue
            if isinstance(node, ast.arg):
                stored.add(node.arg)
            elif isinstance(node, ast.alias):
                stored.add(node.asname or node.name.partition(".")[0])
                self.named.update(node.name.split("."))
            elif isinstance(node, ast.Global | ast.Nonlocal):
                elsewhere.update(node.names)
            elif isinstance(node, ast.ClassDef) and node is not top:
                stored.add(node.name)
            elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
                self.multiplies = True
            if without:
                waiting += [each for each in inside(node) if id(each) not in without]
            else:
                waiting += inside(node)
        if isinstance(top, _Function):
            self.loaded -= stored - elsewhere
