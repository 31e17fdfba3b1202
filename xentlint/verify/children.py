"""Starting child processes, watching them and ending them in time.

TensorFlow takes seconds to import. Where the platform can fork, one process imports it once and
forks a fresh child for every program; otherwise, and for JAX, Torch and a user's own script,
each child is an interpreter of its own.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol

_TICK = 0.15
TIMED_OUT = -1000
"""The status of a child that was ended because its time was over."""


class Runner(Protocol):
    """Something that carries out orders in a process of its own."""

    def prepare(self) -> None:
        """Begin, in the background, what takes long before the first order."""

    def run(
        self, spec: Path, log: Path, *, timeout: float, forked: bool, tick: Callable[[], None] = ...
    ) -> int:
        """Carry out the orders in ``spec``; return the exit status, or ``TIMED_OUT``."""


class Children:
    """Runs children; close it (or use it in a ``with``) to end those that are left."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._live: set[subprocess.Popen[bytes]] = set()

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End whatever still runs."""
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None
            for process in self._live:
                _end(process)

    def prepare(self) -> None:
        """Let TensorFlow be imported in the background, where children can be forked from that."""
        if hasattr(os, "fork"):
            self._living_server()

    def run(
        self, spec: Path, log: Path, *, timeout: float, forked: bool, tick: Callable[[], None] = lambda: None
    ) -> int:
        """Carry out the orders in ``spec``; return the exit status, or ``TIMED_OUT``.

        ``tick`` is called every now and then, from this thread; ``forked`` allows the quick way.
        """
        if forked and hasattr(os, "fork"):
            return self._living_server().run(spec, log, timeout, tick)
        return self._run_interpreter(spec, log, timeout, tick)

    def _living_server(self) -> _Server:
        with self._lock:
            if self._server is None or not self._server.alive:
                self._server = _Server(self._environment)
            return self._server

    def _run_interpreter(self, spec: Path, log: Path, timeout: float, tick: Callable[[], None]) -> int:
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "xentlint.verify.child", str(spec)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=os.name == "posix",
            )
        with self._lock:
            self._live.add(process)
        try:
            deadline = time.monotonic() + timeout
            while process.poll() is None:
                if time.monotonic() > deadline:
                    _end(process)
                    return TIMED_OUT
                tick()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_TICK)
            tick()
            return process.returncode
        finally:
            _end(process)
            with self._lock:
                self._live.discard(process)


class _Server:
    """The process that has TensorFlow imported; see ``child/serve.py``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "xentlint.verify.child", "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
        )
        self._done: dict[str, int] = {}
        self._changed = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def run(self, spec: Path, log: Path, timeout: float, tick: Callable[[], None]) -> int:
        self._tell(f"run\t{spec}\t{log}")
        deadline = time.monotonic() + timeout
        killed = False
        while True:
            with self._changed:
                self._changed.wait(_TICK)
                if str(spec) in self._done:
                    status = self._done.pop(str(spec))
                    break
            if not self.alive:
                return self._process.returncode or 1
            if not killed and time.monotonic() > deadline:
                killed = True
                self._tell(f"kill\t{spec}")
            tick()
        tick()
        return TIMED_OUT if killed else status

    def close(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _tell(self, line: str) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with self._changed, contextlib.suppress(OSError):
            stdin.write((line + "\n").encode())
            stdin.flush()

    def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        for raw in stdout:
            words = raw.decode("utf-8", "replace").rstrip("\n").split("\t")
            if words[0] == "done" and len(words) == 3:
                with self._changed:
                    self._done[words[1]] = int(words[2])
                    self._changed.notify_all()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a child and what it started."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
