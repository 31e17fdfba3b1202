"""What the records of a user's own program prove, and the one line that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import meetings
from .child.trouble import Trouble
from .confidence import paired_difference
from .printed import Comparison, compare, unstable
from .records import FunctionProbe, SideRecord, Step
from .verdicts import ACCURACY_MARGIN, PRINTED_TOLERANCE, Verdict, judge_difference

if TYPE_CHECKING:
    from .own_report import ProgramReport

_MEANS_OTHER_FIGURES = frozenset({"XEN203", "XEN204", "XEN301"})
"""Repairs that give a reader of the output its meaning, so that it shows another figure."""
SLOW_STEPS = 10
"""Fewer steps than these, before the time is over, say nothing."""


def judge(report: ProgramReport) -> None:
    """Draw the verdicts, the headline, and whether the run passed."""
    before, after = report.before, report.after
    report.problems = [
        trouble for record in ((before, after) if report.diff else (before,)) for trouble in _troubles(record)
    ]
    codes = {finding.code for finding in report.found}
    verdicts = [_lint(report)]
    if report.diff:
        verdicts += [
            meetings.judge(before.meetings, after.meetings, codes, _ended(before) and _ended(after)),
            _prints(before.function, after.function, report.again, codes),
            _training(before, after),
        ]
        metrics = _metrics(before.function, after.function, codes)
        verdicts += [metrics] if metrics is not None else []
    report.verdicts = verdicts
    report.headline, report.passed = _headline(report)


def prints_differ(before: FunctionProbe | None, after: FunctionProbe | None) -> bool:
    """Whether a second run of the program before the repair is needed, to see which lines hold still."""
    return (
        before is not None
        and after is not None
        and bool(compare(before.printed, after.printed, PRINTED_TOLERANCE).different)
    )


def late_accuracy(steps: Sequence[Step]) -> float | None:
    """Return the accuracy of the batches in the last quarter of these steps."""
    known = [step.batch_accuracy for step in steps if step.batch_accuracy is not None]
    late = known[-max(1, len(known) // 4) :]
    return sum(late) / len(late) if late else None


def _troubles(record: SideRecord) -> list[Trouble]:
    side = "as it is" if record.side == "before" else "as repaired"
    found = [record.failure] if record.failure.kind else []
    for run in record.trainings:
        if run.outcome == "timeout" and len(run.steps) < SLOW_STEPS:
            found.append(Trouble("time-out", f"{len(run.steps)} steps within the time ({run.trouble.text})"))
        elif run.outcome == "error":
            found.append(run.trouble)
        elif run.outcome == "finished" and not run.steps:
            what = "it ran to its end without a training step that goes through Keras or a GradientTape"
            found.append(Trouble("nothing trained", what))
    return [Trouble(each.kind, f"{side}: {each.text}") for each in dict.fromkeys(found)]


def _lint(report: ProgramReport) -> Verdict:
    codes = ", ".join(sorted({finding.code for finding in report.found}))
    if not report.found:
        return Verdict("lint", "pass", "nothing found", "no report on the files that this program loads")
    if not report.diff:
        return Verdict("lint", "fail", "not repaired", f"{codes} reported; {_why_not(report)}")
    if report.left:
        rest = ", ".join(sorted({f"{finding.code} in line {finding.row}" for finding in report.left}))
        return Verdict(
            "lint", "fail", "not all repaired", f"{codes} before, {rest} after; {_why_not(report)}"
        )
    return Verdict("lint", "pass", "repaired", f"{codes} before, nothing after")


def _why_not(report: ProgramReport) -> str:
    if report.unsafe_left and not report.choices.unsafe:
        return "an unsafe repair is only used with --unsafe-fixes"
    return "there is no repair that can be applied"


def _ended(record: SideRecord) -> bool:
    return record.gradient is not None and record.gradient.finished


def _prints(
    before: FunctionProbe | None, after: FunctionProbe | None, again: SideRecord | None, codes: set[str]
) -> Verdict:
    name = "function"
    if before is None or after is None or not before.finished:
        return Verdict(
            name, "open", "not told", "the program did not come to its end: what it prints is not compared"
        )
    if before.moved or after.moved:
        return Verdict(name, "open", "not told", "it moves its weights without an optimizer of Keras")
    if not after.finished:
        return Verdict(
            name, "fail", "does not run", f"as repaired it does not come to its end: {after.error}"
        )
    compared = compare(before.printed, after.printed, PRINTED_TOLERANCE)
    if again is not None and again.function is not None:
        moving = unstable(before.printed, again.function.printed, PRINTED_TOLERANCE)
        compared = compare(before.printed, after.printed, PRINTED_TOLERANCE, moving)
    return _of_comparison(name, compared, codes)


def _metrics(before: FunctionProbe | None, after: FunctionProbe | None, codes: set[str]) -> Verdict | None:
    """Whether metrics say of the same logits what they said, or where that was wrong, what is right."""
    name = "metrics"
    wrong = "XEN301" in codes
    if before is None or after is None or not (before.finished and after.finished):
        return Verdict(name, "open", "not told", "the program did not come to its end") if wrong else None
    old, new = before.metrics, after.metrics
    if not old or [each[0] for each in old] != [each[0] for each in new]:
        return Verdict(name, "open", "not told", "no metric of one output unit was seen") if wrong else None
    evidence = []
    for (kind, said, true), (_, now, _) in zip(old, new, strict=True):
        expected = true if wrong else said
        if not abs(now - expected) <= PRINTED_TOLERANCE:
            off = (
                f"on the same logits {kind} said {said:.3f} and says {now:.3f}; it should say {expected:.3f}"
            )
            return Verdict(name, "fail", "wrong", off)
        evidence.append(f"{kind} said {said:.3f} and says {now:.3f}")
    rest = ", as it should of probabilities" if wrong else ""
    return Verdict(name, "pass", "right", f"on the same logits {', '.join(evidence)}{rest}")


def _of_comparison(name: str, compared: Comparison, codes: set[str]) -> Verdict:
    if compared.different:
        was, now = compared.different[0]
        evidence = f"with the same logits it printed `{was}` before and prints `{now}` after"
        meant = sorted(codes & _MEANS_OTHER_FIGURES)
        if meant:
            return Verdict(name, "open", "prints otherwise", f"{evidence}, as a repair of {meant[0]} may")
        return Verdict(name, "fail", "prints otherwise", evidence)
    if not compared.compared:
        return Verdict(name, "open", "not told", "it prints and writes nothing that could be compared")
    told = "figure or line of words" if compared.compared == 1 else "figures and lines of words"
    evidence = f"with the same logits it prints and writes the same {compared.compared} {told}"
    return Verdict(name, "pass", "same", f"{evidence} (losses and times left out)")


def _training(before: SideRecord, after: SideRecord) -> Verdict:
    name = "training"
    if bad := [run for run in after.trainings if run.ends_as_nan]:
        was = any(run.ends_as_nan for run in before.trainings)
        evidence = (
            f"the loss is NaN after the repair (seed {bad[0].seed}), {'as' if was else 'and was not'} before"
        )
        return Verdict(name, "fail", "NaN", evidence)
    if any(run.ends_as_nan for run in before.trainings):
        return Verdict(
            name, "pass", "NaN gone", "the loss ended as NaN before the repair, and does not any more"
        )
    others = {run.seed: run for run in before.trainings}
    old, new = [], []
    repaired = meetings.changed(before.meetings, after.meetings)
    for run in after.trainings:
        other = others.get(run.seed)
        if other is None:
            continue
        mine, others_ = ([s for s in r.steps if not repaired or s.training in repaired] for r in (run, other))
        steps = min(len(mine), len(others_))  # the same stretch of both, where time ran out
        was_, now_ = late_accuracy(others_[:steps]), late_accuracy(mine[:steps])
        if was_ is not None and now_ is not None:
            old.append(was_)
            new.append(now_)
    if not old:
        reached = {step.training for run in after.trainings for step in run.steps}
        if repaired and not repaired & reached:
            why = "the model that is repaired is trained later than these steps go: more --steps would tell"
            return Verdict(name, "open", "not reached", why)
        return Verdict(
            name, "open", "unproved", "the labels of the batches could not be seen: compare the curves"
        )
    evidence = f"accuracy of the last batches {sum(old) / len(old):.2f} to {sum(new) / len(new):.2f}"
    difference = paired_difference(old, new) if len(old) > 1 else None
    if difference is not None:
        return judge_difference(name, old, new, difference, f"{evidence}, {difference}")
    if new[0] < old[0] - ACCURACY_MARGIN:
        return Verdict(name, "fail", "worse", f"{evidence} with one seed")
    return Verdict(name, "open", "one seed", f"{evidence}; at least two seeds tell")


def _headline(report: ProgramReport) -> tuple[str, bool]:
    """Return the answer in a line, and whether it is a pass."""
    words = {verdict.name: verdict for verdict in report.verdicts}
    if report.problems:
        kinds = ", ".join(dict.fromkeys(problem.kind for problem in report.problems))
        if not _troubles(report.before):
            return f"the repair fails: {kinds}", False
        return f"could not be verified: {kinds}", False
    if not report.diff:
        if not report.found:
            return "nothing to repair", True
        return f"not repaired: {_why_not(report)}", False
    if failed := [verdict for verdict in report.verdicts if verdict.outcome == "fail"]:
        if failed[0].name == "lint":
            return f"only partly repaired: {_why_not(report)}", False
        return f"the repair fails: {', '.join(f'{v.name} {v.word}' for v in failed)}", False
    gradients, training = words["gradients"], words["training"]
    used = "unsafe repair, " if report.choices.unsafe and _used_unsafe(report) else ""
    better = training.word in ("improved", "NaN gone")
    if gradients.word == "rescued" and not better:
        return f"{used}rescued by Keras here: the repair changes nothing today", True
    metrics = "metrics" in words and words["metrics"].outcome == "pass"
    if gradients.word == "restored" or better or (gradients.word == "kept" and metrics):
        proofs = [f"gradients {gradients.word}"] if gradients.word in ("restored", "kept") else []
        proofs += ["metrics right"] if metrics else []
        proofs += [f"training {training.word}"] if training.outcome == "pass" else []
        return f"{used}proved: {', '.join(proofs)}", True
    return f"{used}repaired, but nothing is proved", False


def _used_unsafe(report: ProgramReport) -> bool:
    return any(finding.applicability == "unsafe" for finding in report.found)
