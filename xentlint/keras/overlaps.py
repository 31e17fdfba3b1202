"""Overlaps of labels and scores that are written by hand: sums of their product over sums of both (Dice, Jaccard).

They are bounded, and lead anywhere, for probabilities only. What such an expression is made of is kept on
tensors of an unknown space whose ``under`` are the scores, and whose ``of`` says which part it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..apis.spaces import Space
from ..python.values import Const, Unknown, Value
from .values import Tensor

_OVERLAP, _TOTAL = "overlap", "total"
_DATA = "data"
_COMPUTED = frozenset(
    {"op", "version", "add", "subtract", "multiply", "divide", "Add", "Subtract", "Multiply", "Divide"}
)
"""Kinds of keys that are made of those of operands."""


def product(scores: Tensor, labels: Value) -> Tensor:
    """``labels * scores``, summed or not."""
    return _part(scores, (_OVERLAP, _key(labels)))


def total(scores: Tensor) -> Tensor:
    """The sum of the scores."""
    return _part(scores, (_TOTAL, ()))


def is_part(tensor: Value) -> bool:
    """Whether ``tensor`` is a part of what may become an overlap."""
    return _is(tensor, _OVERLAP) or _is(tensor, _TOTAL)


def combined(name: str, left: Value, right: Value) -> Tensor | None:
    """A part with a number, with sums of labels, or with another part; ``None`` for what is no part any more."""
    if name in ("multiply", "divide"):
        part, number = (right, left) if name == "multiply" and isinstance(left, Const) else (left, right)
        return part if isinstance(part, Tensor) and is_part(part) and isinstance(number, Const) else None
    if name not in ("add", "subtract"):
        return None
    for part, other in ((left, right), (right, left)):
        if not isinstance(part, Tensor) or not is_part(part):
            continue
        if isinstance(other, Const) and (name == "add" or part is left):
            return part
        if not _is(part, _TOTAL):
            continue
        if name == "add" and _is_data(other):
            return replace(part, of=(_TOTAL, (*part.of[1], _key(other))))
        if part is left and isinstance(other, Tensor) and _is(other, _OVERLAP) and _same(part, other):
            return part  # both, less what they share
    return None


def picked(name: str, left: Value, right: Value) -> Tensor | None:
    """``y * p + (1 - y) * (1 - p)``: the scores, where labels pick one of two."""
    if name != "add" or not (isinstance(left, Tensor) and isinstance(right, Tensor)):
        return None
    if not (_is(left, _OVERLAP) and _is(right, _OVERLAP) and _same(left, right)):
        return None
    return left.under


def ratio(left: Value, right: Value) -> Tensor | None:
    """The scores of which an overlap is divided by their sum and that of the same labels."""
    if not (isinstance(left, Tensor) and isinstance(right, Tensor)):
        return None
    if not (_is(left, _OVERLAP) and _is(right, _TOTAL) and _same(left, right)):
        return None
    return left.under if any(_within(left.of[1], each) for each in right.of[1]) else None


def _part(scores: Tensor, of: Any) -> Tensor:
    return Tensor(Space.UNKNOWN, of=of, under=scores, trained=scores.trained, pending=scores.pending)


def _is(tensor: Value, kind: str) -> bool:
    return (
        isinstance(tensor, Tensor)
        and tensor.space is Space.UNKNOWN
        and tensor.under is not None
        and tensor.under.space is Space.LINEAR
        and isinstance(tensor.of, tuple)
        and tensor.of[:1] == (kind,)
    )


def _same(left: Tensor, right: Tensor) -> bool:
    return left.under is not None and right.under is not None and left.under.origin == right.under.origin


def _is_data(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.space in (Space.DATA, Space.CLASSES) and not value.trained
    return isinstance(value, Unknown) and value.key is not None


def _key(labels: Value) -> Any:
    return labels.key if isinstance(labels, Unknown) else _DATA


def _within(key: Any, other: Any) -> bool:
    """Whether what ``other`` names was computed from what ``key`` names, or from what that was computed from."""
    return bool(_roots(key) & _roots(other))


def _roots(key: Any) -> set[Any]:
    """What a key was computed from, itself where nothing says so."""
    if isinstance(key, tuple) and key:
        if key[0] == "const":
            return set()
        if key[0] in _COMPUTED:
            parts = key[2:] if key[0] == "op" else key[1:2] if key[0] == "version" else key[1:]
            return {root for part in parts for root in _roots(part)}
    return {key}
