"""Whether a condition is one that somebody outside decides, or one that was only not followed.

A report says "on this path these two meet". A path is one that the program takes for some input:
an argument, a flag, the environment, a file, a caller out of sight. A condition that Python decides
from the program itself, and that the evaluation merely lost sight of, makes no such path: it may
never be true. The *standing* of a condition is that of the least of the things it is made of.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Any


class Standing(enum.IntEnum):
    """What is known of who decides a condition, the weakest first."""

    FORGOTTEN = 0
    """The program does, in a way that was not followed."""
    FOREIGN = 1
    """Code or data out of sight does; it may always decide alike."""
    INPUT = 2
    """Whoever runs or calls the program does."""


_LEAVES = {
    "param": Standing.INPUT,
    "name": Standing.INPUT,
    "argv": Standing.INPUT,
    "environment": Standing.INPUT,
    "input": Standing.INPUT,
    "flag": Standing.INPUT,
    "file": Standing.INPUT,
    "import": Standing.FOREIGN,
    "module": Standing.FOREIGN,
    "foreign": Standing.FOREIGN,
    "batch": Standing.FOREIGN,
    "labels": Standing.FOREIGN,
    "history": Standing.FOREIGN,
    "gradient": Standing.FOREIGN,
    "saved": Standing.FOREIGN,
    "shape": Standing.FOREIGN,
    "input_shape": Standing.FOREIGN,
    "sent": Standing.FOREIGN,
}
_MADE_OF_OTHERS = frozenset(
    {
        "not", "and", "or", "==", "among", "<", "<=", "in", "is", "attr", "item", "element", "len", "isinstance",
        "hasattr", "call", "method", "str", "int", "float", "bool", "op", "entered", "case", "filled",
        "Add", "Subtract", "Multiply", "Divide", "FloorDivide", "Modulo", "Power", "Minus", "Plus", "BitInvert",
        "BitAnd", "BitOr", "BitXor", "LeftShift", "RightShift", "LessThan", "LessThanEqual", "GreaterThan",
        "GreaterThanEqual", "version", "sorted", "format", "slice",
    }
)  # fmt: skip
_given: set[str] = set()
"""Which names of libraries stand for what a program is given: keys are looked at without an evaluation."""


def declare_given(names: Set[str]) -> None:
    """``names`` stand for what a program is given when it is run, and so does what hangs on them.

    One without a dot does as any part of a name.
    """
    if not names <= _given:
        _given.update(names)
        standing.cache_clear()


def standing_of_symbol(name: str) -> Standing:
    """Whether a library's name stands for what the program is given when it is run."""
    parts = name.split(".")
    begun = {".".join(parts[: count + 1]) for count in range(len(parts))}
    return Standing.FOREIGN if _given.isdisjoint(begun.union(parts)) else Standing.INPUT


@lru_cache(maxsize=16384)
def standing(key: Any) -> Standing:
    """The standing of a condition's key; what has no known structure was not followed."""
    found = _standing(key)
    # Made of nothing but literals and the program's own objects: Python decides it, and nobody else.
    return Standing.FORGOTTEN if found is None else found


def _standing(key: Any) -> Standing | None:
    """The least of what a key is made of, ``None`` for what decides nothing."""
    if not isinstance(key, tuple) or not key:
        return None
    tag = key[0]
    if not isinstance(tag, str):
        return _least(key)
    if tag == "const":
        return None
    if tag == "symbol":
        return standing_of_symbol(key[1])
    if tag == "left":
        return None if key[2] is None else Standing(key[2])
    known = _LEAVES.get(tag)
    if known is not None:
        return known
    if tag in ("==", "is", "among") and len(key) == 3:
        other = None if tag == "among" or key[2][:1] == ("object",) else _standing(key[2])
        mine = _standing(key[1])
        return mine if other is None else other if mine is None else min(mine, other)
    if tag in _MADE_OF_OTHERS:
        return _least(key[1:])
    return Standing.FORGOTTEN


def which_way(number: int, keys: Iterable[Any]) -> Any:
    """A condition of its own, with ``number``: which of several ways was left, that lead on under ``keys``.

    It stands as high as the least of those, and is about what they are about. Their own structure is
    not in it: keys made of keys are looked at, and hashed, many times.
    """
    keys = tuple(keys)
    least = _least(keys)
    roots = frozenset(root for key in keys for root in _roots(key))
    return ("left", number, None if least is None else int(least), roots)


def _least(parts: Iterable[Any]) -> Standing | None:
    known = [each for each in map(_standing, parts) if each is not None]
    return min(known, default=None)


def weakest(keys: Iterable[Any]) -> Standing:
    """The standing of several conditions together."""
    return min((standing(key) for key in keys), default=Standing.INPUT)


def independent(keys: Iterable[Any]) -> bool:
    """Whether nothing that is not understood relates ``keys``: each can go either way by itself.

    Two conditions on one input (its length, and what is in it) may exclude each other in ways
    that nobody here knows. Comparisons of one subject are understood, and so are two memberships.
    """
    subjects: dict[Any, set[Any]] = {}
    for key in keys:
        while isinstance(key, tuple) and key[0] == "not":
            key = key[1]
        parts = key[1:] if isinstance(key, tuple) and key[0] in ("and", "or") else (key,)
        for part in parts:
            for root in _roots(part):
                subjects.setdefault(root, set()).add(_aspect(part))
    return all(len(aspects) == 1 for aspects in subjects.values())


def _roots(key: Any) -> Set[Any]:
    """The inputs that a condition asks about; an attribute or an item of one is an input of its own."""
    if not isinstance(key, tuple) or not key or key[0] == "const":
        return set()
    if key[0] in ("symbol", "attr", *_LEAVES):
        return {key}
    if key[0] == "left":
        roots: frozenset[Any] = key[3]
        return roots
    return {root for part in key[1:] for root in _roots(part)}


def _aspect(key: Any) -> Any:
    """What is asked of an input: comparisons with literals, membership of literals, or something else."""
    if isinstance(key, tuple) and len(key) == 3:
        if key[0] in ("==", "among", "<", "<="):
            return ("compared", key[1])
        if key[0] == "in" and isinstance(key[1], tuple) and key[1][:1] == ("const",):
            return ("in", key[2])
    return ("compared", key)
