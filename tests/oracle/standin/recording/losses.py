"""Crossentropies as functions, objects and strings: each records the array that it meets."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .layers import snake
from .recorder import RECORDER
from .tensors import Tensor


def meet(y_true: Any, y_pred: Any, from_logits: Any, kind: str, related: Any = ()) -> Tensor:
    """A crossentropy of one kind met predictions."""
    where = RECORDER.where()
    if (
        isinstance(y_true, Tensor)
        and _predicted(y_true)
        and not (isinstance(y_pred, Tensor) and _predicted(y_pred))
    ):
        RECORDER.record(what="swapped", space=y_true.space, where=where, related=list(y_true.origins))
        return Tensor("loss")
    space = y_pred.space if isinstance(y_pred, Tensor) else "constant"
    RECORDER.record(
        what="meeting",
        space=space,
        units=y_pred.units if isinstance(y_pred, Tensor) else None,
        from_logits=bool(from_logits),
        kind=kind,
        trained=bool(RECORDER.tapes),
        where=where,
        related=[*(y_pred.origins if isinstance(y_pred, Tensor) else ()), *related],
    )
    return Tensor("loss")


def _predicted(tensor: Tensor) -> bool:
    return tensor.space in ("linear", "softmax", "sigmoid", "twice", "log_softmax")


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: Any = False, label_smoothing: Any = 0.0, axis: Any = -1
) -> Tensor:
    return meet(y_true, y_pred, from_logits, "categorical")


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: Any = False, ignore_class: Any = None, axis: Any = -1
) -> Tensor:
    return meet(y_true, y_pred, from_logits, "sparse")


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: Any = False, label_smoothing: Any = 0.0, axis: Any = -1
) -> Tensor:
    return meet(y_true, y_pred, from_logits, "binary")


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: Any = 2.0,
    from_logits: Any = False,
    label_smoothing: Any = 0.0,
    axis: Any = -1,
) -> Tensor:
    return meet(y_true, y_pred, from_logits, "categorical")


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: Any = False,
    alpha: Any = 0.25,
    gamma: Any = 2.0,
    from_logits: Any = False,
    label_smoothing: Any = 0.0,
    axis: Any = -1,
) -> Tensor:
    return meet(y_true, y_pred, from_logits, "binary")


def softmax_cross_entropy_with_logits(labels: Any, logits: Any, axis: Any = -1, name: Any = None) -> Tensor:
    return meet(labels, logits, True, "categorical")


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Any = None) -> Tensor:
    return meet(labels, logits, True, "sparse")


def sigmoid_cross_entropy_with_logits(labels: Any = None, logits: Any = None, name: Any = None) -> Tensor:
    return meet(labels, logits, True, "binary")


def weighted_cross_entropy_with_logits(labels: Any, logits: Any, pos_weight: Any, name: Any = None) -> Tensor:
    return meet(labels, logits, True, "binary")


class Loss:
    """``keras.losses.Loss``."""

    def __init__(self, name: Any = None, reduction: Any = "sum_over_batch_size", dtype: Any = None) -> None:
        self.name = name or snake(type(self).__name__)
        self.reduction = reduction

    def call(self, y_true: Any, y_pred: Any) -> Any:
        raise NotImplementedError

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        return self.call(y_true, y_pred)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "reduction": self.reduction}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)


class LossFunctionWrapper(Loss):
    """What Keras' losses are: the arguments are kept, and what is assigned afterwards is without effect."""

    def __init__(
        self,
        fn: Any,
        reduction: Any = "sum_over_batch_size",
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._fn_kwargs = kwargs
        self._places = RECORDER.where()[:1]

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.fn(y_true, y_pred, **self._fn_kwargs)


def _wrapper(name: str, function: Callable[..., Any]) -> type[Loss]:
    """The class of a crossentropy: its arguments are those of the function, then ``reduction`` and ``name``."""
    own = [each for each in inspect.signature(function).parameters if each not in ("y_true", "y_pred")]
    order = [*own, "reduction", "name", "dtype"]
    if "ignore_class" in own:
        order = ["from_logits", "ignore_class", "reduction", "axis", "name", "dtype"]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        values = dict(zip(order, args))
        if len(args) > len(order) or set(values) & set(kwargs) or set(kwargs) - set(order):
            raise TypeError(f"{name} got wrong arguments: {args} {sorted(kwargs)}")
        values |= kwargs
        given = {each: values.pop(each) for each in own if each in values}
        LossFunctionWrapper.__init__(self, function, name=values.pop("name", snake(name)), **values, **given)
        self.from_logits = given.get("from_logits", False)

    return type(name, (LossFunctionWrapper,), {"__init__": __init__, "__doc__": f"``keras.losses.{name}``."})


FUNCTIONS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        categorical_crossentropy,
        sparse_categorical_crossentropy,
        binary_crossentropy,
        categorical_focal_crossentropy,
        binary_focal_crossentropy,
    )
}
CLASSES: dict[str, type[Loss]] = {
    "Loss": Loss,
    **{
        name: _wrapper(name, FUNCTIONS[snake(name)])
        for name in (
            "CategoricalCrossentropy",
            "SparseCategoricalCrossentropy",
            "BinaryCrossentropy",
            "CategoricalFocalCrossentropy",
            "BinaryFocalCrossentropy",
        )
    },
}
OTHERS = [
    "MeanSquaredError",
    "MeanAbsoluteError",
    "Huber",
    "Hinge",
    "SquaredHinge",
    "CategoricalHinge",
    "KLDivergence",
    "Poisson",
    "CosineSimilarity",
    "LogCosh",
]


def _indifferent(y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Tensor:
    """A loss that is no crossentropy."""
    return Tensor("loss")


def _other(name: str) -> type[Loss]:
    def __init__(self: Any, *args: Any, reduction: Any = None, name: Any = None, **kwargs: Any) -> None:
        Loss.__init__(self, name=name, reduction=reduction)

    return type(name, (Loss,), {"__init__": __init__, "call": lambda self, y_true, y_pred: Tensor("loss")})


for _name in OTHERS:
    CLASSES[_name] = _other(_name)
    FUNCTIONS[snake(_name)] = _indifferent
FUNCTIONS |= dict.fromkeys(
    ("mse", "mae", "kld", "kl_divergence", "kullback_leibler_divergence"), _indifferent
)
ALIASES = {"bce": "binary_crossentropy", "BCE": "binary_crossentropy"}


def get(identifier: Any) -> Any:
    """What ``keras.losses.get`` gives."""
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        return CLASSES[identifier["class_name"]](**identifier.get("config", {}))
    if isinstance(identifier, str):
        found = CLASSES.get(identifier) or FUNCTIONS.get(ALIASES.get(identifier, identifier))
    else:
        found = identifier
    if not callable(found):
        raise ValueError(f"Could not interpret loss identifier: {identifier}")
    return found() if inspect.isclass(found) else found
