"""# probabilities-in-training-step (XEN101)

A softmax or sigmoid output meets a crossentropy that expects probabilities, inside a gradient tape or a `train_step`.

## What it does
Reports a crossentropy with `from_logits=False` (written, or by default) whose predictions are proved to
be the output of a softmax or sigmoid, where the program takes gradients itself: in a
`tf.GradientTape` block, in a `train_step`, in a function that an optimizer minimises.

## Why is this bad?
Keras clips probabilities to [1e-7, 1 - 1e-7] before the logarithm. A network that is sure of a wrong
answer then has a loss of 16.118, a gradient of exactly zero, and never learns again: training sits
at a loss of 12 to 14 and an accuracy near chance where the same network on logits reaches 0.97. It also
keeps two more tensors of the output's size alive. Since Keras 2.4 the logits are sometimes cached on
the tensor and recovered; a `tf.nn.softmax`, a cast, a reshape, an index or another backend loses them.

## Example
```python
model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images, training=True))
```

## Use instead
```python
model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    loss = loss_fn(labels, model(images, training=True))
```

## Fix safety
The fix removes the activation, sets `from_logits=True`, and gives `tf.nn.softmax(...)` to every reader
of the probabilities. It is safe when every reader is in sight: argmax, top-k and order-only metrics
need nothing, the others are rewritten. It is unsafe when the output escapes: the model is saved,
returned to unknown callers, or passed to code that cannot be seen.

## References
- `tf.keras.losses.CategoricalCrossentropy`, argument `from_logits`
- `keras/src/backend/tensorflow/nn.py`: `categorical_crossentropy`, `_get_logits`
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
    """Probabilities are trained as such, where the program takes the gradients itself."""
    return met.is_fragile and not met.fact.context.compiled


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN101: ``info`` where every targeted runtime recovers the logits."""
    runtimes = view.runtimes(fact.sink)
    rescued = numeric.recovered(fact, runtimes)
    function = fact.pred.function
    looked_at = _of_an_input(view, fact)
    step = "a gradient with respect to the input" if looked_at else "a training step"
    if rescued:
        message = (
            f"{function} output meets {fact.row.name} as probabilities in {step}; Keras recovers the "
            "logits here, until a cast, reshape or index comes in between"
        )
    else:
        between = words.what_lies_between(fact.pred)
        behind = f" (behind {between})" if between else ""
        where = words.eras(numeric.culprits(fact, runtimes), runtimes)
        on = f" {where}" if where else ""
        message = (
            f"{function} output{behind} meets {fact.row.name} as probabilities in {step}: it is clipped"
            f"{on} to [1e-7, 1-1e-7] before the log and saturated samples have no gradient"
        )
    # In a train_step of the program that uses the compiled loss, the pair is made in compile().
    place = fact.sink
    yield Finding(
        "XEN101", Severity.INFO if rescued or looked_at else Severity.WARNING, message, place, words.way(fact, place),
        f"remove the {function} and use from_logits=True", fact,
    )  # fmt: skip


def _of_an_input(view: View, fact: LossFact) -> bool:
    """Whether nothing is trained there: an input is looked at, or attacked.

    Where no weights lead to the output, what is looked at are the arrays that stand for them.
    """
    if not fact.pred.trained:
        return False
    facts = view.program.facts
    keys = [key for key, each in facts.losses.items() if each is fact]
    return any(facts.towards.get(key) == {True} for key in keys)


RULE = Rule(holds, check)
