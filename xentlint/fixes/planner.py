"""The plan that repairs a finding: which edits, and whether they may be applied unasked.

A plan grows from the finding to everything that has to change with it: removing an activation changes
every loss that meets its output, and a loss that then takes logits changes every other output that it
meets. The closure is followed over the facts; then every reader of what changed is either indifferent,
rewritten, or the reason why the plan is not safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from ..apis.spaces import LossKind, Space
from ..keras.facts import LogFact, LossFact, MetricFact, TwiceFact
from ..keras.values import Origin
from ..python.modules import Place
from ..python.nodes import walk
from ..rules.diagnostic import Applicability, Fix
from ..rules.finding import Finding, Repair, View
from ..rules.meeting import across
from ..sources.positions import Edit
from . import (
    activations,
    argument,
    leftover,
    losses,
    metrics,
    order,
    readers,
    recorded,
    renamed,
    scores,
    standing,
    switched,
    text,
    two_names,
    unmet,
)
from .names import Names
from .text import NotEditable

_SEQUENCE = 3
"""The rank of an output that has something for each step of a sequence."""


@dataclass
class Plan:
    """Edits under construction, and what keeps them from being safe."""

    view: View
    names: Names
    edits: list[Edit] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    done: set[object] = field(default_factory=set)

    def add(self, edits: list[Edit]) -> None:
        """Take edits in, each once."""
        self.edits.extend(edit for edit in edits if edit not in self.edits)

    def doubt(self, why: str) -> None:
        """Remember why the plan is not safe."""
        if why not in self.doubts:
            self.doubts.append(why)

    def fix(self, message: str) -> Fix:
        """The finished plan."""
        edits = tuple(renamed.avoided(self.view, list(dict.fromkeys([*self.edits, *self.names.edits]))))
        paths = {edit.span.path for edit in edits}
        for module in self.view.program.read:
            if str(module.path) in paths and recorded.is_too_old(module.document):
                self.doubt(f"{module.path.name} was run with a Keras that has no such names")
        edits += tuple(leftover.imports(self.view, edits))
        if self.doubts:
            return Fix(Applicability.UNSAFE, f"{message}; unsafe: {'; '.join(self.doubts[:3])}", edits)
        return Fix(Applicability.SAFE, message, edits)


def plan(view: View, finding: Finding) -> Fix | None:
    """The repair of ``finding``; advice without edits where the source cannot be changed safely."""
    making = Plan(view, Names(view))
    try:
        return _plan(making, finding)
    except NotEditable as why:
        return Fix(Applicability.DISPLAY, f"{finding.help}; by hand, since {why}")


def _plan(making: Plan, finding: Finding) -> Fix | None:
    fact = finding.fact
    if fact is not None and argument.is_of_torch(fact):
        return argument.plan(finding)
    if isinstance(fact, LossFact | LogFact | MetricFact) and fact.pred.origin is not None:
        making.names.of_models_with([fact.pred.origin.place])
    if isinstance(fact, LossFact):
        if finding.repair is Repair.EXCHANGE:
            return _swap(making, fact)
        if finding.repair is Repair.MATCH:
            return _mismatch(making, fact)
        if finding.repair is Repair.ONCE and fact.pred.origin is not None:
            return _once(making, fact.pred.origin)
        return _to_logits(making, fact)
    if isinstance(fact, LogFact):
        return _log(making, fact)
    if isinstance(fact, TwiceFact):
        if fact.inner.numpy and fact.outer.function == fact.inner.function:
            raise NotEditable("what is read there is an array, and would be a tensor no more")
        return (
            _once(making, fact.outer)
            if fact.outer.function == fact.inner.function
            else _in_the_log(making, fact)
        )
    if isinstance(fact, MetricFact):
        making.add(metrics.repair(making.view, making.names, fact, making.doubt))
        return making.fix("let the metric read logits")
    return None


# -- the standard repair ---------------------------------------------------------------------------


def _to_logits(making: Plan, fact: LossFact) -> Fix:
    """The activation to ``None`` and ``from_logits=True``, with everything that hangs on them."""
    origins, meetings = closure(making, fact)
    spared = _spared(making, origins, meetings)
    removed = [origin for origin in origins if origin not in spared]
    for origin in removed:
        making.add(activations.remove(making.view, origin, making.doubt))
    for meeting in meetings:
        if not meeting.flag:
            _take_logits(making, meeting)
    _readers(making, removed, [each for each in meetings if each.pred.origin not in spared])
    _undecided(making, origins, meetings)
    if fact.pred.origin in spared:
        flag = "" if fact.flag else " and use from_logits=True"
        return making.fix(f"give the loss what the {fact.pred.function} was given{flag}")
    if any(fact.pred.origin == origin for origin in origins):
        name = fact.pred.function
        flag = "" if fact.flag else " and use from_logits=True"
        return making.fix(f"remove the {name}{flag}")
    _compiled_metrics(making, meetings, others=False)
    _undecided(making, [each.pred.origin for each in meetings if each.pred.origin is not None], meetings)
    for use in making.view.program.facts.uses.values():
        if fact.pred.origin == use.origin and use.kind == "threshold":
            making.doubt("the output is compared with a threshold")
    return making.fix("use from_logits=True")


def _spared(
    making: Plan, origins: list[Origin], meetings: list[LossFact], logs: Sequence[LogFact] = ()
) -> dict[Origin, str]:
    """The activations that can stay, because losses and logarithms can be given the scores by that name."""
    facts = making.view.program.facts
    spared: dict[Origin, str] = {}
    for origin in origins:
        met = [each for each in meetings if each.pred.origin == origin]
        if any(each.pred.origin == origin and each not in meetings for each in facts.losses.values()):
            continue
        if any(each.pred.origin == origin and each not in logs for each in facts.logs.values()):
            continue
        given = [None if each.pred.changed else each.pred_place for each in met]
        given += [activations.logged(each) for each in logs if each.pred.origin == origin]
        name = scores.beside(origin, given)
        if name is None and readers.is_in_a_graph_for_others(making.view, origin):
            name, edits = two_names.above(origin, given)
            making.add(edits)
        if name is not None:
            making.add([text.replace(each.pred_place, name) for each in met if each.pred_place is not None])
            spared[origin] = name
    return spared


def closure(making: Plan, start: LossFact) -> tuple[list[Origin], list[LossFact]]:
    """The origins that must give logits, and all meetings of their losses."""
    facts = [f for f in making.view.program.facts.losses.values() if not f.swapped]
    origins: list[Origin] = []
    meetings: list[LossFact] = []
    waiting = [start]
    while waiting:
        fact = waiting.pop()
        if fact in meetings:
            continue
        meetings.append(fact)
        origin = fact.pred.origin
        if fact.row.kind is LossKind.BINARY and fact.pred.rank == _SEQUENCE and fact.pred.units == 1:
            # (b, t, 1) against (b, 1): from probabilities it is broadcast up to TensorFlow 2.15, from logits refused.
            making.doubt("labels of another shape than the output are refused then")
        if fact.row.expects == "probabilities" and not fact.flag:
            raise NotEditable(f"{fact.row.name} only takes probabilities")
        if fact.pred.space is Space.PROBABILITIES and origin is not None:
            over = activations.axis(origin)
            if over != -1 and fact.pred.rank != over + 1:
                making.doubt(f"the softmax is taken over axis {over}, and the loss over the last one")
            if origin not in origins:
                origins.append(origin)
                waiting.extend(f for f in facts if f.pred.origin == origin)
        elif fact.pred.space in (Space.UNKNOWN, Space.DATA) and not fact.flag:
            making.doubt(f"{fact.row.name} also meets an output that is not known")
        elif fact.pred.space is Space.ACTIVATED:
            raise NotEditable("the same loss meets another activation")
        if fact.flag is None:
            raise NotEditable("from_logits depends on what is not known")
        if any(f.loss.written == fact.loss.written and f.flag != fact.flag for f in facts):
            making.doubt(f"from_logits is not always the same ({text.where(fact.loss.written)})")
        if not fact.flag or fact.pred.space is Space.LINEAR:
            waiting.extend(f for f in facts if losses.same(f, fact))
        else:
            # What meets one loss at one place is wrong there together, and reported once.
            waiting.extend(f for f in facts if f.sink == fact.sink and f.pred.space is Space.PROBABILITIES)
    if any(
        each.row.kind is not None and each.row.kind.exclusive and each.pred.units == 1 for each in meetings
    ):
        raise NotEditable("one unit tells no classes apart, and how many there are is not written")
    making.names.of_models_with(each.pred.origin.place for each in meetings if each.pred.origin is not None)
    for origin in origins:
        if any("mean" in {s.kind for s in f.pred.steps} for f in facts if f.pred.origin == origin):
            raise NotEditable("the probabilities are averaged")
    return origins, meetings


def _readers(
    making: Plan,
    origins: list[Origin],
    meetings: list[LossFact],
    function: str | None = None,
    replaced: Sequence[Place] = (),
) -> None:
    making.add(readers.rewrite(making.view, making.names, origins, making.doubt, replaced, function))
    for origin in origins:
        why = readers.escape(making.view, origin)
        if why is not None:
            making.doubt(why)
        branch = switched.other_branch(making.view, origin)
        if branch is not None:
            making.doubt(f"a branch that is switched off makes the output too ({text.where(branch)})")
    _compiled_metrics(making, meetings, others=bool(origins))
    _output_names(making, origins)


def _output_names(making: Plan, origins: list[Origin]) -> None:
    """Where a model has several outputs, losses and histories are named after the layers that make them."""
    for origin in origins:
        if (
            activations.takes_a_layer_out(making.view, origin)
            and not activations.is_named(origin)
            and standing.names_an_output(making.view, origin)
        ):
            making.doubt(f"the output is named after the layer that goes ({text.where(origin.place)})")


def _undecided(making: Plan, origins: list[Origin], meetings: list[LossFact]) -> None:
    """What may meet at the same places under conditions that were not followed may be spoiled by the plan."""
    facts = making.view.program.facts
    known: dict[Place, set[tuple[Origin | None, bool | None]]] = {}
    for fact in facts.losses.values():
        known.setdefault(fact.sink, set()).add((fact.pred.origin, fact.flag))
    sinks = {each.sink for each in meetings}
    sinks |= {each.sink for each in facts.losses.values() if each.pred.origin in origins}
    for place, pairs in facts.doubtful.items():
        if any(origin in origins for origin, _ in pairs):
            sinks.add(place)
    for sink in sinks:
        if not facts.doubtful.get(sink, set()) <= known.get(sink, set()):
            making.doubt(f"what else meets the loss is not known ({text.where(sink)})")
    other = unmet.loss_of_anything(making.view, origins)
    if other is not None:
        making.doubt(f"a loss may meet the output too, or something else ({text.where(other)})")


def _take_logits(making: Plan, meeting: LossFact, wanted: str | None = None) -> None:
    """Tell the loss that it is given logits, unless the program reads what it was told."""
    asked = making.view.program.facts.asked.get(meeting.loss.written)
    if asked is not None:
        making.doubt(f"the loss is asked for what it was given ({text.where(asked)})")
    flag = meeting.loss.flag
    if flag is not None and any(_does_something(each) for each in walk(flag.node)):
        making.doubt(f"what computes from_logits does not run any more ({text.where(flag)})")
    used = losses.used_out_of_sight(making.view, meeting)
    if used is not None:
        making.doubt(f"the loss may be used out of sight too ({text.where(used)})")
    making.add(losses.take_logits(making.names, meeting, wanted))


_ONLY_ASKING = frozenset({"bool", "get", "getattr", "int", "isinstance"})
"""Functions that are called for what they answer."""


def _does_something(node: cst.CSTNode) -> bool:
    """Whether an expression may be there for more than its value."""
    if isinstance(node, cst.Call):
        name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        return not (isinstance(name, cst.Name) and name.value in _ONLY_ASKING)
    return isinstance(node, cst.NamedExpr | cst.Await | cst.Yield)


def _compiled_metrics(making: Plan, meetings: list[LossFact], *, others: bool = True) -> None:
    """Metrics of ``compile`` next to a loss that changes; of ``others`` too, where the output changes for all."""
    origins = {m.pred.origin for m in meetings}
    compiled = {m.compiled.place for m in meetings if m.compiled is not None}
    for fact in making.view.program.facts.metrics.values():
        beside = others or fact.compiled is None or fact.compiled.place in compiled
        if fact.pred.origin in origins and beside:
            making.add(metrics.after_repair(making.view, making.names, fact, making.doubt))
    for meeting in meetings:
        metrics.unmatched(making.view, meeting, making.doubt)


# -- other repairs -----------------------------------------------------------------------------------


def _swap(making: Plan, fact: LossFact) -> Fix:
    making.add(order.exchange(making.view, fact))
    making.doubt("it changes what is trained")
    return making.fix("exchange labels and predictions")


def _mismatch(making: Plan, fact: LossFact) -> Fix:
    """An activation that does not belong to its loss: the loss that was meant, on logits."""
    pred, origin = fact.pred, fact.pred.origin
    if across(fact):
        raise NotEditable("which axis holds the classes, only the author knows")
    if pred.function == "linear":
        raise NotEditable("how many classes there are is not written")
    if origin is None or (
        fact.context.compiled is False and fact.loss.form == "function" and fact.call_place is None
    ):
        raise NotEditable("the activation is not written out")
    facts = making.view.program.facts.losses.values()
    if pred.space is Space.ACTIVATED and any(
        use.origin == origin and use.kind != "loss" for use in making.view.program.facts.uses.values()
    ):
        raise NotEditable(f"the {pred.function} output is read elsewhere, as what it is")
    others = [f for f in facts if f is not fact and f.pred.origin == origin and not losses.same(f, fact)]
    shared = [f for f in facts if losses.same(f, fact) and f.pred.origin != origin]
    if others or shared:
        raise NotEditable("the output or the loss is shared with others")
    if pred.function == "softmax" and pred.units == 1 and fact.row.kind is not LossKind.BINARY:
        raise NotEditable("how many classes there are is not written")
    wanted = losses.loss_for(fact)
    function = "sigmoid" if wanted.startswith("Binary") else "softmax"
    making.add(activations.remove(making.view, origin, making.doubt))
    _take_logits(making, fact, wanted)
    if pred.space is Space.PROBABILITIES:
        _readers(making, [origin], [fact], function)
        _undecided(making, [origin], [fact])
    else:
        _compiled_metrics(making, [fact])
    making.doubt("which of activation and loss was meant, only the author knows")
    return making.fix(f"remove the {pred.function} and use {wanted} with from_logits=True")


def _once(making: Plan, outer: Origin) -> Fix:
    making.add(activations.remove(making.view, outer, making.doubt))
    making.doubt(f"readers see the probabilities of one {outer.function} instead of two")
    return making.fix(f"apply the {outer.function} once")


def _in_the_log(making: Plan, fact: TwiceFact) -> Fix:
    """``log_softmax`` of a softmax: the softmax goes, and its other readers apply it themselves."""
    origin = fact.inner.origin
    if origin is None:
        raise NotEditable("the activation is not in sight")
    making.add(activations.remove(making.view, origin, making.doubt))
    _readers(making, [origin], [])
    _undecided(making, [origin], [])
    making.doubt("it changes what is trained")
    return making.fix(f"leave the {origin.function} to the {fact.outer.function}")


def _log(making: Plan, fact: LogFact) -> Fix:
    """``log(softmax(x))`` to ``log_softmax(x)``, the activation removed where it was made."""
    origin = fact.pred.origin
    if origin is None:
        raise NotEditable("the activation is not in sight")
    origins = _logged_together(making, origin)
    facts = making.view.program.facts
    logs = [f for f in facts.logs.values() if f.pred.origin in origins]
    meetings: list[LossFact] = []
    for meeting in [f for f in facts.losses.values() if f.pred.origin in origins]:
        if meeting not in meetings:
            meetings += [f for f in closure(making, meeting)[1] if f not in meetings]
    for meeting in meetings:
        if not meeting.flag:
            _take_logits(making, meeting)
    spared = _spared(making, origins, meetings, logs)
    rewritten: list[Place] = []
    for each in logs:
        beside = spared.get(each.pred.origin) if each.pred.origin is not None else None
        edits, places = activations.log_of(making.names, each, [other.log for other in logs], beside)
        making.add(edits)
        rewritten.extend(places)
    removed = [each for each in origins if each not in spared]
    for each_origin in removed:
        making.add(activations.remove(making.view, each_origin, making.doubt))
    rest = [each for each in meetings if each.pred.origin not in spared]
    _readers(making, removed, rest, replaced=rewritten)
    _undecided(making, origins, meetings)
    return making.fix(
        f"take the logarithm in one step with log_{'softmax' if origin.function == 'softmax' else 'sigmoid'}"
    )


def _logged_together(making: Plan, start: Origin) -> list[Origin]:
    """The outputs whose logarithm is taken in one place with that of ``start``: all are changed, or none."""
    facts = making.view.program.facts
    origins = [start]
    for origin in origins:  # grows while it is gone through
        for log in [f.log for f in facts.logs.values() if f.pred.origin == origin]:
            for other in facts.logged.get(log, ()):
                if other is None or other.function != start.function:
                    raise NotEditable("the logarithm is taken of something else too")
                if other not in origins:
                    origins.append(other)
    return origins
