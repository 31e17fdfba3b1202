"""Labels and predictions in the wrong order: the call that breaks it, on the way from the program to the loss."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from ..flow.facts import LossFact
from ..flow.values import Place
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .text import NotEditable

_Function = cst.FunctionDef | cst.Lambda


def exchange(view: View, fact: LossFact) -> list[Edit]:
    """Exchange labels and predictions in the call that breaks their order.

    A function that hands on what it is given in the order of the loss breaks nothing; whoever calls it does.
    """
    true, pred = fact.true_place, fact.pred_place
    if true is None or pred is None:
        raise NotEditable("its arguments are not written out")
    names = fact.row.true[0], fact.row.pred[0]
    proved = _is_right_elsewhere(view, fact)
    callers = list(fact.outer)
    while True:
        function = _function_of(true, pred)
        if function is None or not (proved or _keeps_the_order(function, true, pred, names)):
            return [text.replace(true, text.source(pred)), text.replace(pred, text.source(true))]
        parameters = _name(true), _name(pred)
        true, pred = _given(function, callers.pop() if callers else None, parameters)
        names, proved = parameters, False


def _is_right_elsewhere(view: View, fact: LossFact) -> bool:
    """Whether somebody else comes to the same loss with labels and predictions in their places."""
    return any(other.sink == fact.sink and not other.swapped for other in view.program.facts.losses.values())


def _function_of(true: Place, pred: Place) -> Place | None:
    """The function whose parameters both are."""
    function = text.enclosing(true, cst.FunctionDef, cst.Lambda)
    if function is None or text.enclosing(pred, cst.FunctionDef, cst.Lambda) != function:
        return None
    known = _parameters(function)
    return function if _name(true) in known and _name(pred) in known else None


def _keeps_the_order(function: Place, true: Place, pred: Place, names: Sequence[str]) -> bool:
    """Whether ``function`` calls the parameters what the loss does, or else takes them in the same order."""
    given = _name(true), _name(pred)
    if set(given) == set(names):
        return given == tuple(names)
    known = _parameters(function)
    return known.index(given[0]) < known.index(given[1])


def _given(function: Place, call: Place | None, parameters: Sequence[str]) -> tuple[Place, Place]:
    """What ``call`` gives ``function`` for two of its parameters."""
    known = _parameters(function)
    if call is None or not isinstance(call.node, cst.Call) or not _calls(call.node, function):
        raise NotEditable("its arguments are exchanged by a caller that is not in sight")
    if known and known[0] in ("self", "cls") and isinstance(call.node.func, cst.Attribute):
        known = known[1:]
    found: dict[str, Place] = {}
    for index, arg in enumerate(call.node.args):
        if arg.star or (arg.keyword is None and index >= len(known)):
            raise NotEditable("its arguments are not all written out")
        found[known[index] if arg.keyword is None else arg.keyword.value] = text.child(call, arg.value)
    if not found.keys() >= set(parameters):
        raise NotEditable("its arguments are not written out")
    return found[parameters[0]], found[parameters[1]]


def _calls(call: cst.Call, function: Place) -> bool:
    """Whether ``call`` names ``function``, and nothing that may hand it other arguments."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    node = function.node
    if isinstance(node, cst.FunctionDef):
        if node.name.value in ("call", "__call__"):
            return True
        return isinstance(name, cst.Name) and name.value == node.name.value
    above = text.parent(function)
    return (
        isinstance(name, cst.Name)
        and above is not None
        and isinstance(above.node, cst.Assign)
        and any(
            isinstance(each.target, cst.Name) and each.target.value == name.value
            for each in above.node.targets
        )
    )


def _parameters(function: Place) -> list[str]:
    assert isinstance(function.node, _Function)
    params = function.node.params
    return [each.name.value for each in (*params.posonly_params, *params.params, *params.kwonly_params)]


def _name(place: Place) -> str:
    return place.node.value if isinstance(place.node, cst.Name) else ""
