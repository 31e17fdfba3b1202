"""The memory of the evaluated program, with branches that can be undone and joined.

A slot is ``(owner, name)``: the owner is the number of a scope or of a mutable object. Writes in
a branch go to the same table, and the old content to a journal; :meth:`Store.rollback` restores
it and hands back what the branch had written, so that :meth:`Store.join` can merge the branches.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .guards import Combined, union
from .values import ABSENT, Absent, Const, Guard, Items, Symbol, Union, Unknown, Value, is_inert

Slot = tuple[Any, str]

_VERSION = "$version"
"""Which of its states something unknown is in: a number, and no number where that differs from path to path."""
_DIFFERS = Unknown(why="changed on some paths only")

TRUE = Const(True)
FALSE = Const(False)
_REWRITTEN = "$rewritten"
"""Whether an owner may have been written since it was shared: a slot, so that every branch has its own answer."""


class Store:
    """Slots, their values, and the journals of the branches being evaluated."""

    def __init__(self, appeared: Callable[[tuple[Any, ...]], None] = lambda owner: None) -> None:
        self.appeared = appeared
        """Told of each owner without a number that is written to for the first time."""
        self.objects: set[Any] = set()
        """Owners of which a slot may be there on some paths only: instances, whose class stands in."""
        self._owners: dict[Any, dict[str, Value]] = {}
        self._journals: list[dict[Slot, Value | None]] = []
        self.shared: set[Any] = set()
        self._rewritten: set[Any] = set()
        """The shared owners that were written since they were shared: those whose slot says so."""
        self._named: dict[int, dict[str, bool]] = {}
        """For each scope that functions out of sight read: the names, and whether they bind them too."""
        self._settled: list[tuple[int, int]] = []
        self._pristine: dict[Slot, Value | None] = {}
        self._numbers = itertools.count(1)
        self._versions: dict[int, int] = {}
        """How often something was written to these owners, or taken back."""
        self._unread: set[Any] = set()
        """The keys of what is unknown, was made for one slot, and was not asked for."""
        self.scopes: set[int] = set()
        """Owners whose slots are names: that one is bound for the first time changes nothing."""
        self.changed = 0
        """How often something was changed that was there already when :meth:`watch` was called last."""
        self._watched = 0
        self.notes_all = False
        """Whether what is lost again is written again: for who asks what a piece of code may write at any time."""
        self.timing: int | None = None
        """Since when it is noted that a slot is written that held something else before, if it is."""
        self._overwritten: dict[Slot, int] = {}
        """When that was last, the latest at the end."""

    def number(self) -> int:
        """A fresh owner."""
        return next(self._numbers)

    def watch(self) -> int:
        """Count the changes of what is there now, in :attr:`changed`; returns how many there were."""
        self._watched = self.number()
        return self.changed

    def get(self, owner: Any, name: str) -> Value | None:
        """The value of a slot, ``None`` when it was never written."""
        found = self.peek(owner, name)
        if found is not None and self._unread:
            self._note_read(found)
        return found

    def peek(self, owner: Any, name: str) -> Value | None:
        """The same, for who forgets what is there and neither keeps it nor asks what it is."""
        slots = self._owners.get(owner)
        found = None if slots is None else slots.get(name)
        if found is ABSENT or found is None:
            return None
        if isinstance(found, Union) and owner not in self.objects:
            return _present(found)
        return found

    def perhaps(self, owner: Any, name: str) -> Value | None:
        """The same, with :data:`ABSENT` among the alternatives where some path has not written it."""
        slots = self._owners.get(owner)
        found = None if slots is None else slots.get(name)
        if self._unread and found is not None:
            self._note_read(found)
        return found

    def put_away(self, value: Unknown) -> Unknown:
        """``value``, which was made for a single slot: see :meth:`is_unread`."""
        self._unread.add(value.key)
        return value

    def is_unread(self, value: Value) -> bool:
        """Whether something unknown stands in one slot only, and nobody has asked for it.

        Then it may stand there for whatever comes to be in that slot: nothing is known of it that could
        be wrong by then.
        """
        return isinstance(value, Unknown) and value.key in self._unread

    def _note_read(self, value: Value) -> None:
        if isinstance(value, Unknown):
            self._unread.discard(value.key)
        elif isinstance(value, Union):
            for _, each in value.alternatives:
                if isinstance(each, Unknown):
                    self._unread.discard(each.key)

    def set(self, owner: Any, name: str, value: Value) -> None:
        """Write a slot."""
        if self.timing is not None and not name.startswith("$"):
            old = self._owners.get(owner, {}).get(name)
            if old is not value and (old is not None or self._hides(owner)):
                self._overwritten.pop((owner, name), None)
                self._overwritten[owner, name] = self.number()
        self._put(owner, name, value)

    def lose(self, owner: Any, name: str, value: Value) -> None:
        """The same, where the program has not written it: what is there is not known any more."""
        slots = self._owners.get(owner)
        if slots is None or slots.get(name) is not value or self.notes_all:
            self._put(owner, name, value)

    def _put(self, owner: Any, name: str, value: Value) -> None:
        self._write(owner, name, value)
        if owner in self._rewritten or name.startswith("$"):
            return
        if owner in self.shared or (owner in self._named and self._is_named(owner, name, value)):
            self._write(owner, _REWRITTEN, TRUE)

    def _is_named(self, scope: int, name: str, value: Value) -> bool:
        binds = self._named[scope].get(name)
        return binds is not None and (binds or not (isinstance(value, Symbol) or is_inert(value)))

    def _hides(self, owner: Any) -> bool:
        """Whether what its class has was read of an object, before it had something of its own."""
        return self.timing is not None and owner in self.objects and owner < self.timing

    def overwritten(self, since: int) -> list[Slot]:
        """The slots that held something at the time ``since``, and something else since, while that was noted."""
        found = itertools.takewhile(lambda each: each[1] > since, reversed(self._overwritten.items()))
        return [slot for slot, _ in found]

    def version(self, owner: int) -> int:
        """A number that is another one when something was written to ``owner`` since, or taken back."""
        return self._versions.setdefault(owner, 0)

    def _write(self, owner: Any, name: str, value: Value) -> None:
        slots = self._owners.get(owner)
        if slots is None:
            slots = self._owners[owner] = {}
            if type(owner) is tuple:
                self.appeared(owner)
        if type(owner) is int and owner in self._versions:
            self._versions[owner] += 1
        if self._journals:
            self._journals[-1].setdefault((owner, name), slots.get(name))
        if (
            self._settled
            and isinstance(owner, int)
            and owner <= self._settled[-1][1]
            and self._is_settled(owner)
        ):
            self._pristine.setdefault((owner, name), slots.get(name))
        if not name.startswith("$"):
            old = slots.get(name)
            if old is not value:
                if isinstance(owner, int):
                    self.changed += owner < self._watched and (old is not None or owner not in self.scopes)
                else:
                    self.changed += old is not None
        slots[name] = value
        if name == _REWRITTEN:
            self._note_rewritten(owner, value)

    def _note_rewritten(self, owner: Any, value: Value | None) -> None:
        if value is None or value is ABSENT or value == FALSE:
            self._rewritten.discard(owner)
        else:
            self._rewritten.add(owner)

    def share(self, owner: int) -> None:
        """Code out of sight may hold what belongs to ``owner``, and has made of it what it liked."""
        self.shared.add(owner)
        self.settle_names(owner)

    def share_names(self, scope: int, read: Iterable[str], bound: Iterable[str]) -> None:
        """A function that code out of sight may hold reads some names of a scope, and binds others."""
        named = self._named.setdefault(scope, {})
        for name in read:
            named.setdefault(name, False)
        named.update(dict.fromkeys(bound, True))

    def settle_names(self, scope: int) -> None:
        """What the names of a scope stand for was forgotten: see :meth:`share`."""
        if scope in self._rewritten:
            self._write(scope, _REWRITTEN, FALSE)

    def rewritten(self) -> list[int]:
        """The shared owners that were written since they were shared, on the path being evaluated."""
        return sorted(self._rewritten)

    def settle(self, first: int, last: int) -> None:
        """What belongs to the owners from ``first`` to ``last`` is complete: see :meth:`restore`."""
        while self._settled and self._settled[-1][0] >= first:
            self._settled.pop()  # within the new one
        self._settled.append((first, last))

    def _is_settled(self, owner: int) -> bool:
        index = bisect.bisect_right(self._settled, (owner, float("inf"))) - 1
        return index >= 0 and owner <= self._settled[index][1]

    @property
    def changes(self) -> int:
        """How many slots of complete owners were written since :meth:`restore`."""
        return len(self._pristine)

    def restore(self) -> None:
        """Take back whatever was written since to owners that were complete."""
        for (owner, name), value in self._pristine.items():
            slots = self._owners.setdefault(owner, {})
            if type(owner) is int and owner in self._versions:
                self._versions[owner] += 1
            if value is None:
                slots.pop(name, None)
            else:
                slots[name] = value
        self._pristine = {}

    def names(self, owner: Any) -> list[tuple[str, Value]]:
        """Every slot of ``owner`` with its value, but not whether it was written since it was shared."""
        held = self.held(owner)
        if self._unread:
            for _, value in held:
                self._note_read(value)
        return held

    def held(self, owner: Any) -> list[tuple[str, Value]]:
        """The same, for who forgets what is there: see :meth:`peek`."""
        slots = self._owners.get(owner)
        if not slots:
            return []
        return [each for each in slots.items() if each[1] is not ABSENT and each[0] != _REWRITTEN]

    def delete(self, owner: Any, name: str) -> None:
        """Forget a slot."""
        if self.get(owner, name) is not None:
            self.set(owner, name, ABSENT)

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
        written = self.written()
        for (owner, name), old in self._journals.pop().items():
            if name == _REWRITTEN:
                self._note_rewritten(owner, old)
            if type(owner) is int and owner in self._versions:
                self._versions[owner] += 1
            if old is not None:
                self._owners.setdefault(owner, {})[name] = old
                continue
            slots = self._owners.get(owner)
            if slots is not None:
                slots.pop(name, None)
                if not slots:
                    del self._owners[owner]
        return written

    def written(self) -> dict[Slot, Value]:
        """What was written since the branch began, as it is now."""
        if not self._journals:
            return {}
        owners = self._owners
        return {slot: owners[slot[0]].get(slot[1], ABSENT) for slot in self._journals[-1]}

    def apply(self, written: Mapping[Slot, Value]) -> None:
        """Write everything a rolled-back branch had written."""
        for (owner, name), value in written.items():
            self._write(owner, name, value)

    def join(self, branches: list[tuple[Guard, dict[Slot, Value]]]) -> list[Value]:
        """Merge rolled-back branches: a slot holds what each of them left in it, under its guard.

        Returns what no slot holds any more, because there were too many alternatives.
        """
        lost: list[Value] = []
        combined: Combined = {}
        for slot in self._touched(branches):
            before = self._owners.get(slot[0], {}).get(slot[1], ABSENT)
            options = [(guard, written.get(slot, before)) for guard, written in branches]
            if slot[1] == _REWRITTEN:
                self._write(*slot, TRUE if any(each == TRUE for _, each in options) else FALSE)
                continue
            if slot[1] == _VERSION:
                numbers = [each for _, each in options if each is not ABSENT]
                same = all(each == numbers[0] for each in numbers)
                self._write(*slot, numbers[0] if same else _DIFFERS)
                continue
            if slot[1].startswith("$"):
                options = [each for each in options if not isinstance(each[1], Absent)] or options[:1]
            joined = union(options, combined)
            if joined is None:
                joined = _common_end([v for _, v in options]) or Unknown(
                    ("forgotten", self.number()), why="too many alternatives"
                )
                lost += [v for _, v in options]
            self._write(*slot, joined)
        return lost

    @staticmethod
    def _touched(branches: list[tuple[Guard, dict[Slot, Value]]]) -> Iterator[Slot]:
        seen: set[Slot] = set()
        for _, written in branches:
            for slot in written:
                if slot not in seen:
                    seen.add(slot)
                    yield slot


def _present(value: Union) -> Value | None:
    """What is there, where something is: whoever reads a name took a path that binds it."""
    left = [each for each in value.alternatives if each[1] is not ABSENT]
    if len(left) == len(value.alternatives):
        return value
    return union(left) if left else None


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
