"""# default-probabilities-in-compile (XEN103, opt-in)

A softmax or sigmoid output is compiled with a crossentropy by default; Keras recovers the logits.

## What it does
Reports a model whose output is proved to be a softmax or sigmoid and that is compiled with a
crossentropy that expects probabilities by default, such as `loss="categorical_crossentropy"`, where
every targeted runtime recovers the logits. Off unless selected.

## Why is this bad?
It trains as it should, and only because Keras looks behind the activation. The same model in a gradient
tape, behind a cast or a reshape, or on another backend does not.

## Example
```python
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(10)])
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
    """A compiled loss expects probabilities by default, and finds the logits behind them."""
    if not (met.is_fragile and met.fact.context.compiled):
        return False
    return met.fact.loss.flag is None and numeric.recovered_today(met.fact, met.runtimes)


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN103."""
    function, runtimes = fact.pred.function, view.runtimes(fact.sink)
    lost = words.eras(numeric.culprits(fact, runtimes), runtimes)
    here = f"here, but not {lost}" if lost and not numeric.recovered(fact, runtimes) else "here"
    yield Finding(
        "XEN103", Severity.INFO,
        f"{function} output is compiled with {fact.row.name} by default; Keras recovers the logits {here}, until a cast, "
        "reshape or index comes in between or the model is trained in a gradient tape",
        fact.sink, words.way(fact, fact.sink), f"remove the {function} and use from_logits=True", fact,
    )  # fmt: skip


RULE = Rule(holds, check)
