"""# missing-activation (XEN202)

Logits meet a crossentropy that expects probabilities.

## What it does
Reports predictions that are proved to be a weighted sum without an activation where the crossentropy
expects probabilities: `from_logits=False`, written or by default, or the logarithm of a crossentropy that
is written by hand. So are logits, and probabilities, where a loss takes the logarithms of probabilities
(`torch.nn.NLLLoss`).

## Why is this bad?
Any number is taken for a probability: negative ones are clipped to 1e-7, the rest are normalised or
clipped to 1. What is trained is not a crossentropy; accuracy stays between 0.10 and 0.34. Keras never warns.

## Example
```python
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
```

## Fix safety
The fix sets `from_logits=True` and moves the thresholds of metrics. It changes what is trained, which is its
purpose; readers of the output saw logits before and still do. Unsafe when a reader compares the output
with a threshold, as if it were a probability.

## References
- `tf.keras.losses.CategoricalCrossentropy`, argument `from_logits`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..apis.spaces import Space
from ..keras.facts import LossFact
from . import words
from .diagnostic import Severity
from .finding import Finding, View
from .meeting import Meeting, is_partial
from .rule import Rule


def holds(met: Meeting) -> bool:
    """Scores, or the logarithms of probabilities, meet a loss of probabilities; neither do they meet one of logarithms."""
    pred = met.fact.pred
    if not met.is_readable or met.fact.flag:
        return False
    if met.fact.row.expects == "log-probabilities":
        return pred.space is Space.LINEAR or (pred.space is Space.PROBABILITIES and not is_partial(pred))
    return pred.space is Space.LINEAR or (pred.space is Space.LOG_PROBABILITIES and not pred.steps)


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN202."""
    what = {
        Space.LINEAR: "logits (the output has no activation)",
        Space.PROBABILITIES: f"{fact.pred.function} output",
    }.get(fact.pred.space, "log-probabilities")
    if fact.row.expects != "flag":
        meets = "meets" if fact.pred.space is Space.PROBABILITIES else "meet"
        yield Finding(
            "XEN202", Severity.ERROR, f"{what} {meets} {fact.row.name}, which takes {fact.row.expects}",
            fact.sink, words.way(fact, fact.sink), _advice(fact), fact,
        )  # fmt: skip
        return
    yield Finding(
        "XEN202", Severity.ERROR, f"{what} meet {fact.row.name}, which expects probabilities (from_logits=False)",
        fact.sink, words.way(fact, fact.sink), "use from_logits=True", fact,
    )  # fmt: skip


def _advice(fact: LossFact) -> str:
    if fact.row.expects == "log-probabilities":
        return "apply a log_softmax, or use the crossentropy of logits"
    if fact.pred.space is Space.LINEAR:
        return "give it probabilities: apply a softmax or a sigmoid"
    return "give it probabilities"


RULE = Rule(holds, check)
