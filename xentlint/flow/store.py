"""The memory of the evaluated program, with branches that can be undone and joined.

A slot is ``(owner, name)``: the owner is the number of a scope or of a mutable object. Writes in
a branch go to the same table, and the old content to a journal; :meth:`Store.rollback` restores
it and hands back what the branch had written, so that :meth:`Store.join` can merge the branches.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from .guards import union
from .values import Guard, Items, Union, Unknown, Value

Slot = tuple[Any, str]


class Store:
    """Slots, their values, and the journals of the branches being evaluated."""

    def __init__(self) -> None:
        self._owners: dict[Any, dict[str, Value]] = {}
        self._journals: list[dict[Slot, Value | None]] = []
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A fresh owner."""
        return next(self._numbers)

    def get(self, owner: Any, name: str) -> Value | None:
        """The value of a slot, ``None`` when it was never written."""
        slots = self._owners.get(owner)
        return None if slots is None else slots.get(name)

    def set(self, owner: Any, name: str, value: Value) -> None:
        """Write a slot."""
        slots = self._owners.setdefault(owner, {})
        if self._journals:
            self._journals[-1].setdefault((owner, name), slots.get(name))
        slots[name] = value

    def names(self, owner: Any) -> list[tuple[str, Value]]:
        """Every slot of ``owner`` with its value."""
        return list(self._owners.get(owner, {}).items())

    def delete(self, owner: Any, name: str) -> None:
        """Forget a slot."""
        slots = self._owners.get(owner)
        if slots is not None and name in slots:
            if self._journals:
                self._journals[-1].setdefault((owner, name), slots[name])
            del slots[name]

    @contextlib.contextmanager
    def permanent(self) -> Iterator[None]:
        """Write for good, whatever branch is being evaluated: what is written is nobody's branch."""
        journals, self._journals = self._journals, []
        try:
            yield
        finally:
            self._journals = journals

    def begin(self) -> None:
        """Start a branch: what is written from here can be rolled back."""
        self._journals.append({})

    def rollback(self) -> dict[Slot, Value]:
        """End the branch and undo it; returns what its slots held at its end."""
        journal = self._journals.pop()
        written: dict[Slot, Value] = {}
        for slot, old in journal.items():
            owner, name = slot
            slots = self._owners[owner]
            if name in slots:
                written[slot] = slots[name]
            if old is None:
                slots.pop(name, None)
            else:
                slots[name] = old
        return written

    def apply(self, written: Mapping[Slot, Value]) -> None:
        """Write everything a rolled-back branch had written."""
        for (owner, name), value in written.items():
            self.set(owner, name, value)

    def join(self, branches: list[tuple[Guard, dict[Slot, Value]]]) -> list[Value]:
        """Merge rolled-back branches: a slot holds what each of them left in it, under its guard.

        Returns what no slot holds any more, because there were too many alternatives.
        """
        lost: list[Value] = []
        for slot in self._touched(branches):
            before = self.get(*slot)
            options: list[tuple[Guard, Value]] = []
            for guard, written in branches:
                value = written.get(slot, before)
                if value is not None:
                    options.append((guard, value))
            joined = union(options)
            if joined is None:
                joined = _common_end([v for _, v in options]) or Unknown(why="too many alternatives")
                lost += [v for _, v in options]
            self.set(*slot, joined)
        return lost

    @staticmethod
    def _touched(branches: list[tuple[Guard, dict[Slot, Value]]]) -> Iterator[Slot]:
        seen: set[Slot] = set()
        for _, written in branches:
            for slot in written:
                if slot not in seen:
                    seen.add(slot)
                    yield slot


def _common_end(values: list[Value]) -> Value | None:
    """Several lists as one: the items that all of them end with, the rest unknown."""
    lists: list[Items] = []
    for value in values:
        inner = [v for _, v in value.alternatives] if isinstance(value, Union) else [value]
        for item in inner:
            if not isinstance(item, Items):
                return None
            lists.append(item)
    if not lists:
        return None
    shared: list[Value] = []
    for column in zip(*(reversed(each.items) for each in lists), strict=False):
        if any(entry != column[0] for entry in column[1:]):
            break
        shared.append(column[0])
    return Items(tuple(reversed(shared)), exact=False)
