"""Meetings on paths that nobody shows to be taken: what happens on every one of them happens anyhow.

Whether a checkpoint could be loaded decides at which epoch a loop begins, and not what the loss meets in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..python.guards import together
from ..python.values import Guard

MOST_PATHS = 16
"""Paths of one meeting that are remembered."""


@dataclass(slots=True)
class Undecided:
    """The paths on which one meeting was seen: what each hangs on without proof, and what else holds there."""

    paths: list[tuple[Guard, Guard]] = field(default_factory=list)

    def add(self, doubted: Guard, rest: Guard) -> Guard | None:
        """One more path; what holds on all of them, if one of them is always taken where that does."""
        waiting = [(doubted, rest)]
        while waiting and len(self.paths) < MOST_PATHS:
            path = waiting.pop()
            if path in self.paths:
                continue
            for other in self.paths:
                for shorter in _either(path, other):
                    if not shorter[0]:
                        return shorter[1]
                    waiting.append(shorter)
            self.paths.append(path)
        return None


def _either(one: tuple[Guard, Guard], other: tuple[Guard, Guard]) -> Iterator[tuple[Guard, Guard]]:
    """What is left to doubt of two paths of which one is taken whatever a condition is."""
    apart = [(key, truth) for key, truth in one[0] if (key, not truth) in other[0]]
    if len(apart) != 1:
        return
    [(key, truth)] = apart
    rest = together(one[1], other[1])
    if rest is not None:
        yield (one[0] - {(key, truth)}) | (other[0] - {(key, not truth)}), rest
