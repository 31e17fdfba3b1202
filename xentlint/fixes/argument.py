"""PyTorch: a repair where the activation is nothing but the argument of what applies it again, and advice elsewhere."""

from __future__ import annotations

from ..apis.spaces import Space
from ..apis.torch import is_torch
from ..keras.facts import LossFact, TwiceFact
from ..keras.values import Origin
from ..rules import words
from ..rules.diagnostic import Applicability, Fix
from ..rules.finding import Fact, Finding
from ..sources.positions import Edit
from . import text


def is_of_torch(fact: Fact) -> bool:
    """Whether PyTorch computes what ``fact`` tells of."""
    if isinstance(fact, LossFact):
        return is_torch(fact.loss.symbol)
    return words.is_of_torch(fact.outer if isinstance(fact, TwiceFact) else fact.pred.origin)


def plan(finding: Finding) -> Fix:
    """The repair of a finding in a program of PyTorch."""
    fact = finding.fact
    if isinstance(fact, LossFact) and fact.flag and fact.pred.space is Space.PROBABILITIES:
        origin, where = fact.pred.origin, fact.pred_place
        if origin is not None and where is not None and where.node is origin.place.node:
            edit = _given(origin)
            if edit is not None:
                return Fix(Applicability.SAFE, f"give the loss what the {origin.function} was given", (edit,))
    return Fix(Applicability.DISPLAY, finding.help)


def _given(origin: Origin) -> Edit | None:
    """Write what an activation was given in its place; ``None`` where that is not written in one piece."""
    scores = origin.scores
    if scores is None or scores.module is not origin.place.module or scores.unit != origin.place.unit:
        return None
    return text.replace(origin.place, text.source(scores))
