"""Runs programs under the stand-in: a warm interpreter that forks once a run.

This file is started by `runs.Server` as a script, without site-packages, so that neither the real TensorFlow nor
anything of this project can be seen. One JSON request a line comes in, one JSON answer a line goes out.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import runpy
import signal
import sys
import tempfile
import time
import traceback
from typing import Any

_COMMON = """
absl.app absl.flags absl.logging argparse ast asyncio bisect collections.abc configparser contextlib copy
dataclasses enum functools heapq inspect itertools json logging numbers operator pathlib random re string threading time
types typing weakref
"""
STAND_IN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standin")


def main() -> None:
    """Answer requests until there are none."""
    sys.path[:] = [
        STAND_IN,
        *(each for each in sys.path if each != os.path.dirname(os.path.abspath(__file__))),
    ]
    from recording import library

    library.install()
    _warm()
    for line in sys.stdin:
        request = json.loads(line)
        answers = [_run(request["root"], run, request["seconds"]) for run in request["runs"]]
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def _warm() -> None:
    """Import what programs import, so that no run has to."""
    for name in _COMMON.split():
        importlib.import_module(name)


def _run(root: str, run: dict[str, Any], seconds: float) -> dict[str, Any]:
    """One run in a child of its own."""
    for name, text in run.get("files", {}).items():
        with open(os.path.join(root, name), "w", encoding="utf-8") as file:
            file.write(text)
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as recorded:
        child = os.fork()
        if child == 0:
            try:
                _in_child(root, run, seconds, printed.fileno(), recorded.fileno())
            finally:
                os._exit(99)
        late = not _ended(child, seconds)
        printed.seek(0)
        recorded.seek(0)
        text = recorded.read().decode()
        answer = json.loads(text) if text else {"events": [], "exit": -1, "error": "no answer"}
        answer["stdout"] = printed.read(20000).decode("utf-8", "replace")
    if late:
        answer["error"] = "the run took too long"
    return answer


def _ended(child: int, seconds: float) -> bool:
    """Wait for ``child``, and end it when its time is over."""
    deadline = time.monotonic() + seconds
    pause = 0.0005
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _in_child(root: str, run: dict[str, Any], seconds: float, printed: int, recorded: int) -> None:
    from recording import models
    from recording.recorder import RECORDER

    os.dup2(printed, 1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    root = os.path.realpath(root)
    os.chdir(root)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os.environ.update(run.get("env", {}))
    status, error = 0, None
    try:
        _execute(root, run)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException as raised:
        status, error = 1, f"{type(raised).__name__}: {raised} at {_last(raised)}"
    if status == 0:
        models.finish()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    answer = {"events": list(RECORDER.events.values()), "exit": status, "error": error}
    os.write(recorded, json.dumps(answer).encode())
    os._exit(0)


def _execute(root: str, run: dict[str, Any]) -> None:
    main = run["main"]
    if run.get("module"):
        sys.path.insert(0, root)
        sys.argv = [os.path.join(root, main), *run.get("args", [])]
        runpy.run_module(run["module"], run_name="__main__", alter_sys=True)
        return
    path = os.path.join(root, main)
    sys.path.insert(0, os.path.dirname(path))
    sys.argv = [path, *run.get("args", [])]
    module = type(sys)("__main__")
    module.__file__ = path
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    exec(code, module.__dict__)


def _last(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"


if __name__ == "__main__":
    main()
