"""Labels and predictions in the wrong order: the call that breaks it, on the way from the program to the loss."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import libcst as cst

from ..keras.facts import LossFact
from ..python.modules import Place

_Function = cst.FunctionDef | cst.Lambda


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the order is broken: the ``call``, and what it gives as labels and as predictions."""

    call: Place
    true: Place
    pred: Place


class Lost(enum.Enum):
    """Why that is not known; the value is how it is told."""

    UNWRITTEN = "its arguments are not written out"
    SOME_UNWRITTEN = "its arguments are not all written out"
    UNSEEN = "its arguments are exchanged by a caller that is not in sight"


def broken(facts: Iterable[LossFact], fact: LossFact) -> Broken | Lost:
    """The call that breaks the order of labels and predictions.

    A function that hands on what it is given in the order of the loss breaks nothing; whoever calls it does.
    ``facts`` are all meetings: somebody else may come to the same loss with both in their places.
    """
    call, true, pred = fact.call_place or fact.sink, fact.true_place, fact.pred_place
    if true is None or pred is None:
        return Lost.UNWRITTEN
    names = fact.row.true[0], fact.row.pred[0]
    proved = any(other.sink == fact.sink and not other.swapped for other in facts)
    callers = list(fact.outer)
    while True:
        function = _function_of(true, pred)
        if function is None or not (proved or _keeps_the_order(function, true, pred, names)):
            return Broken(call, true, pred)
        parameters = _name(true), _name(pred)
        caller = callers.pop() if callers else None
        given = _given(function, caller, parameters)
        if isinstance(given, Lost) or caller is None:
            return given if isinstance(given, Lost) else Lost.UNSEEN
        call, (true, pred) = caller, given
        names, proved = parameters, False


def _function_of(true: Place, pred: Place) -> Place | None:
    """The function whose parameters both are."""
    function = _enclosing(true)
    if function is None or _enclosing(pred) != function:
        return None
    known = _parameters(function)
    return function if _name(true) in known and _name(pred) in known else None


def _enclosing(place: Place) -> Place | None:
    """The nearest function around ``place``."""
    above = place.module.parent(place)
    while above is not None and not isinstance(above.node, _Function):
        above = above.module.parent(above)
    return above


def _keeps_the_order(function: Place, true: Place, pred: Place, names: Sequence[str]) -> bool:
    """Whether ``function`` calls the parameters what the loss does, or else takes them in the same order."""
    given = _name(true), _name(pred)
    if set(given) == set(names):
        return given == tuple(names)
    known = _parameters(function)
    return known.index(given[0]) < known.index(given[1])


def _given(function: Place, call: Place | None, parameters: Sequence[str]) -> tuple[Place, Place] | Lost:
    """What ``call`` gives ``function`` for two of its parameters."""
    known = _parameters(function)
    if call is None or not isinstance(call.node, cst.Call) or not _calls(call.node, function):
        return Lost.UNSEEN
    if known and known[0] in ("self", "cls") and isinstance(call.node.func, cst.Attribute):
        known = known[1:]
    found: dict[str, Place] = {}
    for index, arg in enumerate(call.node.args):
        if arg.star or (arg.keyword is None and index >= len(known)):
            return Lost.SOME_UNWRITTEN
        name = known[index] if arg.keyword is None else arg.keyword.value
        found[name] = Place(call.module, call.unit, arg.value)
    if not found.keys() >= set(parameters):
        return Lost.UNWRITTEN
    return found[parameters[0]], found[parameters[1]]


def _calls(call: cst.Call, function: Place) -> bool:
    """Whether ``call`` names ``function``, and nothing that may hand it other arguments."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    node = function.node
    if isinstance(node, cst.FunctionDef):
        if node.name.value in ("call", "__call__"):
            return True
        return isinstance(name, cst.Name) and name.value == node.name.value
    above = function.module.parent(function)
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
