"""All rules applied to the facts of a program: one finding a pair, the worst that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..apis.layers import is_assumed
from ..apis.spaces import Maker, Space
from ..keras.facts import Facts, LossFact
from ..keras.values import Origin
from ..python.guards import together
from ..python.modules import Place
from ..python.values import Const
from . import sight
from .codes import is_fragile, is_wrong
from .diagnostic import Severity
from .finding import Finding, View
from .judge import judge
from .meeting import Meeting
from .outcomes import Fate, Outcome
from .registry import RULES

Fates = dict[Place, Fate]


def findings(view: View) -> tuple[list[Finding], Fates]:
    """Every finding, and for each place where a loss met something what came of it."""
    facts = view.program.facts
    fates = {place: Fate(reasons={each.value for each in why}) for place, why in facts.unmet.items()}
    found, wrong = _of_losses(view, fates)
    for twice in facts.twice.values():
        for code, rule in RULES.items():
            if rule.twice is not None and not _is_told(found, code, twice.inner.origin):
                found.extend(rule.twice(view, twice))
    for read in facts.reads.values():
        found.extend(
            _unless_idle(facts, read.place, each)
            for rule in RULES.values()
            if rule.reads
            for each in rule.reads(view, read)
        )
    for log in facts.logs.values():
        by_hand = [
            _unless_idle(facts, log.log, each)
            for rule in RULES.values()
            if rule.logs
            for each in rule.logs(view, log)
        ]
        found.extend(by_hand)
        fate = fates.setdefault(log.log, Fate())
        fate.codes.update(each.code for each in by_hand)
        if not by_hand:
            fate.add(Outcome.EVALUATED)
    for metric in facts.metrics.values():
        compiled = metric.compiled.place if metric.compiled is not None else None
        if compiled is None or (compiled not in facts.superseded and compiled not in wrong):
            found.extend(
                _unless_idle(facts, metric.place, each)
                for rule in RULES.values()
                if rule.metrics
                for each in rule.metrics(view, metric)
            )
    found.extend(_of_labels(view, fates, wrong))
    return _strongest(found), fates


def unaccounted(view: View, fates: Fates) -> Fates:
    """For each place where a loss is written that none of ``fates`` tells of, why nothing is known of it."""
    return {place: Fate(reasons=why) for place, why in sight.unaccounted(view, fates).items()}


def _of_losses(view: View, fates: Fates) -> tuple[list[Finding], set[Place]]:
    """What the meetings are reported for, and the places at which another function is trained."""
    facts = view.program.facts
    judged = list(_judged(view, fates))
    trained = {fact.sink for fact in facts.losses.values() if fact.context.training}
    trained |= {fact.loss.written for fact in facts.losses.values() if fact.context.training}
    found: list[Finding] = []
    reported: set[Any] = set()
    wrong: set[Place] = set()
    for fact, code in judged:
        fate = fates.setdefault(fact.sink, Fate())
        what = (fact.sink, code, fact.element, fact.pred.origin)
        if not fact.context.training and (fact.sink in trained or fact.loss.written in trained):
            # A loss that is trained elsewhere is only shown here: the training step is the place to judge it.
            fate.add(Outcome.EVALUATED)
        elif what in reported:
            continue
        elif is_fragile(code) and _only_evaluated(view, fact):
            fate.add(Outcome.EVALUATED)
        elif is_wrong(code) and _another_output_fits(view, fact, code, judged):
            fate.add(Outcome.ANOTHER)
        else:
            fate.codes.add(code)
            reported.add(what)
            if is_wrong(code):
                wrong.add(fact.sink)
                if fact.compiled is not None:
                    wrong.add(fact.compiled.place)
            tells = RULES[code].met
            if tells is not None:
                found.extend(_weighed(view, fact, each) for each in tells(view, fact))
    return found, wrong


def _of_labels(view: View, fates: Fates, wrong: set[Place]) -> Iterator[Finding]:
    """What labels of a known form are reported for, where the loss and its predictions agree."""
    for given in view.program.facts.labels.values():
        for code, rule in RULES.items() if given.sink not in wrong else ():
            for each in rule.labels(view, given) if rule.labels is not None else ():
                fates.setdefault(given.sink, Fate()).codes.add(code)
                yield each


def _judged(view: View, fates: Fates) -> Iterator[tuple[LossFact, str]]:
    """Each meeting of which a rule speaks, with its code."""
    facts = view.program.facts
    idle = facts.unused - facts.used
    for key, fact in facts.losses.items():
        fate = fates.setdefault(fact.sink, Fate())
        if fact.compiled is not None and fact.compiled.place in facts.superseded:
            fate.add(Outcome.REPLACED)
            continue
        if key in facts.outdated:
            fate.add(Outcome.CHANGED)
            continue
        verdict = judge(Meeting(fact, view.runtimes(fact.sink)))
        if verdict.outcome is not None:
            fate.add(verdict.outcome)
        elif verdict.code is not None and is_fragile(verdict.code) and key in idle:
            fate.add(Outcome.UNUSED)
        elif verdict.code is not None:
            yield fact, verdict.code


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
    return _unless_idle(facts, fact.sink, replace(finding, message=message, severity=severity))


def _unless_idle(facts: Facts, place: Place, finding: Finding) -> Finding:
    """What is found at ``place``, which matters less where only models lead there that nobody trains."""
    leading = facts.run_by.get(place, set())
    if not leading or not all(each is not None and _idle(facts, each) for each in leading):
        return finding
    message = f"{finding.message}; the model is never trained or evaluated here"
    return replace(finding, message=message, severity=Severity.INFO)


def _idle(facts: Facts, compiled: Place) -> bool:
    """Whether a script compiles a model, and nothing in sight or out of sight does anything with it."""
    model = facts.compiled.get(compiled)
    if model is None or compiled in facts.fitted or compiled in facts.evaluated:
        return False
    return all(escape.asked or escape.value != model for escape in facts.escapes.values())


def _only_evaluated(view: View, fact: LossFact) -> bool:
    """A model compiled to be evaluated: what is fragile about training does not concern it."""
    facts = view.program.facts
    return fact.compiled is not None and (
        fact.compiled.place in facts.evaluated and fact.compiled.place not in facts.fitted
    )


def _another_output_fits(
    view: View, fact: LossFact, code: str, judged: Iterable[tuple[LossFact, str]]
) -> bool:
    """Whether the loss is for another output, that a condition or a default chooses.

    ``include_top=False`` and the like make a model for something else than this loss. A relu under any
    condition is taken for that; logits where the loss wants probabilities, only when a parameter has to be
    the opposite of its default.
    """
    switched = _switched(view, fact)
    if not switched and not RULES[code].yields:
        return False
    wrong = {id(each) for each, other in judged if is_wrong(other)}
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
            default = view.program.default(key[1], key[2])
            if isinstance(default, Const) and isinstance(default.value, bool) and default.value is not truth:
                return True
    return False


def _is_told(found: list[Finding], code: str, inner: Origin | None) -> bool:
    """Whether nothing points at the first of two activations, or a report of the same kind does already."""
    return inner is None or any(
        each.code == code and any(place == inner.place for place, _ in each.related) for each in found
    )


def _strongest(found: list[Finding]) -> list[Finding]:
    """One finding for each place and code; a 2xx at a place silences all others there."""
    by_place: dict[Place, list[Finding]] = {}
    for finding in found:
        same = by_place.setdefault(finding.place, [])
        if all(other.code != finding.code for other in same):
            same.append(finding)
    kept: list[Finding] = []
    for same in by_place.values():
        wrong = any(is_wrong(f.code) for f in same)
        kept.extend(f for f in same if is_wrong(f.code) or not wrong)
    return kept
