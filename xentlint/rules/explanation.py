"""What is known of the places of one file: every output, loss, metric and reader, and how it came to be so.

This serves ``--explain`` and an editor's hover. What is said is read from the facts of the evaluation, so
it is known of the expressions that take part in a meeting, not of every name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..apis.spaces import Space
from ..flow.facts import Escape, LossFact, MetricFact, Use
from ..flow.modules import span
from ..flow.values import Place, Tensor
from ..known_apis import is_made_up
from ..sources.positions import Span
from . import sight
from .finding import View
from .judge import judge
from .words import STEPS, made_by, origin_place, way, what_lies_between

Way = tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class Insight:
    """What is known of one expression; ``way`` are the places that made it so, in their order.

    ``space`` names the space of an output, and is empty for anything else, and for what is not known.
    """

    span: Span
    text: str
    way: tuple[tuple[Span, str], ...] = ()
    space: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    place: Place
    text: str
    way: Way = ()
    space: str = ""


def insights(view: View, path: str) -> tuple[Insight, ...]:
    """What is known in the file ``path``, sorted by place, each thing once."""
    found: dict[tuple[Span, str], Insight] = {}
    for known in _everything(view):
        if str(known.place.module.path) == path:
            where = span(known.place)
            same = found.get((where, known.text))
            steps = [(span(place), text) for place, text in known.way if _shown(place, known)]
            merged = dict.fromkeys([*(same.way if same is not None else ()), *steps])
            found[where, known.text] = Insight(where, known.text, tuple(merged), known.space)
    return tuple(
        sorted(found.values(), key=lambda each: (each.span.cell or 0, each.span.start, each.span.end))
    )


def _shown(place: Place, known: _Known) -> bool:
    return place != known.place and not is_made_up(str(place.module.path))


def _everything(view: View) -> Iterator[_Known]:
    facts = view.program.facts
    for fact in facts.losses.values():
        yield from _loss(view, fact)
    for log in facts.logs.values():
        yield _Known(log.log, f"a crossentropy written by hand, on {output(log.pred)}", _chain(log.pred))
        yield from _output(log.pred, log.operand)
    for metric in facts.metrics.values():
        yield from _metric(metric)
    for twice in facts.twice.values():
        yield _Known(
            twice.outer.place, f"{twice.outer.function} of {output(twice.inner)}", _chain(twice.inner)
        )
        yield from _output(twice.inner, None)
    for use in facts.uses.values():
        if use.kind not in ("loss", "metric"):  # those are told above, with more
            yield _use(use)
    for escape in facts.escapes.values():
        yield _escape(escape)
    for place, reasons in facts.met.items():
        for reason in sorted(reasons):
            yield _Known(place, f"a loss is met here, and nothing is known of it: {reason}")
    told = [
        *facts.met,
        *(each.sink for each in facts.losses.values()),
        *(log.log for log in facts.logs.values()),
    ]
    for place, reasons in sight.unaccounted(view, told).items():
        for reason in sorted(reasons):
            yield _Known(place, f"a loss is met here, and nothing is known of it: {reason}")


def _loss(view: View, fact: LossFact) -> Iterator[_Known]:
    expects = {True: "logits", False: "probabilities", None: "what its from_logits says, which is not known"}
    name = f"{fact.row.name} expects {expects[fact.flag]}"
    verdict = judge(fact, view.runtimes(fact.sink))
    context = "in training" if fact.context.training else "outside of training, as far as can be seen"
    result = verdict.code or verdict.why
    chain = way(fact, fact.sink)
    yield _Known(fact.sink, f"{name}, and meets {output(fact.pred)}, {context}: {result}", chain)
    if fact.loss.written != fact.sink:
        yield _Known(fact.loss.written, name, ((fact.sink, f"meets {output(fact.pred)} here: {result}"),))
    if fact.compiled is not None and fact.compiled.place != fact.sink:
        yield _Known(fact.compiled.place, f"compiles a model that gives {output(fact.pred)}", chain)
    yield from _output(fact.pred, fact.pred_place, ((fact.sink, f"meets {fact.row.name} here"),))


def _output(tensor: Tensor, place: Place | None, after: Way = ()) -> Iterator[_Known]:
    """The tensor at every place that it came through."""
    chain = _chain(tensor)
    space = _space(tensor)
    if place is not None:
        yield _Known(place, output(tensor), chain, space)
    if tensor.application is not None:
        yield _Known(tensor.application, f"the model gives {output(tensor)}", chain, space)
    for step in tensor.steps:
        if step.place is not None:
            what = STEPS.get(step.kind, f"a step ({step.kind})")
            yield _Known(step.place, f"{what}; behind it: {output(tensor)}", chain, space)
    if tensor.origin is not None:
        yield _Known(tensor.origin.place, f"makes {output_at_origin(tensor)}", after, space)
        yield _Known(origin_place(tensor.origin), f"makes {output_at_origin(tensor)}", after, space)


def _metric(fact: MetricFact) -> Iterator[_Known]:
    yield _Known(fact.place, f"the metric {fact.metric.symbol} reads {output(fact.pred)}", _chain(fact.pred))
    yield from _output(fact.pred, fact.pred_place)


_READERS = {
    "order": "only the order of the scores is read, which is the same for logits and probabilities",
    "value": "the numbers are read",
    "show": "the numbers are shown",
    "threshold": "the numbers are compared with a threshold",
    "escape": "the numbers leave what can be seen",
}


def _use(use: Use) -> _Known:
    why = f" ({use.why})" if use.why else ""
    applied = ((use.origin.place, f"{use.origin.function} applied here"),)
    return _Known(use.place, f"an output of {use.origin.function}; {_READERS[use.kind]}{why}", applied)


def _escape(escape: Escape) -> _Known:
    return _Known(escape.place, f"a model or an output leaves what can be seen: {escape.why}")


def _chain(tensor: Tensor) -> Way:
    """Where the tensor's space was made, and what happened to it since."""
    places: list[tuple[Place, str]] = []
    if tensor.origin is not None:
        places.append((tensor.origin.place, f"{tensor.origin.function} applied here"))
    places += [
        (step.place, STEPS.get(step.kind, step.kind)) for step in tensor.steps if step.place is not None
    ]
    if tensor.application is not None:
        places.append((tensor.application, "the model is called here"))
    return tuple(places)


def output(tensor: Tensor) -> str:
    """A tensor in words: its space, what made it, what it went through."""
    if tensor.space is Space.UNKNOWN:
        return "an output whose space is not known"
    if tensor.space is Space.DATA:
        return "data, which no model made"
    between = what_lies_between(tensor)
    return output_at_origin(tensor) + (f", behind {between}" if between else "")


def output_at_origin(tensor: Tensor) -> str:
    """The same, as it was made."""
    if tensor.function in ("linear", ""):
        return made_by(tensor)
    return f"{tensor.space.value} ({made_by(tensor)})"


def _space(tensor: Tensor) -> str:
    return "" if tensor.space in (Space.UNKNOWN, Space.DATA) else tensor.space.value
