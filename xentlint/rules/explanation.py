"""What is known of the places of one file: every value, loss, metric and reader, and how it came to be so.

This serves ``--explain`` and an editor's hover. What meets and what is read is told by the facts of the
evaluation, what each expression is by whoever watched it (``seen``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..keras.facts import Escape, LossFact, MetricFact, Use
from ..keras.values import Tensor
from ..keras.watching import Watch
from ..python.modules import Place, span
from ..sources.known_apis import is_made_up
from ..sources.positions import Position, Span
from . import sight
from .finding import View
from .judge import judge
from .meeting import Meeting
from .seen import seen
from .told import Known, Wanted, Way, chain, loss_words, output, output_at_origin, space_of
from .unreached import unreached
from .words import origin_place, way

_MAKES = "makes "


@dataclass(frozen=True, slots=True)
class Insight:
    """What is known of one expression; ``way`` are the places that made it so, in their order.

    ``hint`` is the space of an output, where an editor may show it behind the expression.
    """

    span: Span
    text: str
    way: tuple[tuple[Span, str], ...] = ()
    hint: str = ""


_NEAR = 8
"""Lines with something on them that are enough where nothing is on those that were asked for."""


def insights(view: View, watch: Watch) -> tuple[Insight, ...]:
    """What is known in the watched file, sorted by place, the longer expression first, each thing once.

    Where somebody asks about rows, what is around these, or else the nearest of the rest.
    """
    if watch.asks:
        # The statements around the rows first: to put the others into words takes long in a long file.
        around = _insights(view, watch, lambda place: watch.rows_between(place) == 0)
        if any(_is_on(each.span, watch) for each in around):
            return around
    return _insights(view, watch, lambda place: True)


def _insights(view: View, watch: Watch, wanted: Wanted) -> tuple[Insight, ...]:
    path = str(watch.path)
    everything = (
        *seen(view, watch, wanted),
        *_everything(view, watch, wanted),
        *unreached(view.program, watch, wanted),
    )
    found: dict[tuple[Span, str], Insight] = {}
    by_distance: dict[int, list[Known]] = defaultdict(list)
    for known in everything:
        if str(known.place.module.path) == path:
            by_distance[watch.rows_between(known.place)].append(known)
    for distance in sorted(by_distance):
        if watch.asks and _is_answered(found, watch, distance):
            break
        for known in by_distance[distance]:
            where = span(known.place)
            same = found.get((where, known.text))
            steps = [(span(place), text) for place, text in known.way if _shown(place, known)]
            merged = dict.fromkeys([*(same.way if same is not None else ()), *steps])
            found[where, known.text] = Insight(where, known.text, tuple(merged), known.hint)
    for where, text in list(found):
        made = found.get((where, _MAKES + text))
        if made is not None:  # the same said twice
            found[where, text] = replace(found[where, text], way=found[where, text].way + made.way)
            del found[where, made.text]
    return tuple(sorted(found.values(), key=lambda each: _order(each.span)))


def _is_answered(found: Iterable[tuple[Span, str]], watch: Watch, distance: int) -> bool:
    """Whether nothing that stands ``distance`` rows away or further has to be looked at."""
    if distance == 0:
        return False
    if any(_is_on(where, watch) for where, _ in found):
        return True
    starts = {where.start.row: watch.gap(where.start.row, where.start.row, where.cell) for where, _ in found}
    return sum(gap <= distance for gap in starts.values()) >= _NEAR


def _is_on(where: Span, watch: Watch) -> bool:
    return watch.gap(where.start.row, where.end.row, where.cell) == 0


def _order(where: Span) -> tuple[int, Position, int, int]:
    return where.cell or 0, where.start, -where.end.row, -where.end.column


def _shown(place: Place, known: Known) -> bool:
    return place != known.place and not is_made_up(str(place.module.path))


def _everything(view: View, watch: Watch, wanted: Wanted) -> Iterator[Known]:
    facts = view.program.facts
    for fact in facts.losses.values():
        yield from _loss(view, fact)
    for log in facts.logs.values():
        yield Known(log.log, f"a crossentropy written by hand, on {output(log.pred)}", chain(log.pred))
        yield from _output(log.pred)
    for metric in facts.metrics.values():
        yield from _metric(metric)
    for twice in facts.twice.values():
        yield Known(twice.outer.place, f"{twice.outer.function} of {output(twice.inner)}", chain(twice.inner))
        yield from _output(twice.inner)
    for use in facts.uses.values():
        if use.kind not in ("loss", "metric"):  # those are told above, with more
            yield _use(use)
    for escape in facts.escapes.values():
        yield _escape(escape)
    sinks = {fact.sink for fact in facts.losses.values()}
    for place, unmet in facts.unmet.items():
        where = "on another way to this place" if place in sinks else "a loss is computed here, and"
        for reason in sorted(each.value for each in unmet):
            yield Known(place, f"{where} it is not known what it meets: {reason}")
    told = [*facts.unmet, *sinks, *(log.log for log in facts.logs.values())]
    for place, reasons in sight.unaccounted(view, told, watch.path, wanted).items():
        for reason in sorted(reasons):
            yield Known(place, f"a loss is computed here, and it is not known what it meets: {reason}")


def _loss(view: View, fact: LossFact) -> Iterator[Known]:
    expects = {True: "logits", False: "probabilities", None: "what its from_logits says, which is not known"}
    name = f"{fact.row.name} expects {expects[fact.flag]}"
    verdict = judge(Meeting(fact, view.runtimes(fact.sink)))
    context = "in training" if fact.context.training else "outside of training, as far as can be seen"
    result = verdict.words
    chain = way(fact, fact.sink)
    yield Known(fact.sink, f"{name}, and meets {output(fact.pred)}, {context}: {result}", chain)
    if fact.loss.written != fact.sink:
        yield Known(
            fact.loss.written,
            loss_words(fact.loss),
            ((fact.sink, f"{result}: meets {output(fact.pred)} here"),),
        )
    if fact.compiled is not None and fact.compiled.place != fact.sink:
        yield Known(fact.compiled.place, f"compiles a model that gives {output(fact.pred)}", chain)
    yield from _output(fact.pred, ((fact.sink, f"meets {fact.row.name} here"),))


def _output(tensor: Tensor, after: Way = ()) -> Iterator[Known]:
    """Where the tensor was made: what becomes of it."""
    if tensor.origin is not None:
        for place in dict.fromkeys((tensor.origin.place, origin_place(tensor.origin))):
            hint = space_of(tensor) if place == tensor.origin.place else ""
            yield Known(place, _MAKES + output_at_origin(tensor), after, hint)


def _metric(fact: MetricFact) -> Iterator[Known]:
    yield Known(fact.place, f"the metric {fact.metric.symbol} reads {output(fact.pred)}", chain(fact.pred))
    yield from _output(fact.pred)


_READERS = {
    "order": "only the order of the scores is read, which is the same for logits and probabilities",
    "value": "the numbers are read",
    "layer": "the numbers are read",
    "show": "the numbers are shown",
    "threshold": "the numbers are compared with a threshold",
    "escape": "the numbers leave what can be seen",
    "joined": "the numbers leave what can be seen",
}


def _use(use: Use) -> Known:
    why = f" ({use.why})" if use.why else ""
    applied = ((use.origin.place, f"{use.origin.function} applied here"),)
    return Known(use.place, f"an output of {use.origin.function}; {_READERS[use.kind]}{why}", applied)


def _escape(escape: Escape) -> Known:
    return Known(escape.place, f"a model or an output leaves what can be seen: {escape.why}")
