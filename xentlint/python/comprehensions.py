"""Comprehensions: a list, set or dictionary is built like in a loop; a generator expression later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from . import containers, forgetting, iteration, sequences
from .machine import Frame, Machine
from .values import NONE, DictValue, Entries, Items, IteratorValue, ListValue, Value

MOST_ROUNDS = 48


def evaluate(ev: Machine, node: Any) -> Value:
    """``[…]``, ``{…}``, ``{…: …}`` or ``(…)`` with ``for``."""
    source = ev.value(node.for_in.iter)
    if isinstance(node, cst.GeneratorExp):
        made = IteratorValue(ev.store.number(), "genexp", (source,), None, node)
        ev.suspended[made.number] = ev.frame
        return made
    return _build(ev, node, source, ev.frame)


def run_later(ev: Machine, value: IteratorValue) -> Value:
    """The elements of a generator expression, now that they are asked for, as a list."""
    return _build(ev, value.node, value.sources[0], ev.suspended[value.number])


def _build(ev: Machine, node: Any, source: Value, frame: Frame) -> Value:
    inside = Frame(
        ev.new_scope(frame.scope), frame.module, frame.unit, frame.function, frame.owner, frame.receiver,
        frame.entry, on_yield=frame.on_yield, within=frame.within, comprehension=True, at=frame.at,
    )  # fmt: skip
    result = (
        containers.new_dict(ev, Entries()) if isinstance(node, cst.DictComp) else containers.new_list(ev, ())
    )
    path = ev.path
    ev.frames.append(inside)
    try:
        _Building(ev, node, result).clause(node.for_in, source)
    finally:
        ev.frames.pop()
        ev.path = path
    if isinstance(node, cst.SetComp):
        known = containers.items_of(ev, result)
        return sequences.new_set(ev, known[0] if known else (), exact=bool(known and known[1]))
    return result


class _Building:
    """One evaluation of a comprehension."""

    def __init__(self, ev: Machine, node: Any, result: ListValue | DictValue) -> None:
        self.ev = ev
        self.node = node
        self.result = result

    def clause(self, clause: cst.CompFor, source: Value) -> None:
        """``for target in source if …``."""
        ev = self.ev
        if clause.asynchronous is not None:
            source = iteration.awaited(ev, source)
        elements, exact = ev.elements(source, ev.place(clause))
        if exact and len(elements) <= MOST_ROUNDS:
            for element in elements:
                self._element(clause, element)
            return
        alike = len(elements) == 1 or (bool(elements) and all(each == elements[0] for each in elements))
        one = elements[0] if alike else ev.unknown("element")
        self._any(lambda: self._element(clause, one), clause)

    def _any(self, run: Callable[[], None], clause: cst.CompFor) -> None:
        """Any number of rounds: one is looked at, and what it writes may be written again or never."""
        ev = self.ev
        mark, number = len(ev.abrupt), ev.store.number()
        ev.store.begin()
        try:
            run()
        finally:
            written = ev.store.rollback()
            ev.compose(mark)
        ev.store.apply(written)
        outside = [slot for slot in written if not (isinstance(slot[0], int) and slot[0] > number)]
        filtered = False
        each: cst.CompFor | None = clause
        while each is not None:
            filtered = filtered or bool(each.ifs)
            each = each.inner_for_in
        known = containers.items_of(ev, self.result) if isinstance(self.result, ListValue) else None
        forgetting.forget_slots(ev, outside)
        if known is not None and known[0] and not filtered:
            made = Items(known[0][-1:], exact=False)
            ev.store.set(self.result.number, "items", made)

    def _element(self, clause: cst.CompFor, element: Value) -> None:
        self.ev.store_to(clause.target, element)
        self._filtered(clause, clause.ifs)

    def _filtered(self, clause: cst.CompFor, conditions: Sequence[cst.CompIf]) -> None:
        ev = self.ev
        if not conditions:
            if clause.inner_for_in is not None:
                self.clause(clause.inner_for_in, ev.value(clause.inner_for_in.iter))
            else:
                self._emit()
            return

        def on() -> Value:
            self._filtered(clause, conditions[1:])
            return NONE

        ways = ev.scenarios(ev.value(conditions[0].test))
        ev.fork([(guard, on if way else (lambda: NONE)) for guard, way in ways])

    def _emit(self) -> None:
        ev = self.ev
        if isinstance(self.result, DictValue):
            key = ev.value(self.node.key)
            sequences.set_item(ev, self.result, key, ev.value(self.node.value))
        else:
            containers.append(ev, self.result, ev.value(self.node.elt))
