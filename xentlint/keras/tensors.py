"""Transfer rules: what happens to a tensor's space when something is done to it.

Every rule answers three questions: what are the numbers now, can Keras still find the logits
behind them (``steps``), and who has read them (``use``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

import libcst as cst

from ..apis.activations import ActivationRow
from ..apis.ops import ATTRIBUTES_OF_SHAPE, METHODS, OpRow
from ..apis.spaces import Maker, Space
from ..apis.steps import StepName
from ..python import containers, identity, reads
from ..python.guards import alternatives, either, together
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import independent
from ..python.values import (
    NONE,
    ApiMethod,
    Arguments,
    Const,
    ListValue,
    SliceValue,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)
from . import labels, overlaps, shapes, sinks, stacking, tensor_steps
from .facts import LogFact, TwiceFact
from .run import context_of, facts_of, promote
from .values import DATA, OPAQUE, Origin, Step, Tensor

# -- activations -----------------------------------------------------------------------------


_AGAIN = frozenset({"softmax", "log_softmax", "log_sigmoid"})
"""Functions that make no sense on probabilities; a sigmoid of a sigmoid may be a gate."""


def activate(
    ev: Machine,
    row: ActivationRow,
    value: Value,
    *,
    place: Place,
    maker: Maker,
    symbol: str,
    argument: Place | None = None,
    scores: Place | None = None,
    half: bool = False,
    axis: Value | None = None,
) -> Value:
    """The result of an activation function on ``value``."""
    if isinstance(value, Union):
        return either(
            [
                (g, activate(ev, row, v, place=place, maker=maker, symbol=symbol, argument=argument, scores=scores,
                             half=half, axis=axis))
                for g, v in value.alternatives
            ]
        , OPAQUE)  # fmt: skip
    under = value if isinstance(value, Tensor) else OPAQUE
    if row.space is None:
        same = tensor_steps.keep(ev, under, "identity", scores)
        # TensorFlow makes a tensor of an array.
        same = replace(same, numpy=same.numpy and maker is not Maker.TF_OP)
        return same if isinstance(value, Tensor) else value
    origin = Origin(place, maker, row.function, symbol, argument, scores)
    axis_number: int | None = -1
    if axis is not None and axis != NONE:
        axis_number = axis.value if isinstance(axis, Const) and isinstance(axis.value, int) else None
    result = Tensor(
        row.space, row.function, origin, units=under.units, rank=under.rank, half=half or under.half,
        of=("of", place.node), under=under, trained=under.trained, axis=axis_number,
    )  # fmt: skip
    if (
        row.function in _AGAIN
        and under.space is Space.PROBABILITIES
        and under.function == row.function.removeprefix("log_")
        and under.axis == axis_number
        and tensor_steps.rows_of(under)
    ):
        if ev.provable() and independent(key for key, _ in ev.guard()):
            fact = TwiceFact(origin, under, context_of(ev), ev.guard())
            facts_of(ev).twice.setdefault((place, under.origin), fact)
        if scores is None and row.function == under.function:
            tensor_steps.use(ev, under, place, "escape", f"given to another {row.function}")
    elif isinstance(value, Tensor):
        if scores is not None:
            tensor_steps.use(ev, value, scores, "value", f"{row.function} of it")
        else:
            tensor_steps.use(ev, value, place, "escape", f"given to another {row.function}")
    return result


# -- functions on tensors ----------------------------------------------------------------------


def apply_op(ev: Machine, row: OpRow, symbol: str, given: Arguments, place: Place) -> Value:
    """A function of the library on tensors."""
    first: Value | None = None
    where: Place | None = None
    for name in row.names:
        first = given.get(name, row.position)
        if first is not None:
            where = given.place(name, row.position)
            break
    if row.effect == "round" and symbol.rpartition(".")[2] in ("round", "rint"):
        halves = given.args if len(given.args) == 1 and not set(given.kwargs) - {"name"} else ()
        for each in halves:
            _round(ev, each, given.arg_places[0] or place)
    if row.effect == "data":
        encoded = labels.encoded(ev.store, symbol, given, place)
        return encoded or Tensor(Space.DATA, units=_units_of_data(symbol, given))
    if row.effect == "variable":
        return Tensor(Space.WEIGHT, trained=True)
    if row.effect == "matmul":
        others = [v for v in given.args if v is not first] + [v for k, v in given.kwargs.items() if k in "by"]
        return matmul(
            ev, first if first is not None else Unknown(), others[0] if others else Unknown(), place
        )
    if first is None:
        return Unknown(why=f"{symbol} without an operand")
    first = ev.narrow(first)
    second = given.args[row.position + 1] if len(given.args) > row.position + 1 else None
    second_place = given.arg_places[row.position + 1] if second is not None else None
    if second is None and row.effect == "gather":
        second = given.kwargs.get("indices")
    if isinstance(first, Union):
        options = []
        for guard, each in first.alternatives:
            with ev.assuming(guard):
                options.append(
                    (guard, _op_one(ev, row, symbol, each, where, second, second_place, given, place))
                )
        return either(options, OPAQUE)
    return _op_one(ev, row, symbol, first, where, second, second_place, given, place)


def _units_of_data(symbol: str, given: Arguments) -> int | None:
    if symbol.endswith("one_hot"):
        depth = given.get("depth", 1)
        return depth.value if isinstance(depth, Const) and isinstance(depth.value, int) else None
    return None


def _round(ev: Machine, value: Value, place: Place) -> None:
    """Rounded to whole numbers, without decimals being asked for."""
    for guard, each in alternatives(ev.narrow(value)):
        if isinstance(each, Tensor):
            with ev.assuming(guard):
                tensor_steps.cut(ev, each, place)


_OF_SEVERAL = frozenset({"add", "multiply", "divide", "bias", "select", "compare"})
"""Effects that look at their other operands themselves."""


def _op_one(
    ev: Machine,
    row: OpRow,
    symbol: str,
    first: Value,
    where: Place | None,
    second: Value | None,
    second_place: Place | None,
    given: Arguments,
    place: Place,
) -> Value:
    effect = row.effect
    if effect not in _OF_SEVERAL:
        for index, each in enumerate(given.args):
            if index != row.position and each is not first:
                reads.read_all(ev, each, given.arg_places[index] or place, "value", symbol)
    if effect == "concat":
        return stacking.joined(ev, first, place)
    if effect == "shape":
        return Unknown(why="shape")
    if effect in ("add", "multiply", "divide", "bias") and second is not None:
        name = {"bias": "add"}.get(effect, effect)
        if symbol.endswith("subtract"):
            name = "subtract"
        return binary(ev, name, first, second, where, second_place, place)
    if effect == "max" and second is not None and symbol.rsplit(".", 1)[1] in ("maximum", "minimum"):
        if isinstance(first, Const) and isinstance(second, Tensor):
            first, where, second = second, second_place, first
        effect = "clip" if isinstance(second, Const | Unknown) or _epsilon(second) else "max"
        if isinstance(first, Tensor) and first.space is Space.LINEAR:
            effect = "max"  # scores from 0 on, as of a count: no logits any more
    if effect == "select":
        return _select(ev, given, place)
    if not isinstance(first, Tensor):
        if isinstance(first, ListValue | TupleValue):
            reads.read_all(ev, first, where, "value", symbol)
            written = _written(ev, first, place) if _makes_array(symbol, row, given) else None
            return written or stacking.of_list(ev, effect, first)
        if effect == "index" and isinstance(first, Unknown):
            return Tensor(Space.CLASSES)
        if isinstance(first, Unknown):
            return Unknown(derive("op", symbol, first.key), element=first.element)
        return Unknown(why=symbol)
    picks = _picks(first, symbol, given)
    if row.step == "cast" and not labels.keeps_numbers(given, 1):
        first = labels.without(first)
    if effect == "identity":
        # The same numbers, as what the library makes of an array or a tensor.
        return replace(tensor_steps.keep(ev, first, "identity", where), numpy=symbol.startswith("numpy."))
    if row.step == "reshape":
        sizes = (
            *given.args[row.position + 1 :],
            *(given.kwargs[k] for k in ("shape", "newshape", "axis") if k in given.kwargs),
        )
        return _reshaped(tensor_steps.keep(ev, first, "reshape", where), first, symbol, sizes)
    named = given.kwargs.get("axis", given.kwargs.get("dimension"))
    axis = named or (second if symbol.rpartition(".")[2] in _ORDERED else None)
    return transfer(
        ev, effect, row.step, first, where, second, place, symbol, picks=picks,
        across=_across(first, symbol, axis),
    )  # fmt: skip


_ORDERED = frozenset({"argmax", "argmin", "arg_max", "arg_min", "argsort"})


def _across(tensor: Tensor, symbol: str, axis: Value | None) -> bool:
    """Whether an order is asked for of several samples: a softmax keeps the order of classes only."""
    if tensor.function != "softmax":
        return False
    if tensor.axis is None:
        return True
    flat = not symbol.rpartition(".")[2].startswith("arg") or symbol.rpartition(".")[2] == "argsort"
    if axis is None and flat:
        axis = Const(-1)
    if axis is None or axis == NONE:
        rows = any(step.kind == "index" for step in tensor.steps)
        return tensor.rank > 1 if tensor.rank is not None else not rows
    return not shapes.is_axis(axis, tensor.axis, tensor.rank)


def _reshaped(result: Tensor, before: Tensor, symbol: str, sizes: Sequence[Value]) -> Tensor:
    """The same numbers in another arrangement, in which the classes of a sample may be apart."""
    name = symbol.rpartition(".")[2]
    stay = before.axis == -1 and shapes.classes_stay_last(name, sizes, before.rank, before.units)
    return result if stay else replace(result, axis=None)


def _picks(tensor: Tensor, symbol: str, given: Arguments) -> bool:
    """Whether a gather goes along the last axis: there it takes the probability of a class."""
    last = None if tensor.rank is None else tensor.rank - 1
    batch = given.kwargs.get("batch_dims")
    if batch is not None:
        return last is None or batch == Const(last)
    axis = given.kwargs.get("axis")
    if isinstance(axis, Const) and isinstance(axis.value, int):
        return axis.value == -1 or axis.value == (1 if last is None else last)
    return symbol.rsplit(".", 1)[-1] in ("gather_nd", "batch_gather", "take_along_axis", "choose")


def _epsilon(value: Value) -> bool:
    return isinstance(value, Tensor) and value.space in (Space.DATA, Space.UNKNOWN) and value.origin is None


def transfer(
    ev: Machine,
    effect: str,
    step: StepName | None,
    tensor: Tensor,
    where: Place | None,
    second: Value | None,
    place: Place,
    symbol: str,
    *,
    picks: bool = True,
    across: bool = False,
) -> Value:
    """One operand, one effect; ``picks``: a gather selects classes, not rows.

    ``across``: an order is asked for of several samples, which a softmax does not keep.
    """
    if effect in ("keep", "numpy") and step is not None:
        return tensor_steps.keep(ev, tensor, step, where)
    if effect == "identity":
        return tensor_steps.keep(ev, tensor, "identity", where)
    if effect in ("gather", "clip"):
        if effect == "gather":
            if picks and _weighs(tensor, second):
                return _selected(ev, tensor, where, place)
            return tensor_steps.keep(ev, tensor, "index", where)
        return tensor_steps.keep(ev, tensor, "clip", where)
    if effect == "index":
        tensor_steps.use(ev, tensor, where, "value" if across else "order", symbol)
        return Tensor(Space.CLASSES, of=tensor.of)
    if effect == "top_k":
        tensor_steps.use(ev, tensor, where, "value" if across else "order", symbol)
        return TupleValue(
            (tensor_steps.keep(ev, tensor, "index", where), Tensor(Space.CLASSES, of=tensor.of))
        )
    if effect == "log":
        return log(ev, tensor, where, place)
    if effect == "neg":
        return negate(ev, tensor, where)
    if effect == "mean":
        if tensor.space is Space.LINEAR:
            return tensor_steps.keep(ev, tensor, "mean", where)
        if tensor.space is Space.PROBABILITIES and not any(
            s.kind in ("select", "weighted") for s in tensor.steps
        ):
            tensor_steps.use(ev, tensor, where, "value", "averaged")
            return tensor_steps.keep(ev, tensor, "mean", where)
        return _reduced(ev, tensor, where)
    if effect == "sum":
        return _reduced(ev, tensor, where)
    if effect in ("compare",):
        return compare(ev, tensor, second if second is not None else Unknown(), where, None)
    if effect == "show":
        tensor_steps.use(ev, tensor, where, "show", symbol)
        return tensor
    if effect == "round":
        tensor_steps.use(ev, tensor, where, "threshold", symbol)
        return Tensor(Space.CLASSES, of=tensor.of)
    if effect == "abs" and overlaps.is_part(tensor):
        return tensor
    tensor_steps.use(ev, tensor, where, "value", symbol)
    return tensor_steps.opaque(tensor)


def _reduced(ev: Machine, tensor: Tensor, where: Place | None) -> Value:
    if tensor.space is Space.PROBABILITIES and any(s.kind == "select" for s in tensor.steps):
        return tensor_steps.keep(ev, tensor, "reduced", where)
    if tensor.space is Space.LOG_PROBABILITIES:
        return tensor_steps.keep(ev, tensor, "reduced", where)
    if overlaps.is_part(tensor):
        return tensor
    if _is_score(tensor):
        return overlaps.total(tensor)
    tensor_steps.use(ev, tensor, where, "value", "summed")
    return (
        replace(tensor_steps.opaque(tensor), of=("sum", tensor.of))
        if tensor.of is not None
        else tensor_steps.opaque(tensor)
    )


def _makes_array(symbol: str, row: OpRow, given: Arguments) -> bool:
    """Whether a function makes an array of what is written, and of nothing else."""
    return (
        row.step == "cast"
        and symbol.rpartition(".")[2] in ("array", "asarray", "constant", "convert_to_tensor")
        and labels.keeps_numbers(given, 1)
    )


def _written(ev: Machine, value: Value, place: Place) -> Tensor | None:
    """Whole numbers that are written out, one a sample."""
    rows = _elements(ev, value)
    inner = [_elements(ev, each) if labels.is_listed(each) else None for each in rows or ()]
    return labels.written(rows, inner, place)


def _elements(ev: Machine, value: Value) -> Sequence[Value] | None:
    known = containers.items_of(ev, value)
    return known[0] if known is not None and known[1] else None


def _select(ev: Machine, given: Arguments, place: Place) -> Value:
    """``tf.where(condition, a, b)``: one of two, element by element."""
    parts = [v for v in (given.get("x", 1), given.get("y", 2)) if v is not None]
    tensors = [v for v in parts if isinstance(v, Tensor) and v.origin is not None]
    for index, part in enumerate(parts):
        reads.read_all(ev, part, given.place("xy"[index], index + 1), "value", "where")
    if len(tensors) == 1:
        return tensor_steps.keep(ev, tensors[0], "select", place)
    if len(tensors) == 2:
        # tf.where(y == 1, p, 1 - p): the probability of the label.
        shared = stacking.merge(tensors)
        if shared is not None:
            return tensor_steps.keep(ev, shared, "select", place)
    return OPAQUE


def index(ev: Machine, tensor: Tensor, which: Value, place: Place | None, picks_one: bool) -> Value:
    """``tensor[which]``."""
    last = which.items[-1] if isinstance(which, TupleValue) and which.items else None
    if picks_one and last is not None and _labels_like(last):
        result = tensor_steps.keep(ev, tensor, "select", place)
        if tensor.space is Space.LOG_PROBABILITIES:
            return _crossentropy(ev, result, place)
        return result
    picked = replace(
        tensor_steps.keep(ev, tensor, "index", place), rank=shapes.rank_of_item(tensor.rank, which)
    )
    if isinstance(which, SliceValue):
        picked = replace(picked, labels=labels.of_rows(tensor.labels))
    # Of one column, or of some, the classes of a sample are not next to each other any more.
    apart = picks_one or _within_a_row(tensor, which)
    if tensor.axis == -1 and (not apart or shapes.leaves_the_last_axis(tensor.rank, which)):
        return picked
    return replace(picked, axis=None)


def _within_a_row(tensor: Tensor, which: Value) -> bool:
    """Whether an index may select among the classes of a sample."""
    if isinstance(which, TupleValue):
        last = which.items[-1] if which.items else None
        whole_row = isinstance(last, SliceValue) and all(each == NONE for each in last.bounds)
        return not whole_row
    return tensor.rank == 1 or (tensor.rank is None and any(step.kind == "index" for step in tensor.steps))


def _labels_like(value: Value) -> bool:
    return (isinstance(value, Unknown) and value.key is not None) or (
        isinstance(value, Tensor) and value.space in (Space.DATA, Space.CLASSES) and not value.trained
    )


def _selected(ev: Machine, tensor: Tensor, where: Place | None, place: Place) -> Tensor:
    if tensor.space is Space.LOG_PROBABILITIES:
        tensor = _crossentropy(ev, tensor, where)
    return tensor_steps.keep(ev, tensor, "select", where)


def log(ev: Machine, tensor: Tensor, where: Place | None, place: Place) -> Value:
    """``log(tensor)``; of a selected probability it is a crossentropy already."""
    of_output = tensor.origin if tensor.space is Space.PROBABILITIES else None
    facts_of(ev).logged.setdefault(place, set()).add(of_output)
    if tensor.space is Space.LINEAR and tensor.origin is not None and not tensor.numpy:
        made = _logarithm(tensor, place)
        selected = any(step.kind == "select" for step in tensor.steps)
        return sinks.meet_by_hand(ev, made, Unknown(element=True)) if selected else made
    if tensor.space is not Space.PROBABILITIES:
        return tensor_steps.opaque(tensor)
    result = replace(
        tensor_steps.keep(ev, tensor, "log", where), space=Space.LOG_PROBABILITIES, under=tensor,
        steps=(*tensor.steps[: tensor_steps.MAX_STEPS_KEPT - 1], Step("log", place)),
    )  # fmt: skip
    if any(step.kind == "select" for step in tensor.steps):
        return _crossentropy(ev, result, where)
    tensor_steps.use(ev, tensor, where, "value", "log")
    return result


def _logarithm(tensor: Tensor, place: Place) -> Tensor:
    """The logarithm of a linear output, of which only that is known."""
    return replace(tensor_steps.opaque(tensor), under=tensor, steps=(Step("log", place),))


def is_logarithm(tensor: Tensor) -> bool:
    """Whether ``tensor`` is what :func:`_logarithm` makes."""
    return tensor.space is Space.UNKNOWN and tensor.under is not None and tensor.under.space is Space.LINEAR


def by_log(tensor: Tensor) -> Place | None:
    """Where the logarithm of the probabilities was taken, if it was not a log-softmax."""
    for step in reversed(tensor.steps):
        if step.kind == "log":
            return step.place
    return None


def _crossentropy(ev: Machine, tensor: Tensor, operand: Place | None) -> Tensor:
    """Labels weigh or select log-probabilities: a hand-written crossentropy."""
    where = by_log(tensor)
    if where is None or tensor.numpy or any(s.kind in ("scale", "mean") for s in tensor.steps):
        return tensor
    if tensor.application is not None:
        facts_of(ev).fed.add(tensor.application)
    facts_of(ev).note_run(where, context_of(ev).compiling)
    fact = LogFact(where, tensor, context_of(ev), ev.guard(), ev.calls_outer(), operand)
    known = facts_of(ev).logs.get((where, tensor.origin))
    if not ev.provable():
        return tensor
    if known is None or (fact.context.training and not known.context.training):
        facts_of(ev).logs[where, tensor.origin] = fact
    return replace(tensor, pending=(*tensor.pending, ("log", (where, tensor.origin))))


def negate(ev: Machine, tensor: Tensor, where: Place | None) -> Value:
    """``-tensor``."""
    if tensor.space is Space.LINEAR:
        return tensor_steps.keep(ev, tensor, "scale", where)
    if tensor.space is Space.LOG_PROBABILITIES:
        return tensor_steps.keep(ev, tensor, "negated", where)
    if is_logarithm(tensor):
        return tensor
    tensor_steps.use(ev, tensor, where, "value", "negated")
    return tensor_steps.opaque(tensor)


# -- operators ----------------------------------------------------------------------------------


def matmul(ev: Machine, left: Value, right: Value, place: Place | None) -> Value:
    """A matrix product: scores, when one side is a weight of the program."""
    tensors = [v for _, v in (*alternatives(left), *alternatives(right)) if isinstance(v, Tensor)]
    for tensor in tensors:
        tensor_steps.use(ev, tensor, place, "joined", "multiplied with another")
    if place is not None and any(t.space is Space.WEIGHT for t in tensors):
        origin = Origin(place, Maker.AFFINE, "linear", "tf.matmul")
        return Tensor(Space.LINEAR, "linear", origin, of=("of", place.node), trained=True)
    return (
        Tensor(Space.UNKNOWN, trained=any(t.trained for t in tensors)) if tensors else Unknown(why="matmul")
    )


def binary(
    ev: Machine,
    name: str,
    left: Value,
    right: Value,
    left_place: Place | None,
    right_place: Place | None,
    place: Place | None,
) -> Value:
    """An arithmetic operator with a tensor on at least one side."""
    left, right = ev.narrow(left), ev.narrow(right)
    part = _of_overlaps(ev, name, left, right, place)
    if part is not None:
        return part
    if isinstance(left, Union) or isinstance(right, Union):
        options = []
        for g1, a in alternatives(left):
            for g2, b in alternatives(right):
                both = together(g1, g2)
                if both is not None:
                    options.append((both, binary(ev, name, a, b, left_place, right_place, place)))
        return either(options, OPAQUE)
    if name == "matmul":
        return matmul(ev, left, right, place)
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _two(ev, name, left, right, left_place, right_place)
    if isinstance(left, Tensor):
        return _with_plain(ev, name, left, right, left_place, first=True)
    if isinstance(right, Tensor):
        return _with_plain(ev, name, right, left, right_place, first=False)
    first, second = identity.key_of(left), identity.key_of(right)
    key = derive(name, first, second)
    return Unknown(key, element=any(isinstance(v, Unknown) and v.element for v in (left, right)))


def _of_overlaps(ev: Machine, name: str, left: Value, right: Value, place: Place | None) -> Tensor | None:
    """A part of an overlap of labels and scores, or the whole of it."""
    for scores, other in ((left, right), (right, left)) if name == "multiply" else ():
        if _is_score(scores) and not isinstance(other, Const) and _weighs(scores, other):
            return overlaps.product(scores, other)
    divided = overlaps.ratio(left, right) if name == "divide" else None
    if divided is not None and place is not None:
        return sinks.meet_overlap(ev, divided, place)
    picked = overlaps.picked(name, left, right)
    return (
        tensor_steps.keep(ev, picked, "select", place)
        if picked is not None
        else overlaps.combined(name, left, right)
    )


def _is_score(value: Value) -> TypeGuard[Tensor]:
    """Whether ``value`` is what a model gives without an activation, in the graph."""
    return (
        isinstance(value, Tensor)
        and value.space is Space.LINEAR
        and value.origin is not None
        and value.trained
        and not value.numpy
    )


def _with_plain(
    ev: Machine,
    name: str,
    tensor: Tensor,
    other: Value,
    where: Place | None,
    *,
    first: bool,
) -> Value:
    """A tensor with a number or an unknown."""
    number = other.value if isinstance(other, Const) and isinstance(other.value, int | float) else None
    space = tensor.space
    if space is Space.DATA:
        return labels.moved(tensor, name, getattr(other, "value", None), first=first)
    if space in (Space.CLASSES, Space.WEIGHT):
        return tensor if space is not Space.CLASSES else DATA
    if space is Space.LINEAR:
        if name in ("add", "subtract") or (number is not None and name in ("multiply", "divide")):
            return tensor_steps.keep(ev, tensor, "shift" if name in ("add", "subtract") else "scale", where)
        if name == "divide" and first:
            return tensor_steps.keep(ev, tensor, "scale", where)
        return tensor_steps.opaque(tensor)
    if space is Space.PROBABILITIES:
        if name in ("add", "subtract") and number is not None:
            if not first and name == "subtract" and abs(number - 1) < 1e-3:
                return tensor_steps.keep(ev, tensor, "complement", where)
            if abs(number) < 0.1:
                return tensor_steps.keep(ev, tensor, "shift", where)
        if name in ("multiply", "divide") and number == 1:
            return tensor_steps.keep(ev, tensor, "scale", where)
        if name == "multiply" and number is None and _weighs(tensor, other):
            tensor_steps.use(ev, tensor, where, "value", "multiplied")
            return tensor_steps.keep(ev, tensor, "select", where)
        tensor_steps.use(ev, tensor, where, "value", name)
        return tensor_steps.opaque(tensor)
    if space is Space.LOG_PROBABILITIES:
        if name == "multiply" and number is None and _weighs(tensor, other):
            return tensor_steps.keep(ev, _crossentropy(ev, tensor, where), "weighted", where)
        if name in ("multiply", "divide", "add", "subtract"):
            kind: StepName = "scale" if name == "divide" and number is None else "moved"
            return tensor_steps.keep(ev, tensor, kind, where)
        return tensor_steps.opaque(tensor)
    if is_logarithm(tensor) and name == "multiply" and number is None and _weighs(tensor, other):
        return sinks.meet_by_hand(ev, tensor, other)
    tensor_steps.use(ev, tensor, where, "value", name)
    return tensor_steps.opaque(tensor)


def _weighs(tensor: Tensor, other: Value | None) -> bool:
    """Whether ``other`` can be labels that pick among probabilities: data, not another output."""
    if isinstance(other, Unknown):
        return other.element or other.key is not None
    if isinstance(other, Tensor):
        return (
            other.space in (Space.DATA, Space.CLASSES, Space.UNKNOWN)
            and not other.trained
            and (other.of is None or other.of != tensor.of)
        )
    return False


def _two(
    ev: Machine, name: str, left: Tensor, right: Tensor, left_place: Place | None, right_place: Place | None
) -> Value:
    """Two tensors."""
    if name == "divide" and left.space is Space.PROBABILITIES and right.of == ("sum", left.of):
        # Probabilities by their own sum: a guard that changes nothing but rounding.
        return tensor_steps.keep(ev, left, "normalised", left_place)
    plain = (Space.DATA, Space.CLASSES)
    pending = left.pending + right.pending
    if left.space in plain and right.space in plain:
        return DATA
    if left.space is Space.WEIGHT and right.space is Space.WEIGHT:
        return left
    for tensor, other in ((left, right), (right, left)):
        if is_logarithm(tensor) and name == "multiply" and _weighs(tensor, other):
            met = sinks.meet_by_hand(ev, tensor, other)
            return replace(met, pending=(*met.pending, *other.pending))
    for tensor, other, where in ((left, right, left_place), (right, left, right_place)):
        if tensor.space is Space.LINEAR and other.space in (Space.WEIGHT, Space.LINEAR, *plain):
            if name in ("add", "subtract"):
                return (
                    tensor_steps.keep(ev, tensor, "shift", where) if other.space is Space.LINEAR else tensor
                )
            if name in ("multiply", "divide") and other.space is Space.WEIGHT:
                return tensor_steps.keep(ev, tensor, "scale", where)
        if tensor.space is Space.LOG_PROBABILITIES and name == "multiply" and _weighs(tensor, other):
            weighted = tensor_steps.keep(ev, _crossentropy(ev, tensor, where), "weighted", where)
            return replace(weighted, pending=(*weighted.pending, *other.pending))
        if (
            tensor.space is Space.PROBABILITIES
            and name == "multiply"
            and other.space in (Space.DATA, Space.CLASSES, Space.UNKNOWN)
            and _weighs(tensor, other)
        ):
            tensor_steps.use(ev, tensor, where, "value", "multiplied")
            return tensor_steps.keep(ev, tensor, "select", where)
        if tensor.space is Space.DATA and other.space is Space.UNKNOWN:
            return tensor_steps.opaque(other)
    if name == "add" and _is_either(left, right):
        # y * p + (1 - y) * (1 - p): the probability of the label.
        return tensor_steps.keep(ev, left, "select", left_place)
    if (
        left.space is right.space is Space.LOG_PROBABILITIES
        and name in ("add", "subtract")
        and left.of == right.of
    ):
        return replace(tensor_steps.keep(ev, left, "moved", left_place), pending=pending)
    tensor_steps.use(ev, left, left_place, "value", name)
    tensor_steps.use(ev, right, right_place, "value", name)
    return Tensor(Space.UNKNOWN, trained=left.trained or right.trained, pending=pending)


def _is_either(left: Tensor, right: Tensor) -> bool:
    """Whether labels select the one of a probability and its complement where they do not select the other."""
    steps = [{step.kind for step in each.steps} for each in (left, right)]
    return (
        left.space is right.space is Space.PROBABILITIES
        and left.origin == right.origin
        and all("select" in each for each in steps)
        and sum("complement" in each for each in steps) == 1
    )


def compare(
    ev: Machine, left: Value, right: Value, left_place: Place | None, right_place: Place | None
) -> Value:
    """A comparison: what is compared is read at a threshold."""
    for each, where, other in ((left, left_place, right), (right, right_place, left)):
        if isinstance(each, Tensor):
            tensor_steps.use(ev, each, where, "threshold", "compared")
            if other == Const(0.5):
                tensor_steps.cut(ev, each, where)
    return Tensor(Space.CLASSES)


# -- attributes and methods ------------------------------------------------------------------------


def attribute(ev: Machine, tensor: Tensor, name: str, place: Place) -> Value:
    """``tensor.name``."""
    if name in ATTRIBUTES_OF_SHAPE:
        return Unknown(("shape", place.node, name))
    if name == "T":
        return replace(tensor_steps.keep(ev, tensor, "reshape", place), axis=None)
    return ApiMethod(replace(tensor, read=tensor.read or (place, tensor.numpy)), name)


def _receiver(place: Place, name: str) -> Place | None:
    """The expression whose method ``name`` is called at ``place``, where it is written out."""
    func = place.node.func if isinstance(place.node, cst.Call) else None
    if isinstance(func, cst.Attribute) and func.attr.value == name:
        return Place(place.module, place.unit, func.value)
    return None


def method(ev: Machine, tensor: Tensor, name: str, given: Arguments, place: Place) -> Value:
    """``tensor.name(...)``."""
    if name == "backward":
        # PyTorch: what the loss was computed from is trained.
        promote(ev, tensor)
        return NONE
    row = METHODS.get(name)
    where = _receiver(place, name) or (tensor.read[0] if tensor.read is not None else place)
    if row is None:
        labels.forget(ev.store, tensor)
        for each, at in zip(given.args, given.arg_places, strict=True):
            reads.read_all(ev, each, at or place, "value", f"passed to .{name}()")
        if name in ("assign", "assign_add", "assign_sub"):
            return tensor
        tensor_steps.use(ev, tensor, where, "escape", f".{name}()")
        return tensor_steps.opaque(tensor)
    if row.effect == "shape":
        return Unknown(why="shape")
    # The receiver was noted as read when the method was looked up; the step reads it again.
    plain = replace(tensor, read=tensor.read if tensor.changed else None)
    if row.step == "cast" and not labels.keeps_numbers(given, 0):
        plain = labels.without(plain)
    if name == "round" and not given.args and not given.kwargs:
        tensor_steps.cut(ev, plain, where)
    if row.step == "reshape":
        sizes = (*given.args, *given.kwargs.values())
        return _reshaped(tensor_steps.keep(ev, plain, "reshape", where), plain, name, sizes)
    across = _across(plain, name, given.kwargs.get("axis", given.args[0] if given.args else None))
    return transfer(ev, row.effect, row.step, plain, where, None, place, f".{name}()", across=across)
