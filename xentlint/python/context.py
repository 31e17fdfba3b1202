"""The circumstances in which something is evaluated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What is running while something is evaluated; a domain adds what matters to its library.

    ``uncalled``: in a function that nothing in sight calls.
    """

    uncalled: bool = False
