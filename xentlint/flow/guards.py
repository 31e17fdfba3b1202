"""Assumptions about conditions: combining them, and knowing when two cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .conditions import decided
from .values import ALWAYS, Guard, Union, Unknown, Value

MAX_ALTERNATIVES = 8
"""A union of more is not worth following: what differs is forgotten."""


_TOO_MANY = Unknown(why="too many alternatives")


def compatible(guard: Guard, assumptions: Mapping[Any, bool]) -> bool:
    """Whether everything in ``guard`` can hold while ``assumptions`` do."""
    return all(decided(key, assumptions) in (None, truth) for key, truth in guard)


def together(*guards: Guard) -> Guard | None:
    """All the guards at once, or ``None`` when they contradict each other."""
    result: dict[Any, bool] = {}
    for guard in guards:
        for key, truth in guard:
            if decided(key, result) not in (None, truth):
                return None
            result[key] = truth
    return frozenset(result.items())


def alternatives(value: Value) -> tuple[tuple[Guard, Value], ...]:
    """The alternatives of ``value``: itself, always, unless it is a union."""
    if isinstance(value, Union):
        return value.alternatives
    return ((ALWAYS, value),)


def _resolve(first: Guard, second: Guard) -> Guard:
    """The guard of a value that holds under either: what both assume, less what they split on."""
    return first & second


def union(options: Iterable[tuple[Guard, Value]]) -> Value | None:
    """One value for ``options``; equal ones are merged. ``None`` when there are too many."""
    merged: list[tuple[Guard, Value]] = []
    for guard, value in options:
        for inner, alternative in alternatives(value):
            both = together(guard, inner)
            if both is None:
                continue
            for index, (known_guard, known) in enumerate(merged):
                if known == alternative:
                    merged[index] = (_resolve(known_guard, both), known)
                    break
            else:
                merged.append((both, alternative))
    if not merged:
        return None
    if len(merged) == 1:
        return merged[0][1]
    if len(merged) > MAX_ALTERNATIVES:
        return None
    return Union(tuple(merged))


def either(options: Iterable[tuple[Guard, Value]], otherwise: Value = _TOO_MANY) -> Value:
    """The same, with ``otherwise`` for none or too many."""
    joined = union(options)
    return otherwise if joined is None else joined
