"""The readers of an output that changes from probabilities to logits: rewritten, or the reason for doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from ..flow import models, sequences
from ..flow.evaluator import Exhausted, Frame
from ..flow.facts import Escape, Use
from ..flow.guards import alternatives
from ..flow.values import ApiObject, Instance, Origin, Place, Tensor, Value
from ..rules import metric
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .names import Names

_INDIFFERENT = frozenset({"order", "loss"})


def rewrite(
    view: View,
    names: Names,
    origins: Sequence[Origin],
    doubt: Callable[[str], None],
    replaced: Sequence[Place] = (),
) -> list[Edit]:
    """Give every reader of the probabilities of ``origins`` its probabilities back."""
    edits: list[Edit] = []
    uses = list(view.program.facts.uses.values())
    wrapped: set[Place] = set()
    for use in uses:
        if use.origin not in origins or use.kind in _INDIFFERENT or use.place in wrapped:
            continue
        if any(text.inside(use.place, place) for place in replaced):
            continue
        if use.kind == "metric" and _metric_is_indifferent(view, use):
            continue
        if use.kind == "escape":
            doubt(f"the output is {use.why}" if use.why else "the output escapes")
            continue
        if use.moved:
            doubt("the model reshapes its output, which a reader needs as probabilities")
        if any(text.inside(use.place, origin.place) for origin in origins):
            doubt("the output is read inside the layer that makes it")
            continue
        if not isinstance(use.place.node, cst.BaseExpression):
            doubt("a reader of the output is not an expression")
            continue
        if any(other.place == use.place and other.origin not in origins for other in uses):
            doubt("a reader of the output also reads another output")
        elif _is_parameter(use.place):
            doubt("a reader of the output is a function with other callers")
        before, after = names.softmax(use.place, use.function, use.numpy)
        edits.extend(text.surround(use.place, before, after))
        wrapped.add(use.place)
    return edits


def _metric_is_indifferent(view: View, use: Use) -> bool:
    for fact in view.program.facts.metrics.values():
        if fact.pred_place == use.place:
            row = metric.resolved(fact, view.runtimes(fact.place))
            if row is None or row.space != "order-only":
                return False
    return True


def _is_parameter(place: Place) -> bool:
    """Whether the expression is the parameter of a function: other callers may pass other things."""
    if not isinstance(place.node, cst.Name):
        return False
    function = text.enclosing(place, cst.FunctionDef, cst.Lambda)
    if function is None or not isinstance(function.node, cst.FunctionDef | cst.Lambda):
        return False
    params = function.node.params
    return any(
        p.name.value == place.node.value
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
    )


def escape(view: View, origin: Origin) -> str | None:
    """How the output of ``origin`` leaves the program's sight, or ``None`` when it does not."""
    ev = view.program.evaluator
    for each in ev.facts.escapes.values():
        if _holds(view, each, origin):
            return (
                f"the model is {each.why} ({each.place.module.path.name}:{text.span(each.place).start.row})"
            )
    for node, instances in ev.instances.items():
        made = [ev.places.get(instance.number) for instance in instances]
        if all(place is None or place.node is node for place in made):
            cls = ev.classes.get(node)
            if (
                cls is not None
                and cls.module is origin.place.module
                and text.inside(origin.place, Place(cls.module, cls.unit, cls.node))
            ):
                return f"class {cls.name} is used by callers out of sight"
    return None


def _holds(view: View, each: Escape, origin: Origin) -> bool:
    ev = view.program.evaluator
    value = each.value
    if isinstance(value, ApiObject):
        return value.place == origin.place
    if isinstance(value, Tensor):
        return value.origin == origin
    if isinstance(value, Instance) and models.is_layer(value) and not models.is_model(value):
        cls = value.cls
        return text.inside(origin.place, Place(cls.module, cls.unit, cls.node))
    ev.path, ev.running = {}, []
    ev.frames = [Frame(each.place.module.scope, each.place.module, each.place.unit)]
    ev.steps, ev.limit = 0, 20_000
    try:
        outputs = models.outputs_of(ev, value, each.place, training=False)
    except Exhausted:
        return True
    finally:
        ev.frames = []
    return _has_origin(view, outputs, origin)


def _has_origin(view: View, value: Value, origin: Origin) -> bool:
    for _, option in alternatives(value):
        if isinstance(option, Tensor) and option.origin == origin:
            return True
        known = sequences.items_of(view.program.evaluator, option)
        if known is not None and any(_has_origin(view, inner, origin) for inner in known[0]):
            return True
    return False
