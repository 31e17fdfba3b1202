"""Numbers drawn from the records, shared by the table, the page and the JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ..records import SideRecord, Step


def accuracies(record: SideRecord) -> list[float]:
    """Held-out accuracy at the end, a value a seed."""
    return [run.final_accuracy for run in record.trainings if run.final_accuracy is not None]


def mean(values: Sequence[float]) -> float | None:
    """The mean, ``None`` of nothing."""
    return math.fsum(values) / len(values) if values else None


def zero_share(record: SideRecord) -> float | None:
    """Mean share of exactly zero logit gradients over all steps of all seeds."""
    shares = [s.zero_share for run in record.trainings for s in run.steps if s.zero_share is not None]
    return mean(shares)


def nonfinite_steps(record: SideRecord) -> int:
    """How many steps had a NaN or Inf in the loss or the gradients."""
    return sum(1 for run in record.trainings for step in run.steps if step.nonfinite)


def step_milliseconds(record: SideRecord) -> float | None:
    """Median time of a step, the median over the seeds."""
    times = sorted(t for run in record.trainings if (t := run.median_step_seconds) is not None)
    return 1000 * times[len(times) // 2] if times else None


def tensor_megabytes(record: SideRecord) -> float | None:
    """TensorFlow's own high-water mark; it counts only large tensors, so zero says nothing."""
    peaks = [run.tensor_peak_bytes for run in record.trainings if run.tensor_peak_bytes]
    return max(peaks) / 1e6 if peaks else None


def process_megabytes(record: SideRecord) -> float | None:
    """The process's high-water mark after its first training."""
    peaks = [run.process_peak_bytes for run in record.trainings[:1] if run.process_peak_bytes]
    return max(peaks) / 1e6 if peaks else None


def losses(steps: Sequence[Step]) -> list[float]:
    """The loss of every step."""
    return [step.loss for step in steps]


def thinned(values: Sequence[float], points: int) -> list[float]:
    """At most ``points`` values: means over equal stretches (NaN where a stretch holds one)."""
    if len(values) <= points:
        return list(values)
    edges = [round(i * len(values) / points) for i in range(points + 1)]
    return [math.fsum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
