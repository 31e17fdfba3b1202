"""What can happen to an output between the activation that made it and whoever reads it: one row a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .numerics import After

StepName = Literal[
    "identity", "numpy", "boundary", "reshape", "cast", "dropout", "time_distributed", "resample", "index", "concat",
    "mean", "max", "reduced", "select", "weighted", "complement", "normalised", "log", "clip", "shift", "scale",
    "negated", "moved",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: what it leaves as it was, and how it is told."""

    words: str = ""
    """What it is, for people; empty for what nobody would call a step."""
    value: bool = False
    """The very same numbers in the same places."""
    numbers: bool = False
    """All the numbers that the activation made, and no others, in another shape or type perhaps."""
    samples: bool = False
    """Those of some samples, or of some classes: each of them is still one that the activation made."""
    axis: bool = False
    """The last axis is what it was."""
    rank: bool = False
    """There are as many axes as before."""
    sign: bool = False
    """What an activation left of the range of numbers (not below 0, not above 1) is all there still is."""
    picks: bool = False
    """Classes may be taken out of the output by it, or put together from several outputs."""
    part: bool = False
    """What is left of probabilities is no distribution over classes."""
    computes: bool = False
    """A model that does this to its own probabilities has read them."""
    after: After = After.ALTERED
    """What it is to a loss that looks for the logits behind its predictions."""


STEPS: Mapping[StepName, StepRow] = {
    "identity": StepRow(
        value=True, numbers=True, samples=True, axis=True, rank=True, sign=True, after=After.IDENTITY
    ),
    "numpy": StepRow(
        "a conversion to an array", value=True, numbers=True, samples=True, axis=True, rank=True, sign=True
    ),
    "boundary": StepRow(
        "a tf.function boundary",
        value=True, numbers=True, samples=True, axis=True, rank=True, sign=True, after=After.BOUNDARY,
    ),
    "reshape": StepRow("a reshape", numbers=True, samples=True, sign=True, picks=True),
    "cast": StepRow("a cast", numbers=True, samples=True, axis=True, rank=True, sign=True),
    "dropout": StepRow("a dropout", numbers=True, samples=True, axis=True, rank=True, sign=True),
    "time_distributed": StepRow(
        "TimeDistributed", numbers=True, samples=True, axis=True, rank=True, sign=True, after=After.TIME_DISTRIBUTED
    ),
    "resample": StepRow("an upsampling", rank=True, sign=True),
    "index": StepRow("an index", samples=True, picks=True),
    "concat": StepRow("a concatenation", rank=True, picks=True),
    "mean": StepRow("an average", sign=True, computes=True),
    "max": StepRow(part=True, computes=True),
    "reduced": StepRow(part=True, computes=True),
    "select": StepRow(part=True, computes=True),
    "weighted": StepRow(part=True, computes=True),
    "complement": StepRow(rank=True, part=True),
    "normalised": StepRow(rank=True, computes=True),
    "log": StepRow(rank=True),
    "clip": StepRow("a clip", rank=True),
    "shift": StepRow("an addition", rank=True),
    "scale": StepRow("a scaling", rank=True),
    "negated": StepRow(rank=True),
    "moved": StepRow(),
}  # fmt: skip
"""Rows by name."""
