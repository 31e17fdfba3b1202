"""Objects are let go of: their finalizers may run, and what these change is not known from there on."""

from __future__ import annotations

from . import perhaps
from .machine import Machine
from .values import Value

_MOST_FOLLOWED = 12
"""How often one finalizer is run to see what it changes; after that it is code out of sight."""


def perhaps_run_finalizers(ev: Machine, since: int = 0) -> None:
    """Something may have been let go of here, if there are more finalizers than ``since``."""
    if len(ev.finalizers) <= since:
        return
    kept: list[tuple[Value, int]] = []
    lost = 0
    for each, count in ev.finalizers.due():
        if count < _MOST_FOLLOWED:
            perhaps.perhaps_called(ev, each)
            kept.append((each, count + 1))
        else:
            ev.forget(each, "called when nothing refers to it any more")
            lost += 1
    if ev.finalizers.back(kept, lost):
        ev.forget_shared()
