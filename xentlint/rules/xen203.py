"""# mismatched-activation (XEN203)

The activation of the output does not belong to the crossentropy.

## What it does
Reports a softmax with a binary crossentropy (as information for two units: where one of two classes holds, both losses are
the same function), a sigmoid over classes with a categorical one, a softmax
over one unit (which is always 1), one linear unit with a categorical crossentropy of logits (which is
always zero), a softmax over another axis than that of the classes, and a relu, tanh or the like as the
output of a classifier.
A sigmoid over several units with a binary crossentropy is a multi-label classifier and right.

## Why is this bad?
A different model is trained than the one that is written: a softmax over one unit has no gradient at all, a
sigmoid with a categorical loss is renormalised, and where Keras recovers the logits it replaces the
activation by its own while `predict` still returns the written one.

## Example
```python
model = keras.Sequential([keras.layers.Dense(1, activation="softmax")])
model.compile(loss="binary_crossentropy", optimizer="adam")
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer="adam")
```

## Fix safety
Which of the two was meant, only the author knows: the fix is advice, unless the activation is one that
cannot have been meant and one repair is plain; such a repair is always unsafe.

## References
- `tf.keras.losses.BinaryCrossentropy`, `tf.keras.losses.CategoricalCrossentropy`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..apis.spaces import Space
from ..keras.facts import LossFact
from . import words
from .diagnostic import Severity
from .finding import Finding, Repair, View
from .meeting import (
    Meeting,
    across,
    is_averaged,
    is_nonsense,
    is_picked,
    keeps_axis,
    keeps_sign,
    of_another_kind,
)
from .rule import Rule


def holds(met: Meeting) -> bool:
    """The activation, its axis or its number of units does not belong to the loss."""
    fact, pred = met.fact, met.fact.pred
    if pred.space is Space.PROBABILITIES:
        return met.has_probabilities and not met.is_doubled and (across(fact) or _other_function(fact))
    if pred.space is Space.LINEAR:
        return met.is_readable and bool(fact.flag) and _alone(fact)
    return met.is_readable and is_nonsense(pred) and keeps_sign(pred)


def _other_function(fact: LossFact) -> bool:
    pred = fact.pred
    if is_averaged(pred):
        return False
    if pred.function == "softmax" and pred.units == 1:
        return True
    return of_another_kind(fact) and not is_picked(pred)


def _alone(fact: LossFact) -> bool:
    """Whether one linear unit meets a loss that normalises over classes: nothing is left to choose."""
    return (
        fact.row.kind is not None
        and fact.row.kind.exclusive
        and fact.pred.units == 1
        and fact.pred.function == "linear"
        and keeps_axis(fact)
    )


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN203."""
    pred, name = fact.pred, fact.row.name
    severity = Severity.ERROR
    if pred.function == "softmax" and pred.units == 1:
        message = f"softmax over one unit is always 1: {name} has nothing to train"
        advice = "use a sigmoid with a binary crossentropy, or one unit for each class"
    elif pred.space is Space.ACTIVATED:
        message = f"{pred.function} output meets {name}: it is neither a probability nor a logit"
        advice = f"remove the {pred.function} and use from_logits=True"
    elif pred.function == "linear":
        message = f"one unit meets {name}, which normalises over classes: the loss is zero whatever it says"
        advice = "use a binary crossentropy, or one unit for each class"
    elif across(fact):
        message = f"softmax over axis {pred.axis} meets {name}, whose classes stand on the last axis"
        advice = "take both over the same axis"
    elif pred.function == "softmax" and pred.units == 2:
        # The second unit is one minus the first, and so is its label where one of the two holds.
        severity = Severity.INFO
        message = (
            f"softmax over two units meets {name}: where one of two classes holds that is the categorical "
            "crossentropy, without what recovers the logits"
        )
        advice = "use a categorical crossentropy, or one sigmoid unit"
    elif pred.function == "softmax":
        message = f"softmax output meets {name}, which takes every unit for a question of its own"
        advice = "use a categorical crossentropy, or a sigmoid"
    elif pred.units == 1:
        message = (
            f"one sigmoid unit meets {name}, which normalises over classes: the loss is zero whatever it says"
        )
        advice = "use a binary crossentropy"
    else:
        message = f"sigmoid output meets {name}, which normalises over classes"
        advice = "use a softmax, or a binary crossentropy if several classes can hold at once"
    yield Finding(
        "XEN203", severity, message, fact.sink, words.way(fact, fact.sink), advice, fact, Repair.MATCH
    )


RULE = Rule(holds, check, yields=True)
