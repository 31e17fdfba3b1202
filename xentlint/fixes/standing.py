"""What a program sees of a layer besides its numbers: where it stands, and how its output is named after it."""

from __future__ import annotations

from ..flow import models
from ..flow.facts import Escape
from ..flow.values import ApiObject, ClassValue, Instance, Origin, Place
from ..rules.finding import View
from . import metrics, text


def holds(escape: Escape, origin: Origin) -> bool:
    """Whether what went out of sight may compute the output of ``origin``."""
    value = escape.value
    if escape.origins is None or origin in escape.origins:
        return True
    if isinstance(value, ApiObject):
        return value.place == origin.place
    # A layer of the program that is no model is not run by itself.
    return isinstance(value, Instance) and not models.is_model(value) and is_made_in(origin, value.cls)


def is_made_in(origin: Origin, cls: ClassValue) -> bool:
    """Whether a class has the expression that makes the output."""
    return text.inside(origin.place, Place(cls.module, cls.unit, cls.node))


def is_seen(view: View, origin: Origin) -> bool:
    """Whether somebody has the model with this output, or asks for its layers, and may count them."""
    return any(holds(each, origin) for each in view.program.facts.escapes.values())


def names_an_output(view: View, origin: Origin) -> bool:
    """Whether losses and histories are named after the layer, because its model has several outputs."""
    facts = [fact for fact in view.program.facts.losses.values() if fact.compiled is not None]
    mine = [fact for fact in facts if fact.pred.origin == origin]
    places = {fact.compiled.place for fact in mine if fact.compiled is not None}
    return any(metrics.element_of(fact) is not None for fact in mine) or any(
        fact.compiled is not None and fact.compiled.place in places and fact.pred.origin != origin
        for fact in facts
    )
