"""Spare Python's collector of cycles what has none and lives as long as the run: the trees of what was parsed.

It would go through all of them each time that a quarter more has been made. Over keras that took 12
of 66 processor seconds.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator

_SELDOM = 50_000
"""Objects that are made before the youngest are looked through: most of what an evaluation makes is soon gone."""


_left_out: list[int] = []
"""The files of each program whose trees are left out; to count what is left out takes longer."""

_MANY = 100
"""Files from which on it pays: what few leave behind is collected as everything else of the process is."""


def collect() -> None:
    """Free what nobody holds any more."""
    if _left_out:
        _left_out.clear()
        gc.unfreeze()
    gc.collect()


@contextlib.contextmanager
def parsing(files: int) -> Iterator[None]:
    """Collect nothing while the trees of many files are made, and leave out afterwards whatever is there by then."""
    if files < _MANY:
        yield
        return
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        _left_out.append(files)
        gc.freeze()
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def sparing(files: int) -> Iterator[None]:
    """Collect seldom where files are many; at the end as before, and nothing is left out unless it was before."""
    with contextlib.nullcontext() if files < _MANY else _seldom():
        yield


@contextlib.contextmanager
def idle() -> Iterator[None]:
    """Collect nothing until then: for one answer that is soon given, in a process that ends with it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _seldom() -> Iterator[None]:
    had_some = gc.get_freeze_count() > 0
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not had_some:
            gc.unfreeze()


_WORTH = 20_000
"""Objects that have been made since the last look from which on another one pays."""


@contextlib.contextmanager
def one_by_one(programs: int) -> Iterator[Callable[[], None]]:
    """Evaluate several programs: what is given frees what the last one of them has left behind.

    What was there before is not looked through again for each of them.
    """
    if programs < 2:
        yield lambda: None
        return

    def let_go() -> None:
        made, *older = gc.get_count()
        if made < _WORTH and not any(older) and not _left_out:
            return
        if _left_out:
            _left_out.clear()
            gc.unfreeze()
        gc.collect()
        gc.freeze()  # what is left now is there for the rest of the run

    with _seldom():
        yield let_go
