"""How sure a difference between a few paired trainings is: Student's t, without SciPy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_T_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""The two-sided 95% quantiles for 1 to 10 degrees of freedom (any table of Student's t)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences and the interval that holds it with 95% confidence."""

    mean: float
    low: float
    high: float
    pairs: int

    def __str__(self) -> str:
        return f"{self.mean:+.3f} (95% interval {self.low:+.3f} to {self.high:+.3f}, {self.pairs} seeds)"


def paired_difference(before: Sequence[float], after: Sequence[float]) -> Difference | None:
    """Return the mean difference ``after - before`` over pairs; ``None`` for fewer than two pairs."""
    differences = [b - a for a, b in zip(before, after, strict=True)]
    count = len(differences)
    if count < 2:
        return None
    mean = math.fsum(differences) / count
    variance = math.fsum((d - mean) ** 2 for d in differences) / (count - 1)
    quantile = _T_975[count - 2] if count - 2 < len(_T_975) else 2.0 + 2.4 / (count - 1)
    margin = quantile * math.sqrt(variance / count)
    return Difference(mean, mean - margin, mean + margin, count)
