"""Spare Python's collector of cycles what has none and lives as long as the run: the trees of what was parsed.

It would go through all of them each time that a quarter more has been made. Over keras and tf_keras that
took 12 of 66 processor seconds.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_SELDOM = 50_000
"""Objects that are made before the youngest are looked through: most of what an evaluation makes is soon gone."""


@contextlib.contextmanager
def parsing() -> Iterator[None]:
    """Collect nothing while trees are made, and leave out afterwards whatever is there by then."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def sparing() -> Iterator[None]:
    """Collect seldom; at the end, as before, and nothing is left out any longer unless something was before."""
    had_some = gc.get_freeze_count() > 0
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not had_some:
            gc.unfreeze()
