"""Whether what an activation makes can be read by code that nobody has seen: with what escaped, or was never called."""

from __future__ import annotations

from dataclasses import dataclass

from . import models
from .evaluator import Evaluator, Frame
from .facts import Escape
from .modules import inside
from .values import ApiObject, Instance, Origin, Place, Tensor

_LIMIT = 20_000
"""Steps in which it is found out what the outputs of a model are made of."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """How an output leaves what can be seen; ``place`` is where, if there is a place to name."""

    words: str
    place: Place | None = None


def leaving(ev: Evaluator, origin: Origin, *, layers: bool) -> Leaving | None:
    """How what ``origin`` makes leaves, ``None`` when it does not; ``layers``: the number of layers changes too."""
    for each in list(ev.facts.escapes.values()):  # what it holds is evaluated, which may note more
        if (layers or not each.layers) and _holds(ev, each, origin):
            return Leaving(f"the model is {each.why}", each.place)
    for node, instances in ev.instances.items():
        made = [ev.places.get(instance.number) for instance in instances]
        if all(place is None or place.node is node for place in made):
            cls = ev.classes.get(node)
            if cls is not None and inside(origin.place, Place(cls.module, cls.unit, cls.node)):
                return Leaving(f"class {cls.name} is used by callers out of sight")
    return None


def _holds(ev: Evaluator, each: Escape, origin: Origin) -> bool:
    value = each.value
    if each.origins is None or origin in each.origins:
        return True
    if isinstance(value, ApiObject):
        return value.place == origin.place
    if isinstance(value, Tensor):
        return value.origin == origin
    if isinstance(value, Instance) and models.is_layer(value) and not models.is_model(value):
        return inside(origin.place, Place(value.cls.module, value.cls.unit, value.cls.node))
    ev.path, ev.running = {}, []
    ev.frames = [Frame(each.place.module.scope, each.place.module, each.place.unit)]
    ev.steps, ev.limit = 0, _LIMIT
    try:
        origins = models.origins_of(ev, value, each.place)
    finally:
        ev.frames = []
    return origins is None or origin in origins
