"""# activation-applied-twice (XEN201)

A softmax or sigmoid output meets a crossentropy that applies the activation itself.

## What it does
Reports predictions that are proved to be the output of a softmax or sigmoid where the crossentropy
expects logits (`from_logits=True`, or a `*_with_logits` function), and a softmax that is applied to
the output of a softmax. So are probabilities that are sampled from as if they were logits
(`tf.random.categorical`).

## Why is this bad?
The second softmax squeezes probabilities in [0, 1] into an almost even distribution: with ten classes the
loss cannot fall below 1.461, gradients are small everywhere, and accuracy stops at 0.70 to 0.78 where the
repaired network reaches 0.97, or stays at chance.

## Example
```python
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
```

## Fix safety
The fix removes the activation. Safe when every reader of the output is in sight and keeps its meaning;
readers of the probabilities are given `tf.nn.softmax(...)`.

## References
- `tf.nn.softmax_cross_entropy_with_logits`: "expects unscaled logits"
"""

from __future__ import annotations

from collections.abc import Iterator

from ..apis.spaces import Space
from ..keras.facts import LossFact, ReadFact, TwiceFact
from . import words
from .diagnostic import Severity
from .finding import Finding, Repair, View
from .meeting import Meeting
from .rule import Rule


def holds(met: Meeting) -> bool:
    """Probabilities meet what makes probabilities of them."""
    return met.is_doubled


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN201."""
    function = fact.pred.function
    if not fact.flag:
        message = f"a {function} of a {function} output meets {fact.row.name}"
        yield Finding(
            "XEN201",
            Severity.ERROR,
            message,
            fact.sink,
            words.way(fact, fact.sink),
            f"apply the {function} once",
            fact,
            Repair.ONCE,
        )
        return
    takes = "from_logits=True" if fact.row.expects == "flag" else "logits"
    own = fact.row.kind.function if fact.row.kind is not None else function
    does = "applies the activation again" if own == function else f"applies a {own} to it"
    yield Finding(
        "XEN201", Severity.ERROR,
        f"{function} output meets {fact.row.name}, which takes {takes} and {does}",
        fact.sink, words.way(fact, fact.sink), f"remove the {function} and keep the loss on logits", fact,
    )  # fmt: skip


def check_read(view: View, fact: ReadFact) -> Iterator[Finding]:
    """Probabilities where a function that is no loss takes logits."""
    pred = fact.pred
    if fact.takes != "logits" or pred.space is not Space.PROBABILITIES or pred.function != "softmax":
        return
    if pred.axis is None or not all(step.row.samples for step in pred.steps):
        return
    origin = pred.origin
    related = ((words.origin_place(origin), f"{origin.function} applied here"),) if origin is not None else ()
    yield Finding(
        "XEN201", Severity.ERROR,
        f"{pred.function} output is given to {fact.name}, which takes logits and {fact.does}",
        fact.place, related, "give it the logarithm of the probabilities, or the logits", fact,
    )  # fmt: skip


def check_twice(view: View, fact: TwiceFact) -> Iterator[Finding]:
    """The same activation on its own output, without a loss."""
    inner = fact.inner.origin
    related = (
        ((words.origin_place(inner), f"first {inner.function} applied here"),) if inner is not None else ()
    )
    yield Finding(
        "XEN201", Severity.ERROR, f"{fact.outer.function} is applied to the output of a {fact.inner.function}",
        fact.outer.place, related, f"remove one {fact.inner.function}", fact,
    )  # fmt: skip


RULE = Rule(holds, check, twice=check_twice, reads=check_read)
