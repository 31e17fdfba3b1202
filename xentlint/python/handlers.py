"""What a function with a meaning of its own is: given its arguments and where it is called, its value."""

from __future__ import annotations

from collections.abc import Callable

from .machine import Machine
from .modules import Place
from .values import Arguments, Unknown, Value

Handler = Callable[["Machine", Arguments, Place], Value]


def at(given: Arguments, index: int) -> Place | None:
    """Where a positional argument is written."""
    return given.arg_places[index] if index < len(given.arg_places) else None


def first(given: Arguments) -> Value:
    """The first argument, or nothing known."""
    return given.args[0] if given.args else Unknown(why="no argument")
