"""Fork a process for every set of orders, from one that has TensorFlow imported but unused.

Read on standard input, a line each: ``run<TAB>SPEC<TAB>LOG`` and ``kill<TAB>SPEC``. Written on standard
output: ``ready``, then ``done<TAB>SPEC<TAB>STATUS`` for each. The end of the input ends everything.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_TICK = 0.05


def serve(carry_out: Callable[[Path], None]) -> None:
    """Serve until standard input ends."""
    _import_everything()
    gc.collect()
    gc.freeze()  # what is imported will not be garbage; collections become cheap
    _say("ready")
    running: dict[int, str] = {}
    buffer = b""
    open_input = True
    while open_input or running:
        if open_input and select.select([0], [], [], _TICK)[0]:
            received = os.read(0, 65536)
            open_input = bool(received)
            *lines, buffer = (buffer + received).split(b"\n")
            for line in lines:
                _obey(line.decode("utf-8").split("\t"), running, carry_out)
        if not open_input:
            for pid in running:
                _kill(pid)
        _reap(running, block=not open_input)


def _obey(words: list[str], running: dict[int, str], carry_out: Callable[[Path], None]) -> None:
    if words[0] == "run":
        pid = os.fork()
        if pid == 0:
            _become_child(words[2])
            try:
                carry_out(Path(words[1]))
            finally:
                os._exit(70)
        running[pid] = words[1]
    elif words[0] == "kill":
        for pid, spec in running.items():
            if spec == words[1]:
                _kill(pid)


def _become_child(log: str) -> None:
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _reap(running: dict[int, str], block: bool) -> None:
    while running:
        try:
            pid, status = os.waitpid(-1, 0 if block else os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        spec = running.pop(pid, None)
        if spec is not None:
            _say(f"done\t{spec}\t{os.waitstatus_to_exitcode(status)}")


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _say(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(1, (line + "\n").encode())


def _import_everything() -> None:
    import keras
    import sklearn.datasets
    import tensorflow

    from . import keras_hooks, session, tensorflow_backend

    modules = (keras, sklearn.datasets, tensorflow, keras_hooks, session, tensorflow_backend)
    assert all(module.__name__ in sys.modules for module in modules)
