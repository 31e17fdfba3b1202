"""Metrics on logits: the argument that keeps a metric right when its input changes space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from ..apis.metrics import MetricRow
from ..apis.spaces import Space
from ..flow.facts import MetricFact
from ..flow.values import Const
from ..rules import metric
from ..rules.finding import View
from ..sources.positions import Edit
from . import text
from .names import Names
from .text import NotEditable


def repair(view: View, names: Names, fact: MetricFact) -> list[Edit]:
    """The edits for a metric that is fed the wrong space now."""
    wrong = metric.wrong(fact, view.runtimes(fact.place), metric.logit_outputs(view.program.facts))
    if wrong is None:
        raise NotEditable("the metric is right")
    if fact.pred.space is Space.PROBABILITIES:
        name = wrong.row.repair or "from_logits"
        flag = fact.metric.arguments.place(name, wrong.row.position) if fact.metric.arguments else None
        if flag is None:
            raise NotEditable("the argument is not written out")
        return [text.replace(flag, "False" if name == "from_logits" else "0.5")]
    return _on_logits(names, fact, wrong.row)


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
    given = fact.metric.arguments
    if (
        row.switch is not None
        and given is not None
        and given.get(row.switch.keyword, row.switch.position) is not None
    ):
        return []
    return _on_logits(names, replace(fact, pred=replace(fact.pred, space=Space.LINEAR)), row)


_CLASS_OF = {"binary_accuracy": "BinaryAccuracy", "binary_crossentropy": "BinaryCrossentropy",
             "categorical_crossentropy": "CategoricalCrossentropy",
             "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy"}  # fmt: skip


def _on_logits(names: Names, fact: MetricFact, row: MetricRow) -> list[Edit]:
    if row.repair is None or row.repair_value is None:
        raise NotEditable(f"the metric {row.name} cannot read logits")
    function = "sigmoid" if fact.pred.units == 1 or fact.pred.function == "sigmoid" else fact.pred.function
    if function == "linear":
        function = "sigmoid" if fact.loss is not None and fact.loss.row.kind == "binary" else "softmax"
    if function not in row.repair_functions:
        raise NotEditable(f"the metric {row.name} cannot read the logits of a {function}")
    metric_value = fact.metric
    if metric_value.form == "object":
        written = (
            metric_value.arguments.get(row.repair, row.position)
            if metric_value.arguments is not None
            else None
        )
        if written is not None and not (isinstance(written, Const) and written.value in (None, 0.5, False)):
            raise NotEditable(f"the metric {row.name} has a threshold of its own")
        return text.set_argument(metric_value.written, row.repair, row.position, row.repair_value)
    if fact.compiled is None:
        return text.set_argument(fact.place, row.repair, row.function_position, row.repair_value)
    class_name = _CLASS_OF.get(row.name)
    name = metric_value.symbol if metric_value.form == "string" else row.name
    if class_name is None:
        class_name = name
    quote = '"'
    if isinstance(metric_value.written.node, cst.SimpleString):
        quote = metric_value.written.node.quote[:1]
    spelled = names.keras(metric_value.written, "metrics", class_name)
    arguments = f"{row.repair}={row.repair_value}"
    if name != class_name:
        arguments += f", name={quote}{name}{quote}"
    return [text.replace(metric_value.written, f"{spelled}({arguments})")]
