"""Runs of programs under the stand-in, and what they showed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .program import Program, Run

SECONDS = 5.0

Place = tuple[str, int, int]

WRONG = ("XEN201", "XEN202", "XEN203", "XEN204")


@dataclass(frozen=True)
class Event:
    """Something that a run showed.

    ``code`` is the family of wrongness (``XEN201`` …), ``XEN1`` for probabilities that meet a loss that
    expects them, ``XEN104`` for their logarithm, ``right`` or ``unknown``. ``where`` are the calls that were
    under way, ``related`` the places where activations and losses were written.
    """

    code: str
    what: str
    trained: bool
    where: tuple[Place, ...]
    related: tuple[Place, ...]
    words: str

    @property
    def wrong(self) -> bool:
        """Whether a different function is trained than was meant."""
        return self.code in WRONG

    def at(self, file: str, row: int, *, related: bool = False) -> bool:
        """Whether the event happened in a call that covers a row of a file."""
        places = (*self.where, *self.related) if related else self.where
        return any(place[0] == file and place[1] <= row <= place[2] for place in places)


@dataclass(frozen=True)
class Shown:
    """One run: what it showed, what it printed, how it ended."""

    events: tuple[Event, ...]
    exit: int
    error: str | None
    stdout: str
    predictions: tuple[tuple[str, bool], ...] = ()
    """The spaces and flags of the meetings that were trained."""

    @property
    def ended_well(self) -> bool:
        return self.exit == 0


def judged(event: dict[str, Any]) -> str:
    """The verdict on a recorded event, from the space and what the loss expects alone."""
    what, space = event["what"], event.get("space", "")
    if what == "swapped":
        return "XEN204"
    if what == "log":
        return "XEN104"
    if what == "double":
        return "XEN201"
    if what != "meeting":
        return "unknown"
    logits, kind = event["from_logits"], event["kind"]
    if space == "twice" or (logits and space in ("softmax", "sigmoid")):
        return "XEN201"
    if space == "linear":
        if event.get("units") == 1 and kind != "binary":
            return "XEN203"
        return "right" if logits else "XEN202"
    if space == "log_softmax":
        return "right" if logits else "XEN202"
    if space == "softmax":
        return "XEN203" if kind == "binary" or event.get("units") == 1 else "XEN1"
    if space == "sigmoid":
        return "XEN1" if kind == "binary" else "XEN203"
    if space in _NEITHER:
        return "XEN203"
    return "unknown"


_NEITHER = frozenset(("relu", "relu6", "tanh", "elu", "selu", "gelu", "silu", "softsign", "mish"))


class Server:
    """The interpreter that runs programs; it is started when it is first asked."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, program: Program, folder: Path, *, seconds: float = SECONDS) -> list[Shown]:
        """Every run of ``program``, whose files are in ``folder``."""
        requests = [{**_plain(run), "main": program.main, "module": program.module} for run in program.runs]
        return [
            _shown(each) for each in self._ask({"root": str(folder), "runs": requests, "seconds": seconds})
        ]

    def _ask(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        if self._process is None:
            environment = {
                "PATH": os.environ.get("PATH", ""),
                "PYTHONHASHSEED": "0",
                "PYTHONDONTWRITEBYTECODE": "1",
            }
            self._process = subprocess.Popen(
                [sys.executable, "-S", str(Path(__file__).with_name("serve.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the interpreter."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(10)
            self._process = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _plain(run: Run) -> dict[str, Any]:
    return {
        "args": list(run.get("args", ())),
        "env": dict(run.get("env", {})),
        "files": dict(run.get("files", {})),
    }


def _shown(answer: dict[str, Any]) -> Shown:
    events = tuple(_event(each) for each in answer["events"])
    trained = tuple(
        (each["space"], each["from_logits"])
        for each in answer["events"]
        if each["what"] == "meeting" and each["trained"]
    )
    return Shown(events, answer["exit"], answer["error"], answer["stdout"], trained)


def _event(event: dict[str, Any]) -> Event:
    words = f"{event.get('space', '')} meets {event.get('kind', event['what'])}, from_logits={event.get('from_logits')}"
    return Event(
        judged(event),
        event["what"],
        bool(event.get("trained")),
        _places(event.get("where", ())),
        _places(event.get("related", ())),
        words,
    )


def _places(places: Sequence[Any]) -> tuple[Place, ...]:
    return tuple((each[0], each[1], each[2]) for each in places if each)
