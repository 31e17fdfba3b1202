"""Ctrl-C ends a run within a second with 130, wherever it is; a language server ends with 0."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import pytest

from xentlint.cli import main
from xentlint.commands import check

PROGRAM = "import tensorflow as tf\ntf.keras.losses.CategoricalCrossentropy()(1, 2)\n"
# The evaluation says that it has begun, and does not end: in Python, in C, and in Python that
# would not let itself be stopped.
BUSY = "while True: sum(range(100))"
ASLEEP = "__import__('time').sleep(60)"
STUBBORN = "exec('while True:\\n try:\\n  while True: pass\\n except BaseException: pass')"
COMMAND = """
import sys
from xentlint.run import assembly
from xentlint.cli import main
def assemble(*_, **__):
    print("begun", flush=True)
    {work}
assembly.assemble = assemble
sys.exit(main(["--no-cache", "."]))
"""


def heeding() -> None:
    """Ctrl-C counts, also where the tests are run in the background of a shell, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(process: subprocess.Popen[Any], seconds: float) -> int:
    """The status with which ``process`` ends; one that does not is killed, so that nobody waits for it."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.mark.parametrize("work", [BUSY, ASLEEP, STUBBORN], ids=["python", "c", "stubborn"])
def test_an_evaluation_is_interrupted(tmp_path: Path, work: str) -> None:
    (tmp_path / "train.py").write_text(PROGRAM)
    command = [sys.executable, "-c", COMMAND.format(work=work)]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert ended(process, 20) == 130
        # A second on a machine that does nothing else: half of it is patience with what stops by itself.
        assert time.monotonic() - start < 5
        assert process.stderr is not None
        assert process.stderr.read() == ""


def message(stream: IO[bytes], **content: object) -> None:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    stream.flush()


@pytest.mark.parametrize("goodbye", ["exit", "hang up", "exit while it evaluates"])
def test_a_language_server_that_is_shut_down_ends_with_0(goodbye: str) -> None:
    pytest.importorskip("pygls")
    with subprocess.Popen(
        [sys.executable, "-m", "xentlint", "lsp"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        message(process.stdin, id=1, method="initialize", params={"capabilities": {}})
        assert process.stdout.readline().startswith(b"Content-Length")
        if goodbye == "exit while it evaluates":
            text = PROGRAM + "".join(f"def f{n}(x): return tf.nn.softmax(x)\n" for n in range(3000))
            document = {"uri": "file:///a.py", "languageId": "python", "version": 1, "text": text}
            opened = {"textDocument": document}
            message(process.stdin, method="textDocument/didOpen", params=opened)
        message(process.stdin, id=2, method="shutdown")
        if goodbye != "hang up":
            message(process.stdin, method="exit")
        process.stdin.close()
        process.stdout.read()
        assert ended(process, 30) == 0
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_an_interrupt_that_python_makes_something_else_of_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        # What a class statement makes of Ctrl-C up to Python 3.11, while it names what it holds.
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(check, "run", interrupted)
    monkeypatch.chdir(tmp_path)
    assert main(["."]) == 130
    assert "this is a bug" not in capsys.readouterr().err
