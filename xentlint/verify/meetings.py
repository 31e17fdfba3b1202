"""What became of a program's gradients on saturated batches, training by training.

Nothing is known of a user's labels, but that of a sure and wrong prediction a crossentropy of the logits has the
gradient ``p - y``. Where it is lost, it is zero or NaN; a loss that takes the logits for probabilities
gives another one; and where Keras recovers the logits by itself, it is the same before and after the repair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from .records import Meeting
from .verdicts import VANISHED_SHARE, Verdict

Kind = Literal["zero", "NaN", "right", "other", "not seen"]
ALIKE_SHARE = 0.95
"""So many of the rows with a gradient have to have that of a crossentropy."""
SAME = 2e-3
"""Relative: gradients and losses that differ less are the same."""
_NAME = "gradients"
_METRICS_ONLY = {"XEN301"}


def judge(before: Sequence[Meeting], after: Sequence[Meeting], codes: set[str], ended: bool) -> Verdict:
    """Compare the trainings of both sides in order; ``ended``: the program came to its end under the probe."""
    pairs = list(zip(before, after, strict=False))
    if not pairs:
        return Verdict(_NAME, "open", "not seen", "no step of a training was seen on a saturated batch")
    others = changed(before, after)
    if not others:
        return _unchanged([was for was, _ in pairs], codes, ended)
    verdicts = [_changed(*pairs[number]) for number in sorted(others)]
    order = ("wrong", "restored", "kept", "unclear")
    first = min(verdicts, key=lambda verdict: order.index(verdict.word))
    silent = [now for was, now in pairs if same(was, now) and kind(now) in ("zero", "NaN")]
    if not silent:
        return first
    rest = f"; {len(silent)} of the {len(pairs)} models that it trains get none, before and after"
    return Verdict(_NAME, first.outcome, first.word, first.evidence + rest)


def changed(before: Sequence[Meeting], after: Sequence[Meeting]) -> set[int]:
    """Return which trainings the repair gives other gradients: the numbers of them."""
    return {number for number, pair in enumerate(zip(before, after, strict=False)) if not same(*pair)}


def kind(meeting: Meeting) -> Kind:
    """Say what kind of gradient the logits got."""
    if meeting.nonfinite or (math.isnan(meeting.loss) and meeting.zero_share is not None):
        return "NaN"
    if meeting.zero_share is None:
        return "not seen"
    if meeting.zero_share >= VANISHED_SHARE:
        return "zero"
    return "right" if meeting.alike is not None and meeting.alike >= ALIKE_SHARE else "other"


def same(was: Meeting, now: Meeting) -> bool:
    """Whether two trainings get the same gradients and have the same loss."""
    if kind(was) != kind(now) or len(was.rows) != len(now.rows):
        return False
    if kind(was) == "NaN":
        return True
    largest = max((abs(value) for value in was.rows), default=0.0)
    return abs(was.loss - now.loss) <= SAME * max(1.0, abs(was.loss)) and all(
        abs(a - b) <= SAME * largest for a, b in zip(was.rows, now.rows, strict=True)
    )


def _changed(was: Meeting, now: Meeting) -> Verdict:
    evidence = f"on a saturated batch, before: {_words(was)}; after: {_words(now)}"
    old, new = kind(was), kind(now)
    if new in ("zero", "NaN") or (old == "right" and new == "other"):
        return Verdict(_NAME, "fail", "wrong", evidence)
    if new != "right":
        return Verdict(_NAME, "open", "unclear", evidence)
    return Verdict(_NAME, "pass", "kept" if old == "right" else "restored", evidence)


def _unchanged(meetings: Sequence[Meeting], codes: set[str], ended: bool) -> Verdict:
    kinds = [kind(meeting) for meeting in meetings]
    shown = next((m for m, k in zip(meetings, kinds, strict=True) if k == "right"), meetings[0])
    evidence = f"on a saturated batch, before and after: {_words(shown)}"
    if "right" in kinds:
        if codes <= _METRICS_ONLY:
            return Verdict(_NAME, "pass", "kept", evidence)
        rest = "" if ended else " (in what was run: it was ended before its own end)"
        return Verdict(
            _NAME,
            "pass",
            "rescued",
            f"{evidence}: Keras recovers the logits by itself here, expect no gain{rest}",
        )
    if "zero" in kinds or "NaN" in kinds:
        return Verdict(_NAME, "fail", "wrong", evidence)
    return Verdict(_NAME, "open", "unclear", evidence)


def _words(meeting: Meeting) -> str:
    found = kind(meeting)
    if found == "not seen":
        return "no logits of a Keras layer seen"
    if found == "NaN":
        return "NaN"
    if found == "zero":
        return "0 for every row"
    share = f"{1 - (meeting.zero_share or 0.0):.0%} of the rows"
    if found == "other":
        return f"a gradient for {share}, not that of a crossentropy of these logits"
    return f"that of a crossentropy, for {share}"
