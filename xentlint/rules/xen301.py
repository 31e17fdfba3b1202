"""# metric-in-wrong-space (XEN301)

A metric that thresholds or averages probabilities is fed logits.

## What it does
Reports metrics such as `BinaryAccuracy`, `Precision`, `Recall`, `AUC` or a crossentropy metric that are
computed from the output of a model proved to be linear, and metrics with `from_logits=True` that are
computed from probabilities; and logits that are given to `decode_predictions` or `ctc_decode`.
Metrics that only compare the classes of one sample (categorical accuracy, top-k)
are the same in both spaces and are never reported. Metrics that compare class numbers (`Accuracy`,
`MeanIoU`, `IoU`) are reported when they are fed scores, and so are the logits of a binary classifier that
are compared with 0.5 or rounded, and metrics of one-hot labels next to a loss of class numbers (their argmax
is 0 for every sample). `"accuracy"` next to a binary crossentropy stands for
`BinaryAccuracy`, which thresholds at 0.5.

## Why is this bad?
Training is right and the number that is watched is not: a threshold of 0.5 on a logit asks for a
probability of 0.62. Early stopping and model selection follow the wrong number.

## Example
```python
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True),
              metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)])
```

## Fix safety
The fix gives the metric the argument that makes it right on logits. It is safe: the metric keeps its name
and its meaning.

## References
- `tf.keras.metrics.BinaryAccuracy`, argument `threshold`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..apis.spaces import LossKind, Space
from ..keras.facts import Facts, MetricFact, ReadFact
from ..keras.values import Origin
from . import metric
from .diagnostic import Severity
from .finding import Finding, View
from .rule import Rule


def check_cut(view: View, fact: ReadFact) -> Iterator[Finding]:
    """The logits of a binary classifier on one side or the other of a half."""
    if not fact.cut or fact.pred.origin not in _binary_logits(view.program.facts):
        return
    if not all(step.row.samples or step.kind in _ON_ITS_SIDE for step in fact.pred.steps):
        return
    related = ((fact.pred.origin.place, "the output is linear here"),) if fact.pred.origin is not None else ()
    yield Finding(
        "XEN301", Severity.ERROR, "logits are cut at 0.5, which is the threshold of probabilities",
        fact.place, related, "cut them at 0, or apply a sigmoid first", fact,
    )  # fmt: skip


_ON_ITS_SIDE = frozenset({"mean", "clip"})
"""Steps after which logits are still cut where they should not be: on which side of a half they were, they are."""


def check_read(view: View, fact: ReadFact) -> Iterator[Finding]:
    """Logits where a function that is no loss takes probabilities."""
    pred = fact.pred
    if fact.cut or fact.takes != "probabilities" or pred.space is not Space.LINEAR:
        return
    if not all(step.row.samples for step in pred.steps):
        return
    related = ((pred.origin.place, "the output is linear here"),) if pred.origin is not None else ()
    yield Finding(
        "XEN301", Severity.ERROR, f"logits are given to {fact.name}, which takes probabilities and {fact.does}",
        fact.place, related, "apply the activation first", fact,
    )  # fmt: skip


def _reads(view: View, fact: ReadFact) -> Iterator[Finding]:
    yield from check_cut(view, fact)
    yield from check_read(view, fact)


def _binary_logits(facts: Facts) -> frozenset[Origin]:
    """The linear outputs that are trained as the logits of a sigmoid, and as nothing else."""
    trained = [each for each in facts.losses.values() if each.pred.space is Space.LINEAR and each.flag]
    others = {each.pred.origin for each in trained if each.row.kind is not LossKind.BINARY}
    binary = {each.pred.origin for each in trained if each.row.kind is LossKind.BINARY}
    return frozenset(origin for origin in binary - others if origin is not None)


def check(view: View, fact: MetricFact) -> Iterator[Finding]:
    """A metric that reads its input in the wrong space."""
    wrong = metric.wrong(fact, view.runtimes(fact.place), metric.logit_outputs(view.program.facts))
    if wrong is None:
        return
    related = []
    origin = fact.pred.origin
    if origin is not None:
        what = "linear" if origin.function == "linear" else origin.function
        related.append((origin.place, f"the output is {what} here"))
    if fact.metric.written != fact.place:
        related.append((fact.metric.written, "the metric is written here"))
    yield Finding("XEN301", Severity.ERROR, wrong.message, fact.place, tuple(related), wrong.advice, fact)


RULE = Rule(reads=_reads, metrics=check)
