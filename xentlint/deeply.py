"""Run work that calls itself deeply in a thread that has the stack for it, and can be interrupted."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_STACK = 512 * 1024 * 1024
_RECURSION = 60_000
_PATIENCE = 0.5
_GLANCE = 0.2

_Result = TypeVar("_Result")
_abandoned: list[threading.Thread] = []


class _Stopped(BaseException):
    """Raised in the thread whose result nobody waits for any longer."""


def deeply(work: Callable[[], _Result]) -> _Result:
    """Return what ``work`` returns, or raise what it raises, having given it room.

    An interrupt of the caller (Ctrl-C) ends the work too: at once where it runs Python, and where it
    is inside of a long call of C, it is left behind (`is_abandoned`).
    """
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size()
    sys.setrecursionlimit(max(limit, _RECURSION))
    threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_GLANCE)  # without a limit, nothing interrupts it on Windows
    except BaseException:
        _stop(thread)
        raise
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


def is_abandoned() -> bool:
    """Tell whether work that was interrupted still runs: then the process must not be torn down around it."""
    return any(thread.is_alive() for thread in _abandoned)


def _stop(thread: threading.Thread) -> None:
    with contextlib.suppress(ImportError):
        import ctypes

        ident = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_Stopped))
    thread.join(_PATIENCE)
    if thread.is_alive():
        _abandoned.append(thread)
