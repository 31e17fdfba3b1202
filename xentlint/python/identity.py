"""Names for what values are: two with the same name are equal, and a test of one is a test of the other."""

from __future__ import annotations

from typing import Any

from .values import Const, Foreign, Handle, SliceValue, Symbol, TupleValue, Unknown, Value, derive


def key_of(value: Value) -> Any:
    """A name for what ``value`` is, such that equal names mean equal values; ``None`` if it has none."""
    if isinstance(value, Unknown):
        return value.key
    if isinstance(value, Const):
        return ("const", type(value.value).__name__, value.value)
    if isinstance(value, Symbol):
        return ("symbol", value.name)
    if isinstance(value, Handle):
        return ("object", value.number)
    if isinstance(value, Foreign):
        return value.same
    if isinstance(value, SliceValue):
        return derive("slice", *(key_of(each) for each in value.bounds))
    if isinstance(value, TupleValue) and value.items:
        return derive("slice", *(key_of(each) for each in value.items))
    return None


def equality_key(left: Value, right: Value) -> Any:
    """The key of ``left == right``: what is true or false anyway is the condition itself."""
    first, second = key_of(left), key_of(right)
    if isinstance(right, Const) and isinstance(right.value, bool) and is_truth(first):
        return first if right.value else ("not", first)
    return derive("==", first, second)


def as_keys(left: Value, right: Value) -> Any:
    """Whether two values are equal, as keys of a dictionary: ``True``, ``False``, the condition, or ``None`` for no name.

    Of tuples that are not known in part, their items decide one by one.
    """
    if isinstance(left, TupleValue) and isinstance(right, TupleValue):
        if len(left.items) != len(right.items):
            return False
        parts = [as_keys(one, other) for one, other in zip(left.items, right.items, strict=True)]
        if any(each is False for each in parts):
            return False
        open_ones = [each for each in parts if each is not True]
        if any(each is None for each in open_ones):
            return None
        return True if not open_ones else open_ones[0] if len(open_ones) == 1 else derive("and", *open_ones)
    if isinstance(left, Const) and isinstance(right, Const):
        return bool(left.value == right.value)
    return equality_key(left, right)


_TRUTHS = frozenset({"not", "==", "among", "<", "<=", "in", "is", "isinstance", "hasattr", "bool"})


def is_truth(key: Any) -> bool:
    """Whether a key names something that is either ``True`` or ``False``."""
    return (
        isinstance(key, tuple)
        and bool(key)
        and (
            key[0] in ("not", "==", "among", "<", "<=", "in", "is", "isinstance", "hasattr", "bool")
            or key[:2] == ("flag", "bool")
        )
    )
