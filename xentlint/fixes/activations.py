"""Removing an activation where it is made, in each of the ways that it can be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Literal

import libcst as cst

from ..apis.layers import LAYERS, is_assumed
from ..apis.library import model_row
from ..apis.spaces import Maker
from ..keras.facts import LogFact
from ..keras.values import Origin, Step
from ..python.modules import Place, inside
from ..python.values import Symbol
from ..rules.finding import View
from ..sources.positions import Edit, Position, Span
from . import comments, standing, text
from .names import Names
from .text import NotEditable


def remove(view: View, origin: Origin, doubt: Callable[[str], None]) -> list[Edit]:
    """The edits after which the numbers of ``origin`` are the scores that it was given, and no comment denies it."""
    edits = _removed(view, origin, doubt)
    if takes_a_layer_out(view, origin) and standing.is_asked_by_given_name(view, origin):
        doubt("a layer is asked for by a name that Keras gives to layers one after the other")
    if takes_a_layer_out(view, origin) and not is_named(origin) and standing.numbers_others(view, origin):
        doubt("other layers are named by their number, and it is one less")
    if standing.works_in_graphs(view, origin.place) and standing.is_an_operation_with_a_name(view, origin):
        doubt("the operation may be asked for by its name in the graph")
    above = text.parent(origin.place)
    applied = above if above is not None and isinstance(above.node, cst.Call) else origin.place
    said = comments.without(applied, origin.function)
    return edits + [each for each in said if not any(_overlap(each.span, other.span) for other in edits)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _removed(view: View, origin: Origin, doubt: Callable[[str], None]) -> list[Edit]:
    functions = view.program.facts.layer_uses.get(origin.place, set())
    if len(functions) > 1:
        raise NotEditable("the layer is made with several activations")
    if origin.maker is Maker.LIBRARY:
        model = model_row(origin.symbol)
        if model is None or model.chosen_by is None:
            raise NotEditable("the library does not let anybody choose the activation")
        order = model.order or ()
        position = order.index(model.chosen_by) if model.chosen_by in order else None
        return text.set_argument(origin.place, model.chosen_by, position, "None")
    if origin.maker is Maker.KERAS_ACTIVATION and is_assumed(origin.symbol):
        doubt(f"what {origin.symbol.rpartition('.')[2]} does with its activation is not known")
    if origin.argument is not None:
        return _argument(view, origin, origin.argument, doubt)
    if origin.scores is not None:
        if not _is_library_name(view, origin.place):
            raise NotEditable("the activation that is called here is chosen elsewhere")
        if not _calls_on(origin.place, origin.scores):
            return _handed_over(origin.place)
        return text.unwrap(origin.place, origin.scores)
    row = LAYERS.get(origin.symbol.rpartition(".")[2])
    if row is not None and row.effect == "function":
        return _layer(view, origin)
    raise NotEditable("the activation is not written out")


def takes_a_layer_out(view: View, origin: Origin) -> bool:
    """Whether removing the activation of ``origin`` leaves its model with a layer less."""
    if origin.symbol == "keras.layers.Activation" and origin.argument is not None:
        return _unseen(view, origin) is not None
    return origin.argument is None and origin.maker is not Maker.LIBRARY


def _unseen(view: View, origin: Origin) -> list[Edit] | None:
    """The edits that take an ``Activation`` out, if nobody sees that it is gone; else it becomes linear."""
    above = text.parent(origin.place)
    if (
        above is None
        or _is_kept(view, origin)
        or standing.is_seen(view, origin)
        or standing.names_an_output(view, origin)
        or standing.numbers_others(view, origin)
    ):
        return None
    try:
        return _taken_out(origin.place, above)
    except NotEditable:
        return None


def is_named(origin: Origin) -> bool:
    """Whether the layer is given a name, under which something linear then stands in its place."""
    return _has(origin.place, "name")


def _has(place: Place, keyword: str) -> bool:
    """Whether a call is written at ``place`` with this keyword."""
    node = place.node
    return isinstance(node, cst.Call) and any(
        arg.keyword is not None and arg.keyword.value == keyword for arg in node.args
    )


def axis(origin: Origin) -> int:
    """The axis over which a softmax is taken, as it is written: -1 by default.

    Raises NotEditable when the source does not say it in a number.
    """
    if origin.function != "softmax" or not isinstance(origin.place.node, cst.Call):
        return -1
    if origin.scores is not None:
        position = 1
    elif origin.symbol == "keras.layers.Softmax":
        position = 0
    else:
        return -1
    plain = 0
    for arg in origin.place.node.args:
        if arg.star:
            raise NotEditable("the arguments of the softmax are not all written out")
        if arg.keyword is None:
            plain += 1
        if (arg.keyword is None and plain == position + 1) or (
            arg.keyword is not None and arg.keyword.value in ("axis", "dim")
        ):
            number = cst.Module([]).code_for_node(arg.value).replace(" ", "")
            if number == "None":
                return -1
            if not re.fullmatch(r"[+-]?\d+", number):
                raise NotEditable("the axis of the softmax is not a number in the source")
            return int(number)
    return -1


def _is_library_name(view: View, place: Place) -> bool:
    """Whether what is called at ``place`` is named by an import, and so the same in every call."""
    func = text.call_of(place).func
    while isinstance(func, cst.Attribute):
        func = func.value
    if not isinstance(func, cst.Name) or text.is_parameter(text.child(place, func)):
        return False
    module = place.module
    value = view.program.names(module).get(func.value)
    if value is not None:
        return isinstance(value, Symbol)
    function = text.enclosing(place, cst.FunctionDef)
    while function is not None:
        if _imports(function.node, func.value):
            return True
        function = text.enclosing(function, cst.FunctionDef)
    return False


def _calls_on(place: Place, scores: Place) -> bool:
    """Whether the call at ``place`` has ``scores`` as an argument, and is not made by what it calls."""
    return any(arg.value is scores.node for arg in text.call_of(place).args)


def _handed_over(place: Place) -> list[Edit]:
    """``Lambda(tf.nn.softmax)``: the layer calls the function, and goes with it."""
    call = text.call_of(place)
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    plain = len(call.args) == 1 and isinstance(call.args[0].value, cst.Name | cst.Attribute)
    above = text.parent(place)
    if isinstance(name, cst.Name) and name.value == "Lambda" and plain and above is not None:
        edits = _taken_out(place, above)
        if edits is not None:
            return edits
    raise NotEditable("the activation is called by what it is given to")


def _imports(function: cst.CSTNode, name: str) -> bool:
    """Whether an import statement right in the body of ``function`` binds ``name``."""
    assert isinstance(function, cst.FunctionDef)
    for line in function.body.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Import | cst.ImportFrom) and not isinstance(small.names, cst.ImportStar):
                for alias in small.names:
                    bound = alias.evaluated_alias or alias.evaluated_name.partition(".")[0]
                    if bound == name:
                        return True
    return False


def _argument(view: View, origin: Origin, argument: Place, doubt: Callable[[str], None]) -> list[Edit]:
    """``activation="softmax"`` goes, or says that there is none; ``Activation("softmax")`` goes or is linear."""
    if not inside(argument, origin.place):
        raise NotEditable("the activation is given elsewhere")
    row = LAYERS.get(origin.symbol.rpartition(".")[2])
    if row is not None and row.effect == "recurrent":
        raise NotEditable("a recurrent layer goes on computing with its activation")
    node = argument.node
    if isinstance(node, cst.SimpleString) and node.evaluated_value != origin.function:
        raise NotEditable("the activation is replaced after the layer is made")
    if text.is_parameter(argument):
        raise NotEditable("the activation is a parameter, which would be without effect")
    elif isinstance(node, cst.Attribute) and text.is_own_attribute(node):
        doubt("the activation is an attribute that may hold another one elsewhere")
    if _has(origin.place, "activity_regularizer"):
        doubt("the layer is regularized by what it gives")
    if origin.symbol == "keras.layers.Activation":
        quote = node.quote[:1] if isinstance(node, cst.SimpleString) else '"'
        return _unseen(view, origin) or [text.replace(argument, f"{quote}linear{quote}")]
    none = _none(origin, argument)
    about = partial(comments.is_about, function=origin.function)
    edits = text.delete_argument(origin.place, argument, about) if none is None else None
    return edits or [
        text.replace(argument, none or "None"),
        *comments.behind(argument, origin.function),
    ]


def _none(origin: Origin, argument: Place) -> str | None:
    """How the linear layers of the file write that they have no activation, ``None`` where nothing is written.

    Where there is no other linear layer, nothing is: that is what Keras takes for none.
    """
    position = _position(origin.symbol.rpartition(".")[2])
    if position is False or is_assumed(origin.symbol):
        return "None"
    for unit in range(len(argument.module.trees)):
        for call in argument.module.every(cst.Call, unit):
            if any(arg.star for arg in call.args):
                continue
            name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
            at = _position(name.value) if isinstance(name, cst.Name) else False
            if at is False:
                continue
            given = _activation_in(call, at)
            if isinstance(given, cst.Name) and given.value == "None":
                return "None"
            if isinstance(given, cst.SimpleString) and given.evaluated_value == "linear":
                return given.value
    return None


def _position(layer: str) -> int | Literal[False] | None:
    """Where a layer that is linear by default takes its activation; ``False`` for other layers."""
    row = LAYERS.get(layer)
    return row.activation if row is not None and row.effect == "affine" else False


def _activation_in(call: cst.Call, position: int | None) -> cst.BaseExpression | None:
    plain = [arg.value for arg in call.args if arg.keyword is None]
    named = [a.value for a in call.args if a.keyword is not None and a.keyword.value == "activation"]
    if named:
        return named[0]
    return plain[position] if position is not None and position < len(plain) else None


def _layer(view: View, origin: Origin) -> list[Edit]:
    """``Softmax()`` in a list, in ``model.add(...)``, or called on a tensor.

    A layer with a name stays, and becomes linear: it may be asked for by that name. So does one with a dtype,
    which is the dtype of what the model gives, and, if it can, one that others are counted from.
    """
    place = origin.place
    above = text.parent(place)
    if above is None:
        raise NotEditable("the layer is not written out")
    kept = _is_kept(view, origin)
    if isinstance(above.node, cst.Arg) and above.node.keyword is not None:
        if above.node.keyword.value == "activation":
            return [text.replace(place, "None")]
    elif not kept:
        edits = _taken_out(place, above)
        if edits is not None and not (standing.is_seen(view, origin) and _can_be_linear(place)):
            return edits
    return _made_linear(place)


def _is_kept(view: View, origin: Origin) -> bool:
    """Whether a layer has a dtype, which is the dtype of what the model gives, or a name.

    Data that nobody sees may have its labels by the names of outputs.
    """
    return _has(origin.place, "dtype") or is_named(origin)


def _taken_out(place: Place, above: Place) -> list[Edit] | None:
    if isinstance(above.node, cst.Call) and above.node.func is place.node and len(above.node.args) == 1:
        return text.unwrap(above, text.child(above, above.node.args[0].value))
    if isinstance(above.node, cst.Element):
        return text.delete_element(place)
    call = text.parent(above)
    statement = text.parent(call) if call is not None else None
    if (
        isinstance(above.node, cst.Arg)
        and call is not None
        and isinstance(call.node, cst.Call)
        and isinstance(call.node.func, cst.Attribute)
        and call.node.func.attr.value == "add"
        and statement is not None
        and isinstance(statement.node, cst.Expr)
    ):
        return text.delete_statement(statement)
    return None


def _can_be_linear(place: Place) -> bool:
    try:
        return bool(_made_linear(place))
    except NotEditable:
        return False


def _made_linear(place: Place) -> list[Edit]:
    """``layers.Softmax(...)`` becomes ``layers.Activation("linear", ...)``."""
    call = text.call_of(place)
    name = call.func.attr if isinstance(call.func, cst.Attribute) else None
    if name is None or name.value != "Softmax":
        raise NotEditable("the layer cannot be taken out where it stands")
    edits = [text.replace(text.child(place, name), "Activation")]
    written = None
    for index, arg in enumerate(call.args):
        keyword = arg.keyword.value if arg.keyword is not None else None
        if keyword == "axis" or (keyword is None and index == 0 and not arg.star):
            written = arg
        elif keyword not in ("name", "dtype"):
            raise NotEditable("the Softmax layer has arguments of its own")
    if written is not None:
        function = '"linear"' if written is call.args[0] else 'activation="linear"'
        here = text.span(text.child(place, written))
        end = text.span(text.child(place, written.value)).end
        return [*edits, Edit(text.between(place, here.start, end), function)]
    if not call.args:
        end = text.span(place).end
        return [*edits, text.insert(place, Position(end.row, end.column - 1), '"linear"')]
    return edits + text.set_argument(place, "activation", 0, '"linear"')


def log_of(
    names: Names, fact: LogFact, logs: Collection[Place], scores: str | None = None
) -> tuple[list[Edit], list[Place]]:
    """``log(clip(p))`` to ``log_softmax(p)``: the edits, and the expressions that they rewrite.

    ``logs`` are all the logarithms that are rewritten together. With ``scores``, ``p`` becomes that name.
    """
    operand, inner = _logged(fact)
    edits: list[Edit] = []
    places = [fact.log]
    before = after = ""
    if any(step.kind == "complement" for step in fact.pred.steps):
        before, after = ("-(", ")") if text.is_loose(inner.node) else ("-", "")
    for step in _outside(fact):
        if step.place is None or step.kind not in ("clip", "shift"):
            raise NotEditable("the probabilities are changed before the logarithm")
        guard = _guard_of(step.place, logs)
        edits.extend(text.unwrap(guard, step.place))
        places.append(guard)
    origin = fact.pred.origin
    over = axis(origin) if origin is not None else -1
    if over != -1:
        after += f", axis={over}"
    func = text.child(fact.log, text.call_of(fact.log).func)
    edits.append(text.replace(func, names.log_of(fact.log, fact.pred.function)))
    edits.extend(text.only(operand, inner, before, after))
    if scores is not None:
        edits.append(text.replace(inner, scores))
    return edits, places


def logged(fact: LogFact) -> Place | None:
    """The expression that holds the probabilities in the logarithm, ``None`` when they were changed before it."""
    return None if _outside(fact) else _logged(fact)[1]


def _outside(fact: LogFact) -> list[Step]:
    """What happens to the probabilities before the logarithm is written."""
    return [
        step
        for step in fact.pred.steps
        if step.place is not None
        and not (step.row.value or step.kind == "log" or inside(step.place, fact.log))
    ]


def _logged(fact: LogFact) -> tuple[Place, Place]:
    """The operand of the logarithm, and within it what holds the probabilities."""
    if any(step.kind in ("select", "index") for step in fact.pred.steps[: _log_index(fact)]):
        raise NotEditable("the probability of the label is picked before the logarithm")
    call = text.call_of(fact.log)
    if len(call.args) != 1 or call.args[0].star or call.args[0].keyword is not None:
        raise NotEditable("the logarithm has other arguments")
    operand = text.child(fact.log, call.args[0].value)
    if not any(step.kind == "complement" for step in fact.pred.steps):
        return operand, _held(fact, operand)
    inner = _held(fact, operand, until="complement")
    if fact.pred.function != "sigmoid":
        raise NotEditable("the complement of a softmax has no logarithm of its own")
    if not isinstance(inner.node, cst.BinaryOperation) or not isinstance(inner.node.operator, cst.Subtract):
        raise NotEditable("the complement of the probabilities is taken before the logarithm")
    return operand, _held(fact, text.child(inner, inner.node.right))


def _log_index(fact: LogFact) -> int:
    return next((i for i, step in enumerate(fact.pred.steps) if step.kind == "log"), len(fact.pred.steps))


_GUARDS = frozenset({"clip_by_value", "clip", "maximum", "minimum", "add"})


def _held(fact: LogFact, place: Place, until: str = "") -> Place:
    """The expression inside of clips and additions of an epsilon: what held the probabilities.

    Stops at ``1 - p`` when ``until`` is the complement.
    """
    within = [s.place.node for s in fact.pred.steps if s.place is not None and inside(s.place, place)]
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
            node = (
                node.args[1].value
                if len(node.args) > 1 and node.args[1].value in within
                else node.args[0].value
            )
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            complement = bool(until) and isinstance(node.right, cst.BinaryOperation)
            number = isinstance(node.left, cst.Float | cst.Integer)
            node = node.right if complement or number or node.right in within else node.left
        else:
            break
    return text.child(place, node)


def _guard_of(operand: Place, logs: Collection[Place]) -> Place:
    """The clip or addition around ``operand`` that is assigned to a name which only ``logs`` read."""
    guard = text.enclosing(operand, cst.Call, cst.BinaryOperation)
    above = text.parent(guard) if guard is not None else None
    if guard is None or above is None or not isinstance(above.node, cst.Assign):
        raise NotEditable("the guard against zero is not a statement of its own")
    targets = above.node.targets
    function = text.enclosing(guard, cst.FunctionDef)
    if len(targets) != 1 or not isinstance(targets[0].target, cst.Name) or function is None:
        raise NotEditable("the guarded probabilities may be read elsewhere")
    for read in text.reads(function, targets[0].target.value, text.span(above).end):
        if not any(inside(read, log) for log in logs):
            raise NotEditable("the guarded probabilities are read elsewhere too")
    return guard
