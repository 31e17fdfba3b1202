"""Loops: rounds that are known are run one by one, others until another round changes nothing more.

The first round of a loop over something unknown is run as it stands: whatever goes through the loop
goes through it. The rounds after it are run from a state that holds for all of them: what a round
leaves differently is anything when the next one begins. A loop that others have run often has only
those rounds (see ``repeated``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from . import containers, forgetting, iteration
from .completions import Ended, Exit
from .machine import Machine
from .standing import Standing, standing, which_way
from .store import Slot
from .values import (
    NONE,
    DictValue,
    Guard,
    IteratorValue,
    ListValue,
    SetValue,
    Union,
    Unknown,
    Value,
    derive,
)

MAX_UNROLL = 12
"""Elements of a known sequence up to which each has a round of its own."""
MAX_SOURCES = 3
"""Alternatives of what a loop goes through up to which each has rounds of its own."""
MAX_COUNTED = 64
"""Rounds up to which a ``while`` with a known condition is counted out."""
MAX_WIDENINGS = 4
"""Rounds from a state that holds for all, until it does."""

_Branch = tuple[Guard, dict[Slot, Value]]


def for_statement(ev: Machine, node: cst.For) -> None:
    """``for target in iterable``."""
    source = ev.narrow(ev.value(node.iter))
    if node.asynchronous is not None:
        source = iteration.awaited(ev, source)
    if isinstance(source, Union) and len(source.alternatives) <= MAX_SOURCES:
        containers.spread(ev, (source,), lambda each: _over(ev, node, each[0]))
    else:
        _over(ev, node, source)


def _over(ev: Machine, node: cst.For, source: Value) -> Value:
    elements, exact = ev.elements(source, ev.place(node), whole=False)
    with _Loop(ev, node) as loop:
        if isinstance(source, ListValue) and exact and len(elements) <= MAX_UNROLL:
            elements, exact = _by_index(ev, node, loop, source)
            if exact:
                return NONE
        elif exact and len(elements) <= MAX_UNROLL:
            held = _held(ev, source)
            for element in elements:
                if not loop.round(_with_target(ev, node, element)):
                    return NONE
                if held and held != _held(ev, source):
                    elements, exact = (), False  # what it goes through is changed meanwhile
                    ev.doubt(Standing.FORGOTTEN)  # a dictionary that grows raises
                    break
            else:
                loop.exhaust()
                return NONE
        first: Value | None = elements[0] if elements and (exact or len(elements) == 1) else None
        for each in elements[1:]:
            ev.out_of_sight(each, "one of many in a loop")

        def fresh() -> Value:
            if not exact and first is not None:
                return _another(ev, first)
            key = getattr(source, "key", None)
            if key is not None:
                return Unknown(("element", key, ev.store.number()), element=True)
            return ev.one_of((source, *elements), "element")

        opening = first if first is not None else fresh()
        some = None if exact and elements else derive("filled", getattr(source, "key", None))
        loop.repeat(
            _with_target(ev, node, opening),
            lambda: _with_target(ev, node, fresh())(),
            surely=bool(exact and elements),
            some=some,
        )
    return NONE


def _by_index(ev: Machine, node: cst.For, loop: _Loop, source: ListValue) -> tuple[tuple[Value, ...], bool]:
    """A list is asked for its next element when it is wanted: what a round adds is gone through too."""
    for index in range(2 * MAX_UNROLL):
        known = containers.items_of(ev, source)
        if known is None or not known[1]:
            return (), False
        if index >= len(known[0]):
            loop.exhaust()
            return (), True
        if not loop.round(_with_target(ev, node, known[0][index])):
            return (), True
    return (), False


def _held(ev: Machine, source: Value, depth: int = 0) -> list[Value | None]:
    """What the containers behind ``source`` hold now."""
    if isinstance(source, ListValue | DictValue | SetValue):
        return [ev.store.get(source.number, "items")]
    if isinstance(source, IteratorValue) and depth < 4:
        return [each for one in source.sources for each in _held(ev, one, depth + 1)]
    return []


def _another(ev: Machine, element: Value) -> Value:
    """Another element like ``element``: of what is unknown, another unknown."""
    if isinstance(element, Unknown) and element.key is not None:
        return Unknown(("element", element.key, ev.store.number()), element=element.element)
    return element


def _with_target(ev: Machine, node: cst.For, element: Value) -> Callable[[], None]:
    def run() -> None:
        ev.store_to(node.target, element)
        ev.suite(node.body)

    return run


def while_statement(ev: Machine, node: cst.While) -> None:
    """``while condition``: counted out while the condition is known."""
    with _Loop(ev, node) as loop:
        for _ in range(MAX_COUNTED):
            ways = ev.scenarios(ev.value(node.test))
            if len(ways) > 1 or ways[0][0]:
                break
            if not ways[0][1]:
                loop.exhaust()
                return
            if not loop.round(lambda: ev.suite(node.body)):
                return

        def body() -> Value:
            ev.suite(node.body)
            return NONE

        def leave() -> Value:
            raise ev.ended(Exit.EXHAUSTED, NONE)

        def again() -> None:
            ways = ev.scenarios(ev.value(node.test))
            ev.fork([(guard, body if way else leave) for guard, way in ways])

        loop.repeat(again, again, surely=True)


def _is_newer(owner: Any, number: int) -> bool:
    """Whether ``owner`` did not exist when ``number`` was given out."""
    if isinstance(owner, tuple) and owner[0] == "unknown" and owner[1][0] == "forgotten":
        return bool(owner[1][1] > number)
    return isinstance(owner, int) and owner > number


class _Loop:
    """One run of a loop statement: collects how its rounds leave, and goes on from there."""

    def __init__(self, ev: Machine, node: cst.For | cst.While) -> None:
        self.ev = ev
        self.node = node
        self.mark = len(ev.abrupt)
        self.ended = ev.left()
        self.base = ev.path

    def __enter__(self) -> _Loop:
        self.ev.store.begin()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        ev = self.ev
        ev.path = self.base
        if error is not None and not isinstance(error, Ended):
            ev.store.rollback()
            return False
        breaks = self._since(Exit.BREAK)
        exhausted = self._since(Exit.EXHAUSTED)
        ev.store.rollback()
        ways: list[_Branch] = list(breaks)
        if exhausted:
            ways += self._after(exhausted)
        ev.compose(self.mark)
        if not ways:
            raise Ended
        if breaks and len(ways) > len(breaks):
            # However the rounds went: it was left, or it came to its end.
            key = which_way(ev.store.number(), (key for guard, _ in breaks for key, _ in guard))
            last = len(breaks)
            ways = [(guard | {(key, index < last)}, written) for index, (guard, written) in enumerate(ways)]
        ev.resume(ways, whole=ev.left() == self.ended)
        return True

    def _since(self, exit: Exit) -> list[_Branch]:
        ev = self.ev
        found = [each for each in ev.abrupt[self.mark :] if each.exit is exit]
        ev.abrupt[self.mark :] = [each for each in ev.abrupt[self.mark :] if each.exit is not exit]
        return [(ev.since(each.guard, self.base), each.written) for each in found]

    def _after(self, exhausted: list[_Branch]) -> list[_Branch]:
        """What the ``else`` makes of the states in which there are no more rounds."""
        ev = self.ev
        if self.node.orelse is None:
            return exhausted
        ev.store.begin()
        going = False
        try:
            ev.resume(exhausted, whole=False)
            ev.suite(self.node.orelse.body)
            going = True
        except Ended:
            pass
        finally:
            guard = ev.assumed(self.base)
            ev.path = self.base
            written = ev.store.rollback()
        return [(guard, written)] if going else []

    def exhaust(self) -> None:
        """There are no more rounds."""
        self.ev.ended(Exit.EXHAUSTED, NONE)

    def round(self, run: Callable[[], object]) -> bool:
        """Run one round from the state that is there; whether there can be another."""
        ways = self._run(run)
        if not ways:
            return False
        self.ev.resume(ways, whole=self._left == 0)
        return True

    def _run(self, run: Callable[[], object]) -> list[_Branch]:
        ev = self.ev
        mark = len(ev.abrupt)
        left = ev.left()
        base = ev.path
        ways: list[_Branch] = []
        ev.store.begin()
        try:
            run()
            going = True
        except Ended:
            going = False
        finally:
            after = ev.assumed(base)
            ev.path = base
            written = ev.store.rollback()
        if going:
            ways.append((after, written))
        for each in ev.collect(mark, Exit.CONTINUE):
            ways.append((ev.since(each.guard, base), each.written))
        self._left = ev.left() - left
        return ways

    def _joined(self, ways: Sequence[_Branch]) -> dict[Slot, Value]:
        """One state for ``ways``, relative to the state that is there."""
        ev = self.ev
        base = ev.path
        ev.store.begin()
        try:
            ev.resume(ways)
        finally:
            ev.path = base
            written = ev.store.rollback()
        return written

    def repeat(
        self, first: Callable[[], object], again: Callable[[], object], *, surely: bool, some: Any = None
    ) -> None:
        """Run any number of rounds: ``first``, then ``again`` from a state that holds for all others.

        Unless the first round ``surely`` comes, it depends on ``some`` whether there is one.
        """
        ev = self.ev
        base = ev.path
        over = isinstance(self.node, cst.For)
        if some is not None and standing(some) is Standing.FORGOTTEN:
            some = None  # whoever writes a loop means it to be run: that is no condition of its rounds
        key = some if some is not None else ("rounds", ev.store.number())
        if over and not surely:
            ev.path = {**base, key: False}
            ev.ended(Exit.EXHAUSTED, NONE)
            if some is not None:
                base = {**base, key: True}
        ev.path = base
        with ev.repeated.entered(self.node):
            self._widen(first, again)

    def _widen(self, first: Callable[[], object], again: Callable[[], object]) -> None:
        """Run rounds from the state that is there until another one changes nothing more."""
        ev = self.ev
        base = ev.path
        over = isinstance(self.node, cst.For)
        newest = ev.store.number()
        known = ev.repeated.known(self.node, ev.frame.scope, ev.store)
        more: Any = ("again", newest)
        entered: dict[Slot, Value] = {}
        if known is None:
            ways = self._run(first)
            if not ways:
                return
            entered = self._joined(ways)
        # What the first round has changed, any other may find changed: it begins with anything there.
        # What it made is as it made it, until another round is seen to change it.
        made = {slot: v for slot, v in entered.items() if isinstance(slot[0], int) and slot[0] > newest}
        before = known or entered
        forgotten = {slot for slot, v in before.items() if slot not in made and ev.store.get(*slot) != v}
        for attempt in range(MAX_WIDENINGS):
            mark, mattered, begun = len(ev.abrupt), ev.mattering(), ev.store.number()
            ev.store.begin()
            try:
                ev.store.apply({slot: value for slot, value in made.items() if slot not in forgotten})
                for slot in forgotten:
                    held = ev.store.get(*slot) or before.get(slot)
                    ev.store.lose(*slot, forgetting.instead(ev, slot, held))
                head = ev.store.written()
                ev.path = {**base, more: True} if known is None else base
                ways = self._run(again)
                ended = self._joined(ways) if ways else {}
            finally:
                ev.path = base
                ev.store.rollback()
            changed = {
                slot
                for slot, value in ended.items()
                if slot not in forgotten and (made.get(slot) or ev.store.get(*slot)) != value
            }
            ev.spend((len(head) + len(ended)) * ev.repeated.depth)
            # What a round makes is new in each, and the next begins without it: another attempt would find as much.
            older = {slot for slot in changed if not _is_newer(slot[0], begun)}
            if not older or attempt == MAX_WIDENINGS - 1:
                break
            del ev.abrupt[mark:]
            ev.matters_no_more(mattered, begun)
            forgotten |= older
        if older:
            # Still not the same: whatever a round writes at all is anything when the next one begins.
            ended = {slot: forgetting.instead(ev, slot, value) for slot, value in ended.items()}
            for each in ev.abrupt[mark:]:
                each.written = {s: forgetting.instead(ev, s, v) for s, v in each.written.items()}
        last = {**before, **ended}
        unstable = {slot: last[slot] for slot in forgotten | changed if slot in last}
        ev.repeated.note(
            self.node, ev.frame.scope, {s: v for s, v in unstable.items() if not _is_newer(s[0], newest)}
        )
        if over:
            for state, truth in ((entered, False), ({**head, **ended}, True)):
                if not (ways if truth else known is None):
                    continue
                ev.store.begin()
                ev.store.apply(state)
                ev.path = {**base, more: truth} if known is None else base
                ev.ended(Exit.EXHAUSTED, NONE)
                ev.path = base
                ev.store.rollback()
        ev.compose(mark)
