"""Whether what an activation makes can be read by code that nobody has seen: with what escaped, or was never called."""

from __future__ import annotations

from dataclasses import dataclass

from ..python.machine import Machine
from ..python.modules import Place, inside
from ..python.values import ApiObject, ClassValue, Instance
from . import kinds
from .facts import Escape
from .run import facts_of
from .values import Origin


@dataclass(frozen=True, slots=True)
class Leaving:
    """How an output leaves what can be seen; ``place`` is where, if there is a place to name."""

    words: str
    place: Place | None = None


def leaving(ev: Machine, origin: Origin, *, layers: bool) -> Leaving | None:
    """How what ``origin`` makes leaves, ``None`` when it does not; ``layers``: the number of layers changes too."""
    for each in facts_of(ev).escapes.values():
        if (layers or not each.layers) and _holds(each, origin):
            return Leaving(f"the model is {each.why}", each.place)
    for node, instances in ev.instances.items():
        made = [ev.places.get(instance.number) for instance in instances]
        if all(place is None or place.node is node for place in made):
            cls = ev.classes.get(node)
            if cls is not None and _is_made_in(origin, cls):
                return Leaving(f"class {cls.name} is used by callers out of sight")
    return None


def is_seen(ev: Machine, origin: Origin) -> bool:
    """Whether somebody out of sight has the model with this output, or asks for its layers, and may count them."""
    return any(_holds(each, origin) for each in facts_of(ev).escapes.values())


def _holds(escape: Escape, origin: Origin) -> bool:
    """Whether what went out of sight may compute what ``origin`` makes."""
    value = escape.value
    if escape.origins is None or origin in escape.origins:
        return True
    if isinstance(value, ApiObject):
        return value.place == origin.place
    # A layer of the program that is no model is not run by itself.
    return isinstance(value, Instance) and not kinds.is_model(value) and _is_made_in(origin, value.cls)


def _is_made_in(origin: Origin, cls: ClassValue) -> bool:
    return inside(origin.place, Place(cls.module, cls.unit, cls.node))
