"""What conditions say about each other: equality, order, membership; and, or, not.

A condition is named by a key, any hashable. These have a structure that is understood:

``("==", x, value)``, ``("among", x, values)``, ``("<", x, number)``, ``("<=", x, number)``
    what is asked of one subject ``x``; ``x > 2`` is the negation of ``x <= 2``
``("and", a, b)``, ``("or", a, b)``, ``("not", a)``
    of other keys

Values with different names (``Mode.A`` and ``Mode.B``) are taken for different ones.
Everything else is true or false by itself, and what is true is no ``None``, ``0`` or ``""``. Numbers are
taken for real ones: that no whole one lies between 2 and 3 is not seen; the answer is then "open".
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

_OF_A_SUBJECT = frozenset({"==", "among", "<", "<="})
_COMPOUND = frozenset({"and", "or", "not"})


def decided(key: Any, assumptions: Mapping[Any, bool]) -> bool | None:
    """The truth of ``key`` under ``assumptions``, or ``None`` when they leave it open."""
    known = assumptions.get(key)
    if known is not None or not assumptions:
        return known
    return looked_through(assumptions).decides(key)


def is_structured(key: Any) -> bool:
    """Whether ``key`` says something of other keys: one that does not is true or false by itself."""
    return _kind(key) is not None


_Guard = frozenset[tuple[Any, bool]]


class Assumed:
    """Assumptions, looked through once for whatever is asked about them."""

    def __init__(self, assumptions: Mapping[Any, bool]) -> None:
        self.truths: dict[Any, bool] = dict(assumptions)
        self.is_structured = any(_kind(key) is not None for key in self.truths)
        """Whether one of them says something of other keys."""
        self._known: _Known | None = None
        self._answers: dict[Any, bool | None] = {}
        self.admits: dict[_Guard, bool] = {}
        """For guards that were asked about: whether they can hold, too."""

    def decides(self, key: Any) -> bool | None:
        """The truth of ``key``, or ``None`` when it is open."""
        known = self.truths.get(key)
        if known is not None:
            return known
        if key in self._answers:
            return self._answers[key]
        if self._known is None:
            self._known = _Known()
            self._known.learn(self.truths.items())
        answer = self._answers[key] = _decided(key, self._known)
        return answer

    def and_more(self, more: Sequence[tuple[Any, bool]]) -> Assumed:
        """The same assumptions and ``more`` of them; these stay as they are."""
        made = Assumed({})
        made.truths = {**self.truths, **dict(more)}
        made.is_structured = self.is_structured or any(_kind(key) is not None for key, _ in more)
        if self._known is not None:
            made._known = self._known.copy()
            made._known.learn(more)
        return made

    def beyond(self, assumptions: Mapping[Any, bool]) -> list[tuple[Any, bool]] | None:
        """What ``assumptions`` say besides these, ``None`` where they do not say all of these."""
        if len(self.truths) > len(assumptions) or not self.truths.items() <= assumptions.items():
            return None
        return [each for each in assumptions.items() if each[0] not in self.truths]


class _Recent(threading.local):
    """What was looked through lately, in one thread."""

    def __init__(self) -> None:
        self.paths: dict[int, tuple[Mapping[Any, bool], Assumed]] = {}
        self.guards: dict[_Guard, Assumed] = {}


_recent = _Recent()
_MOST_PATHS = 32
_MOST_GUARDS = 512
_LATEST = 2
"""Paths of which the next one is often a continuation."""


def recent(assumptions: Mapping[Any, bool]) -> Assumed | None:
    """What is known of ``assumptions``, where they were looked through lately."""
    known = _recent.paths.get(id(assumptions))
    if known is not None and known[0] is assumptions and len(known[1].truths) == len(assumptions):
        return known[1]
    return None


def looked_through(assumptions: Mapping[Any, bool]) -> Assumed:
    """``assumptions``, to be asked: a path is asked about many times, and left for another that goes on from it."""
    same = recent(assumptions)
    if same is not None:
        return same
    paths = _recent.paths
    known = paths.get(id(assumptions))
    for _, assumed in [
        *([known] if known is not None else []),
        *itertools.islice(reversed(paths.values()), _LATEST),
    ]:
        more = assumed.beyond(assumptions)
        if more is not None:
            made = assumed.and_more(more)
            break
    else:
        made = Assumed(assumptions)
    if len(paths) >= _MOST_PATHS:
        del paths[next(iter(paths))]
    paths[id(assumptions)] = assumptions, made
    return made


def of_guard(guard: _Guard, beyond: _Guard | None = None) -> Assumed:
    """The assumptions of ``guard``, to be asked: those of a branch are combined with one after another.

    ``beyond``: a guard that was looked through before, of which this one is the continuation.
    """
    guards = _recent.guards
    known = guards.get(guard)
    if known is None:
        base = guards.get(beyond) if beyond is not None else None
        known = (
            Assumed(dict(guard)) if base is None or beyond is None else base.and_more(list(guard - beyond))
        )
        if len(guards) >= _MOST_GUARDS:
            guards.clear()
        guards[guard] = known
    return known


class _Subject:
    """What is assumed of one subject: which literals it is not, and everything else."""

    def __init__(
        self, excluded: frozenset[Any] = frozenset(), asked: tuple[tuple[Any, bool], ...] = ()
    ) -> None:
        self.excluded = excluded
        """The values of these literals."""
        self.asked = asked

    def and_also(self, key: Any, truth: bool) -> _Subject:
        literal = key[2] if key[0] == "==" and not truth and _is_literal(key[2]) else None
        if literal is not None and literal[2] == literal[2]:
            return _Subject(self.excluded | {literal[2]}, self.asked)
        return _Subject(self.excluded, (*self.asked, (key, truth)))

    def allows(self, key: Any, truth: bool, own: bool | None) -> bool:
        """Whether it can be so besides; ``own`` is the truth of the subject itself, where that is assumed."""
        asked = [*self.asked, (key, truth)]
        if own is not None:
            asked.append((("truth", key[1]), own))
        return _possible(asked, self.excluded)


class _Known:
    """Assumptions, what follows from those that are made of others, and what is so of each subject."""

    def __init__(self) -> None:
        self._truths: dict[Any, bool] = {}
        self._of: dict[Any, _Subject] = {}
        self._undecided: list[tuple[Any, bool]] = []
        """Where one of several parts is what is said, and it is not known which."""

    def copy(self) -> _Known:
        """The same, to be told more."""
        made = _Known()
        made._truths, made._of = self._truths.copy(), self._of.copy()
        made._undecided = self._undecided.copy()
        return made

    def learn(self, assumptions: Iterable[tuple[Any, bool]]) -> None:
        """Take in assumptions, and what follows from them."""
        waiting = list(assumptions)
        while waiting:
            key, truth = waiting.pop()
            self._add(key, truth)
            kind = _kind(key)
            if kind == "not":
                waiting.append((key[1], not truth))
            elif kind in ("and", "or"):
                if truth is (kind == "and"):
                    waiting += [(part, truth) for part in key[1:]]
                else:
                    self._undecided.append((key, truth))
        for key, truth in self._undecided:
            # ``a or b`` with ``a`` false is ``b``; ``a and b`` being false with ``a`` true is ``not b``.
            left = None
            for part in key[1:]:
                if _decided(part, self) is not (not truth):
                    if left is not None:
                        break
                    left = part
            else:
                if left is not None and left not in self._truths:
                    self._add(left, truth)

    def _add(self, key: Any, truth: bool) -> None:
        if key not in self._truths and _kind(key) in _OF_A_SUBJECT:
            self._of[key[1]] = self._of.get(key[1], _NOTHING).and_also(key, truth)
        self._truths[key] = truth

    def get(self, key: Any) -> bool | None:
        return self._truths.get(key)

    def decides(self, key: Any) -> bool | None:
        """The truth of a condition of one subject, by what else is assumed of that."""
        subject = self._of.get(key[1])
        own = self._truths.get(key[1])
        if _kind(key[1]) in _OF_A_SUBJECT:
            own = None
        if subject is None:
            if own is None:
                return None
            subject = _NOTHING
        if not subject.allows(key, True, own):
            return False
        return None if subject.allows(key, False, own) else True


_NOTHING = _Subject()


def _decided(key: Any, assumptions: _Known) -> bool | None:
    known = assumptions.get(key)
    if known is not None:
        return known
    kind = _kind(key)
    if kind == "not":
        inner = _decided(key[1], assumptions)
        return None if inner is None else not inner
    if kind in ("and", "or"):
        return _all_or_any([_decided(part, assumptions) for part in key[1:]], kind == "and")
    if kind is None:
        key = ("truth", key)
    return assumptions.decides(key)


def _all_or_any(parts: list[bool | None], wants_all: bool) -> bool | None:
    if any(part is not wants_all and part is not None for part in parts):
        return not wants_all
    return wants_all if all(part is wants_all for part in parts) else None


def _kind(key: Any) -> str | None:
    """What is understood of a key's structure: its operator, or nothing."""
    if type(key) is not tuple or not key or type(key[0]) is not str:
        return None
    kind = key[0]
    if kind in _COMPOUND:
        return kind
    if kind not in _OF_A_SUBJECT or len(key) != 3:
        return None
    if kind in ("==", "among"):
        return kind
    return kind if _number(key[2]) is not None else None


def _number(literal: Any) -> float | int | None:
    if _is_literal(literal):
        value = literal[2]
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            return value
    return None


def _is_literal(key: Any) -> bool:
    return isinstance(key, tuple) and len(key) == 3 and key[0] == "const"


def _possible(asked: Sequence[tuple[Any, bool]], excluded: Set[Any]) -> bool:
    """Whether one value that is none of ``excluded`` can meet all of what is asked of a subject."""

    def meets_all(value: Any) -> bool:
        if _is_literal(value) and value[2] in excluded:
            return False
        return all(_meets(value, key, truth) for key, truth in asked)

    candidates = _candidates(asked)
    if candidates is not None:
        return any(meets_all(value) for value in candidates)
    low, high = (float("-inf"), False), (float("inf"), False)  # a bound, and whether it is left out
    for key, truth in asked:
        bound = _number(key[2]) if key[0] in ("<", "<=") else None
        if bound is None:
            continue
        if truth:
            high = min(high, (bound, key[0] == "<"), key=lambda each: (each[0], not each[1]))
        else:
            low = max(low, (bound, key[0] == "<="))
    if low[0] != high[0]:
        return low[0] < high[0]
    if low[1] or high[1]:
        return False
    return meets_all(("const", "float", low[0]))


def _candidates(asked: Iterable[tuple[Any, bool]]) -> list[Any] | None:
    """The literals that the subject must be one of, where it must be."""
    found: list[Any] | None = None
    for key, truth in asked:
        if truth and key[0] in ("==", "among"):
            allowed = [key[2]] if key[0] == "==" else list(key[2])
            found = (
                allowed if found is None else [one for one in found if any(_equal(one, o) for o in allowed)]
            )
    return found


def _meets(value: Any, key: Any, truth: bool) -> bool:
    if key[0] == "truth":
        return not _is_literal(value) or bool(value[2]) is truth
    if key[0] == "==":
        return _equal(value, key[2]) is truth
    if key[0] == "among":
        return any(_equal(value, other) for other in key[2]) is truth
    number, bound = _number(value), _number(key[2])
    if number is None or bound is None:
        return True
    return (number < bound if key[0] == "<" else number <= bound) is truth


def _equal(one: Any, other: Any) -> bool:
    if _is_literal(one) and _is_literal(other):
        return bool(one[2] == other[2])
    return bool(one == other)


def implied(keys: Iterable[tuple[Any, bool]], assumptions: Mapping[Any, bool]) -> Iterator[Any]:
    """Those of ``keys`` that hold as they say whenever ``assumptions`` do."""
    for key, truth in keys:
        if decided(key, assumptions) is truth:
            yield key
