"""The live display: what runs now, on a terminal; a line a result, elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from types import TracebackType
from typing import TextIO

from ..experiment import Result
from ..records import Side


class Progress:
    """Draws on ``stream`` until it is closed; safe to call from several threads."""

    def __init__(self, total: int | None = None, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._total = total
        self._done = 0
        self._running: dict[tuple[str, Side], str] = {}
        self._lock = threading.Lock()
        self._live = self._stream.isatty()
        self._drawn = 0
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._erase()
            self._stream.flush()

    def update(self, name: str, side: Side, text: str) -> None:
        """Say what one side of a fixture is doing; ``done`` ends it."""
        with self._lock:
            if text == "done":
                self._running.pop((name, side), None)
            else:
                self._running[name, side] = text
            self._draw()

    def finished(self, result: Result) -> None:
        """Count a fixture, and say how it ended."""
        self.step(result.fixture.name, result.status)

    def step(self, name: str, how: str) -> None:
        """Count something that is done, and say how it ended."""
        with self._lock:
            self._done += 1
            self._erase()
            count = (
                f"{self._done}/{self._total}"
                if self._total is not None
                else f"{time.monotonic() - self._started:.0f} s"
            )
            self._stream.write(f"[{count}] {name}: {how}\n")
            self._draw()

    def _draw(self) -> None:
        if not self._live:
            self._stream.flush()
            return
        self._erase()
        lines = [f"{self._bar()}{time.monotonic() - self._started:.0f} s"]
        lines += [f"  {name} {side}: {text}" for (name, side), text in sorted(self._running.items())]
        columns = shutil.get_terminal_size().columns - 1
        self._stream.write("".join(line[:columns] + "\n" for line in lines))
        self._stream.flush()
        self._drawn = len(lines)

    def _bar(self) -> str:
        if self._total is None:
            return ""
        width = 24
        filled = width * self._done // max(1, self._total)
        return f"{'#' * filled}{'.' * (width - filled)} "

    def _erase(self) -> None:
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0
