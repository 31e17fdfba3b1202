"""All rules applied to the facts of a program: one finding a pair, the worst that holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..apis.layers import is_assumed
from ..apis.spaces import Maker, Space
from ..flow.facts import Facts, LossFact
from ..flow.guards import together
from ..flow.values import Const, Place
from . import sight, xen101, xen102, xen103, xen104, xen201, xen202, xen203, xen204, xen301
from .diagnostic import Severity
from .finding import Finding, View
from .judge import Verdict, judge

_OF_LOSSES: dict[str, Callable[[View, LossFact], Iterator[Finding]]] = {
    "XEN101": xen101.check,
    "XEN102": xen102.check,
    "XEN103": xen103.check,
    "XEN201": xen201.check,
    "XEN202": xen202.check,
    "XEN203": xen203.check,
    "XEN204": xen204.check,
}


def findings(view: View) -> tuple[list[Finding], dict[Place, set[str]]]:
    """Every finding, and for each place where a loss met something what came of it."""
    facts = view.program.facts
    outcomes: dict[Place, set[str]] = {place: set(why) for place, why in facts.met.items()}
    judged: list[tuple[LossFact, Verdict]] = []
    idle = facts.unused - facts.used
    for key, fact in facts.losses.items():
        if fact.compiled is not None and fact.compiled.place in facts.superseded:
            outcomes.setdefault(fact.sink, set()).add("compiled again before it is trained")
            continue
        verdict = judge(fact, view.runtimes(fact.sink))
        if verdict.code is not None and verdict.code.startswith("XEN1") and key in idle:
            outcomes.setdefault(fact.sink, set()).add("its value is not used")
        elif verdict.code is not None:
            judged.append((fact, verdict))
        else:
            outcomes.setdefault(fact.sink, set()).add(verdict.why)
    found: list[Finding] = []
    trained = {fact.sink for fact in facts.losses.values() if fact.context.training}
    trained |= {fact.loss.written for fact in facts.losses.values() if fact.context.training}
    reported: set[Any] = set()
    wrong_places: set[Place] = set()
    for fact, verdict in judged:
        if not fact.context.training and (fact.sink in trained or fact.loss.written in trained):
            # A loss that is trained elsewhere is only shown here: the training step is the place to judge it.
            outcomes.setdefault(fact.sink, set()).add("evaluated, not trained")
            continue
        if verdict.code is None or (fact.sink, verdict.code, fact.element, fact.pred.origin) in reported:
            continue
        if verdict.code.startswith("XEN1") and _only_evaluated(view, fact):
            outcomes.setdefault(fact.sink, set()).add("evaluated, not trained")
            continue
        if verdict.code.startswith("XEN2") and _another_output_fits(view, fact, verdict, judged):
            outcomes.setdefault(fact.sink, set()).add("another choice of the output fits")
            continue
        outcomes.setdefault(fact.sink, set()).add(verdict.code)
        reported.add((fact.sink, verdict.code, fact.element, fact.pred.origin))
        if verdict.code.startswith("XEN2"):
            wrong_places.add(fact.sink)
            if fact.compiled is not None:
                wrong_places.add(fact.compiled.place)
        found.extend(_weighed(view, fact, each) for each in _OF_LOSSES[verdict.code](view, fact))
    for twice in facts.twice.values():
        if twice.inner.origin is not None and not _is_reported_pair(found, twice.inner.origin.place):
            found.extend(xen201.check_twice(view, twice))
    for read in facts.reads.values():
        found.extend(xen201.check_read(view, read))
        found.extend(xen301.check_cut(view, read))
        found.extend(xen301.check_read(view, read))
    for log in facts.logs.values():
        by_hand = list(xen104.check(view, log))
        found.extend(by_hand)
        outcomes.setdefault(log.log, set()).add("XEN104" if by_hand else "evaluated, not trained")
    for metric in facts.metrics.values():
        if metric.compiled is not None and (
            metric.compiled.place in facts.superseded or metric.compiled.place in wrong_places
        ):
            continue
        found.extend(xen301.check(view, metric))
    outcomes.update(sight.unaccounted(view, outcomes))
    return _strongest(found), outcomes


def _weighed(view: View, fact: LossFact, finding: Finding) -> Finding:
    """What is found, with what becomes of the model that was compiled."""
    facts = view.program.facts
    message, severity = finding.message, finding.severity
    origin = fact.pred.origin
    if origin is not None and origin.maker is Maker.KERAS_ACTIVATION and is_assumed(origin.symbol):
        message += f"; this assumes that {origin.symbol.rpartition('.')[2]} applies it to its output"
        severity = Severity.WARNING if severity is Severity.ERROR else Severity.INFO
    if fact.sink in facts.broadcast:
        message += "; it is one loss for several outputs"
    if fact.compiled is not None and fact.context.compiled and _idle(facts, fact.compiled.place):
        message += "; the model is never trained or evaluated here"
        severity = Severity.INFO
    return replace(finding, message=message, severity=severity)


def _idle(facts: Facts, compiled: Place) -> bool:
    """Whether a script compiles a model, and nothing in sight or out of sight does anything with it."""
    model = facts.compiled.get(compiled)
    if model is None or compiled in facts.fitted or compiled in facts.evaluated:
        return False
    return all(escape.value != model for escape in facts.escapes.values())


def _only_evaluated(view: View, fact: LossFact) -> bool:
    """A model compiled to be evaluated: what is fragile about training does not concern it."""
    facts = view.program.facts
    return fact.compiled is not None and (
        fact.compiled.place in facts.evaluated and fact.compiled.place not in facts.fitted
    )


def _another_output_fits(
    view: View, fact: LossFact, verdict: Verdict, judged: Iterable[tuple[LossFact, Verdict]]
) -> bool:
    """Whether the loss is for another output, that a condition or a default chooses.

    ``include_top=False`` and the like make a model for something else than this loss. A relu under any
    condition is taken for that; logits where the loss wants probabilities, only when a parameter has to be
    the opposite of its default.
    """
    switched = _switched(view, fact)
    if not switched and verdict.code != "XEN203":
        return False
    wrong = {id(each) for each, other in judged if (other.code or "").startswith("XEN2")}
    return any(
        other.pred.space in (Space.PROBABILITIES, Space.LINEAR)
        and id(other) not in wrong
        and (other.sink, other.element, other.loss.written) == (fact.sink, fact.element, fact.loss.written)
        and (together(fact.guard, other.guard) is None or (switched and not _switched(view, other)))
        for other in view.program.facts.losses.values()
    )


def _switched(view: View, fact: LossFact) -> bool:
    """Whether the meeting needs a parameter to be the opposite of its default."""
    for key, truth in fact.guard:
        if isinstance(key, tuple) and len(key) == 4 and key[0] == "param":
            function = view.program.evaluator.functions.get(key[1])
            default = dict(function.defaults).get(key[2]) if function is not None else None
            if isinstance(default, Const) and isinstance(default.value, bool) and default.value is not truth:
                return True
    return False


def _is_reported_pair(found: list[Finding], origin: Place) -> bool:
    return any(f.code == "XEN201" and any(place == origin for place, _ in f.related) for f in found)


def _strongest(found: list[Finding]) -> list[Finding]:
    """One finding for each place and code; a 2xx at a place silences the 1xx there."""
    by_place: dict[Place, list[Finding]] = {}
    for finding in found:
        same = by_place.setdefault(finding.place, [])
        if all(other.code != finding.code for other in same):
            same.append(finding)
    kept: list[Finding] = []
    for same in by_place.values():
        wrong = any(f.code.startswith("XEN2") for f in same)
        kept.extend(f for f in same if not (wrong and f.code.startswith("XEN1")))
    return kept
