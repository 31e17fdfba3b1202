"""How long an editor waits: from a keystroke to the diagnostics, and for the quick fix after twenty of them.

    python -m tests.benchmarks.editor [--lines 1000,3000] [--rounds 10]

A language server is started as an editor starts it, and told of each keystroke in a file with one finding at its end.
Each time it has come to rest before. Seconds of the clock, and processor seconds of the server (which other jobs on the
machine do not lengthen much): medians, and between what they lie.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .compare import program
from .processes import processor_of, spread, table

_KEYSTROKES = 20
_REST = 0.5


class Editor:
    """The client's side of the protocol, as far as a keystroke and a quick fix need it."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to: BinaryIO = process.stdin  # type: ignore[assignment]
        self._from: BinaryIO = process.stdout  # type: ignore[assignment]
        self._version = 0
        self.uri = (folder / "train.py").as_uri()
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.notify("initialized", {})

    def open(self, text: str) -> None:
        """Open a file, and wait for what is found in it."""
        document = {"uri": self.uri, "languageId": "python", "version": self._version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        self.diagnostics()

    def type(self, text: str) -> None:
        """Let the file hold ``text``."""
        self._version += 1
        document = {"uri": self.uri, "version": self._version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def diagnostics(self) -> list[Any]:
        """What the server says next of the file."""
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                return list(message["params"]["diagnostics"])

    def fixes(self, row: int) -> list[Any]:
        """The code actions on a row, counted from 0."""
        where = {"start": {"line": row, "character": 0}, "end": {"line": row, "character": 80}}
        asked = {"textDocument": {"uri": self.uri}, "range": where, "context": {"diagnostics": []}}
        return list(self.request("textDocument/codeAction", asked) or ())

    def request(self, method: str, params: object) -> Any:
        """Ask, and wait for the answer."""
        self._version += 1
        self._send({"id": self._version, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._version and "method" not in message:
                return message.get("result")

    def notify(self, method: str, params: object) -> None:
        """Say something to which there is no answer."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._to.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the server has ended")
        message: dict[str, Any] = json.loads(self._from.read(length))
        return message


@dataclass
class Waits:
    """Seconds of the clock that somebody waited, and processor seconds that the server used for it."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextlib.contextmanager
    def on(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Measure one, of a server that has come to rest."""
        used = _at_rest(process.pid)
        start = time.perf_counter()
        yield
        self.clock.append(time.perf_counter() - start)
        self.processor.append(processor_of(process.pid) - used)


def _at_rest(pid: int) -> float:
    """Wait until a process does nothing any more; the processor seconds that it has used."""
    used = -1.0
    while (now := processor_of(pid)) != used:
        used = now
        time.sleep(_REST)
    return now


def measure(lines: int, times: int) -> tuple[Waits, Waits]:
    """What it takes to the diagnostics after one keystroke, and to a quick fix after several that nobody waits for."""
    text = program(lines)
    row = next(number for number, line in enumerate(text.split("\n")) if "compile(" in line)
    told, fixed = Waits(), Waits()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "xentlint", "server"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            editor = Editor(process, Path(folder))
            editor.open(text)
            for number in range(times):
                with told.on(process):
                    editor.type(f"{text}# {number}\n")
                    found = editor.diagnostics()
                assert found, "the file has a finding"
            for number in range(times):
                with fixed.on(process):
                    for key in range(_KEYSTROKES):
                        editor.type(f"{text}# {number}.{'x' * key}\n")
                    assert editor.fixes(row), "the finding has a repair"
            process.kill()
    return told, fixed


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--lines", default="1000,3000")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(words)
    rows = []
    for lines in map(int, options.lines.split(",")):
        told, fixed = measure(lines, options.rounds)
        rows.append(
            [
                f"{lines:,}",
                *(spread(each) for waits in (told, fixed) for each in (waits.clock, waits.processor)),
            ]
        )
    quick_fix = f"quick fix after {_KEYSTROKES} keystrokes, s"
    print(table(["lines", "keystroke to diagnostics, s", "processor s", quick_fix, "processor s"], rows))


if __name__ == "__main__":
    main()
