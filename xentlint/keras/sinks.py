"""Where a loss or a metric meets predictions: the facts that the rules judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..apis import losses as loss_table
from ..apis.losses import LossRow
from ..apis.metrics import metric_row
from ..apis.spaces import LossKind, Space
from ..python import containers, lineage, reads
from ..python.conditions import decided, implied
from ..python.guards import alternatives, compatible, together
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing, independent, weakest
from ..python.truth import truth
from ..python.uses import UseKind
from ..python.values import (
    ALWAYS,
    NONE,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    FunctionValue,
    Guard,
    Instance,
    ListValue,
    PartialValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)
from . import labels, named_outputs, patching, stacking, tensor_steps
from .either_way import Undecided
from .facts import LabelFact, LossFact, MetricFact, Unmet
from .run import context_of, facts_of
from .values import CompiledValue, Labels, LossValue, MetricValue, Origin, Tensor

# -- making losses and metrics -------------------------------------------------------------------


def loss_object(row: LossRow, symbol: Symbol, given: Arguments, place: Place) -> LossValue:
    """``CategoricalCrossentropy(...)``."""
    flag: Value = Const(False)
    where = None
    if row.flag is not None:
        found = given.get(*row.flag)
        where = given.place(*row.flag)
        flag = (
            found
            if found is not None
            else Unknown(why="keyword arguments are not known")
            if given.open
            else flag
        )
    ignore = given.get("ignore_class", 1 if row.kind is LossKind.SPARSE else None)
    ignoring = row.kind is LossKind.SPARSE and "ignore_class" in given.kwargs and ignore not in (None, NONE)
    return LossValue(row, flag, place, "object", symbol.name, where, ignoring, given)


def loss_function(row: LossRow, symbol: Symbol, place: Place) -> LossValue:
    """A loss function named, not called."""
    return LossValue(row, Const(row.expects == "logits"), place, "function", symbol.name)


def loss_string(text: str, place: Place) -> LossValue | None:
    """A string that ``compile`` would turn into a crossentropy."""
    row = loss_table.STRINGS.get(text)
    return LossValue(row, Const(False), place, "string", text) if row is not None else None


def named_loss(loss: Value, sink: Place) -> LossValue | None:
    """The one crossentropy that ``compile(loss=...)`` was given, however it is named."""
    if isinstance(loss, Const) and isinstance(loss.value, str):
        return loss_string(loss.value, sink)
    if isinstance(loss, Symbol) and loss.name in loss_table.FUNCTIONS:
        return loss_function(loss_table.FUNCTIONS[loss.name], loss, sink)
    return loss if isinstance(loss, LossValue) else None


def metric_named(text: str, place: Place, form: str, given: Arguments | None = None) -> MetricValue | None:
    """A metric by any of its names."""
    row = metric_row(text.rsplit(".", 1)[-1])
    return MetricValue(row, text, form, place, given) if row is not None else None


# -- calls in the program's own loop ---------------------------------------------------------------


def call_loss(ev: Machine, loss: LossValue, given: Arguments, place: Place) -> Value:
    """``loss(y_true, y_pred)``: the sink of a training step."""
    row: LossRow = loss.row
    if loss.form == "string":
        return Unknown(why="a string is not callable")
    if loss.form == "object":
        flag = loss.from_logits
    else:
        found = given.get(*row.flag) if row.flag is not None else None
        flag = found if found is not None else Unknown() if given.open and row.flag else loss.from_logits
        if row.flag is not None and given.place(*row.flag) is not None:
            loss = replace(loss, flag=given.place(*row.flag))
        loss = replace(loss, from_logits=flag, arguments=given)
        if given.get("ignore_class", None) not in (None, NONE):
            loss = replace(loss, ignore_class=True)
    pred = next(
        ((name, row.pred[1]) for name in row.names if given.get(name, row.pred[1]) is not None), row.pred
    )
    prediction = given.get(*pred)
    truth_value = given.get(*row.true)
    if prediction is None:
        if not given.open:
            facts_of(ev).miss(place, Unmet.NOTHING_GIVEN)
        return Unknown(why="loss without predictions")
    if stacking.is_listed(ev, prediction):
        prediction = stacking.joined(ev, prediction, given.place(*pred) or place)
    keys = meet(
        ev, loss, flag, prediction, truth_value or Unknown(), place,
        pred_place=given.place(*pred), true_place=given.place(*row.true), call_place=place,
    )  # fmt: skip
    return Tensor(Space.UNKNOWN, trained=True, pending=tuple(("loss", key) for key in keys))


def distribution(ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value:
    """``Categorical(logits)``: what it is given as logits is none of its readers' business."""
    row = loss_table.DISTRIBUTIONS[symbol.name]
    scores = given.get(*row.pred)
    for value, where in given.placed():
        kind: UseKind = "loss" if value is scores else "value"
        reads.read_all(ev, value, where or place, kind, "a distribution")
    return ApiObject(ev.store.number(), symbol, given, place)


def call_task(ev: Machine, task: ApiObject, given: Arguments, place: Place) -> Value:
    """``Ranking(loss=...)(labels=..., predictions=...)`` computes the loss and the metrics that it was given."""
    loss = task.arguments.get("loss", 0)
    if loss is None or loss == NONE:
        default = Symbol("keras.losses.BinaryCrossentropy")
        loss = loss_object(loss_table.CLASSES[default.name], default, Arguments(), task.place or place)
    names = (("labels", 0), ("predictions", 1))
    inner = Arguments(
        tuple(given.get(*each) or Unknown() for each in names),
        {},
        tuple(given.place(*each) for each in names),
        open=given.open,
    )
    measured = task.arguments.get("metrics", 1)
    listed = containers.items_of(ev, ev.narrow(measured)) if measured is not None else None
    for each in listed[0] if listed is not None else ():
        if isinstance(each, MetricValue):
            call_metric(ev, each, inner, each.written or place)
    return ev.call(loss, inner, place)


def log_prob(ev: Machine, made: ApiObject, given: Arguments) -> Value:
    """``Categorical(logits).log_prob(labels)`` is minus a crossentropy, computed where it was made."""
    row = loss_table.DISTRIBUTIONS[made.symbol.name]
    scores = made.arguments.get(*row.pred)
    if scores is None or made.place is None:
        return Tensor(Space.UNKNOWN, trained=True)
    loss = LossValue(row, Const(True), made.place, "function", made.symbol.name)
    value = given.get(*row.true) or Unknown()
    where = made.arguments.place(*row.pred)
    keys = meet(ev, loss, Const(True), scores, value, made.place, pred_place=where, call_place=made.place)
    return Tensor(Space.UNKNOWN, trained=True, pending=tuple(("loss", key) for key in keys))


def meet(
    ev: Machine,
    loss: LossValue,
    flag: Value,
    prediction: Value,
    true: Value,
    sink: Place,
    *,
    pred_place: Place | None = None,
    true_place: Place | None = None,
    call_place: Place | None = None,
    compiled: CompiledValue | None = None,
    element: int | str | None = None,
    guard: Guard = ALWAYS,
) -> list[Any]:
    """A loss and a prediction meet at ``sink``: one fact for each pairing that can happen together.

    Returns the keys of the facts, by which an optimizer further on can claim them.
    """
    keys: list[Any] = []
    row: LossRow = loss.row
    changed = loss.form == "object" and patching.is_changed_loss(ev, loss)
    if changed:
        flag = ev.unknown("the loss is changed")
    facts_of(ev).note_run(sink, context_of(ev).compiling)
    facts_of(ev).written.add(loss.written)
    if context_of(ev).training:
        reads.read_all(ev, prediction, pred_place or sink, "loss")
    pred_options = list(tensors_in(ev, prediction))
    facts_of(ev).fed.update(pred.application for _, pred in pred_options if pred.application is not None)
    flag_options = list(alternatives(ev.narrow(flag)))
    if not pred_options:
        facts_of(ev).miss(sink, Unmet.PREDICTIONS)
    alike = len({(pred.space, pred.function) for _, pred in pred_options}) == 1
    doubtful = facts_of(ev).doubtful.setdefault(sink, set())
    if not pred_options:
        doubtful.add((None, None))
    if not ev.provable():
        unsure = {
            (
                pred.origin,
                row.expects == "logits"
                if row.expects != "flag"
                else _flag(ev, each_flag, pred_guard | flag_guard),
            )
            for pred_guard, pred in pred_options
            for flag_guard, each_flag in flag_options
        }
        anyhow = _anyhow(ev, loss, element, sink, pred_options, unsure)
        if anyhow is None:
            if not _are_met(ev, loss, sink, pred_options):
                facts_of(ev).miss(sink, Unmet.UNDECIDED)
            doubtful |= unsure
            return keys
        doubtful -= unsure
        before, ev.path = ev.path, dict(anyhow)
        try:
            return meet(
                ev, loss, flag, prediction, true, sink, pred_place=pred_place, true_place=true_place,
                call_place=call_place, compiled=compiled, element=element, guard=guard,
            )  # fmt: skip
        finally:
            ev.path = before
    for pred_guard, pred in pred_options:
        for flag_guard, each_flag in flag_options:
            both = together(guard, pred_guard, flag_guard)
            if both is None or not compatible(both, ev.path):
                continue
            chosen = flag_guard.union(guard, *ev.choices)
            # Outputs that are all of one kind meet the loss as one, whatever chooses among them.
            if not alike and (guard_apart(pred_guard, chosen) or _entangled(pred_guard, chosen | ev.guard())):
                facts_of(ev).miss(sink, Unmet.APART)
                doubtful.add((pred.origin, _flag(ev, each_flag, both)))
                continue
            decisive = chosen | (frozenset() if alike else pred_guard)
            if not _taken(decisive):
                facts_of(ev).miss(sink, Unmet.UNDECIDED)
                doubtful.add((pred.origin, _flag(ev, each_flag, both)))
                continue
            value = _flag(ev, each_flag, both)
            correlated = not isinstance(each_flag, Const) and row.expects == "flag"
            if row.expects != "flag" and not changed:
                value = row.expects == "logits"
            swapped = row.api != "divergence" and _swapped(ev, pred, true)
            if value is None and not swapped:
                facts_of(ev).miss(sink, Unmet.FLAG)
                doubtful.add((pred.origin, None))
                continue
            fact = LossFact(
                row, loss, value, pred, true, context_of(ev), sink, both | ev.guard(), ev.calls_outer(), pred_place,
                true_place, call_place, swapped, compiled, element, correlated,
            )  # fmt: skip
            key = (sink, pred.space, pred.function, pred.origin, value, loss.written, element, swapped)
            known = facts_of(ev).losses.get(key)
            if known is None or _stronger(fact, known):
                facts_of(ev).losses[key] = fact
            keys.append(key)
            if compiled is None and not swapped:
                _note_labels(ev, true, fact, true_place or sink)
    facts_of(ev).touched.update(keys)
    return keys


def _anyhow(
    ev: Machine,
    loss: LossValue,
    element: int | str | None,
    sink: Place,
    options: Sequence[tuple[Guard, Tensor]],
    unsure: set[tuple[Origin | None, bool | None]],
) -> Guard | None:
    """Where a meeting happens that was now seen on all of the paths of which it is not known which is taken."""
    if not options:
        return None
    facts, doubted = facts_of(ev), ev.doubted()
    spaces = frozenset((pred.origin, pred.space, pred.function) for _, pred in options)
    meeting = (loss.written, element, context_of(ev).training, spaces, frozenset(unsure))
    waiting = facts.undecided.setdefault(sink, {})
    anyhow = waiting.setdefault(meeting, Undecided()).add(doubted, frozenset(ev.path.items()) - doubted)
    if anyhow is not None:
        del waiting[meeting]
        if not waiting and sink in facts.unmet:
            facts.unmet[sink].discard(Unmet.UNDECIDED)
            if not facts.unmet[sink]:
                del facts.unmet[sink]
    return anyhow


def _are_met(ev: Machine, loss: LossValue, sink: Place, options: Sequence[tuple[Guard, Tensor]]) -> bool:
    """Whether all of these were seen to meet the loss there: another round of a loop adds nothing to the first."""
    met = {
        (fact.pred.origin, fact.pred.space)
        for fact in facts_of(ev).losses.values()
        if fact.sink == sink and fact.loss.written == loss.written
    }
    return bool(options) and all((pred.origin, pred.space) in met for _, pred in options)


def _note_labels(ev: Machine, true: Value, met: LossFact, place: Place) -> None:
    """The labels that a loss is called with have a known form."""
    given = ev.narrow(true)
    found = labels.known(ev.store, given) if isinstance(given, Tensor) else None
    if found is not None:
        fact = LabelFact(found, place, met.loss, met.pred, met.sink, called=True, guard=met.guard)
        _keep_labels(ev, fact)


def fit_labels(ev: Machine, outputs: Value, compiled: CompiledValue, found: Labels, place: Place) -> None:
    """A model is fitted with labels of a known form: its one output and its one loss meet them."""
    sink = compiled.arguments.place("loss", 1) or compiled.place
    loss, pred = named_loss(ev.narrow(compiled.loss), sink), ev.narrow(outputs)
    if loss is not None and isinstance(pred, Tensor) and ev.provable() and _taken(ev.guard()):
        _keep_labels(ev, LabelFact(found, place, loss, pred, sink, called=False, guard=ev.guard()))


def _keep_labels(ev: Machine, fact: LabelFact) -> None:
    facts_of(ev).labels.setdefault(
        (fact.place, fact.labels, fact.sink, fact.pred.units, fact.pred.rank), fact
    )


def meet_by_hand(ev: Machine, tensor: Tensor, true: Value) -> Tensor:
    """Labels weigh or select the logarithm of a linear output: a loss that expects probabilities has scores."""
    scores, row = tensor.under, loss_table.BY_HAND
    if scores is None or tensor.steps[0].place is None:
        return tensor
    place = tensor.steps[0].place
    # The terms of such a crossentropy are one loss.
    met = (f.sink for f in facts_of(ev).losses.values() if f.row is row and f.pred.origin == scores.origin)
    place = next((each for each in met if each.module is place.module), place)
    loss = LossValue(row, Const(False), place, "function", row.name)
    keys = meet(ev, loss, Const(False), scores, true, place, call_place=place)
    return replace(tensor_steps.opaque(tensor), pending=(*tensor.pending, *(("loss", key) for key in keys)))


def meet_overlap(ev: Machine, scores: Tensor, place: Place) -> Tensor:
    """Scores stand in an overlap with labels (Dice, Jaccard), which takes probabilities."""
    row = loss_table.OVERLAP
    if not context_of(ev).training:
        tensor_steps.read_overlap(ev, scores, place)
        return tensor_steps.opaque(scores)
    loss = LossValue(row, Const(False), place, "function", row.name)
    keys = meet(ev, loss, Const(False), scores, Unknown(element=True), place, call_place=place)
    return replace(tensor_steps.opaque(scores), pending=(*scores.pending, *(("loss", key) for key in keys)))


def _taken(guard: Guard) -> bool:
    """Whether ``guard`` holds for some input of the program: nothing else decides it."""
    keys = [key for key, _ in guard]
    return weakest(keys) is Standing.INPUT and independent(keys)


def _stronger(new: LossFact, old: LossFact) -> bool:
    """Of two meetings at one place, the one that trains, and with the more altered prediction."""
    if new.context.training != old.context.training:
        return new.context.training
    return len(new.pred.steps) > len(old.pred.steps) and new.context.training


def _entangled(first: Guard, second: Guard) -> bool:
    """Whether two choices test the same thing in different ways, and neither follows from the other."""
    related = {key for key, _ in first} & {key for key, _ in second}
    related.update(implied(first, dict(second)), implied(second, dict(first)))
    ours = {root for key, _ in first if key not in related for root in _roots(key)}
    return any(root in ours for key, _ in second if key not in related for root in _roots(key))


def _roots(key: Any) -> set[Any]:
    """The unknown things that a condition is about."""
    if isinstance(key, tuple) and key:
        if key[0] in (
            "param",
            "attr",
            "name",
            "call",
            "symbol",
            "element",
            "item",
            "field",
            "import",
            "object",
        ):
            return {key}
        if key[0] != "const":
            return {root for part in key[1:] for root in _roots(part)}
    return set()


def guard_apart(first: Guard, second: Guard) -> bool:
    """Whether two choices hang on conditions that have nothing to do with each other."""
    if not first or not second:
        return False
    return not ({key for key, _ in first} & {key for key, _ in second})


def _flag(ev: Machine, flag: Value, guard: Guard) -> bool | None:
    if isinstance(flag, Const) and isinstance(flag.value, bool | int):
        return bool(flag.value)

    known, key, positive = truth(ev, flag)
    if known is not None:
        return known
    settled = decided(key, {**ev.path, **dict(guard)}) if key is not None else None
    return None if settled is None else settled is positive


def tensors_in(ev: Machine, value: Value) -> Iterator[tuple[Guard, Tensor]]:
    """The tensors that ``value`` may be, each under its guard; what is unknown is a tensor too."""
    for guard, each in alternatives(ev.narrow(value)):
        if isinstance(each, Tensor):
            yield guard, each
        elif isinstance(each, Unknown):
            yield guard, Tensor(Space.DATA if each.element else Space.UNKNOWN)


def _swapped(ev: Machine, pred: Tensor, true: Value) -> bool:
    """Whether what stands in the place of the predictions is data, and of the labels an output."""
    if pred.space not in (Space.DATA, Space.CLASSES) or pred.trained:
        return False
    options = [v for _, v in alternatives(ev.narrow(true))]
    return len(options) == 1 and all(
        isinstance(v, Tensor)
        and v.trained
        and v.space in (Space.PROBABILITIES, Space.LINEAR)
        and not any(step.kind == "identity" and step.place is None for step in v.steps)
        for v in options
    )


# -- compile -----------------------------------------------------------------------------------------


def named_output(
    name: object, names: list[str] | None, parts: tuple[tuple[Value, ...], bool] | None, outputs: Value
) -> Value | None:
    """The output of a model that is called ``name``: one of ``parts``, or the only one."""
    if names is None or name not in names:
        return None
    return outputs if parts is None else parts[0][names.index(str(name))]


def pair(
    ev: Machine,
    outputs: Value,
    names: list[str] | None,
    loss: Value,
    compiled: CompiledValue,
    sink: Place | None,
) -> None:
    """Pair the outputs of a model with the losses that ``compile`` was given."""
    loss = ev.narrow(loss)
    if isinstance(loss, Union):
        for guard, each in loss.alternatives:
            ev.choices.append(guard)
            with ev.assuming(guard):
                pair(ev, outputs, names, each, compiled, sink)
            ev.choices.pop()
        return
    if named_outputs.is_answer(outputs):
        # Of a tuple whose end is not known, the beginning.
        outputs = _beginning(outputs)
    parts = containers.items_of(ev, outputs)
    keyed = _entries(ev, outputs)
    if isinstance(loss, DictValue):
        entries = _entries(ev, loss) or {}
        for key, each in entries.items():
            output = keyed.get(key) if keyed is not None else named_output(key, names, parts, outputs)
            if output is not None:
                pair(ev, output, None, each, compiled, ev.element_place(sink, key))
        return
    if isinstance(loss, ListValue | TupleValue):
        known = containers.items_of(ev, loss)
        if known is None or not known[1] or loss in known[0]:
            return
        if parts is None and len(known[0]) == 1:
            pair(ev, outputs, None, known[0][0], compiled, ev.element_place(sink, 0))
        elif parts is not None and parts[1]:
            for index, (output, each) in enumerate(zip(parts[0], known[0], strict=False)):
                pair(ev, output, None, each, compiled, ev.element_place(sink, index))
        return
    if len(parts[0] if parts is not None else keyed or ()) > 1:
        facts_of(ev).broadcast.add(sink or compiled.place)
    if parts is not None:
        for output in parts[0]:
            pair(ev, output, None, loss, compiled, sink)
        return
    if keyed is not None:
        for output in keyed.values():
            pair(ev, output, None, loss, compiled, sink)
        return
    _pair_one(ev, outputs, loss, compiled, sink or compiled.place)


def _beginning(answer: ApiObject) -> Value:
    listed = tuple(v for k, v in named_outputs.outputs(answer).items() if k != "loss")
    return listed[0] if len(listed) == 1 else TupleValue(listed)


def _entries(ev: Machine, value: Value) -> dict[Any, Value] | None:
    if not isinstance(value, DictValue):
        return None
    found = [v for _, v in containers.state(ev, value)]
    return dict(found[0].entries) if len(found) == 1 and isinstance(found[0], Entries) else None


def _pair_one(ev: Machine, output: Value, loss: Value, compiled: CompiledValue, sink: Place) -> None:
    """One output with one loss: a string, an object, a function of either side."""
    made = named_loss(loss, sink)
    if made is not None:
        if made.form != "function" or made.row.true[1] == 0:
            meet(ev, made, made.from_logits, output, Unknown(element=True), sink, compiled=compiled)
        return
    if isinstance(loss, Const) and isinstance(loss.value, str):
        reads.read_all(ev, output, sink, "escape", f"compiled with {loss.value}")
        return
    if isinstance(loss, Symbol):
        if loss.name in loss_table.CLASSES:
            # compile(loss=CategoricalCrossentropy): Keras instantiates a class.
            made = loss_object(loss_table.CLASSES[loss.name], loss, Arguments(), sink)
            meet(ev, made, made.from_logits, output, Unknown(element=True), sink, compiled=compiled)
        return
    if isinstance(loss, FunctionValue | BoundMethod | PartialValue | Instance):
        for guard, each in alternatives(ev.narrow(output)):
            with ev.assuming(guard):
                given = Arguments((Unknown(("labels", sink.node), element=True), each), {}, (None, None))
                before = dict(facts_of(ev).losses)
                _note_unused(ev, before, ev.call(loss, given, sink))
        return
    if isinstance(loss, ClassValue):
        made_instance = ev.instantiate(loss, Arguments(), sink)
        if isinstance(made_instance, Instance) and lineage.derives(loss, "keras.losses.Loss"):
            _pair_one(ev, output, made_instance, compiled, sink)
        return
    if not (isinstance(loss, Const) and loss.value is None):
        facts_of(ev).miss(sink, Unmet.LOSS)


def _note_unused(ev: Machine, before: dict[Any, LossFact], result: Value) -> None:
    """Of the losses that a loss of the program computes, those that its value is not made of train nothing."""
    options = [each for _, each in alternatives(ev.narrow(result))]
    if not all(isinstance(each, Tensor) and each.pending for each in options):
        return
    used = {key for each in options if isinstance(each, Tensor) for _, key in each.pending}
    facts_of(ev).used |= used
    facts_of(ev).unused |= {
        key for key, fact in facts_of(ev).losses.items() if before.get(key) is not fact
    } - used


# -- metrics -----------------------------------------------------------------------------------------


def call_metric(ev: Machine, metric: MetricValue, given: Arguments, place: Place) -> Value:
    """``metric(y_true, y_pred)``, ``metric.update_state(...)``."""
    if metric.form == "function":
        metric = replace(metric, arguments=given)
    prediction = given.get("y_pred", 1)
    where = given.place("y_pred", 1)
    if prediction is None:
        return Unknown(why="metric")
    for guard, each in tensors_in(ev, prediction):
        tensor_steps.use(ev, each, where, "metric", metric.symbol)
        measure(ev, MetricFact(metric, each, place, None, context_of(ev), None, where, guard))
    return Unknown(why="metric value")


def measure(ev: Machine, fact: MetricFact) -> None:
    """A metric meets a prediction, under the fact's guard, if some input of the program leads there."""
    facts_of(ev).note_run(fact.place, context_of(ev).compiling)
    if ev.provable() and _taken(fact.guard):
        key = (fact.place, fact.metric.written, fact.metric.symbol, fact.pred.origin, fact.pred.space)
        facts_of(ev).metrics.setdefault(key, replace(fact, guard=fact.guard | ev.guard()))
