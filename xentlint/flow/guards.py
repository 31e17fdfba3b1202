"""Assumptions about conditions: combining them, and knowing when two cannot hold together.

A condition key is any hashable that names what was tested. ``("==", x, literal)`` is special:
``x`` equal to one literal excludes ``x`` equal to another, so that the arms of
``if mode == "a": … elif mode == "b": …`` stay apart wherever the same test is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .values import ALWAYS, Guard, Union, Value

MAX_ALTERNATIVES = 8
"""A union of more is not worth following: what differs is forgotten."""


def decided(key: Any, assumptions: Mapping[Any, bool]) -> bool | None:
    """The truth of condition ``key`` under ``assumptions``, or ``None`` when they leave it open."""
    known = assumptions.get(key)
    if known is not None:
        return known
    if isinstance(key, tuple) and len(key) == 3 and key[0] == "==":
        for other, truth in assumptions.items():
            if truth and isinstance(other, tuple) and len(other) == 3 and other[:2] == key[:2]:
                return False
    return None


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
