"""The verdict on each meeting of a loss and a prediction: which one code holds, or why none does.

At most one code is right for a pair: the first rule that holds speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..apis.spaces import Space
from ..keras.facts import LossFact
from . import meeting
from .meeting import Meeting
from .outcomes import Outcome
from .registry import JUDGES


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` when something is to be said, else why not."""

    code: str | None
    outcome: Outcome | None = None

    @property
    def words(self) -> str:
        """The code, or the outcome in words."""
        return self.code or (self.outcome.value if self.outcome is not None else "")


def judge(met: Meeting) -> Verdict:
    """Decide on one meeting."""
    for code, rule in JUDGES:
        if rule.holds is not None and rule.holds(met):
            return Verdict(code)
    return Verdict(None, _why_not(met.fact))


def _why_not(fact: LossFact) -> Outcome:
    """Why no rule speaks of a meeting."""
    pred = fact.pred
    if fact.flag is None:
        return Outcome.FLAG
    if pred.space is Space.PROBABILITIES:
        return Outcome.RIGHT if fact.row.api == "divergence" else _of_probabilities(fact)
    if pred.space is Space.LOG_PROBABILITIES and (fact.flag or fact.row.expects == "log-probabilities"):
        return Outcome.RIGHT
    if pred.space is Space.LINEAR:
        return Outcome.RIGHT
    if pred.space is Space.LOG_PROBABILITIES or meeting.is_nonsense(pred):
        return Outcome.TRANSFORMED
    return Outcome.SPACE


def _of_probabilities(fact: LossFact) -> Outcome:
    if meeting.is_partial(fact.pred):
        return Outcome.PART
    if meeting.is_averaged(fact.pred):
        return Outcome.AVERAGE
    if meeting.of_another_kind(fact):
        return Outcome.PICKED if fact.pred.function == "softmax" else Outcome.ASSEMBLED
    return Outcome.EVALUATED if not fact.context.training else Outcome.TOGETHER
