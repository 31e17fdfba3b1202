"""The metrics of ``compile`` and the outputs that they measure, paired as Keras pairs them."""

from __future__ import annotations

import libcst as cst

from ..python import ancestry, containers
from ..python.guards import alternatives
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import (
    NONE,
    Arguments,
    BoundMethod,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Instance,
    ListValue,
    PartialValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from . import named_outputs, sinks
from .facts import MetricFact
from .run import context_of
from .values import CompiledValue, MetricValue


def pair(
    ev: Machine,
    outputs: Value,
    names: list[str] | None,
    metrics: Value,
    losses: Value,
    compiled: CompiledValue,
    place: Place | None,
) -> None:
    """Measure ``outputs`` by ``metrics``; ``names`` are those of the outputs, ``place`` is the argument.

    Of several outputs, a list that holds no lists is spread over them by Keras 2 and dealt out to them by
    Keras 3: only what is the same for both is looked at.
    """
    metrics, losses = ev.narrow(metrics), ev.narrow(losses)
    if isinstance(metrics, Union):
        for guard, each in metrics.alternatives:
            with ev.assuming(guard):
                pair(ev, outputs, names, each, losses, compiled, place)
        return
    place = _display(place)
    if named_outputs.is_answer(outputs):
        outputs = next(iter(named_outputs.outputs(outputs).values()), Unknown())
    keyed = containers.entries_of(ev, outputs)
    parts = containers.items_of(ev, outputs)
    by_name = containers.entries_of(ev, metrics)
    if by_name is not None:
        for name, each in by_name.entries:
            output = keyed.get(name) if keyed is not None else sinks.named_output(name, names, parts, outputs)
            if output is not None:
                _measure(ev, output, each, _loss_of(ev, losses, name), compiled, _element(ev, place, name))
        return
    if keyed is None and parts is None:
        _measure(ev, outputs, metrics, losses, compiled, place)
        return
    known = containers.items_of(ev, metrics)
    if parts is None or not parts[1] or known is None or not known[1] or len(known[0]) != len(parts[0]):
        return
    if any(isinstance(ev.narrow(each), ListValue | TupleValue) for each in known[0]):
        for index, (output, each) in enumerate(zip(parts[0], known[0], strict=True)):
            _measure(ev, output, each, _loss_of(ev, losses, index), compiled, _element(ev, place, index))


def _loss_of(ev: Machine, losses: Value, which: int | str) -> Value:
    """The loss that an output is trained with."""
    entries = containers.entries_of(ev, losses)
    if entries is not None:
        return ev.narrow(entries.get(which) or NONE)
    listed = containers.items_of(ev, losses)
    if listed is not None:
        fits = isinstance(which, int) and listed[1] and which < len(listed[0])
        return ev.narrow(listed[0][int(which)]) if fits else NONE
    return losses


def _element(ev: Machine, place: Place | None, key: int | str) -> Place | None:
    return _display(ev.element_place(place, key))


def _display(place: Place | None) -> Place | None:
    """Where the metrics are written: the one list or dictionary that a name at ``place`` is bound to."""
    if place is None or not isinstance(place.node, cst.Name):
        return place
    found = [
        node.value
        for node in place.module.every(cst.Assign, place.unit)
        if any(
            isinstance(each.target, cst.Name) and each.target.value == place.node.value
            for each in node.targets
        )
    ]
    if len(found) == 1 and isinstance(found[0], cst.List | cst.Tuple | cst.Dict):
        return Place(place.module, place.unit, found[0])
    return place


_MAX_NESTED = 3
"""Lists within each other: Keras takes one for each output, and a list may hold itself."""


def _measure(
    ev: Machine,
    output: Value,
    metrics: Value,
    loss: Value,
    compiled: CompiledValue,
    place: Place | None,
    depth: int = 0,
) -> None:
    """One output by one metric or a list of them, nested or not."""
    metrics = ev.narrow(metrics)
    listed = containers.items_of(ev, metrics)
    if listed is not None:
        for index, each in enumerate(listed[0] if depth < _MAX_NESTED else ()):
            _measure(ev, output, each, loss, compiled, _element(ev, place, index), depth + 1)
        return
    where = metrics.written if isinstance(metrics, MetricValue) and not _is_written_at(place) else place
    if where is None or isinstance(metrics, DictValue):
        return
    if isinstance(metrics, FunctionValue | BoundMethod | PartialValue | Instance):
        _run(ev, metrics, output, where)
        return
    made = _known(metrics, where)
    if made is None:
        return
    single = sinks.named_loss(loss, where)
    for guard, each in sinks.tensors_in(ev, output):
        sinks.measure(ev, MetricFact(made, each, where, single, context_of(ev), compiled, None, guard))


def _is_written_at(place: Place | None) -> bool:
    """Whether ``place`` is the element itself, and not a list that it stands in somewhere."""
    return place is not None and not isinstance(place.node, cst.Name | cst.List | cst.Tuple | cst.Dict)


def _known(metric: Value, place: Place) -> MetricValue | None:
    if isinstance(metric, Const) and isinstance(metric.value, str):
        return sinks.metric_named(metric.value, place, "string")
    if isinstance(metric, Symbol):
        return sinks.metric_named(metric.name, place, "function")
    return metric if isinstance(metric, MetricValue) else None


def _run(ev: Machine, metric: Value, output: Value, place: Place) -> None:
    """A metric of the program: a function of labels and predictions, or an object with ``update_state``."""
    if isinstance(metric, Instance):
        update = ancestry.find_in_class(ev, metric.cls, "update_state")
        if not isinstance(update, FunctionValue):
            return
        metric = BoundMethod(update, metric)
    with ev.within(compiled=False, framework=False, evaluation=True):
        for guard, each in alternatives(ev.narrow(output)):
            with ev.assuming(guard):
                labels = Unknown(("labels", place.node), element=True)
                ev.call(metric, Arguments((labels, each), {}, (None, None)), place)


def metrics_in(
    ev: Machine, value: Value, element: int | str | None, place: Place
) -> list[MetricValue | None]:
    """The metrics that ``compile`` at ``place`` was given for an output, ``None`` for each that is not known."""
    return [_made(each, place) for each in _leaves(ev, value, element)]


def _leaves(ev: Machine, value: Value, element: int | str | None) -> list[Value]:
    """The metrics in a list or dictionary, those of other outputs left out where that can be told."""
    found: list[Value] = []
    for _, option in alternatives(ev.narrow(value)):
        if isinstance(option, Const) and option.value is None:
            continue
        if isinstance(option, DictValue):
            for _, stored in containers.state(ev, option):
                if not isinstance(stored, Entries) or not stored.exact:
                    found.append(option)
                    continue
                keys = [key for key, _ in stored.entries]
                for key, each in stored.entries:
                    if element not in keys or key == element:
                        found.extend(_leaves(ev, each, None))
            continue
        known = containers.items_of(ev, option)
        if known is None:
            found.append(option)
            continue
        items, exact = known
        nested = [isinstance(ev.narrow(item), ListValue | TupleValue) for item in items]
        if exact and all(nested) and isinstance(element, int) and element < len(items):
            items = (items[element],)
        for each in items:
            found.extend(_leaves(ev, each, None))
        if not exact:
            found.append(option)
    return found


def _made(value: Value, place: Place) -> MetricValue | None:
    if isinstance(value, MetricValue):
        return value
    if isinstance(value, Const) and isinstance(value.value, str):
        return sinks.metric_named(value.value, place, "string")
    return sinks.metric_named(value.name, place, "function") if isinstance(value, Symbol) else None
