"""How many axes an array has, and whether the classes of a sample are still next to each other on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..python.values import NONE, Const, SliceValue, TupleValue, Value


def rank_of_item(rank: int | None, which: Value) -> int | None:
    """How many axes ``array[which]`` has: a number takes one away, ``None`` adds one."""
    for each in which.items if isinstance(which, TupleValue) else (which,):
        if rank is None:
            return None
        if each == NONE:
            rank += 1
        elif isinstance(each, Const) and isinstance(each.value, int) and not isinstance(each.value, bool):
            rank -= 1
        elif not isinstance(each, SliceValue):
            return None
    return rank


def leaves_the_last_axis(rank: int | None, which: Value) -> bool:
    """Whether ``array[which]`` has the whole of the last axis, because what is asked for ends before it."""
    asked = which.items if isinstance(which, TupleValue) else (which,)
    plain = all(isinstance(each, Const | SliceValue) for each in asked)
    return rank is not None and plain and sum(each != NONE for each in asked) < rank


def is_axis(asked: Value, axis: int, rank: int | None) -> bool:
    """Whether ``asked`` names ``axis`` of an array with ``rank`` axes, each perhaps counted from its end.

    What is given to a classifier is one row a sample, where nothing says that it has more axes.
    """
    if not isinstance(asked, Const) or not isinstance(asked.value, int):
        return False
    rank = rank or 2
    return asked.value == axis or (-rank <= asked.value < rank and asked.value % rank == axis % rank)


def classes_stay_last(name: str, sizes: Sequence[Value], rank: int | None, units: int | None) -> bool:
    """Whether the last axis is what it was after a function that arranges the same numbers in another way."""
    if name in ("copy", "squeeze"):
        return True
    if name in ("flatten", "ravel"):
        return rank == 1
    if name in ("expand_dims", "repeat"):
        return bool(sizes) and sizes[-1] == Const(0)
    if name == "reshape" and sizes:
        last = sizes[-1]
        last = last.items[-1] if isinstance(last, TupleValue) and last.items else last
        return units is not None and last == Const(units)
    return False
