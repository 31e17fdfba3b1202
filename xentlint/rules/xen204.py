"""# swapped-loss-arguments (XEN204)

The predictions stand in the place of the labels.

## What it does
Reports a crossentropy call whose first argument is proved to be the output of a model and whose second is
proved to be data: `loss(y_pred, y_true)`. The report stands at the call that breaks the order, which may be
that of a function that hands both on to the loss.

## Why is this bad?
Keras takes the labels first. With the arguments swapped the labels are clipped and logged, and the model's
output weighs them: the loss is bounded by 16.118 times the probability and drives the model to say nothing.

## Example
```python
loss = loss_fn(model(images), labels)
```

## Use instead
```python
loss = loss_fn(labels, model(images))
```

## Fix safety
The fix exchanges the two arguments. It is unsafe, because it changes what is trained.

## References
- `tf.keras.losses.Loss.__call__(y_true, y_pred)`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..keras.facts import LossFact
from ..keras.values import Tensor
from ..python.modules import Place
from .diagnostic import Severity
from .finding import Finding, Repair, View
from .meeting import Meeting
from .order import Lost, broken
from .rule import Rule


def holds(met: Meeting) -> bool:
    """The output of a model stands first, and data second."""
    return met.fact.swapped


def check(view: View, fact: LossFact) -> Iterator[Finding]:
    """A meeting judged XEN204."""
    related: tuple[tuple[Place, str], ...] = ()
    if isinstance(fact.true, Tensor) and fact.true.origin is not None:
        related = ((fact.true.origin.place, "the model's output is made here"),)
    found = broken(view.program.facts.losses.values(), fact)
    place = fact.sink if isinstance(found, Lost) else found.call
    if place != fact.sink:
        related = (*related, (fact.sink, f"{fact.row.name} is called here"))
    yield Finding(
        "XEN204", Severity.ERROR, f"{fact.row.name} is given the predictions first and the labels second",
        place, related, "give the labels first", fact, Repair.EXCHANGE,
    )  # fmt: skip


RULE = Rule(holds, check)
