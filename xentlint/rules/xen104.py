"""# log-of-probabilities (XEN104)

A hand-written crossentropy takes the logarithm of a softmax or sigmoid.

## What it does
Reports `log(softmax(x))` and `log(sigmoid(x))`, also with a clip or an epsilon, where labels weigh or
select the result: a crossentropy written by hand. Entropies, KL terms, temperatures before sampling
and logarithms that are only shown are left alone.

## Why is this bad?
The softmax of a saturated network holds exact zeros: their logarithm is minus infinity and the training
turns to NaN. With a clip or an epsilon the gradient of those samples is exactly zero instead.

## Example
```python
def cross_entropy(logits, labels):
    probabilities = tf.nn.softmax(logits)
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.math.log(probabilities), axis=-1))
```

## Use instead
```python
def cross_entropy(logits, labels):
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.nn.log_softmax(logits), axis=-1))
```

## Fix safety
The fix removes the softmax where it is made and writes `tf.nn.log_softmax` for the logarithm. It is safe
when every other reader of the probabilities is in sight.

## References
- `tf.nn.log_softmax`, `tf.nn.softmax_cross_entropy_with_logits`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..keras.facts import LogFact
from ..python.modules import Place
from . import words
from .diagnostic import Severity
from .finding import Finding, View
from .rule import Rule


def check(view: View, fact: LogFact) -> Iterator[Finding]:
    """A crossentropy by hand, where it is trained or where nobody in sight tells what becomes of it."""
    if not (fact.context.training or fact.context.uncalled) or fact.context.evaluation:
        return
    function = fact.pred.function
    origin = fact.pred.origin
    kinds = {step.kind for step in fact.pred.steps}
    harm = "it is NaN once a probability is zero"
    if "clip" in kinds:
        harm = "its gradient is zero where the clip acts"
    elif "shift" in kinds:
        harm = "an epsilon bounds the loss and takes saturated samples their gradient"
    related: tuple[tuple[Place, str], ...] = (
        ((words.origin_place(origin), f"{function} applied here"),) if origin is not None else ()
    )
    related += tuple((outer, "reached from here") for outer in fact.outer[-1:] if outer != fact.log)
    yield Finding(
        "XEN104", Severity.WARNING,
        f"hand-written crossentropy takes the log of a {function} output: {harm}",
        fact.log, related, f"use {_instead(fact)} on what the {function} is given", fact,
    )  # fmt: skip


def _instead(fact: LogFact) -> str:
    if words.is_of_torch(fact.pred.origin):
        one = "F.log_softmax, or the crossentropy of logits,"
        return one if fact.pred.function == "softmax" else "F.logsigmoid, or the crossentropy of logits,"
    return "tf.nn.log_softmax or a crossentropy with from_logits=True"


RULE = Rule(logs=check)
