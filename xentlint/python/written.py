"""What a slot holds that only some paths have written: on the others it is what it was before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .guards import either
from .machine import Machine
from .values import ABSENT, Union, Value


def or_else(ev: Machine, owner: Any, name: str, otherwise: Callable[[], Value | None]) -> Value | None:
    """What is written under ``name`` of ``owner``, and ``otherwise()`` on the paths that have not written it.

    ``None`` where nobody has, and ``otherwise`` gives nothing either.
    """
    held = ev.store.perhaps(owner, name)
    held = None if held is None else ev.narrow(held)
    if held is None or held is ABSENT:
        return otherwise()
    if not (isinstance(held, Union) and any(each is ABSENT for _, each in held.alternatives)):
        return held
    before = otherwise()
    ways = [(guard, before if each is ABSENT else each) for guard, each in held.alternatives]
    return ev.narrow(either([(guard, each) for guard, each in ways if each is not None]))
