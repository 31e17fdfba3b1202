"""What a program sees of a layer besides its numbers: where it stands, and how its output is named after it."""

from __future__ import annotations

from ..keras.values import Origin
from ..rules.finding import View
from . import metrics


def is_seen(view: View, origin: Origin) -> bool:
    """Whether somebody has the model with this output, or asks for its layers, and may count them."""
    return view.program.is_seen(origin)


def names_an_output(view: View, origin: Origin) -> bool:
    """Whether losses and histories are named after the layer, because its model has several outputs."""
    facts = [fact for fact in view.program.facts.losses.values() if fact.compiled is not None]
    mine = [fact for fact in facts if fact.pred.origin == origin]
    places = {fact.compiled.place for fact in mine if fact.compiled is not None}
    return any(metrics.element_of(fact) is not None for fact in mine) or any(
        fact.compiled is not None and fact.compiled.place in places and fact.pred.origin != origin
        for fact in facts
    )
