"""What happens to a tensor on its way, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..apis.readers import ReaderRow
from ..apis.spaces import Space
from ..apis.steps import STEPS, StepName
from ..python.guards import alternatives, either
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing, weakest
from ..python.uses import UseKind
from ..python.values import Arguments, TupleValue, Union, Value
from . import labels
from .facts import Output, ReadFact, Use
from .run import context_of, facts_of
from .values import OPAQUE, Step, Tensor

MAX_STEPS_KEPT = 8


def whole(tensor: Tensor) -> bool:
    """Whether these are all the numbers that the activation made, perhaps in another shape."""
    return all(step.row.numbers for step in tensor.steps)


def rows_of(tensor: Tensor) -> bool:
    """Whether these are all the numbers that the activation made, or those of some samples."""
    return all(step.row.samples for step in tensor.steps)


def opaque(tensor: Tensor) -> Tensor:
    """A tensor computed from ``tensor`` of which nothing more is known."""
    return Tensor(Space.UNKNOWN, of=tensor.of, trained=tensor.trained, pending=tensor.pending)


def keep(ev: Machine, tensor: Tensor, kind: StepName, place: Place | None) -> Tensor:
    """The same numbers after a step; ``place`` is the expression that held them before it."""
    steps = tensor.steps
    if not (steps and steps[-1].kind == kind) and len(steps) < MAX_STEPS_KEPT:
        steps = (*steps, Step(kind, place))
    read = tensor.read
    if not STEPS[kind].value and not tensor.changed and place is not None:
        read = (place, tensor.numpy)
    numpy = tensor.numpy or kind == "numpy"
    half = tensor.half and kind != "cast"
    rank = tensor.rank if STEPS[kind].rank else None
    kept = labels.after(tensor, kind)
    return replace(tensor, steps=steps, read=read, numpy=numpy, half=half, rank=rank, labels=kept)


def element(ev: Machine, tensor: Tensor, place: Place | None) -> Tensor:
    """What stands in ``tensor`` along its first axis."""
    within = tensor.rank == 1 or tensor.axis not in (None, -1)
    rank = None if tensor.rank is None else tensor.rank - 1
    return replace(keep(ev, tensor, "index", place), rank=rank, axis=None if within else tensor.axis)


def use(
    ev: Machine, tensor: Tensor, place: Place | None, kind: UseKind, why: str = "", *, mixed: bool = False
) -> None:
    """Note that the numbers of ``tensor`` are read by the expression at ``place``."""
    if tensor.origin is None or place is None:
        return
    if tensor.space not in (Space.PROBABILITIES, Space.ACTIVATED) and not (
        tensor.space is Space.LINEAR and kind == "threshold"
    ):
        return
    where, numpy = tensor.read if tensor.read is not None and tensor.changed else (place, tensor.numpy)
    moved = any(not step.row.numbers or step.kind == "reshape" for step in tensor.steps[: tensor.base])
    computed = any(step.row.computes for step in tensor.steps[: tensor.base])
    made = tensor.application
    fact = Use(tensor.origin, kind, where, numpy, tensor.function, why, moved, computed, mixed, made, place)
    facts_of(ev).uses.setdefault((tensor.origin, kind, where, made, place), fact)


def note_output(ev: Machine, value: Value, place: Place) -> None:
    """Note what the value of the call at ``place`` is: the output of a model, as it left it, or not."""
    for _, each in alternatives(value):
        if isinstance(each, Tensor) and each.application == place and each.origin is not None:
            altered = any(not step.row.value for step in each.steps)
            facts_of(ev).outputs.setdefault(place, set()).add(Output(each.origin, each.numpy, altered))
        elif isinstance(each, Tensor) and each.application == place and each.trained:
            facts_of(ev).unrelated.add(place.node)
        else:
            facts_of(ev).others.add(place.node)
            for one in each.items if isinstance(each, TupleValue) else ():
                if isinstance(one, Tensor) and one.application == place:
                    facts_of(ev).several.setdefault(place, set()).add(one.origin)


def each_tensor(value: Value, change: Callable[[Tensor], Tensor]) -> Value:
    """``value`` with every tensor in it changed, in alternatives and tuples too."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Union):
        return either([(g, each_tensor(v, change)) for g, v in value.alternatives], OPAQUE)
    if isinstance(value, TupleValue):
        return TupleValue(tuple(each_tensor(v, change) for v in value.items))
    return value


def read_as(ev: Machine, symbol: str, row: ReaderRow, given: Arguments, place: Place) -> None:
    """A function of the library reads an output as logits, or as probabilities."""
    value = given.get(*row.argument)
    for guard, each in alternatives(ev.narrow(value)) if value is not None else ():
        if isinstance(each, Tensor) and each.origin is not None:
            name = symbol.rpartition(".")[2]
            fact = ReadFact(place, each, name, row.takes, row.does, context_of(ev), guard | ev.guard())
            _note_read(ev, fact)


def read_overlap(ev: Machine, scores: Tensor, place: Place) -> None:
    """A metric divides the overlap of labels and scores by their sum."""
    does = "measures them against labels of 0 and 1"
    fact = ReadFact(
        place, scores, "a hand-written overlap", "probabilities", does, context_of(ev), ev.guard()
    )
    _note_read(ev, fact)


def cut(ev: Machine, tensor: Tensor, place: Place | None) -> None:
    """Numbers are asked on which side of a half they are, as probabilities are."""
    if place is not None and tensor.space is Space.LINEAR:
        fact = ReadFact(place, tensor, "0.5", "probabilities", "", context_of(ev), ev.guard(), cut=True)
        _note_read(ev, fact)


def _note_read(ev: Machine, fact: ReadFact) -> None:
    facts_of(ev).note_run(fact.place, context_of(ev).compiling)
    if ev.provable() and weakest(key for key, _ in fact.guard) is Standing.INPUT:
        facts_of(ev).reads.setdefault((fact.place, fact.pred.origin, fact.pred.space), fact)
