"""What a module defines, read from its text: by name, with the words that each definition is written in.

Python's own parser reads a text many times faster than one that keeps its white space. What is told
here is a superset: a word is a word in a comment and in a string, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .document import Unit
from .inside import inside
from .prose import without_prose
from .relevance import READERS, WORD, has_meeting
from .syntax import parsed
from .terms import Terms, terms_of
from .text import split_lines

_OPAQUE = re.compile(
    r"\bgetattr\b|\bvars\b|__dict__|__getattribute__|attrgetter|methodcaller|\beval\b|\bexec\b"
    r"|[(\[{,=:*]\s*(?:self|cls)\s*(?:[,)\]}]|$)|\b(?:return|yield)\s+(?:self|cls)\b(?!\s*[.\[(])",
    re.MULTILINE,
)
"""In the body of a method: its object as a whole, or attributes that it does not name."""

_APPLICATIONS = re.compile("softmax|sigmoid", re.IGNORECASE)
_STORING = re.compile(
    r"(\w+)(?:\[[^\]\n]*\]|\.\w+)\s*=(?!=)|(\w+)\.(?:append|extend|insert|update|setdefault|add|register)\b"
    r"|\bglobal\s+([\w, \t]+)"
)
"""In a function: it may change what others find by a name, one of the three."""

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
    something is in what it gives back. ``bound`` are the names that a statement outside of all functions may give
    something, ``None`` of what is no such statement. ``terms`` are the names that its code means something by,
    ``applications`` counts how often it says softmax or sigmoid, and ``stores`` are names to which it may give
    something that stays.
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
    terms: Terms
    applications: int = 0
    stores: frozenset[str] = frozenset()
    bound: frozenset[str] | None = None

    @property
    def names(self) -> Iterable[str]:
        """The names by which others reach it."""
        if self.bound is not None:
            return self.bound
        return (self.name, self.owner) if self.owner else (self.name,)


def definitions(unit: Unit) -> list[Definition] | None:
    """All of a unit in their order, without those inside of functions; ``None`` when Python cannot read it.

    They are the same each time, as long as `let_go` is not called: who asks twice can tell that they are.
    """
    return _told(unit)[0]


def around(unit: Unit) -> list[Definition]:
    """The statements of a unit outside of all functions, bodies of classes included; heads of loops and such, too."""
    return _told(unit)[1]


@cache
def _told(unit: Unit) -> tuple[list[Definition] | None, list[Definition]]:
    tree = parsed(unit.code)
    if tree is None:
        return None, []
    lines = split_lines(without_prose(unit.code))
    return list(_in_order(tree.body, lines)), list(_outside(tree.body, lines))


def let_go() -> None:
    """Keep nothing of the units that were asked about."""
    _told.cache_clear()


def _outside(block: list[ast.stmt], lines: list[str]) -> Iterator[Definition]:
    waiting = list(reversed(block))
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                words = frozenset(WORD.findall(alias.name))
                bound = frozenset({alias.asname or alias.name.partition(".")[0]})
                terms = Terms(words, frozenset(), False)
                yield Definition(
                    "", "", False, words, False, False, False, frozenset(), frozenset(), terms, bound=bound
                )
            continue
        inner = [each for part in _blocks(statement) for each in part]
        if not isinstance(statement, ast.ClassDef):
            end = max(inner[0].lineno - 1, statement.lineno) if inner else statement.end_lineno
            text = "".join(lines[statement.lineno - 1 : end])
            if text.strip():
                within = frozenset(map(id, inner))
                yield Definition(
                    "", "", False, frozenset(WORD.findall(text)), has_meeting(text, in_a_class=True),
                    READERS.search(text) is not None, False, frozenset(), frozenset(), terms_of(statement, within),
                    len(_APPLICATIONS.findall(text)),
                    bound=frozenset(_given(statement, within)),
                )  # fmt: skip
        waiting.extend(reversed(inner))


def _given(statement: ast.stmt, inner: Collection[int]) -> Iterator[str]:
    """The names, of variables and attributes, to which a statement may give something: it sets them, or is a call."""
    waiting: list[ast.AST] = [statement]
    called = isinstance(statement, ast.Expr)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and (called or not isinstance(node.ctx, ast.Load)):
            yield node.id
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            for each in ast.walk(node):
                if isinstance(each, ast.Name | ast.Attribute):
                    yield each.id if isinstance(each, ast.Name) else each.attr
        elif isinstance(node, ast.ExceptHandler) and node.name is not None:
            yield node.name
        waiting += [each for each in inside(node) if id(each) not in inner]


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
            shows, terms = frozenset(its.shows), terms_of(statement)
            yield _definition(statement.name, owner, False, text, opaque, changes, shows, terms)
        elif isinstance(statement, ast.ClassDef):
            owner, inner = statement.name, statement.body
            head = _text(lines, statement, max(inner[0].lineno - 1, statement.lineno))
            terms = terms_of(statement, frozenset(map(id, inner)))
            yield _definition(owner, "", True, head, False, frozenset(), frozenset(), terms)
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
        waiting = [method] if method is not None else []
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Name):
                if node.id == name:
                    named.append(node)
                continue
            within = inside(node)
            self._above.update(dict.fromkeys(within, node))
            waiting += within
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


def _stored(text: str) -> frozenset[str]:
    found = (name for names in _STORING.findall(text) for name in names if name)
    return frozenset(word for name in found for word in WORD.findall(name))


def _definition(
    name: str,
    owner: str,
    is_class: bool,
    text: str,
    opaque: bool,
    changes: frozenset[str] | None,
    shows: frozenset[str],
    terms: Terms,
) -> Definition:
    words = set(WORD.findall(text))
    if "super" not in words or name == "__init__":
        words.discard(name)
    if f".{owner}" not in text:
        words.discard(owner)
    sinks = has_meeting(text, in_a_class=is_class or bool(owner))
    return Definition(
        name, owner, is_class, frozenset(words), sinks, READERS.search(text) is not None, opaque, changes, shows,
        terms, len(_APPLICATIONS.findall(text)) - len(_APPLICATIONS.findall(name)), _stored(text),
    )  # fmt: skip
