"""Labels and predictions in the wrong order: the edits that exchange them."""

from __future__ import annotations

from ..keras.facts import LossFact
from ..rules.finding import View
from ..rules.order import Lost, broken
from ..sources.positions import Edit
from . import text
from .text import NotEditable


def exchange(view: View, fact: LossFact) -> list[Edit]:
    """Exchange labels and predictions in the call that breaks their order."""
    found = broken(view.program.facts.losses.values(), fact)
    if isinstance(found, Lost):
        raise NotEditable(found.value)
    return [
        text.replace(found.true, text.source(found.pred)),
        text.replace(found.pred, text.source(found.true)),
    ]
