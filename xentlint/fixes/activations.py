"""Removing an activation where it is made, in each of the ways that it can be written."""

from __future__ import annotations

import libcst as cst

from ..apis.spaces import Maker
from ..flow.facts import LogFact
from ..flow.values import Origin, Place
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .names import Names
from .text import NotEditable


def remove(view: View, origin: Origin) -> list[Edit]:
    """The edits after which the numbers of ``origin`` are the scores that it was given."""
    functions = view.program.facts.layer_uses.get(origin.place, set())
    if len(functions) > 1:
        raise NotEditable("the layer is made with several activations")
    if origin.maker is Maker.LIBRARY:
        return text.set_argument(origin.place, "classifier_activation", None, "None")
    if origin.argument is not None:
        return _argument(origin, origin.argument)
    if origin.scores is not None:
        return text.unwrap(origin.place, origin.scores)
    if origin.maker is Maker.SOFTMAX_LAYER or origin.symbol.startswith("keras.layers."):
        return _layer(origin.place)
    raise NotEditable("the activation is not written out")


def _argument(origin: Origin, argument: Place) -> list[Edit]:
    """``activation="softmax"`` becomes ``activation=None``; ``Activation("softmax")`` the linear one."""
    if not text.inside(argument, origin.place):
        raise NotEditable("the activation is given elsewhere")
    if origin.symbol == "keras.layers.Activation":
        quote = '"'
        if isinstance(argument.node, cst.SimpleString):
            quote = argument.node.quote[:1]
        return [text.replace(argument, f"{quote}linear{quote}")]
    return [text.replace(argument, "None")]


def _layer(place: Place) -> list[Edit]:
    """``Softmax()`` in a list, in ``model.add(...)``, or called on a tensor."""
    above = text.parent(place)
    if above is None:
        raise NotEditable("the layer is not written out")
    if isinstance(above.node, cst.Call) and above.node.func is place.node and len(above.node.args) == 1:
        return text.unwrap(above, text.child(above, above.node.args[0].value))
    if isinstance(above.node, cst.Element):
        return text.delete_element(place)
    if isinstance(above.node, cst.Arg):
        call = text.parent(above)
        statement = text.parent(call) if call is not None else None
        if (
            call is not None
            and isinstance(call.node, cst.Call)
            and isinstance(call.node.func, cst.Attribute)
            and call.node.func.attr.value == "add"
            and statement is not None
            and isinstance(statement.node, cst.Expr)
        ):
            return text.delete_statement(statement)
        if above.node.keyword is not None and above.node.keyword.value == "activation":
            return [text.replace(place, "None")]
    call_node = text.call_of(place)
    func = call_node.func
    name = func.attr if isinstance(func, cst.Attribute) else None
    if name is not None and name.value == "Softmax":
        arguments = [text.remove_argument(place, text.child(place, arg.value)) for arg in call_node.args
                     if arg.keyword is None or arg.keyword.value == "axis"]  # fmt: skip
        if len(arguments) > 1 or len(call_node.args) > len(arguments):
            raise NotEditable("the Softmax layer has arguments of its own")
        edits = [text.replace(text.child(place, name), "Activation")]
        if call_node.args:
            return [*edits, text.replace(text.child(place, call_node.args[0]), '"linear"')]
        return edits + text.set_argument(place, "activation", 0, '"linear"')
    raise NotEditable("the layer cannot be taken out where it stands")


def log_of(names: Names, fact: LogFact) -> tuple[list[Edit], list[Place]]:
    """``log(clip(p))`` to ``log_softmax(p)``: the edits, and the expressions that they replace."""
    if any(step.kind in ("select", "index") for step in fact.pred.steps[: _log_index(fact)]):
        raise NotEditable("the probability of the label is picked before the logarithm")
    call = text.call_of(fact.log)
    if len(call.args) != 1:
        raise NotEditable("the logarithm has other arguments")
    edits: list[Edit] = []
    places = [fact.log]
    operand = text.child(fact.log, call.args[0].value)
    inner = _strip_guard(operand)
    negative = ""
    if any(step.kind == "complement" for step in fact.pred.steps):
        if fact.pred.function != "sigmoid" or not isinstance(inner.node, cst.BinaryOperation):
            raise NotEditable("the complement of a softmax has no logarithm of its own")
        inner = _strip_guard(text.child(inner, inner.node.right))
        negative = "-"
    for step in fact.pred.steps:
        if (
            step.kind in ("clip", "shift")
            and step.place is not None
            and not text.inside(step.place, fact.log)
        ):
            guard = text.enclosing(step.place, cst.Call, cst.BinaryOperation)
            if guard is None:
                raise NotEditable("the guard against zero is not written out")
            edits.extend(_drop_guard(guard, step.place))
            places.append(guard)
    tf = names.tf(fact.log)
    name = f"{tf}.nn.log_softmax" if fact.pred.function == "softmax" else f"{tf}.math.log_sigmoid"
    edits.append(text.replace(fact.log, f"{name}({negative}{text.source(inner)})"))
    return edits, places


def _log_index(fact: LogFact) -> int:
    return next((i for i, step in enumerate(fact.pred.steps) if step.kind == "log"), len(fact.pred.steps))


_GUARDS = frozenset({"clip_by_value", "clip", "maximum", "minimum", "add"})


def _strip_guard(place: Place) -> Place:
    """The expression inside of clips and additions of an epsilon."""
    node = place.node
    while True:
        if isinstance(node, cst.Call) and node.args:
            name = (
                node.func.attr.value
                if isinstance(node.func, cst.Attribute)
                else getattr(node.func, "value", "")
            )
            if name not in _GUARDS:
                break
            node = node.args[0].value
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            left_is_number = isinstance(node.left, cst.Float | cst.Integer)
            node = node.right if left_is_number else node.left
        else:
            break
    return text.child(place, node)


def _drop_guard(guard: Place, operand: Place) -> list[Edit]:
    """Take a clip away; an assignment of a name to itself goes as a whole."""
    statement = text.parent(guard)
    if (
        statement is not None
        and isinstance(statement.node, cst.Assign)
        and len(statement.node.targets) == 1
        and isinstance(statement.node.targets[0].target, cst.Name)
        and text.source(operand) == statement.node.targets[0].target.value
    ):
        return text.delete_statement(statement)
    return text.unwrap(guard, operand)
