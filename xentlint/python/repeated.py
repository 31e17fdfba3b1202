"""Loops that other loops run again and again.

A loop of which the rounds are not known has its body evaluated twice at least, so that ten of them within
each other would be a thousand bodies. What a loop has forgotten before is the same the next time; so one
that was run often, while the outermost loop goes on, begins with that, and has one round for all.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping

import libcst as cst

from .store import Slot, Store
from .values import ABSENT, Value

MAX_RUNS = 32
"""How often a loop is run from its first round on while the outermost loop around it is not over."""
MAX_RUNS_OF_ALL = 512
"""The same for all loops together."""

Unstable = dict[Slot, Value]
"""What is not the same in all rounds of a loop, with something that stood there."""


class Repeated:
    """The loops that are being repeated: how often each was, and what was found not to be stable in it."""

    def __init__(self) -> None:
        self.depth = 0
        """How many loops are being repeated within each other."""
        self._all = 0
        self._runs: Counter[cst.CSTNode] = Counter()
        self._unstable: dict[cst.CSTNode, Unstable] = {}

    @contextlib.contextmanager
    def entered(self, loop: cst.CSTNode) -> Iterator[None]:
        """``loop`` is repeated in this block; after the outermost one nothing is remembered."""
        self.depth += 1
        self._runs[loop] += 1
        self._all += 1
        try:
            yield
        finally:
            self.depth -= 1
            if not self.depth:
                self._all = 0
                self._runs.clear()
                self._unstable.clear()

    def known(self, loop: cst.CSTNode, scope: int, store: Store) -> Unstable | None:
        """What begins as anything in the one round that stands for all, ``None`` while there still is a first one.

        Objects of earlier runs are none of this one.
        """
        if self._runs[loop] <= MAX_RUNS and self._all <= MAX_RUNS_OF_ALL:
            return None
        found = self._unstable.get(loop, {})
        own = {(scope, name): value for (owner, name), value in found.items() if owner is None}
        return own | {slot: value for slot, value in found.items() if store.peek(*slot) is not None}

    def note(self, loop: cst.CSTNode, scope: int, unstable: Mapping[Slot, Value]) -> None:
        """These were not the same in all rounds of ``loop``; the next call of a function has a ``scope`` of its own."""
        if self.depth > 1:
            kept = self._unstable.setdefault(loop, {})
            for (owner, name), value in unstable.items():
                if value is not ABSENT:
                    kept[None if owner == scope else owner, name] = value
