"""What becomes of a meeting of which no rule speaks, and of all meetings at a place."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Outcome(enum.Enum):
    """Why no rule speaks; the value is how it is told."""

    RIGHT = "proved right"
    FLAG = "from_logits is not known"
    SPACE = "the output space is not known"
    TRANSFORMED = "a transformed output"
    PART = "only part of the probabilities"
    AVERAGE = "an average of probabilities"
    PICKED = "one class picked from a softmax"
    ASSEMBLED = "classes assembled from sigmoids"
    EVALUATED = "evaluated, not trained"
    TOGETHER = "activation and flag are chosen together"
    REPLACED = "compiled again before it is trained"
    CHANGED = "changed before it is trained"
    UNUSED = "its value is not used"
    ANOTHER = "another choice of the output fits"


@dataclass(slots=True)
class Fate:
    """What became of the meetings at one place: codes that hold, and why nothing is known of the others."""

    codes: set[str] = field(default_factory=set)
    right: bool = False
    reasons: set[str] = field(default_factory=set)
    """In words, for the figures."""

    def add(self, outcome: Outcome) -> None:
        """Count an outcome in."""
        if outcome is Outcome.RIGHT:
            self.right = True
        else:
            self.reasons.add(outcome.value)
