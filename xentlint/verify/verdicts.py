"""What the records prove, each verdict from its own evidence.

Every function here is pure: findings and records in, a verdict out. The tolerances are the constants
below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .confidence import Difference, paired_difference
from .records import FunctionProbe, GradientProbe, SideRecord, Training
from .repair import Finding

Outcome = Literal["pass", "fail", "open", "skip"]

CONSUMER_TOLERANCE = 1e-4
"""Absolute, for probabilities and everything computed from them (float32)."""
HALF_TOLERANCE = 4e-3
"""The same where the program computes in float16: half an ulp there is 5e-4, a softmax adds a few."""
REPORTED_TOLERANCE = 0.01
"""In accuracy: ties of a half-precision softmax may fall to another class."""
ACCURACY_MARGIN = 0.03
"""Differences in held-out accuracy below three points are called equal."""
COLLAPSED, RECOVERED = 0.4, 0.9
"""What counts as a collapse, and as a recovery, in held-out accuracy over ten classes."""
VANISHED_SHARE = 0.9
"""From this share of exactly zero logit gradients on the saturated batch on, gradients vanish.

Not one half: ignored labels and places of a sequence that an index drops rightly get none.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question, its answer and the evidence in a sentence.

    ``open`` is an answer that the evidence does not give (too few seeds, nothing to compare).
    """

    name: str
    outcome: Outcome
    word: str
    evidence: str


def clean(
    before: Sequence[Finding], after: Sequence[Finding], expected: str | None, changed: bool
) -> Verdict:
    """Whether the linter found the mistake, the fixer changed something, and nothing is left."""
    codes = sorted({finding.code for finding in before})
    if expected is not None and expected not in codes:
        found = ", ".join(codes) or "nothing"
        return Verdict("clean", "fail", "not found", f"{expected} was expected, the linter reports {found}")
    if before and not changed:
        return Verdict(
            "clean", "fail", "not repaired", f"{', '.join(codes)} reported, the fixer changed nothing"
        )
    if after:
        first = after[0]
        return Verdict(
            "clean", "fail", "not clean", f"after the repair, line {first.row}: {first.code} {first.message}"
        )
    if not before:
        return Verdict("clean", "pass", "clean", "nothing to report, before and after")
    return Verdict("clean", "pass", "clean", f"{', '.join(codes)} before, nothing after")


def same_function(
    before: FunctionProbe | None,
    after: FunctionProbe | None,
    consumers: Sequence[str],
    *,
    half_precision: bool = False,
    repaired: tuple[str, str] | None = None,
    trained: Sequence[Training] = (),
) -> Verdict:
    """Whether the readers of the output see the same, with the same weights.

    ``consumers`` were right before; ``repaired`` is a reader that was wrong before, and the one it must
    equal afterwards. In ``trained``, the trainings after the repair, the accuracy that the program reports
    must be the one that was measured on its logits.
    """
    name = "same function"
    for side, probe in (("before", before), ("after", after)):
        if probe is None or probe.error:
            reason = "left no record" if probe is None else f"failed: {probe.error}"
            return Verdict(name, "fail", "unproved", f"the program {side} the repair {reason}")
    assert before is not None
    assert after is not None
    if before.weights_digest and after.weights_digest and before.weights_digest != after.weights_digest:
        return Verdict(name, "fail", "other weights", "the two programs do not start from the same weights")
    tolerance = HALF_TOLERANCE if half_precision else CONSUMER_TOLERANCE
    worst, where = 0.0, ""
    for consumer in consumers:
        old, new = before.consumers.get(consumer), after.consumers.get(consumer)
        if old is None or new is None:
            return Verdict(name, "fail", "unproved", f"`{consumer}` is not there on both sides")
        if len(old) != len(new):
            return Verdict(
                name, "fail", "changed", f"`{consumer}` has {len(old)} values before, {len(new)} after"
            )
        gap = _largest_gap(old, new)
        if gap > worst:
            worst, where = gap, consumer
    if worst > tolerance:
        return Verdict(name, "fail", "changed", f"`{where}` differs by {worst:.3g}, more than {tolerance:g}")
    if repaired is not None:
        verdict = _repaired_reader(before, after, repaired, tolerance)
        if verdict is not None:
            return verdict
    for run in trained:
        told, true = run.reported_accuracy, run.final_accuracy
        if told is not None and true is not None and abs(told - true) > REPORTED_TOLERANCE:
            return Verdict(
                name,
                "fail",
                "reads wrongly",
                f"after the repair the program reports an accuracy of {told:.3f}; its logits have {true:.3f}",
            )
    if not consumers and trained:
        return Verdict(
            name, "pass", "right", "no reader was right before; afterwards the accuracy told is true"
        )
    if not consumers:
        return Verdict(name, "skip", "nothing to keep", "no reader of the output was right before the repair")
    readers = ", ".join(f"`{consumer}`" for consumer in consumers)
    return Verdict(
        name, "pass", "same", f"{readers} agree within {max(worst, 0.0):.2g} (allowed {tolerance:g})"
    )


def _repaired_reader(
    before: FunctionProbe, after: FunctionProbe, repaired: tuple[str, str], tolerance: float
) -> Verdict | None:
    wrong, right = repaired
    old, new, truth = before.consumers.get(wrong), after.consumers.get(wrong), after.consumers.get(right)
    if not old or not new or not truth:
        return Verdict("same function", "fail", "unproved", f"`{wrong}` is not there on both sides")
    if _largest_gap(new, truth) > tolerance:
        return Verdict(
            "same function",
            "fail",
            "not repaired",
            f"`{wrong}` is {new[0]:.4f} after the repair, `{right}` {truth[0]:.4f}",
        )
    return None


def gradients(before: GradientProbe | None, after: GradientProbe | None) -> Verdict:
    """Whether the gradient of the logits is ``p - y`` after the repair, on a saturated batch."""
    name = "gradients"
    if after is None or after.error:
        reason = "left no record" if after is None else f"failed: {after.error}"
        return Verdict(name, "fail", "unproved", f"the program after the repair {reason}")
    was, now = describe_gradient(before), describe_gradient(after)
    if after.sound and (after.zero_share or 0.0) < VANISHED_SHARE:
        word = "kept" if before is not None and before.sound else "restored"
        return Verdict(name, "pass", word, f"before: {was}; after: {now}")
    return Verdict(name, "fail", "wrong", f"before: {was}; after: {now}")


def describe_gradient(probe: GradientProbe | None) -> str:
    """Say in a few words what a saturated batch gave."""
    if probe is None:
        return "no record"
    if probe.error:
        return f"failed ({probe.error})"
    if probe.nonfinite:
        return "NaN"
    if probe.zero_share is None:
        return f"not seen (loss {probe.loss:.4g})"
    if probe.zero_share >= VANISHED_SHARE:
        return f"exactly 0 for {probe.zero_share:.0%} (loss {probe.loss:.4g})"
    if probe.sound:
        return f"p - y (loss {probe.loss:.4g})"
    off = "" if probe.residual is None else f", off by {probe.residual:.2g}"
    return f"not p - y{off} (loss {probe.loss:.4g})"


def training(before: SideRecord, after: SideRecord) -> Verdict:
    """Whether training got better, worse, or stayed as it was, over all seeds."""
    name = "training"
    broken = [run for run in after.trainings if run.outcome not in ("finished", "stopped")]
    if not after.trainings or broken:
        reason = broken[0].error or broken[0].outcome if broken else (after.failure or "it left no record")
        return Verdict(name, "fail", "worse", f"the repaired program does not run: {reason}")
    old, new = _paired_accuracies(before, after)
    difference = paired_difference(old, new) if old else None
    if _turned_nan(before, after):
        return Verdict(name, "fail", "worse", "the loss ends as NaN after the repair, and did not before")
    if difference is None:
        return Verdict(
            name, "open", "unproved", "no pairs of accuracies to compare (at least two seeds are needed)"
        )
    evidence = f"accuracy {_mean(old):.3f} to {_mean(new):.3f}, {difference}"
    return judge_difference(name, difference, evidence)


def judge_difference(name: str, difference: Difference, evidence: str) -> Verdict:
    """Call a difference improved, worse, equal or undecided."""
    if difference.low > 0 and difference.mean > ACCURACY_MARGIN:
        return Verdict(name, "pass", "improved", evidence)
    if difference.high < 0 and difference.mean < -ACCURACY_MARGIN:
        return Verdict(name, "fail", "worse", evidence)
    if difference.low >= -ACCURACY_MARGIN and difference.high <= ACCURACY_MARGIN:
        return Verdict(name, "pass", "equal", evidence)
    if abs(difference.mean) <= ACCURACY_MARGIN:
        return Verdict(name, "pass", "no difference found", evidence)
    return Verdict(name, "open", "undecided", f"{evidence}; more seeds would tell")


def _paired_accuracies(before: SideRecord, after: SideRecord) -> tuple[list[float], list[float]]:
    old = {run.seed: run.final_accuracy for run in before.trainings}
    pairs = [
        (was, run.final_accuracy)
        for run in after.trainings
        if run.final_accuracy is not None and (was := old.get(run.seed)) is not None
    ]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _turned_nan(before: SideRecord, after: SideRecord) -> bool:
    def ends_as_nan(record: SideRecord) -> bool:
        return any(run.steps and not math.isfinite(run.steps[-1].loss) for run in record.trainings)

    return ends_as_nan(after) and not ends_as_nan(before)


def _largest_gap(old: Sequence[float], new: Sequence[float]) -> float:
    worst = 0.0
    for a, b in zip(old, new, strict=True):
        if math.isnan(a) and math.isnan(b):
            continue
        gap = abs(a - b)
        if math.isnan(gap):
            return math.inf
        worst = max(worst, gap)
    return worst


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
