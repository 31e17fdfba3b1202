"""What a program sees of a layer besides its numbers: where it stands, and how its output is named after it."""

from __future__ import annotations

import re

import libcst as cst

from ..keras.values import Origin
from ..rules.finding import View
from . import metrics
from .connected import connected


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


def is_asked_by_given_name(view: View, origin: Origin) -> bool:
    """Whether a layer is asked for by a name that Keras gives, and that hangs on how many layers there are of a class."""
    given = re.compile(
        r"""get_layer\(\s*(?:name\s*=\s*)?["'](?:softmax|activation)\b|["'/](?:softmax|activation)_\d+["'/]"""
    )
    return any(given.search(each) for each in _texts(view, origin))


_OF_OPERATIONS = re.compile(
    r"get_tensor_by_name|get_operation_by_name|convert_variables_to_constants|extract_sub_graph|write_graph|freeze_graph"
    r"|output_node_names|[Ss]oftmax(?:_\d+)?:0|[Ss]igmoid(?:_\d+)?:0"
)
"""Words of programs that ask a graph for its operations by their names."""


def is_an_operation_with_a_name(view: View, origin: Origin) -> bool:
    """Whether others may ask a graph for the activation by its name: it is given one, or names are asked for."""
    call = origin.place.node
    named = isinstance(call, cst.Call) and any(
        arg.keyword is not None and arg.keyword.value == "name" for arg in call.args
    )
    return (named and origin.argument is None) or any(map(_OF_OPERATIONS.search, _texts(view, origin)))


def _texts(view: View, origin: Origin) -> list[str]:
    return [unit.text for module in connected(view, [origin.place.module]) for unit in module.units]
