"""Assumptions about conditions: combining them, and knowing when two cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .conditions import is_structured, looked_through, of_guard, recent
from .values import ALWAYS, Guard, Union, Unknown, Value

MAX_ALTERNATIVES = 12
"""A union of more is not worth following: what differs is forgotten."""


_TOO_MANY = Unknown(why="too many alternatives")


def compatible(guard: Guard, assumptions: Mapping[Any, bool]) -> bool:
    """Whether everything in ``guard`` can hold while ``assumptions`` do."""
    assumed = recent(assumptions)
    if assumed is None:
        return _compatible(guard, assumptions)
    known = assumed.admits.get(guard)
    if known is None:
        known = assumed.admits[guard] = _compatible(guard, assumptions)
    return known


def _compatible(guard: Guard, assumptions: Mapping[Any, bool]) -> bool:
    asked: list[tuple[Any, bool]] = []
    for key, truth in guard:
        known = assumptions.get(key)
        if known is None:
            asked.append((key, truth))
        elif known is not truth:
            return False
    if not asked or not assumptions:
        return True
    assumed = looked_through(assumptions)
    if not assumed.is_structured and not any(is_structured(key) for key, _ in asked):
        return True
    return all(assumed.decides(key) in (None, truth) for key, truth in asked)


def together(*guards: Guard) -> Guard | None:
    """All the guards at once, or ``None`` when they contradict each other."""
    largest = max(guards, key=len)
    if all(guard <= largest for guard in guards):
        return largest
    result: dict[Any, bool] = {}
    plain = True
    for guard in guards:
        for key, truth in guard:
            known = result.setdefault(key, truth)
            if known is not truth:
                return None
            plain = plain and not is_structured(key)
    if plain:
        return frozenset(result.items())
    all_of_them, before = largest, None
    for guard in guards:
        for key, truth in guard - all_of_them:
            if of_guard(all_of_them, before).decides(key) not in (None, truth):
                return None
            all_of_them, before = all_of_them | {(key, truth)}, all_of_them
    return all_of_them


_MOST_LITERALS = 8
"""Conditions of which a disjunction is still made."""


def one_of_them(guards: Sequence[Guard]) -> tuple[Guard, Any]:
    """What is assumed where one of ``guards`` holds: what they share, and the condition that one of the rests does.

    The condition is ``None`` where a rest is nothing, or all together are too much to be worth following.
    """
    shared = frozenset.intersection(*guards)
    rests = [guard - shared for guard in dict.fromkeys(guards)]
    if len(rests) > 1 and all(rests) and sum(map(len, rests)) <= _MOST_LITERALS:
        return shared, ("or", *(_all(rest) for rest in rests))
    return shared, None


def _all(guard: Guard) -> Any:
    parts = [key if truth else ("not", key) for key, truth in guard]
    return parts[0] if len(parts) == 1 else ("and", *parts)


def alternatives(value: Value) -> tuple[tuple[Guard, Value], ...]:
    """The alternatives of ``value``: itself, always, unless it is a union."""
    if isinstance(value, Union):
        return value.alternatives
    return ((ALWAYS, value),)


Combined = dict[tuple[Guard, Guard], Guard | None]
"""Guards that were combined already."""


def union(options: Iterable[tuple[Guard, Value]], combined: Combined | None = None) -> Value | None:
    """One value for ``options``, which are all there is; ``None`` when there are too many.

    What is the same on every path needs no guard. An alternative that comes from several paths keeps
    the guard of each: only what two guards differ in, and nothing else, may be dropped. ``combined``
    is for several unions of the same branches: most of their guards are the same too.
    """
    combined = {} if combined is None else combined
    flat: list[tuple[Guard, Value]] = []
    for guard, value in options:
        if isinstance(value, Union):
            for inner, alternative in value.alternatives:
                pair = (guard, inner)
                if pair in combined:
                    both = combined[pair]
                else:
                    both = combined[pair] = together(guard, inner)
                if both is not None:
                    flat.append((both, alternative))
        else:
            flat.append((guard, value))
    if not flat:
        return None
    first = flat[0][1]
    if all(value is first or value == first for _, value in flat):
        return first
    groups = _grouped(flat)
    if groups is None:
        return None
    merged = [
        (guard, value)
        for value, guards in _as_rest([(v, _fewest(each)) for v, each in groups])
        for guard in guards
    ]
    return Union(tuple(merged)) if len(merged) <= MAX_ALTERNATIVES else None


def _grouped(flat: list[tuple[Guard, Value]]) -> list[tuple[Value, list[Guard]]] | None:
    """The guards of each value that is another one, ``None`` when there are too many values."""
    groups: list[tuple[Value, list[Guard]]] = []
    known: dict[int, list[Guard]] = {}
    for guard, value in flat:
        guards = known.get(id(value))
        if guards is None:
            guards = next((each for other, each in groups if other == value), None)
            if guards is None:
                if len(groups) == MAX_ALTERNATIVES:
                    return None
                guards = []
                groups.append((value, guards))
            known[id(value)] = guards
        guards.append(guard)
    return groups


_MANY = 2
"""Guards of one value from which on they are one: that the other value is not there."""


def _as_rest(groups: list[tuple[Value, list[Guard]]]) -> list[tuple[Value, list[Guard]]]:
    """The same, where it is one of two values: one that has a single guard, and the other wherever that fails."""
    if len(groups) == 2:
        for one, other in ((0, 1), (1, 0)):
            alone, many = groups[one][1], groups[other][1]
            if len(alone) == 1 and len(many) > _MANY and len(alone[0]) <= _MOST_LITERALS:
                groups[other] = groups[other][0], [frozenset({(_all(alone[0]), False)})]
    return groups


def _fewest(guards: list[Guard]) -> list[Guard]:
    """The same cases in fewer guards: those that others contain, or complete, go."""
    if len(guards) == 1:
        return guards
    merged: list[Guard] = []
    for guard in dict.fromkeys(guards):
        _add(merged, guard)
    return merged


def _add(merged: list[Guard], guard: Guard) -> None:
    index = 0
    while index < len(merged):
        known = merged[index]
        if known <= guard:
            return
        if guard <= known:
            del merged[index]
            continue
        either_way = _completed(known, guard)
        if either_way is not None:
            del merged[index]
            guard, index = either_way, 0
            continue
        index += 1
    merged.append(guard)


def _completed(first: Guard, second: Guard) -> Guard | None:
    """What two guards say together that differ only in the truth of one condition."""
    if len(first) != len(second):
        return None
    mine, theirs = first - second, second - first
    if len(mine) == 1:
        ((key, truth),) = mine
        if theirs == {(key, not truth)}:
            return first & second
    return None


def either(options: Iterable[tuple[Guard, Value]], otherwise: Value = _TOO_MANY) -> Value:
    """The same, with ``otherwise`` for none or too many."""
    joined = union(options)
    return otherwise if joined is None else joined
