"""What kept a program from its end: what kind of thing, and one line about it.

In the child the kind is told from the exception, never from what it says; what only the parent sees (a
process that died or was ended, a loss that is NaN) has its kind too.
"""

from __future__ import annotations

import os
import traceback
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "",
    "crash",
    "missing data",
    "missing module",
    "refused write",
    "interrupted",
    "time-out",
    "NaN",
    "nothing trained",
]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One of the kinds (empty for none), and what happened, with the line of the program."""

    kind: Kind = ""
    text: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


NO_TROUBLE = Trouble()


def trouble_of(failure: BaseException, folder: str) -> Trouble:
    """Name an exception that ended a program whose files are in ``folder``."""
    if isinstance(failure, KeyboardInterrupt):
        return Trouble("interrupted", "interrupted")
    lines = str(failure).strip().splitlines()
    text = f"{type(failure).__name__}: {lines[0] if lines else ''}".strip()
    return Trouble(_kind(failure), f"{text}{_place(failure, folder)}")


def _kind(failure: BaseException) -> Kind:
    for each in _causes(failure):
        # Keras wraps what a download fails with; a FileNotFoundError is a file that was to be read.
        if isinstance(each, (FileNotFoundError, urllib.error.URLError, ConnectionError)):
            return "missing data"
        if isinstance(each, ModuleNotFoundError):
            return "missing module"
    return "crash"


def _causes(failure: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = failure
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        # What happened while another exception was handled says little of that one: only the bare
        # Exception that Keras raises for a failed download is looked behind.
        each = each.__cause__ or (each.__context__ if type(each) is Exception else None)


def _place(failure: BaseException, folder: str) -> str:
    """Say where in the program's own files the exception passed last."""
    root = os.path.realpath(folder)
    place = ""
    for frame in traceback.extract_tb(failure.__traceback__):
        path = os.path.realpath(frame.filename)
        if frame.filename.startswith("cell "):
            place = f" ({frame.filename}, line {frame.lineno})"
        elif path.startswith(root + os.sep):
            place = f" ({os.path.relpath(path, root)}, line {frame.lineno})"
    return place
