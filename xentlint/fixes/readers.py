"""The readers of an output that changes from probabilities to logits: rewritten, or the reason for doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import libcst as cst

from ..keras.facts import LogFact, LossFact, Use
from ..keras.values import Origin, Tensor
from ..python.modules import Place, inside
from ..rules import metric
from ..rules.finding import View
from ..sources.positions import Edit
from . import activations, applications, by_name, standing, text, two_names
from .names import Names
from .text import NotEditable

_INDIFFERENT = frozenset({"order", "loss"})


def rewrite(
    view: View,
    names: Names,
    origins: Sequence[Origin],
    doubt: Callable[[str], None],
    replaced: Sequence[Place] = (),
    function: str | None = None,
) -> list[Edit]:
    """Give every reader of the probabilities of ``origins`` its probabilities back.

    ``replaced`` are expressions that the plan rewrites by other means; ``function`` is the activation
    that belongs to the loss from now on, if it is another one. Raises NotEditable where a
    reader cannot have probabilities without the loss being given them too.
    """
    edits: list[Edit] = []
    uses = list(view.program.facts.uses.values())
    feeding = _feeding(view, origins)
    wrapped: set[Place] = set()
    calls = applications.of(view, origins, replaced)

    def indifferent(place: Place) -> list[Place] | None:
        readers = [use for use in uses if use.made == place]
        if all(_is_indifferent(view, use) for use in readers):
            return [use.at for use in readers if use.at is not None]
        return None

    whole = applications.read_as_whole(view, calls, indifferent)
    for call, output in whole.items():
        if output.numpy and standing.works_in_graphs(view, call):
            doubt(f"without eager execution a tensor has no numpy() ({text.where(call)})")
        if applications.of_a_parameter(call):
            doubt(f"the output is read in a function that others may call too ({text.where(call)})")
        axis = activations.axis(output.origin)
        before, after = names.wrapped(call, function or output.origin.function, output.numpy, axis)
        edits.extend(text.surround(call, before, after))
    fine = [*replaced, *_fine(view, uses, origins)]
    parted: set[Place] = set()
    for call, output in calls.given.items():
        if any(use.made == call and not _is_indifferent(view, use) for use in uses) or not (
            applications.accounted(view, call, applications.Fine(fine))
        ):
            two = two_names.split(view, names, call, output, function)
            if two is not None:
                edits.extend(two)
                parted.add(call)
    for use in uses:
        if use.origin not in origins or use.kind in _INDIFFERENT or use.place in wrapped:
            continue
        if use.made in whole or use.made in parted:
            continue
        if any(inside(use.place, place) for place in replaced):
            continue
        if _is_indifferent(view, use):
            continue
        here = text.where(use.place)
        if use.kind == "joined":
            # What is read of the whole is no longer the classes of one output.
            raise NotEditable(f"the output is {use.why} ({here})")
        if use.kind == "escape":
            what = use.why if " " in use.why else f"read by {use.why or 'code out of sight'}"
            doubt(f"the output is {what} ({here})")
            continue
        if use.kind == "layer":
            raise NotEditable(f"another layer reads the output ({here})")
        if use.mixed:
            doubt(f"what is read may be something else than the output ({here})")
        if use.computed:
            raise NotEditable(f"the model computes with its output before it is read ({here})")
        if use.moved:
            doubt(f"the model reshapes its output, which is read as probabilities ({here})")
        if any(inside(use.place, origin.place) for origin in origins):
            doubt(f"the output is read inside the layer that makes it ({here})")
            continue
        place = _expression(use.place)
        if place in wrapped:
            continue
        if place is None:
            doubt(f"a reader of the output cannot be given probabilities ({here})")
            continue
        if use.place in feeding:
            raise NotEditable("the output is changed on its way to the loss, and read after that")
        if any(
            other.place == use.place and other.origin not in origins and other.kind not in _INDIFFERENT
            for other in uses
        ):
            raise NotEditable(f"a reader of the output also reads another one ({here})")
        if text.is_parameter(place):
            doubt(f"the output is read in a function that others may call too ({here})")
        if use.numpy and standing.works_in_graphs(view, place):
            doubt(f"without eager execution a tensor has no numpy() ({here})")
        tensor = _made_an_array(place) if use.numpy else None
        numpy = use.numpy and tensor is None
        loop = text.enclosing(place, cst.For, cst.While)
        if loop is not None and not use.numpy and standing.works_in_graphs(view, place):
            doubt(f"each run would add an operation to the graph ({here})")
        before, after = names.wrapped(place, function or use.function, numpy, activations.axis(use.origin))
        edits.extend(text.surround(tensor or place, before, after))
        wrapped.update((use.place, place))
    edits.extend(_labels(view, names, origins, doubt, wrapped, {*whole, *parted}))
    missed = applications.not_looked_at(view, origins)
    if missed is not None:
        doubt(f"a call of a model is not followed ({text.where(missed)})")
    taken = by_name.taken(view, origins)
    if taken is not None:
        doubt(f"what a module binds is taken by a name that is not written ({text.where(taken)})")
    unread = applications.unread(view, origins)
    if unread is not None:
        doubt(f"{unread.path.name} has a part that cannot be read")
    for place, why in calls.other.items():
        doubt(f"{why} ({text.where(place)})")
    fine = [*wrapped, *fine]
    mine = {use.at for use in uses if use.origin in origins}
    others = [use.at for use in uses if use.at is not None and use.at not in mine]
    for place, made in view.program.facts.several.items():
        if place in view.program.facts.nested or not made.intersection(origins):
            continue
        if not applications.accounted(view, place, applications.Fine([*fine, *others], several=True)):
            doubt(f"what becomes of an output of several is not known ({text.where(place)})")
    for places, what in (
        (calls.fed - parted, "that a loss is given"),
        (calls.altered, "that a model changes"),
    ):
        for place in text.in_order(places):
            if not applications.accounted(view, place, applications.Fine(fine)):
                doubt(f"what becomes of the output {what} is not known ({text.where(place)})")
    return edits


def is_in_a_graph_for_others(view: View, origin: Origin) -> bool:
    """Whether an activation is part of a graph, and read there by more than losses and such as do not care.

    Who reads it by another operation adds that to the graph, at each run anew, or to one that is finished; and
    it may be asked for by its name.
    """
    if not standing.works_in_graphs(view, origin.place):
        return False
    return standing.is_an_operation_with_a_name(view, origin) or any(
        use.origin == origin and not _is_indifferent(view, use) for use in view.program.facts.uses.values()
    )


def _is_indifferent(view: View, use: Use) -> bool:
    return use.kind in _INDIFFERENT or (use.kind == "metric" and _metric_is_indifferent(view, use))


def _fine(view: View, uses: Sequence[Use], origins: Sequence[Origin]) -> Iterator[Place]:
    """Operands that may become logits: those of losses, and of readers that do not care."""
    for use in uses:
        if use.origin in origins and use.at is not None and _is_indifferent(view, use):
            yield use.at
    for fact in view.program.facts.losses.values():
        if fact.pred.origin in origins and fact.pred_place is not None:
            yield fact.pred_place


def _labels(
    view: View,
    names: Names,
    origins: Sequence[Origin],
    doubt: Callable[[str], None],
    wrapped: set[Place],
    whole: Collection[Place],
) -> list[Edit]:
    """Outputs that are the labels of another loss, as a teacher's are: labels are probabilities."""
    edits: list[Edit] = []
    for fact in view.program.facts.losses.values():
        true, place = fact.true, fact.true_place
        if not isinstance(true, Tensor) or true.origin not in origins or place in wrapped:
            continue
        if true.application in whole:
            continue
        assert true.origin is not None
        if place is None or true.changed:
            raise NotEditable(
                f"the output is changed before it labels another loss ({text.where(fact.sink)})"
            )
        if text.is_parameter(place):
            doubt(f"the output labels a loss in a function that others may call too ({text.where(place)})")
        before, after = names.wrapped(place, true.function, true.numpy, activations.axis(true.origin))
        edits.extend(text.surround(place, before, after))
        wrapped.add(place)
    return edits


_BUILT_INS = frozenset(
    {
        "dict",
        "filter",
        "iter",
        "list",
        "map",
        "max",
        "min",
        "reversed",
        "set",
        "sorted",
        "sum",
        "tuple",
        "zip",
    }
)


def _expression(place: Place) -> Place | None:
    """The expression to wrap, ``None`` where it holds more than the output: ``zip(names, p)``."""
    node: cst.CSTNode = place.node.iter if isinstance(place.node, cst.For | cst.CompFor) else place.node
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        name = node.func.value
        if name == "enumerate" and node.args and not node.args[0].star:
            node = node.args[0].value
        elif name in _BUILT_INS:
            return None
        else:
            break
    return text.child(place, node) if isinstance(node, cst.BaseExpression) else None


def _made_an_array(place: Place) -> Place | None:
    """The tensor of ``tensor.numpy()``."""
    func = place.node.func if isinstance(place.node, cst.Call) and not place.node.args else None
    if isinstance(func, cst.Attribute) and func.attr.value == "numpy":
        return text.child(place, func.value)
    return None


def _feeding(view: View, origins: Sequence[Origin]) -> set[Place]:
    """The last expressions that hold the output unaltered before a loss is given something else."""
    facts = view.program.facts
    met: list[LossFact | LogFact] = [*facts.losses.values(), *facts.logs.values()]
    return {
        fact.pred.read[0]
        for fact in met
        if fact.pred.origin in origins and fact.pred.read is not None and fact.pred.changed
    }


def _metric_is_indifferent(view: View, use: Use) -> bool:
    found = False
    for fact in view.program.facts.metrics.values():
        if fact.pred_place is not None and inside(use.place, fact.pred_place):
            found = True
            row = metric.resolved(fact, view.runtimes(fact.place))
            if row is None or row.space != "order-only":
                return False
    return found


def escape(view: View, origin: Origin) -> str | None:
    """How the output of ``origin`` leaves the program's sight, or ``None`` when it does not."""
    found = view.program.leaving(origin, layers=activations.takes_a_layer_out(view, origin))
    if found is None:
        return "models that are trained are saved by a tracker" if standing.is_tracked(view, origin) else None
    return f"{found.words} ({text.where(found.place)})" if found.place is not None else found.words
