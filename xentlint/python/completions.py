"""How a piece of the program ends: by going on, or by leaving for a loop, a caller, a handler.

A piece that goes on leaves its state in the store. One that leaves records a *completion*: which
exit it took, what was assumed, what it had written and what it gave; and raises :class:`Ended`, so
that nothing after it is evaluated. Whoever the exit leads to (a loop, a call, a ``try``) collects
the completions recorded meanwhile and goes on from their states.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .store import Slot
from .values import Guard, Value


class Exit(enum.Enum):
    """Where a completion leads."""

    NEXT = 0
    RETURN = 1
    BREAK = 2
    CONTINUE = 3
    RAISE = 4
    EXHAUSTED = 5
    """A loop has no more rounds: what stands in its ``else`` comes next."""
    YIELD = 6
    """A generator was asked for one element only, and gave it."""
    HELD = 7
    """A manager held back what was raised in the body of its ``with``: what is behind it comes next."""
    OUTER = 8
    """The body of a ``with`` left while the generator that manages it was on its way: see ``managers``."""


@dataclass(slots=True)
class Completion:
    """One way in which a piece of the program ended.

    ``guard`` is all that was assumed; ``written`` what was written since the innermost branch of the
    store began (whoever ends a branch adds what was written before it); ``value`` what was returned
    or raised.
    """

    exit: Exit
    guard: Guard
    written: dict[Slot, Value]
    value: Value


class Ended(Exception):
    """The piece of program that is being evaluated does not go on."""
