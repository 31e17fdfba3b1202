"""The saturated batch of the gradient probe, and the reading of its gradient.

Every label is class 1. Logits are ``[200, 0, 0, …]`` (one unit: ``-200``), so that the softmax
(the sigmoid) gives the label a probability that is zero in float32. There ``p - y`` is ``1`` for class
0, ``-1`` for class 1 and 0 elsewhere (one unit: ``-1``), times one factor for the whole batch:
the loss's reduction, and the loss scale of mixed precision.
"""

from __future__ import annotations

from collections.abc import Sequence

SATURATED = 200.0
LABEL = 1


def saturated_logits(classes: int) -> list[float]:
    """Return one row of logits."""
    if classes == 1:
        return [-SATURATED]
    return [SATURATED] + [0.0] * (classes - 1)


def expected_gradient(classes: int) -> list[float]:
    """Return ``p - y`` of that row."""
    if classes == 1:
        return [-1.0]
    return [1.0, -1.0] + [0.0] * (classes - 2)


def residual(rows: Sequence[Sequence[float]]) -> float | None:
    """Return how far ``rows`` are from one positive multiple of ``p - y``, relative to it.

    ``None`` when every gradient is exactly zero, or any is not finite.
    """
    flat = [abs(value) for row in rows for value in row]
    factor = max(flat, default=0.0)
    if factor == 0.0 or any(value != value or value == float("inf") for value in flat):
        return None
    expected = expected_gradient(len(rows[0]))
    return max(
        abs(value / factor - wanted) for row in rows for value, wanted in zip(row, expected, strict=True)
    )
