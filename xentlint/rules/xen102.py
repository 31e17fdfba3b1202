"""# probabilities-in-compile (XEN102)

A softmax or sigmoid output meets a compiled crossentropy that expects probabilities, and the logits are not recovered.

## What it does
Reports a model whose output is proved to be a softmax or sigmoid, compiled with a crossentropy that has
`from_logits=False` written out, or where the measured table of runtimes says that Keras cannot recover
the logits: `run_eagerly=True` before Keras 2.4, a float16 softmax under mixed precision, `ignore_class`,
anything after the softmax (a reshape, a cast, an index), `TimeDistributed`, Keras 3 on JAX or Torch.
Where nothing says which Keras is meant, what only TensorFlow 2.0 to 2.3 cannot recover is XEN103.

## Why is this bad?
Where the logits are not recovered, the probabilities are clipped to [1e-7, 1 - 1e-7] and saturated
samples have a gradient of exactly zero. A Reshape after the softmax is enough for training in plain
`fit` to stay at an accuracy of 0.10 where the repaired model reaches 0.98.

## Example
```python
model = keras.Sequential([keras.layers.Dense(10, activation="softmax"), keras.layers.Reshape((10,))])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(10), keras.layers.Reshape((10,))])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
```

## Fix safety
As for XEN101: safe when every reader of the output is in sight and keeps its meaning.

## References
- `keras/src/backend/tensorflow/nn.py`: `_get_logits`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..keras.facts import LossFact
from . import numeric, words
from .diagnostic import Severity
from .finding import Finding, View
from .meeting import Meeting
from .rule import Rule


def holds(met: Meeting) -> bool:
    """A compiled loss of probabilities was asked for, or loses the logits behind them."""
    if not (met.is_fragile and met.fact.context.compiled):
        return False
    return met.fact.loss.flag is not None or not numeric.recovered_today(met.fact, met.runtimes)


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN102."""
    runtimes = view.runtimes(fact.sink)
    function = fact.pred.function
    rescued = numeric.recovered(fact, runtimes)
    if rescued:
        message = (
            f"{function} output is compiled with {fact.row.name}(from_logits=False); Keras recovers the logits here, "
            "until a cast, reshape or index comes in between"
        )
    else:
        between = words.what_lies_between(fact.pred)
        behind = f" behind {between}" if between else ""
        where = words.eras(numeric.culprits(fact, runtimes), runtimes)
        on = f" {where}" if where else ""
        message = (
            f"{function} output{behind} is compiled with {fact.row.name} and the logits cannot be recovered{on}: "
            "it is clipped before the log and saturated samples have no gradient"
        )
    yield Finding(
        "XEN102", Severity.INFO if rescued else Severity.WARNING, message, fact.sink, words.way(fact, fact.sink),
        f"remove the {function} and use from_logits=True", fact,
    )  # fmt: skip


RULE = Rule(holds, check)
