"""Run work that calls itself deeply in a thread that has the stack for it, and can be interrupted."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_STACK = 512 * 1024 * 1024
_RECURSION = 60_000
_PATIENCE = 0.2
_GLANCE = 0.2

_Result = TypeVar("_Result")
_interrupted: list[threading.Thread] = []


class _Stopped(BaseException):
    """Raised in the thread whose result nobody waits for any longer."""


def deeply(work: Callable[[], _Result]) -> _Result:
    """Return what ``work`` returns, or raise what it raises, having given it room.

    An interrupt of the caller (Ctrl-C) ends the work too: at once where it runs Python, and where it
    is inside of a long call of C, it is left behind (`was_interrupted`).
    """
    results: list[_Result] = []
    errors: list[BaseException] = []
    # Not the thread is asked: up to Python 3.12, one whose join was interrupted counts as ended.
    ended = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            ended.set()

    limit, size = sys.getrecursionlimit(), threading.stack_size()
    sys.setrecursionlimit(max(limit, _RECURSION))
    threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while not ended.wait(_GLANCE):  # without a limit, nothing interrupts it on Windows
            pass
    except BaseException:
        _stop(thread, ended)
        raise
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


def was_interrupted() -> bool:
    """Tell whether some work was: it may still run, and the process must not be torn down around it."""
    return bool(_interrupted)


def _stop(thread: threading.Thread, ended: threading.Event) -> None:
    with contextlib.suppress(ImportError):
        import ctypes

        ident = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_Stopped))
    _interrupted.append(thread)
    ended.wait(_PATIENCE)
