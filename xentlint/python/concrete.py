"""Operations of Python on values that are known: carried out by Python itself, within bounds.

A known list is a real list for the moment, whose items that are no literals are tokens. A token can
be moved about; whoever must know more of it (is it equal to another? larger?) gets
:class:`Undecided`. Nothing is computed that is much larger than what is written in the program.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from .values import (
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    Handle,
    Instance,
    ListValue,
    TupleValue,
    Value,
)

MOST_TEXT = 65_536
"""Characters (or bytes) of a folded string."""
MOST_BITS = 4_096
"""Bits of a folded integer."""
MOST_WEIGHT = 2_000
"""Values that a tuple is made of, with all tuples in it."""
MOST_ITEMS = 1_000
"""Items of a list that is still known one by one."""


class Undecided(Exception):
    """What is asked of a token is not known, or the result would be too large."""


class Raised(Exception):
    """Python raises ``name`` here."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


_RAISES = (IndexError, KeyError, ValueError, TypeError, ZeroDivisionError, AttributeError, OverflowError)


class Token:
    """A value that is no literal, inside of a real container."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        verdict = same(self.value, other.value if isinstance(other, Token) else Const(other))
        if verdict is None:
            raise Undecided
        return verdict

    def __hash__(self) -> int:
        if isinstance(self.value, Handle) and not isinstance(self.value, ListValue):
            return hash(self.value.number)
        if isinstance(self.value, FunctionValue | ClassValue):
            return hash(self.value)
        raise Undecided

    def _ask(self, other: object) -> bool:
        raise Undecided

    __lt__ = __le__ = __gt__ = __ge__ = _ask

    def __bool__(self) -> bool:
        raise Undecided


def same(left: Value, right: Value) -> bool | None:
    """Whether two values that no class of the project compares are equal; ``None`` if that is not known."""
    if isinstance(left, Const) and isinstance(right, Const):
        return bool(left.value == right.value)
    if left is right or left == right:
        if isinstance(left, Handle) and not isinstance(left, Instance):
            return True
        return True if isinstance(left, FunctionValue | ClassValue) else None
    if isinstance(left, FunctionValue | ClassValue) and isinstance(right, FunctionValue | ClassValue):
        return False
    return None


def wrap(value: Value) -> Any:
    """A literal as itself, a tuple of such as one, everything else as a token."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, TupleValue):
        return tuple(wrap(each) for each in value.items)
    return Token(value)


def unwrap(value: Any) -> Value:
    """The value that :func:`wrap` was given."""
    if isinstance(value, Token):
        return value.value
    if isinstance(value, tuple):
        return TupleValue(tuple(unwrap(each) for each in value))
    return Const(value)


def key_of_entry(value: Value) -> Any:
    """What stands for ``value`` as the key of a dictionary. Raises Undecided for what has no known hash."""
    if isinstance(value, Const):
        if isinstance(value.value, float) and value.value != value.value:
            raise Undecided
        return value.value
    if isinstance(value, TupleValue):
        return tuple(key_of_entry(each) for each in value.items)
    if isinstance(value, FunctionValue | ClassValue):
        return value
    if isinstance(value, ListValue | DictValue):
        raise Raised("TypeError")
    if isinstance(value, Handle) and getattr(value, "hashed_by_identity", False):
        return value
    raise Undecided


def entry_key(key: Any) -> Value:
    """The value that a dictionary has as its key."""
    if isinstance(key, Value):
        return key
    if isinstance(key, tuple):
        return TupleValue(tuple(entry_key(each) for each in key))
    return Const(key)


def run(action: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """The result of ``action``. Raises :class:`Raised` where Python raises, :class:`Undecided` else."""
    try:
        return action(*given, **named)
    except _RAISES as error:
        if isinstance(error, ValueError) and "digits" in str(error):
            raise Undecided from None
        raise Raised(type(error).__name__) from None
    except (Undecided, Raised):
        raise
    except Exception:
        raise Undecided from None


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "Divide": operator.truediv,
    "FloorDivide": operator.floordiv,
    "Modulo": operator.mod,
    "Power": operator.pow,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "LeftShift": operator.lshift,
    "RightShift": operator.rshift,
}


def arithmetic(name: str, left: Any, right: Any) -> Any:
    """``left <name> right`` of two literals."""
    action = ARITHMETIC.get(name)
    if action is None:
        raise Undecided
    text = isinstance(left, str | bytes)
    if name == "Modulo" and text:
        check_format(left if isinstance(left, str) else left.decode("latin-1"), "%")
    elif name in ("Multiply", "Add", "Power", "LeftShift"):
        _check_size(name, left, right)
    result = run(action, left, right)
    _check(result)
    return result


def _check(result: Any) -> None:
    if isinstance(result, str | bytes) and len(result) > MOST_TEXT:
        raise Undecided
    if isinstance(result, int) and result.bit_length() > MOST_BITS:
        raise Undecided


def _check_size(name: str, left: Any, right: Any) -> None:
    sized = (str, bytes, tuple, list)
    if isinstance(left, sized) or isinstance(right, sized):
        if name == "Multiply":
            text, times = (left, right) if isinstance(left, sized) else (right, left)
            if isinstance(times, int) and len(text) * max(times, 0) > MOST_TEXT:
                raise Undecided
        elif isinstance(left, sized) and isinstance(right, sized) and len(left) + len(right) > MOST_TEXT:
            raise Undecided
        return
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length()
        if name == "Multiply" and bits + right.bit_length() > MOST_BITS:
            raise Undecided
        if name == "LeftShift" and (right > MOST_BITS or bits + right > MOST_BITS):
            raise Undecided
        if name == "Power" and abs(left) > 1 and (abs(right) > MOST_BITS or bits * abs(right) > MOST_BITS):
            raise Undecided


_WIDTH = re.compile(r"\d{4,}|\*")


def check_format(template: str, mark: str) -> None:
    """Refuse a format with a width that makes something large of something small."""
    if len(template) > MOST_TEXT or (mark in template and _WIDTH.search(template)):
        raise Undecided


_TEXT_METHODS = frozenset(
    {
        "capitalize", "casefold", "center", "count", "decode", "encode", "endswith", "expandtabs", "find", "format",
        "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
        "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "upper", "zfill",
    }
)  # fmt: skip


def text_method(text: str | bytes, name: str, given: list[Any], named: dict[str, Any]) -> Any:
    """``text.name(...)`` with literal arguments."""
    if name not in _TEXT_METHODS or not hasattr(text, name):
        raise Undecided
    if name in ("center", "ljust", "rjust", "zfill", "expandtabs") and any(
        isinstance(each, int) and each > MOST_TEXT for each in (*given, *named.values())
    ):
        raise Undecided
    if name == "format":
        check_format(str(text), "{")
    if name == "replace" and len(given) >= 2 and all(isinstance(each, type(text)) for each in given[:2]):
        times = text.count(given[0]) if given[0] else len(text) + 1
        if times * len(given[1]) > MOST_TEXT:
            raise Undecided
    if name == "join" and given and isinstance(given[0], list | tuple | str | bytes):
        parts = sum(len(each) for each in given[0] if isinstance(each, str | bytes))
        if parts + len(text) * len(given[0]) > MOST_TEXT:
            raise Undecided
    if any(isinstance(each, Token) for each in (*given, *named.values())):
        raise Undecided
    result = run(getattr(text, name), *given, **named)
    _check(result)
    return result


def formatted(value: Any, conversion: str | None, spec: str) -> str:
    """``f"{value!conversion:spec}"``."""
    check_format("{" + spec, "{")
    if isinstance(value, Token):
        raise Undecided
    if conversion == "r":
        value = run(repr, value)
    elif conversion == "s":
        value = run(str, value)
    elif conversion == "a":
        value = run(ascii, value)
    return str(run(format, value, spec))


_LITERAL = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis))


def is_literal(value: Any) -> bool:
    """Whether ``value`` is something that a constant holds."""
    return isinstance(value, _LITERAL)
