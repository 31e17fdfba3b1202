"""Which classes derive from which, of those that an evaluation has met."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

import libcst as cst

from ..python import lineage
from ..python.machine import Machine
from ..python.values import ClassValue


class Descent:
    """What derives from the classes of a program: worked out for all of them at once, since there may be many."""

    def __init__(self, ev: Machine) -> None:
        self._ev = ev
        self._statements = -1
        """The class statements that had been evaluated when this was worked out."""
        self._looked_at = 0
        """The classes with objects that had been looked at."""
        self._with_objects: dict[cst.CSTNode, list[cst.CSTNode]] = {}
        self._last: dict[ClassValue, list[ClassValue]] = {}

    def classes(self, owner: ClassValue) -> list[ClassValue]:
        """``owner`` and what inherits from it, of what objects were made of, in the order of their first objects."""
        self._bring_up_to_date()
        known = self._ev.classes
        nodes = self._with_objects.get(owner.node, ())
        return [known[node] for node in nodes if node in known]

    def heirs(self, owner: ClassValue) -> list[ClassValue]:
        """The classes that derive from ``owner``, but for those that others derive from."""
        self._bring_up_to_date()
        return self._last.get(owner, [])

    def related(self, owner: ClassValue) -> list[ClassValue]:
        """Those of which an object of ``owner`` may have methods: what it inherits from, and what does from it."""
        found = [
            *lineage.linearize(owner),
            *(up for cls in self.classes(owner) for up in lineage.linearize(cls)),
        ]
        return list({each.node: each for each in found if isinstance(each, ClassValue)}.values())

    def _bring_up_to_date(self) -> None:
        ev = self._ev
        if ev.class_statements != self._statements:
            self._statements = ev.class_statements
            self._looked_at, self._with_objects = 0, {}
            self._last = _last_heirs(list(ev.classes.values()))
        for node in islice(ev.instances, self._looked_at, None):
            self._looked_at += 1
            cls = ev.classes.get(node)
            for each in lineage.linearize(cls) if cls is not None else ():
                if isinstance(each, ClassValue):
                    self._with_objects.setdefault(each.node, []).append(node)


def _last_heirs(known: list[ClassValue]) -> dict[ClassValue, list[ClassValue]]:
    """By each class those of ``known`` that derive from it, but for those that others of these derive from."""
    above = {cls: [up for up in lineage.linearize(cls) if isinstance(up, ClassValue)] for cls in known}
    derived_from = {up for cls, order in above.items() for up in order if up != cls}
    found: dict[ClassValue, list[ClassValue]] = defaultdict(list)
    for cls, order in above.items():
        if cls not in derived_from:
            for up in order:
                if up != cls:
                    found[up].append(cls)
    return found
