"""What runs beside the program."""

from __future__ import annotations

import contextlib

from .machine import Machine
from .store import Slot
from .values import Arguments, BoundMethod


def runs_beside(ev: Machine, value: BoundMethod) -> list[Slot]:
    """``value`` runs beside this program from here on: the slots that it writes, by now or at any time.

    It has a function's budget of its own, of which this program pays a part. Where that ends it is taken to
    go on as it did: the body of a thread is a loop.
    """
    spent, limit, divided = ev.steps, ev.limit, ev.divided
    ev.limit, ev.divided = ev.steps + ev.function_steps, False

    def body() -> None:
        with contextlib.suppress(ev.exhaustion):
            ev.call(value, Arguments(), ev.here())

    ev.store.notes_all = True
    try:
        written = list(ev.speculate(body, certain=True))
    finally:
        ev.store.notes_all = False
        ev.steps, ev.limit, ev.divided = spent + (ev.steps - spent) // 8, limit, divided
    return written
