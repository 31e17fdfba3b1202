"""# mismatched-labels (XEN401)

The labels are not those that the crossentropy takes, or not of the classes that the output has.

## What it does
Reports labels whose form is proved by what made them (`to_categorical`, `one_hot`, a data set of Keras,
numbers that are written out) and that the loss cannot take: one-hot rows with a sparse crossentropy, class
numbers with a categorical one, numbers beyond the units of the output, more than two classes with a binary
crossentropy, and labels of another rank than the output where the loss does not mend that. Classes of which
exactly one holds, and that a binary crossentropy takes one by one, are told as information.

## Why is this bad?
Some of it ends in an error at the first batch. The rest trains: numbers beyond the units give NaN on a GPU, class
numbers up to 9 make a binary crossentropy fall without end, and labels of shape `(batch,)` against an
output of `(batch, 1)` compare every sample with every other.

## Example
```python
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
model.fit(images, keras.utils.to_categorical(labels, 10))
```

## Use instead
```python
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True), optimizer="adam")
model.fit(images, keras.utils.to_categorical(labels, 10))
```

## Fix safety
Whether the labels or the loss are to change, only the author knows: the fix is advice.

## References
- `tf.keras.losses.SparseCategoricalCrossentropy`, `tf.keras.losses.CategoricalCrossentropy`
"""

from __future__ import annotations

from collections.abc import Iterator

from ..apis.spaces import LossKind, Space
from ..keras.facts import LabelFact
from ..keras.values import Labels, LossValue, Tensor
from .diagnostic import Severity
from .finding import Finding, View
from .meeting import keeps_axis
from .rule import Rule


def check(view: View, given: LabelFact) -> Iterator[Finding]:
    """Labels of a known form, and the one pair of loss and predictions that they were given to."""
    pred, labels, name, kind = given.pred, given.labels, given.loss.row.name, given.loss.row.kind
    if kind is None or pred.space not in (Space.LINEAR, Space.PROBABILITIES) or not keeps_axis(given):
        return
    said: tuple[str, str] | None = None
    if labels.form == "one-hot":
        said = _of_one_hot(labels, pred, kind, name)
    elif kind is LossKind.CATEGORICAL:
        if _is_of_samples(labels, pred) and (pred.units or 0) > 1 and (labels.most or 2) > 1:
            said = (
                f"class numbers meet {name}, which takes one-hot labels",
                "use the sparse crossentropy, or one-hot labels",
            )
    else:
        said = _beyond(labels, pred, given.loss) or _of_another_rank(given)
    if said is None:
        return
    related = [(labels.made, "the labels are made here")]
    if given.sink != given.place:
        related.append((given.sink, f"{name} meets the output here"))
    shown = tuple((place, text) for place, text in related if place != given.place)
    severity = Severity.INFO if _is_one_of_several(labels, pred, kind) else Severity.ERROR
    yield Finding("XEN401", severity, said[0], given.place, shown, said[1], given)


def _of_one_hot(labels: Labels, pred: Tensor, kind: LossKind, name: str) -> tuple[str, str] | None:
    """One-hot rows: of class numbers a loss makes them itself, and a binary one takes one number."""
    width, units = labels.width, pred.units
    if kind is LossKind.SPARSE:
        alike = labels.rank is not None and labels.rank == pred.rank
        if alike or (width is not None and width > 2 and width == units):
            return (
                f"one-hot labels meet {name}, which takes class numbers",
                "use the categorical crossentropy, or the numbers",
            )
        return None
    if _is_one_of_several(labels, pred, kind):
        return (
            f"exactly one of {width} classes holds, and {name} takes each for a question of its own",
            "use a softmax and the categorical crossentropy, unless one classifier for each class is meant",
        )
    if width is None or units is None or width == units or width == 1:
        return None
    return (
        f"one-hot labels of {width} classes meet an output of {units} unit{'s' if units != 1 else ''}",
        "give the output one unit for each class",
    )


def _is_one_of_several(labels: Labels, pred: Tensor, kind: LossKind) -> bool:
    """Whether one class holds, and each is asked for alone; of two classes that is the same question."""
    width = labels.width if labels.form == "one-hot" else None
    return kind is LossKind.BINARY and width is not None and 2 < width == pred.units


def _is_of_samples(labels: Labels, pred: Tensor) -> bool:
    """Whether there is one number for each row of the output."""
    if labels.rank is None or pred.rank is None:
        return labels.rank == 1 or labels.width == 1
    return labels.rank == pred.rank - 1 or (labels.rank == pred.rank and labels.width == 1)


def _beyond(labels: Labels, pred: Tensor, loss: LossValue) -> tuple[str, str] | None:
    """Numbers that no class of the output has."""
    name, ignores = loss.row.name, loss.ignore_class
    if labels.most is None:
        return None
    if loss.row.kind is LossKind.BINARY:
        if labels.most < 2:
            return None
        return (
            f"class numbers up to {labels.most} meet {name}, which takes 0 and 1",
            "use a sparse categorical crossentropy, and one unit for each class",
        )
    if pred.units is None or pred.units < 2 or labels.most < pred.units or ignores:
        return None
    return (
        f"class numbers up to {labels.most} meet an output of {pred.units} units, whose classes are 0 to {pred.units - 1}",
        "number the classes from 0, and give the output one unit for each",
    )


def _of_another_rank(given: LabelFact) -> tuple[str, str] | None:
    """Labels of shape (batch,) and an output of (batch, 1), in a function that makes nothing equal."""
    loss = given.loss
    if not given.called or loss.row.api not in ("keras", "backend") or loss.form != "function":
        return None
    if given.labels.rank != 1 or given.pred.rank != 2 or given.pred.units != 1:
        return None
    return (
        f"labels of shape (batch,) meet an output of shape (batch, 1) in {loss.row.name}: Keras 2 compares every "
        "sample with every other, and Keras 3 refuses them",
        "give both the same shape",
    )


RULE = Rule(labels=check)
