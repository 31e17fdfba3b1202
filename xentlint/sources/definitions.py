"""What a module defines, read from its text: by name, with the words that each definition is written in.

Python's own parser reads a text many times faster than one that keeps its white space. What is told
here is a superset: a word is a word in a comment and in a string, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Unit
from .relevance import READERS, WORD, has_meeting
from .syntax import parsed
from .text import split_lines

_OPAQUE = re.compile(
    r"\bgetattr\b|\bvars\b|__dict__|__getattribute__|attrgetter|methodcaller|\beval\b|\bexec\b"
    r"|[(\[{,=:*]\s*(?:self|cls)\s*(?:[,)\]}]|$)|\b(?:return|yield)\s+(?:self|cls)\b(?!\s*[.\[(])",
    re.MULTILINE,
)
"""In the body of a method: its object as a whole, or attributes that it does not name."""

_LOOKED_AT = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.FormattedValue, ast.JoinedStr, ast.Expr, ast.Assert, ast.If,
    ast.While, ast.Slice,
)  # fmt: skip
"""What takes a value without handing it on."""
_LOOKING = frozenset(
    {"abs", "bool", "callable", "float", "hasattr", "hash", "id", "int", "isinstance", "issubclass", "len",
     "print", "range", "repr", "round", "str", "super", "type"}
)  # fmt: skip
"""Functions that leave alone what they are given, as far as its own methods do."""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A function or a class of a module, or a function of such a class.

    ``names`` are those by which it is reached: its own, and that of the class that it belongs to.
    ``words`` are all words that it is written in: of a class those of its head, since what is in it is
    defined by itself. ``sinks`` tells that it speaks of losses, and ``readers`` that it does of predictions.
    ``opaque``: it may read attributes of its object that it does not name, or hands the object on.
    ``changes`` are the attributes of its object that it may change: those it sets, deletes, calls a method of,
    or hands on; ``None`` is any of them. ``shows`` are those attributes and methods of its object of which
    something is in what it gives back.
    """

    name: str
    owner: str
    is_class: bool
    words: frozenset[str]
    sinks: bool
    readers: bool
    opaque: bool
    changes: frozenset[str] | None
    shows: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which others reach it."""
        return (self.name, self.owner) if self.owner else (self.name,)


def definitions(unit: Unit) -> list[Definition] | None:
    """All of a unit in their order, without those inside of functions; ``None`` when Python cannot read it."""
    tree = parsed(unit.code)
    if tree is None:
        return None
    lines = split_lines(unit.code)
    _blank_docstrings(tree, lines)
    return list(_in_order(tree.body, lines))


def _blank_docstrings(tree: ast.Module, lines: list[str]) -> None:
    """Take out what no program reads, and what speaks of everything."""
    waiting = [tree.body]
    while waiting:
        for statement in waiting.pop():
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                waiting.extend(_blocks(statement))
                continue
            waiting.append(statement.body)
            first = statement.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                first_row, last_row = first.lineno, first.end_lineno or first.lineno
                lines[first_row - 1 : last_row] = [""] * (last_row - first_row + 1)


def _in_order(block: list[ast.stmt], lines: list[str]) -> Iterator[Definition]:
    waiting = [(each, "") for each in reversed(block)]
    while waiting:
        statement, owner = waiting.pop()
        inner: list[ast.stmt] = []
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            text = _text(lines, statement, statement.end_lineno)
            body = "".join(lines[statement.body[0].lineno - 1 : statement.end_lineno])
            first = next(iter((*statement.args.posonlyargs, *statement.args.args)), None)
            its = _Object(first.arg, statement) if owner and first is not None else _NO_OBJECT
            opaque = _OPAQUE.search(body) is not None
            changes = None if its.whole else frozenset(its.changes)
            yield _definition(statement.name, owner, False, text, opaque, changes, frozenset(its.shows))
        elif isinstance(statement, ast.ClassDef):
            owner, inner = statement.name, statement.body
            head = _text(lines, statement, max(inner[0].lineno - 1, statement.lineno))
            yield _definition(owner, "", True, head, False, frozenset())
        else:
            inner = [each for block in _blocks(statement) for each in block]
        waiting.extend((each, owner) for each in reversed(inner))


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement that is made of some, in their order."""
    yield getattr(statement, "body", [])
    for name in ("handlers", "cases"):
        yield from (each.body for each in getattr(statement, name, ()))
    for name in ("orelse", "finalbody"):
        yield getattr(statement, name, [])


def _text(
    lines: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, end: int | None
) -> str:
    start = min((node.lineno, *(each.lineno for each in node.decorator_list)))
    return "".join(lines[start - 1 : end])


class _Object:
    """What a method does with its object: the attributes that it may change, and whether that may be any."""

    def __init__(self, name: str = "", method: ast.AST | None = None) -> None:
        self.changes: set[str] = set()
        self.shows: set[str] = set()
        self.whole = False
        self._above: dict[ast.AST, ast.AST] = {}
        named: list[ast.Name] = []
        for node in ast.walk(method) if method is not None else ():
            for child in ast.iter_child_nodes(node):
                self._above[child] = node
            if isinstance(node, ast.Name) and node.id == name:
                named.append(node)
        for each in named:
            above = self._above[each]
            if not isinstance(above, ast.Attribute):
                self.whole = self.whole or self._is_given_to_a_function(each)
            elif above.attr == "__dict__":
                self.whole = True
            else:
                if above.attr not in self.shows and self._is_given_back(above):
                    self.shows.add(above.attr)
                if above.attr not in self.changes and self._is_changed(above):
                    self.changes.add(above.attr)

    def _is_given_back(self, part: ast.AST) -> bool:
        """Whether something stands in what the method returns or yields."""
        while not isinstance(part, ast.stmt):
            if isinstance(part, ast.Yield | ast.YieldFrom | ast.Lambda):
                return True
            part = self._above[part]
        return isinstance(part, ast.Return)

    def _is_changed(self, attribute: ast.Attribute) -> bool:
        """Whether an attribute of the object may be another thing afterwards, or have changed in itself."""
        if not isinstance(attribute.ctx, ast.Load):
            return True
        above = self._above[attribute]
        if isinstance(above, ast.Call) and above.func is attribute:
            return False  # what a method of the object does, that says itself
        part: ast.AST = attribute
        while isinstance(above, ast.Attribute | ast.Subscript) and above.value is part:
            if not isinstance(above.ctx, ast.Load):
                return True
            part, above = above, self._above[above]
        if isinstance(above, ast.Call) and above.func is part:
            return isinstance(part, ast.Attribute)  # one of its methods
        return self._is_handed_on(part)

    def _is_given_to_a_function(self, value: ast.AST) -> bool:
        """Whether the object itself is given to ``with``, or to what may set any of its attributes."""
        above = self._above[value]
        if isinstance(above, ast.withitem):
            return True
        if not isinstance(above, ast.Call) or above.func is value:
            return False
        if not isinstance(above.func, ast.Name):
            return True
        name = above.func.id
        if name in ("setattr", "delattr", "getattr") and len(above.args) > 1:
            if isinstance(above.args[1], ast.Constant):
                self.changes.add(str(above.args[1].value))
                return False
            return name != "getattr"
        return name not in _LOOKING

    def _is_handed_on(self, value: ast.AST) -> bool:
        """Whether there may be another name for a value, or something that is given it."""
        above = self._above[value]
        while isinstance(above, ast.BoolOp) or (isinstance(above, ast.IfExp) and above.test is not value):
            value, above = above, self._above[above]
        if isinstance(above, ast.Call):
            return not (isinstance(above.func, ast.Name) and above.func.id in _LOOKING)
        if isinstance(above, ast.AugAssign):
            return above.target is value
        if isinstance(above, ast.Subscript):
            return above.value is value  # of the object itself; as an index it is only read
        return not isinstance(above, (*_LOOKED_AT, ast.IfExp))


_NO_OBJECT = _Object()


def _definition(
    name: str,
    owner: str,
    is_class: bool,
    text: str,
    opaque: bool,
    changes: frozenset[str] | None,
    shows: frozenset[str] = frozenset(),
) -> Definition:
    words = set(WORD.findall(text))
    if "super" not in words or name == "__init__":
        words.discard(name)
    if f".{owner}" not in text:
        words.discard(owner)
    sinks = has_meeting(text, in_a_class=is_class or bool(owner))
    readers = READERS.search(text) is not None
    return Definition(name, owner, is_class, frozenset(words), sinks, readers, opaque, changes, shows)
