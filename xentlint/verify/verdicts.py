"""What the records prove, each verdict from its own evidence.

Every function here is pure: findings and records in, a verdict out. The tolerances are the constants
below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .catalog import MemoryClaim, Shows
from .confidence import Difference, paired_difference
from .printed import compare
from .records import FunctionProbe, GradientProbe, MemoryPoint, SideRecord, Training
from .repair import Finding

Outcome = Literal["pass", "fail", "open", "skip"]

CONSUMER_TOLERANCE = 1e-4
"""Absolute, for probabilities and everything computed from them (float32)."""
HALF_TOLERANCE = 4e-3
"""The same where the program computes in float16: half an ulp there is 5e-4, a softmax adds a few."""
REPORTED_TOLERANCE = 0.01
"""In accuracy: ties of a half-precision softmax may fall to another class."""
PRINTED_TOLERANCE = 2e-3
"""Figures are printed with three digits, and the last one may be rounded the other way."""
LOSS_TOLERANCE = 1e-3
"""Relative, for the loss of a saturated batch, which is 200, and for that of moderate logits."""
SATURATED_LOSS = 200.0
ACCURACY_MARGIN = 0.03
"""Differences in held-out accuracy below three points are called equal."""
SEPARATED = 0.15
"""So far above the best accuracy before is the worst one after where few seeds are enough to say so."""
VANISHED_SHARE = 0.999
"""From this share of rows without a logit gradient on the saturated batch on, gradients have vanished."""
SHARE_TOLERANCE = 1e-6
"""In the share of rows without a gradient, which is counted and not measured."""


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
    name = "lint"
    codes = sorted({finding.code for finding in before})
    if expected is not None and expected not in codes:
        found = ", ".join(codes) or "nothing"
        return Verdict(name, "fail", "not found", f"{expected} was expected, the linter reports {found}")
    if before and not changed:
        return Verdict(
            name, "fail", "not repaired", f"{', '.join(codes)} reported, the fixer changed nothing"
        )
    if after:
        first = after[0]
        return Verdict(
            name, "fail", "not clean", f"after the repair, line {first.row}: {first.code} {first.message}"
        )
    if not before:
        return Verdict(name, "pass", "clean", "nothing to report, before and after")
    return Verdict(name, "pass", "clean", f"{', '.join(codes)} before, nothing after")


def same_start(before: SideRecord, after: SideRecord) -> Verdict:
    """Whether both sides began with the same weights and saw the same data in the same order."""
    name = "start"
    others = {run.seed: run for run in after.trainings}
    pairs: list[tuple[str, Training | FunctionProbe, Training | FunctionProbe]] = [
        (f"seed {run.seed}", run, others[run.seed]) for run in before.trainings if run.seed in others
    ]
    checked = 0
    for where, old, new in (*pairs, *_probes(before, after)):
        for what, was, now in (
            ("weights", old.weights_digest, new.weights_digest),
            ("data or another order of them", old.batches_digest, new.batches_digest),
        ):
            if was is None or now is None:
                return Verdict(name, "fail", "not seen", f"{where}: the {what.split()[0]} were not seen")
            if was != now:
                return Verdict(name, "fail", "differs", f"{where}: the repaired program has other {what}")
            checked += 1
    if not checked:
        return Verdict(name, "fail", "not seen", "there is nothing to compare")
    return Verdict(name, "pass", "same", "the same initial weights, data and order of them, run by run")


def _probes(before: SideRecord, after: SideRecord) -> Iterator[tuple[str, FunctionProbe, FunctionProbe]]:
    old, new = before.function, after.function
    if old is not None and new is not None and not old.error and not new.error:
        yield "the function probe", old, new


def same_function(
    before: SideRecord,
    after: SideRecord,
    consumers: Sequence[str],
    shows: Shows,
    *,
    half_precision: bool = False,
    repaired: Sequence[tuple[str, str]] = (),
) -> Verdict:
    """Whether the program makes the same of the same logits: its readers, what it prints, its loss.

    ``consumers`` were right before; each pair in ``repaired`` is a reader that was wrong before, and the one
    it must equal afterwards. After a training, the accuracy that the program reports must be the one that was
    measured on its logits.
    """
    name = "function"
    old, new = before.function, after.function
    for side, probe in (("before", old), ("after", new)):
        if probe is None or probe.error:
            reason = "left no record" if probe is None else f"failed: {probe.error}"
            return Verdict(name, "fail", "unproved", f"the program {side} the repair {reason}")
    assert old is not None
    assert new is not None
    tolerance = HALF_TOLERANCE if half_precision else CONSUMER_TOLERANCE
    problem, kept = _readers(old, new, consumers, tolerance)
    problem = (
        problem
        or _printed(old, new, shows)
        or _loss(old, new, shows, half_precision)
        or next((wrong for pair in repaired if (wrong := _repaired_reader(new, pair, tolerance))), None)
        or _told(after.finished())
    )
    if problem is not None:
        return Verdict(name, "fail", *problem)
    return Verdict(name, "pass", "same" if consumers else "right", "; ".join(_kept(kept, repaired, shows)))


_Problem = tuple[str, str]


def _readers(
    old: FunctionProbe, new: FunctionProbe, consumers: Sequence[str], tolerance: float
) -> tuple[_Problem | None, str]:
    worst, where = 0.0, ""
    for consumer in consumers:
        was, now = old.consumers.get(consumer), new.consumers.get(consumer)
        if was is None or now is None:
            return ("unproved", f"`{consumer}` is not there on both sides"), ""
        if len(was) != len(now):
            return ("changed", f"`{consumer}` has {len(was)} values before, {len(now)} after"), ""
        gap = _largest_gap(was, now)
        if gap > worst:
            worst, where = gap, consumer
    if worst > tolerance:
        return ("changed", f"`{where}` differs by {worst:.3g}, more than {tolerance:g}"), ""
    readers = ", ".join(f"`{consumer}`" for consumer in consumers)
    return None, f"{readers} agree within {worst:.2g} (allowed {tolerance:g})" if consumers else ""


def _printed(old: FunctionProbe, new: FunctionProbe, shows: Shows) -> _Problem | None:
    if not shows.same_print:
        return None
    if len(old.printed) != len(new.printed):
        return "prints otherwise", f"{len(old.printed)} lines before, {len(new.printed)} after"
    compared = compare(old.printed, new.printed, PRINTED_TOLERANCE)
    if compared.different:
        was, now = compared.different[0]
        return "prints otherwise", f"it printed `{was}` before, and `{now}` after"
    return None if compared.compared else ("prints otherwise", "no figure is printed on both sides")


def _loss(old: FunctionProbe, new: FunctionProbe, shows: Shows, half_precision: bool) -> _Problem | None:
    if not shows.same_loss:
        return None
    if old.loss is None or new.loss is None:
        return "unproved", "the loss on moderate logits was not seen"
    tolerance = HALF_TOLERANCE if half_precision else LOSS_TOLERANCE
    if not abs(old.loss - new.loss) <= tolerance * max(1.0, abs(old.loss)):
        return (
            "another loss",
            f"on the same moderate logits the loss is {old.loss:.5g} before, {new.loss:.5g} after",
        )
    return None


def _repaired_reader(new: FunctionProbe, pair: tuple[str, str], tolerance: float) -> _Problem | None:
    wrong, right = pair
    now, truth = new.consumers.get(wrong), new.consumers.get(right)
    if not now or not truth:
        return "unproved", f"`{wrong}` is not there after the repair"
    if _largest_gap(now, truth) > tolerance:
        return "not repaired", f"`{wrong}` is {now[0]:.4f} after the repair, `{right}` {truth[0]:.4f}"
    return None


def _told(trained: Sequence[Training]) -> _Problem | None:
    for run in trained:
        told, true = run.reported_accuracy, run.final_accuracy
        if told is not None and true is not None and abs(told - true) > REPORTED_TOLERANCE:
            return (
                "reads wrongly",
                f"after the repair the program reports an accuracy of {told:.3f}; its logits have {true:.3f}",
            )
    return None


def _kept(readers: str, repaired: Sequence[tuple[str, str]], shows: Shows) -> Iterator[str]:
    yield readers or "no reader was right before; afterwards the accuracy told is true"
    if shows.same_print:
        yield "it prints the same"
    if shows.same_loss:
        yield "the loss is the same"
    for wrong, right in repaired:
        yield f"`{wrong}` is `{right}` now"


def gradients(before: GradientProbe | None, after: GradientProbe | None, silent: float = 0.0) -> Verdict:
    """Whether the gradient of the logits is ``p - y`` after the repair, on a saturated batch, for every row.

    ``silent`` is the share of rows that rightly get none. The loss must be 200, the logits' own.
    """
    name = "gradients"
    if after is None or after.error:
        reason = "left no record" if after is None else f"failed: {after.error}"
        return Verdict(name, "fail", "unproved", f"the program after the repair {reason}")
    evidence = f"before: {describe_gradient(before)}; after: {describe_gradient(after)}"
    if not after.sound or after.zero_share is None or after.zero_share >= VANISHED_SHARE:
        return Verdict(name, "fail", "wrong", evidence)
    if abs(after.zero_share - silent) > SHARE_TOLERANCE:
        return Verdict(
            name,
            "fail",
            "not all rows",
            f"{evidence}; {after.zero_share:.0%} of the rows get no gradient, {silent:.0%} should",
        )
    if abs(after.loss - SATURATED_LOSS) > LOSS_TOLERANCE * SATURATED_LOSS:
        return Verdict(name, "fail", "another loss", f"{evidence}; the loss should be {SATURATED_LOSS:g}")
    word = "kept" if before is not None and before.sound else "restored"
    return Verdict(name, "pass", word, evidence)


def gradient_kind(probe: GradientProbe | None) -> str:
    """Return what kind of gradient a saturated batch gave: zero, right, NaN, wrong or not seen."""
    if probe is None or probe.error:
        return "not seen"
    if probe.nonfinite or math.isnan(probe.loss):
        return "NaN"
    if probe.zero_share is None:
        return "not seen"
    if probe.zero_share >= VANISHED_SHARE:
        return "zero"
    return "right" if probe.sound else "wrong"


def declared(before: SideRecord, after: SideRecord, shows: Shows, why_open: str = "") -> Verdict:
    """Whether the run shows what the fixture declares; ``why_open`` says why accuracies are not judged."""
    name = "shows"
    kind = gradient_kind(before.gradient)
    if kind != shows.gradients:
        return Verdict(
            name,
            "fail",
            "otherwise",
            f"before the repair a saturated batch should get {_gradients(shows.gradients)}, it got {_gradients(kind)}",
        )
    rescued = "; Keras recovers the logits by itself" if shows.rescued else ""
    word = "collapses" if shows.collapse is not None else "vanishes"
    if shows.gradients == "right":
        word = "rescued" if shows.rescued else "trains right"
    if why_open:
        return Verdict(name, "open", "partly", f"{_gradients(kind)} before{rescued}; {why_open}")
    for run in before.trainings:
        if shows.collapse is not None and not _below(run, shows.collapse):
            return Verdict(
                name,
                "fail",
                "otherwise",
                f"seed {run.seed} should end below {shows.collapse:g} before the repair, it ends at {_ends(run)}",
            )
    for run in after.trainings:
        if run.final_accuracy is None or run.final_accuracy <= shows.recovery:
            return Verdict(
                name,
                "fail",
                "otherwise",
                f"seed {run.seed} should end above {shows.recovery:g} after the repair, it ends at {_ends(run)}",
            )
    collapse = f"below {shows.collapse:g} before, " if shows.collapse is not None else ""
    return Verdict(
        name,
        "pass",
        word,
        f"every seed {collapse}above {shows.recovery:g} after; {_gradients(kind)} before{rescued}",
    )


def _gradients(kind: str) -> str:
    return {
        "zero": "no gradients",
        "right": "right gradients",
        "wrong": "wrong gradients",
        "NaN": "NaN",
    }.get(kind, "nothing that could be seen")


def _below(run: Training, limit: float) -> bool:
    return run.final_accuracy is not None and run.final_accuracy < limit


def _ends(run: Training) -> str:
    if run.trouble.kind:
        return str(run.trouble)
    return "nothing" if run.final_accuracy is None else f"{run.final_accuracy:.3f}"


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
        return f"0 for {probe.zero_share:.0%} (loss {probe.loss:.4g})"
    if probe.sound:
        return f"p - y (loss {probe.loss:.4g})"
    off = "" if probe.residual is None else f", off by {probe.residual:.2g}"
    return f"not p - y{off} (loss {probe.loss:.4g})"


def training(before: SideRecord, after: SideRecord) -> Verdict:
    """Whether training got better, worse, or stayed as it was, over all seeds."""
    name = "training"
    broken = [run for run in after.trainings if run.outcome not in ("finished", "stopped")]
    if not after.trainings or broken:
        reason = (
            str(broken[0].trouble)
            if broken
            else (str(after.failure) if after.failure.kind else "it left no record")
        )
        return Verdict(name, "fail", "does not run", f"the repaired program does not run: {reason}")
    if nan := [run for run in after.trainings if run.ends_as_nan]:
        was = (
            "and so it was before"
            if any(run.ends_as_nan for run in before.trainings)
            else "and was not before"
        )
        return Verdict(
            name, "fail", "NaN", f"the loss ends as NaN after the repair (seed {nan[0].seed}), {was}"
        )
    old, new = _paired_accuracies(before, after)
    difference = paired_difference(old, new) if len(old) > 1 else None
    if difference is None:
        single = f"accuracy {old[0]:.3f} to {new[0]:.3f} with one seed" if old else "no accuracies to compare"
        if old and new[0] < old[0] - ACCURACY_MARGIN:
            return Verdict(name, "fail", "worse", single)
        return Verdict(name, "open", "one seed" if old else "unproved", f"{single}; at least two seeds tell")
    evidence = f"accuracy {_mean(old):.3f} to {_mean(new):.3f}, {difference}"
    return judge_difference(name, old, new, difference, evidence)


def memory(before: Sequence[MemoryPoint], after: Sequence[MemoryPoint], claim: MemoryClaim) -> Verdict:
    """Whether memory grows with the output as the fixture claims, before the repair and after it."""
    name = "memory"
    old, new = slope(before), slope(after)
    if len(before) < len(claim.labels) or len(after) < len(claim.labels):
        return Verdict(name, "fail", "crash", "a process that should be measured did not come to its end")
    if old is None or new is None:
        return Verdict(name, "open", "not measured here", "this system does not tell the peak of a process")
    evidence = (
        f"for each MB of logits {old:.1f} MB before and {new:.1f} MB after ({before[0].source},"
        f" {len(before)} sizes up to {before[-1].logits_bytes / 1e6:.0f} MB)"
    )
    if new <= 0 or old / new < claim.ratio:
        return Verdict(name, "fail", "no gain", f"{evidence}; {claim.ratio:g} times is declared")
    return Verdict(name, "pass", f"{old / new:.1f} times", evidence)


def slope(points: Sequence[MemoryPoint]) -> float | None:
    """Return by how many bytes the peak grows with each byte of logits (least squares)."""
    known = [(point.logits_bytes, point.grown) for point in points if point.grown is not None]
    if len(known) < 2:
        return None
    x, y = (_mean([float(pair[i]) for pair in known]) for i in (0, 1))
    spread = math.fsum((a - x) ** 2 for a, _ in known)
    return math.fsum((a - x) * (b - y) for a, b in known) / spread


def judge_difference(
    name: str, old: Sequence[float], new: Sequence[float], difference: Difference, evidence: str
) -> Verdict:
    """Call a difference improved, worse, equal or undecided.

    What looks worse fails even where chance could explain it: a repair has to be proved, not its harm.
    """
    if min(new) - max(old) > SEPARATED:
        return Verdict(name, "pass", "improved", f"{evidence}; the worst after is far above the best before")
    if difference.low > 0 and difference.mean > ACCURACY_MARGIN:
        return Verdict(name, "pass", "improved", evidence)
    if difference.mean < -ACCURACY_MARGIN:
        sure = "" if difference.high < 0 else "; it may be chance, more seeds would tell"
        return Verdict(name, "fail", "worse", evidence + sure)
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
