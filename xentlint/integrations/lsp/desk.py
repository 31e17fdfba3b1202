"""What is worked on for an editor: one thing after another, in a thread of its own, so that the editor is always heard.

What somebody waits for comes first. What is being done when a text changes begins anew, and what nobody wants any
longer is dropped.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ...run.session import Stopped, Stopping

_Result = TypeVar("_Result")
Work = Callable[[Stopping], _Result]
"""Is given whom to ask whether it is still wanted; raises `Stopped` when it is not."""

_STOPPED = object()


@dataclass(eq=False)
class _Task:
    """Something to do. ``name`` is that of what nobody waits for: of two with one name, the later one is done."""

    work: Work[Any]
    future: asyncio.Future[Any]
    name: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class Desk:
    """Everything but the work itself happens in the thread of the event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "xentlint")
        self._asked: deque[_Task] = deque()
        self._later: dict[str, _Task] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._running: _Task | None = None
        self._closed = False

    async def ask(self, work: Work[_Result]) -> _Result:
        """Have something done at once, and wait for it; to be cancelled as any other waiting is."""
        task = _Task(work, asyncio.get_running_loop().create_future())
        self._asked.append(task)
        if self._running is not None and self._running.name is not None:
            self._running.stop.set()
        self._next()
        try:
            result: _Result = await task.future
        finally:
            task.stop.set()
        return result

    def later(
        self, name: str, work: Work[_Result], done: Callable[[_Result], object], delay: float = 0.0
    ) -> None:
        """Have something done after ``delay`` seconds, unless it is asked for again under that name before."""
        self.drop(name)
        loop = asyncio.get_running_loop()
        task = _Task(work, loop.create_future(), name)
        task.future.add_done_callback(lambda future: None if future.cancelled() else done(future.result()))

        def begin() -> None:
            self._timers.pop(name, None)
            self._later[name] = task
            self._next()

        self._timers[name] = loop.call_later(delay, begin)

    def drop(self, name: str) -> None:
        """Do no more of what was to be done under a name."""
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()
        self._later.pop(name, None)
        if self._running is not None and self._running.name == name:
            self._running.future.cancel()
            self._running.stop.set()

    def begin_anew(self) -> None:
        """Something has changed: what is being done is done again, with what is there now."""
        if self._running is not None:
            self._running.stop.set()

    def close(self) -> None:
        """Do nothing more."""
        self._closed = True
        self._asked.clear()
        for name in [*self._timers, *self._later]:
            self.drop(name)
        self.begin_anew()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> None:
        while self._running is None and not self._closed and (self._asked or self._later):
            task = self._asked.popleft() if self._asked else self._later.pop(next(iter(self._later)))
            if task.future.done():
                continue
            task.stop = threading.Event()
            self._running = task
            running = asyncio.get_running_loop().run_in_executor(self._pool, _run, task)
            running.add_done_callback(self._ended)

    def _ended(self, running: asyncio.Future[Any]) -> None:
        task, self._running = self._running, None
        assert task is not None
        if running.cancelled() or task.future.done():
            pass
        elif (error := running.exception()) is not None:
            task.future.set_exception(error)
        elif running.result() is not _STOPPED:
            task.future.set_result(running.result())
        elif task.name is None:
            self._asked.appendleft(task)
        else:
            self._later = {task.name: task, **self._later}
        self._next()


def _run(task: _Task) -> Any:
    try:
        return task.work(task.stop.is_set)
    except Stopped:
        return _STOPPED
