"""What a program sees of a layer besides its numbers: where it stands, and how its output is named after it."""

from __future__ import annotations

import re

import libcst as cst

from ..keras.values import Origin
from ..rules.finding import View
from . import metrics
from .connected import connected

_OF_NAMES = re.compile(
    r"get_layer|output_names|by_name|skip_mismatch|\.name\b|get_config|to_json|summary|\bgetattr\b"
)
"""Words of programs that ask layers for their names, or for others by name."""


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


def is_name_unread(view: View, origin: Origin) -> bool:
    """Whether the name that a layer is given is written nowhere else, and nobody asks layers for their names."""
    call = origin.place.node
    named = [
        arg.value
        for arg in (call.args if isinstance(call, cst.Call) else ())
        if arg.keyword is not None and arg.keyword.value == "name"
    ]
    given = named[0] if named else None
    if not isinstance(given, cst.SimpleString) or not isinstance(given.evaluated_value, str):
        return False
    if is_seen(view, origin) or names_an_output(view, origin):
        return False
    texts = [unit.text for module in connected(view, [origin.place.module]) for unit in module.units]
    written = re.compile(rf"\b{re.escape(given.evaluated_value)}\b")
    return sum(len(written.findall(each)) for each in texts) == 1 and not any(map(_OF_NAMES.search, texts))
