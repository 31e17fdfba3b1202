"""What a run showed, and where: the places of the calls that the program itself makes."""

from __future__ import annotations

import ast
import itertools
import os
import sys
from types import CodeType, FrameType
from typing import Any

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_MOST_FRAMES = 12

Place = tuple[str, int, int]
"""A file, and the first and last row of a call."""


class Recorder:
    """Everything a run has shown so far. ``pending`` are models compiled since they were last trained."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.pending: dict[int, Any] = {}
        self.tapes = 0
        self.layer_places: list[Place] = []
        """Where the layers were written whose activations are being applied."""
        self.compiled: CodeType | None = None
        """The code of the function that computes a compiled loss: its frame knows the ``compile()``."""

    def record(self, **event: Any) -> None:
        """Remember one event; the same event again adds nothing."""
        self.events.setdefault(repr(sorted(event.items())), event)

    def where(self) -> list[Place]:
        """The calls of the program that are under way, innermost first.

        A compiled loss is computed within ``fit``, but belongs where it was compiled.
        """
        places: list[Place] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and len(places) < _MOST_FRAMES:
            if frame.f_code is self.compiled:
                places.extend(frame.f_locals["places"])
                break
            if _is_of_program(frame):
                places.append(_place(frame))
            frame = frame.f_back
        return places


def _is_of_program(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    return (
        name.endswith(".py") and not name.startswith(_OWN) and os.path.abspath(name).startswith(os.getcwd())
    )


def _place(frame: FrameType) -> Place:
    name = os.path.relpath(frame.f_code.co_filename)
    first = frame.f_lineno
    if hasattr(frame.f_code, "co_positions"):
        positions = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), None)
        if positions and positions[0] and positions[1]:
            return (name, positions[0], positions[1])
    return (name, *_statement(frame.f_code.co_filename, first))


def _statement(path: str, row: int) -> tuple[int, int]:
    """The rows of the smallest call or statement that has ``row`` (Python 3.10 does not know columns)."""
    found = (row, row)
    size = 10**9
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.stmt)) and node.lineno <= row <= (node.end_lineno or row):
            rows = (node.end_lineno or row) - node.lineno
            if rows < size and not hasattr(node, "body"):
                found, size = (node.lineno, node.end_lineno or row), rows
    return found


RECORDER = Recorder()
