"""Metrics on logits: the argument that keeps a metric right when its input changes space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from ..apis.metrics import MetricRow
from ..apis.spaces import LossKind, Space
from ..keras.facts import LossFact, MetricFact
from ..python.modules import Place, inside
from ..python.nodes import children
from ..python.values import Const
from ..rules import metric
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .connected import connected
from .names import Names
from .text import NotEditable


def repair(view: View, names: Names, fact: MetricFact, doubt: Callable[[str], None]) -> list[Edit]:
    """The edits for a metric that is fed the wrong space now."""
    wrong = metric.wrong(fact, view.runtimes(fact.place), metric.logit_outputs(view.program.facts))
    if wrong is None:
        raise NotEditable("the metric is right")
    if wrong.row.space in ("classes", "order-only"):
        raise NotEditable("no argument makes the metric right")
    if fact.pred.space is Space.PROBABILITIES:
        name = wrong.row.repair or "from_logits"
        flag = fact.metric.arguments.place(name, wrong.row.position) if fact.metric.arguments else None
        if flag is None:
            raise NotEditable("the argument is not written out")
        return [text.replace(flag, "False" if name == "from_logits" else "0.5")]
    return _on_logits(view, names, fact, wrong.row, doubt)


def after_repair(view: View, names: Names, fact: MetricFact, doubt: Callable[[str], None]) -> list[Edit]:
    """The edits for a metric whose input becomes logits; none where it does not care.

    Raises NotEditable for a metric that would be wrong on logits and cannot be repaired.
    """
    if fact.metric.symbol.lower() in ("accuracy", "acc"):
        row = metric.resolved(fact, view.runtimes(fact.place))
        if row is None:
            doubt("which metric 'accuracy' stands for is not known")
            return []
    else:
        row = metric.resolved(fact, view.runtimes(fact.place))
    if row is None or row.space not in ("threshold", "probability"):
        if row is not None and row.space in ("regression", "classes"):
            doubt(f"the metric {row.name} reads the values themselves")
        return []
    if fact.compiled is None:
        return []
    for other in view.program.facts.metrics.values():
        if other.place == fact.place and other.compiled is not None and other.pred.origin != fact.pred.origin:
            apart = metric.resolved(other, view.runtimes(other.place))
            if apart != row or other.pred.function != fact.pred.function:
                raise NotEditable("the metric is shared with an output that needs another one")
    given = fact.metric.arguments
    if (
        row.switch is not None
        and given is not None
        and given.get(row.switch.keyword, row.switch.position) is not None
    ):
        return []
    return _on_logits(view, names, replace(fact, pred=replace(fact.pred, space=Space.LINEAR)), row, doubt)


def unmatched(view: View, meeting: LossFact, doubt: Callable[[str], None]) -> None:
    """Doubt the metrics of ``compile`` that no fact pairs with the output that changes.

    Facts pair metrics with the outputs as far as Keras 2 and 3 do it alike; for other lists, and for metrics
    that another library defines, what a metric reads is not known.
    """
    compiled = meeting.compiled
    if compiled is None:
        return
    paired = {
        fact.metric.symbol
        for fact in view.program.facts.metrics.values()
        if fact.compiled is not None
        and fact.compiled.place == compiled.place
        and fact.pred.origin == meeting.pred.origin
    }
    for name, position in (("metrics", 2), ("weighted_metrics", None)):
        given = compiled.arguments.get(name, position)
        if given is None:
            continue
        for made in view.program.metrics_in(given, element_of(meeting), compiled.place):
            if made is None:
                doubt(
                    f"a metric of compile() is unknown and may need probabilities ({text.where(compiled.place)})"
                )
            elif made.symbol not in paired:
                fact = MetricFact(made, meeting.pred, compiled.place, meeting.loss, meeting.context, compiled)
                row = metric.resolved(fact, view.runtimes(compiled.place))
                if row is None or row.space != "order-only":
                    shown = made.symbol.rpartition(".")[2]
                    doubt(f"the metric {shown} may need probabilities ({text.where(compiled.place)})")


def element_of(meeting: LossFact) -> int | str | None:
    """Which of several losses it is: its key or index where the losses are written."""
    above = text.parent(meeting.sink)
    if above is not None and isinstance(above.node, cst.DictElement):
        key = above.node.key
        return str(key.evaluated_value) if isinstance(key, cst.SimpleString) else None
    holder = text.parent(above) if above is not None else None
    if above is not None and holder is not None and isinstance(holder.node, cst.List | cst.Tuple):
        return next(i for i, element in enumerate(holder.node.elements) if element is above.node)
    return meeting.element


_CLASS_OF = {"binary_accuracy": "BinaryAccuracy", "binary_crossentropy": "BinaryCrossentropy",
             "categorical_crossentropy": "CategoricalCrossentropy",
             "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy"}  # fmt: skip


def _asks_for_the_name(view: View, fact: MetricFact) -> bool:
    """Whether the program may look up what the metric recorded under its name."""
    wanted = {f"{prefix}{fact.metric.symbol}".lower() for prefix in ("", "val_")}
    for module in connected(view, [fact.place.module]):
        waiting: list[cst.CSTNode] = list(module.trees)
        while waiting:
            node = waiting.pop()
            waiting.extend(children(node))
            if isinstance(node, cst.Attribute) and node.attr.value in ("history", "metrics_names"):
                return True
            if isinstance(node, cst.SimpleString) and node is not fact.metric.written.node:
                value = node.evaluated_value
                if isinstance(value, str) and value.lower() in wanted:
                    return True
    return False


def _is_written(place: Place) -> bool:
    """Whether a metric stands there, and not a name for what may be a list of them."""
    above = text.parent(place)
    return isinstance(place.node, cst.SimpleString | cst.ConcatenatedString | cst.Attribute) or (
        above is not None and isinstance(above.node, cst.Element | cst.DictElement)
    )


def _on_logits(
    view: View, names: Names, fact: MetricFact, row: MetricRow, doubt: Callable[[str], None]
) -> list[Edit]:
    eras = {runtime.era for runtime in view.runtimes(fact.place)}
    given = row.given(eras)
    if row.repair is None or row.repair_value is None or given is None:
        raise NotEditable(f"the metric {row.name} cannot read logits")
    if not row.repair_eras & eras:
        raise NotEditable(f"the metric {row.name} has no {row.repair} in the targeted Keras")
    function = "sigmoid" if fact.pred.units == 1 or fact.pred.function == "sigmoid" else fact.pred.function
    if function == "linear":
        function = "sigmoid" if fact.loss is not None and fact.loss.row.kind is LossKind.BINARY else "softmax"
    if function not in row.repair_functions:
        raise NotEditable(f"the metric {row.name} cannot read the logits of a {function}")
    metric_value = fact.metric
    if fact.compiled is not None and not inside(metric_value.written, fact.compiled.place):
        doubt(f"the metric {row.name} is written apart from the compile, where others may use it")
    if metric_value.form == "object":
        written = (
            metric_value.arguments.get(row.repair, row.position)
            if metric_value.arguments is not None
            else None
        )
        if written is not None and not (isinstance(written, Const) and written.value in (None, 0.5, False)):
            raise NotEditable(f"the metric {row.name} has {row.repair} of its own")
        return text.set_argument(metric_value.written, row.repair, row.position, given)
    if fact.compiled is None:
        return text.set_argument(fact.place, row.repair, row.function_position, row.repair_value)
    if not _is_written(metric_value.written):
        raise NotEditable(f"the metric {row.name} is not written where it is given")
    class_name = _CLASS_OF.get(row.name)
    name = metric_value.symbol if metric_value.form == "string" else row.name
    if class_name is None:
        class_name = name
    quote = '"'
    if isinstance(metric_value.written.node, cst.SimpleString):
        quote = metric_value.written.node.quote[:1]
    spelled = names.keras(metric_value.written, "metrics", class_name)
    arguments = f"{row.repair}={given}"
    if name == class_name and metric_value.form == "string" and _asks_for_the_name(view, fact):
        # As a string it is recorded as "AUC" by some versions of Keras and as "auc" by others.
        doubt(f"the metric {name} may be recorded under another name ({text.where(fact.place)})")
    if name != class_name:
        arguments += f", name={quote}{name}{quote}"
    return [text.replace(metric_value.written, f"{spelled}({arguments})")]
