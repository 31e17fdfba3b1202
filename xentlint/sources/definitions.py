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

_CHANGES = (
    r"\b{0}\.(\w+)(?:\[[^\]\n]*\]|\.\w+)*\s*(?::[^=\n]+)?(?:[-+*/|&^%@]|//|\*\*|<<|>>)?=(?!=)"
    r"|\b{0}\.(\w+)(?:\[[^\]\n]*\])?(?:\.\w+)+\("
    r"|\b{0}\.(\w+)\s*,(?=[^=\n()]*=(?!=))"
    r"|\b(?:del|as|for)\s+{0}\.(\w+)"
    r"|\bsetattr\s*\(\s*{0}\s*,\s*[\"'](\w+)"
)
"""In the body of a method whose object is ``{0}``: an attribute that is set, deleted, or has a method called."""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A function or a class of a module, or a function of such a class.

    ``names`` are those by which it is reached: its own, and that of the class that it belongs to.
    ``words`` are all words that it is written in: of a class those of its head, since what is in it is
    defined by itself. ``sinks`` tells that it speaks of losses, and ``readers`` that it does of predictions.
    ``opaque``: it may read attributes of its object that it does not name, or hands the object on.
    ``changes`` are the attributes of its object that it may change: those it sets, deletes, or calls a method of.
    """

    name: str
    owner: str
    is_class: bool
    words: frozenset[str]
    sinks: bool
    readers: bool
    opaque: bool
    changes: frozenset[str]

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
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
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
            changes = _changes(first.arg, body) if owner and first is not None else frozenset()
            yield _definition(statement.name, owner, False, text, body, changes)
        elif isinstance(statement, ast.ClassDef):
            owner, inner = statement.name, statement.body
            head = _text(lines, statement, max(inner[0].lineno - 1, statement.lineno))
            yield _definition(owner, "", True, head, "", frozenset())
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


def _changes(first: str, body: str) -> frozenset[str]:
    if f"{first}." not in body:
        return frozenset()
    pattern = re.compile(_CHANGES.format(re.escape(first)))
    return frozenset(name for found in pattern.findall(body) for name in found if name)


def _definition(
    name: str, owner: str, is_class: bool, text: str, body: str, changes: frozenset[str]
) -> Definition:
    words = set(WORD.findall(text))
    if "super" not in words or name == "__init__":
        words.discard(name)
    if f".{owner}" not in text:
        words.discard(owner)
    sinks = has_meeting(text, in_a_class=is_class or bool(owner))
    readers = READERS.search(text) is not None
    return Definition(
        name, owner, is_class, frozenset(words), sinks, readers, _OPAQUE.search(body) is not None, changes
    )
