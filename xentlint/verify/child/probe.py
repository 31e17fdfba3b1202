"""The logits that the probes put in place of a model's own, and the reading of the gradient.

The gradient probe saturates the batch. Every label of a fixture is class 1, and its logits are
``[200, 0, 0, …]`` (one unit: ``-200``), so that the softmax (the sigmoid) gives the label a probability that is
zero in float32. There ``p - y`` is ``1`` for class 0, ``-1`` for class 1 and 0 elsewhere (one unit: ``-1``),
times one factor for the whole batch: the loss's reduction, and the loss scale of mixed precision.

The labels of a user's own program are not ours to choose: there every row is sure of some class and of no
other (``200`` and ``-200``; one unit: either), in an order that no labels have, so that most rows are wrong
and have to get a gradient.

The function probe wants readers to differ wherever they read something else: raw logits of an untrained
model are huge, and hardly one falls between a threshold on logits and one on probabilities. So it puts
``3 sin(z + class)`` in their place: moderate, spread over every threshold, and the same for the same ``z``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

SATURATED = 200.0
MODERATE = 3.0
LABEL = 1
MIXER = 40503
"""``row * MIXER // 128`` is the row's class, modulo the number of classes: multiplicative hashing."""
ROUNDING = 2.0**-20
"""Below this part of ``p - y``, a gradient of single precision is none."""


def saturated_logits(classes: int) -> list[float]:
    """Return one row of logits."""
    if classes == 1:
        return [-SATURATED]
    return [SATURATED] + [0.0] * (classes - 1)


def injected(shape: Sequence[int], alternating: bool) -> Any:
    """Return the logits of the gradient probe as an array of ``shape``."""
    import numpy as np

    classes = shape[-1]
    if not alternating:
        return np.broadcast_to(np.asarray(saturated_logits(classes)), shape)
    mixed: Any = np.arange(math.prod(shape[:-1])) * MIXER // 128
    chosen = (mixed % 2)[:, None] if classes == 1 else np.eye(classes)[mixed % classes]
    values = SATURATED * (2.0 * chosen - 1.0)
    return np.reshape(values, shape)


def alike(rows: Any) -> float | None:
    """Return which share of the rows that have a gradient have that of a crossentropy; ``None`` for no row.

    The labels are not known, but ``p`` is: ``p - y`` pulls down what ``injected`` is sure of, and nothing
    else, whatever the label is, soft ones included. Weights may turn a whole row around (a reward below zero).
    Over classes it sums to zero; where each class is a question of its own, it takes two sizes at most.
    """
    import numpy as np

    values = np.asarray(rows, dtype="float64")
    sure = np.reshape(injected(values.shape, alternating=True), values.shape) > 0
    largest = np.abs(values).max(axis=-1, keepdims=True)
    values, sure = values[largest[:, 0] > 0], sure[largest[:, 0] > 0]
    if not len(values):
        return None
    small = 1e-2
    values = values / np.abs(values).max(axis=-1, keepdims=True)
    signed = values * np.where(sure, 1.0, -1.0)
    pulled = (signed >= -small).all(axis=-1) | (signed <= small).all(axis=-1)
    sizes = np.sort(np.abs(values), axis=-1)
    steps = (np.diff(sizes, axis=-1) > small).sum(axis=-1) - (sizes[:, 0] < small)
    return float(np.mean(pulled & ((np.abs(values.sum(axis=-1)) < small) | (steps <= 1))))


def vanished(rows: Any) -> Any:
    """Tell for each row whether it gets no gradient: zero, or what rounding leaves of it.

    ``p - y`` of a mean is ``1 / len(rows)``. Where a softmax that is sure is differentiated, ``p * (g - sum(p * g))``,
    some processors round the sum, and leave a hundred millionth of that.
    """
    import numpy as np

    values = np.asarray(rows, dtype="float64")
    return np.abs(values).max(axis=-1, initial=0.0) <= ROUNDING / max(len(values), 1)


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
