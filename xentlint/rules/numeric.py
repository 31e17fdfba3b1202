"""From facts to the measured table: which head, loss and mode a meeting is."""

from __future__ import annotations

from collections.abc import Iterable

from ..apis import numerics
from ..apis.numerics import After, Head, Loss, LossApi, Mode
from ..apis.runtimes import Era, Runtime
from ..apis.spaces import LossKind, Maker, Space
from ..keras.facts import LossFact
from ..keras.values import Tensor

_HARM = (After.ALTERED, After.TIME_DISTRIBUTED, After.BOUNDARY, After.IDENTITY)
"""What may stand between an activation and a loss, the most harmful first."""


def head_of(tensor: Tensor) -> Head:
    """The head that made ``tensor``, as the table describes heads."""
    standing = {step.row.after for step in tensor.steps}
    after = next((each for each in _HARM if each in standing), After.DIRECT)
    maker = tensor.origin.maker.measured if tensor.origin is not None else Maker.MANUAL
    function = tensor.function if tensor.space is Space.PROBABILITIES else None
    return Head(
        "softmax" if function == "softmax" else "sigmoid" if function == "sigmoid" else None,
        maker, after, tensor.half, tensor.rank,
    )  # fmt: skip


def kind_of(fact: LossFact) -> LossKind:
    """What the loss normalises over; Keras 3's ``crossentropy`` decides by the output."""
    if fact.row.kind is not None:
        return fact.row.kind
    binary = fact.pred.function == "sigmoid" or fact.pred.units == 1
    return LossKind.BINARY if binary else LossKind.CATEGORICAL


def loss_of(fact: LossFact) -> Loss:
    """The loss of a fact, as the table describes losses."""
    api = {
        "backend": LossApi.BACKEND_FUNCTION,
        "with_logits": LossApi.WITH_LOGITS_OP,
        "log_loss": LossApi.HANDWRITTEN_GUARDED_LOG,
    }.get(fact.row.api, LossApi.KERAS_FUNCTION if fact.loss.form == "function" else LossApi.KERAS_LOSS)
    if fact.loss.ignore_class:
        api = LossApi.KERAS_LOSS_IGNORE_CLASS
    return Loss(api, kind_of(fact), focal=fact.row.api == "focal")


def mode_of(fact: LossFact) -> Mode:
    """How the loss is run there."""
    context = fact.context
    if context.compiled:
        return Mode.FIT_EAGER if context.eager_fit else Mode.FIT
    return Mode.TF_FUNCTION if context.graph else Mode.TAPE


def recovered(fact: LossFact, runtimes: Iterable[Runtime]) -> bool:
    """Whether every one of the runtimes finds the logits behind the probabilities."""
    return numerics.recovered(
        head_of(fact.pred), loss_of(fact), mode_of(fact), tuple(runtimes), bool(fact.flag)
    )


def recovered_today(fact: LossFact, runtimes: tuple[Runtime, ...]) -> bool:
    """The same, where TensorFlow 2.0 to 2.3 decide nothing unless they are what is meant."""
    newer = tuple(each for each in runtimes if each.era > Era.TF20_23)
    return recovered(fact, newer or runtimes)


def culprits(fact: LossFact, runtimes: Iterable[Runtime]) -> tuple[Runtime, ...]:
    """The runtimes that compute something else than the crossentropy of the logits."""
    return numerics.culprits(
        head_of(fact.pred), loss_of(fact), bool(fact.flag), mode_of(fact), tuple(runtimes)
    )
