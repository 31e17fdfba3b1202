"""Crossentropies: which argument is which, what each expects, and how each spells ``from_logits``.

Signatures read from the installed packages (TensorFlow 2.1-2.21, Keras 2 and 3); the tests hold
the rows against whatever is installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .spaces import LossKind

Expects = Literal["flag", "logits", "probabilities", "log-probabilities"]


@dataclass(frozen=True, slots=True)
class LossRow:
    """One loss.

    ``kind`` says over what it normalises (``None``: over nothing, or over whatever it is given); ``expects``
    whether the flag decides what it takes, or the function itself does. ``true`` and ``pred`` are (name,
    position) of labels and predictions in the call that computes the loss; ``flag`` (name, position) of
    ``from_logits`` in the call that has it: the constructor of a class, the call of a function. ``api`` is
    the row of the measured table that it computes as ("divergence": no crossentropy, and right on probabilities).
    """

    name: str
    kind: LossKind | None
    expects: Expects = "flag"
    true: tuple[str, int] = ("y_true", 0)
    pred: tuple[str, int] = ("y_pred", 1)
    flag: tuple[str, int] | None = ("from_logits", 2)
    api: str = "keras"
    repairable: bool = True
    class_name: str = ""
    function_name: str = ""
    by_output: bool = False
    """Whether the size of the output decides what it is taken over."""
    other: tuple[str, ...] = ()
    """Names that the predictions have in other releases of it."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the predictions are called in its call, in some release or other.

        No loss of Keras has ever called them "logits": such a call ends in a TypeError.
        """
        return tuple(dict.fromkeys((self.pred[0], "y_pred", "output", *self.other)))

    @property
    def is_crossentropy(self) -> bool:
        """Whether it compares distributions over classes."""
        return self.kind is not None or self.by_output


_SHAPES: tuple[tuple[str, str, LossKind, int, int], ...] = (
    # class, function, kind, position of from_logits in the class, in the function
    ("CategoricalCrossentropy", "categorical_crossentropy", LossKind.CATEGORICAL, 0, 2),
    ("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy", LossKind.SPARSE, 0, 2),
    ("BinaryCrossentropy", "binary_crossentropy", LossKind.BINARY, 0, 2),
    ("BinaryFocalCrossentropy", "binary_focal_crossentropy", LossKind.BINARY, 3, 5),
    ("CategoricalFocalCrossentropy", "categorical_focal_crossentropy", LossKind.CATEGORICAL, 2, 4),
)


def _class(name: str, function: str, kind: LossKind, position: int) -> LossRow:
    focal = "Focal" in name
    return LossRow(
        name, kind, flag=("from_logits", position), class_name=name, function_name=function,
        api="focal" if focal else "keras",
        # CategoricalFocalCrossentropy clips even with from_logits=True: no gradient is won there.
        repairable=name != "CategoricalFocalCrossentropy",
    )  # fmt: skip


def _function(name: str, function: str, kind: LossKind, position: int) -> LossRow:
    focal = "Focal" in name
    return LossRow(
        function, kind, flag=("from_logits", position), class_name=name, function_name=function,
        api="focal" if focal else "keras", repairable=name != "CategoricalFocalCrossentropy",
    )  # fmt: skip


CLASSES: dict[str, LossRow] = {
    f"keras.losses.{cls}": _class(cls, function, kind, at) for cls, function, kind, at, _ in _SHAPES
}
"""Loss classes by canonical symbol: calling the class makes a loss object."""

FUNCTIONS: dict[str, LossRow] = {
    f"keras.{home}.{function}": _function(cls, function, kind, at)
    for cls, function, kind, _, at in _SHAPES
    for home in ("losses", "metrics")
}
"""Loss functions by canonical symbol: calling one computes a loss."""

for _cls, _name, _kind, _, _at in _SHAPES[:3]:
    for _home, _parameters in (
        ("keras.backend", ("target", "output")),
        ("keras.ops", ("target", "output")),
    ):
        FUNCTIONS[f"{_home}.{_name}"] = LossRow(
            _name, _kind, true=(_parameters[0], 0), pred=(_parameters[1], 1), class_name=_cls, function_name=_name,
            api="backend" if _home == "keras.backend" else "keras",
        )  # fmt: skip

_WITH_LOGITS: dict[str, tuple[LossKind, tuple[str, int], tuple[str, int]]] = {
    "tf.nn.softmax_cross_entropy_with_logits": (LossKind.CATEGORICAL, ("labels", 0), ("logits", 1)),
    "tf.nn.softmax_cross_entropy_with_logits_v2": (LossKind.CATEGORICAL, ("labels", 0), ("logits", 1)),
    "tf.nn.sparse_softmax_cross_entropy_with_logits": (LossKind.SPARSE, ("labels", 0), ("logits", 1)),
    "tf.nn.sigmoid_cross_entropy_with_logits": (LossKind.BINARY, ("labels", 0), ("logits", 1)),
    "tf.nn.weighted_cross_entropy_with_logits": (LossKind.BINARY, ("labels", 0), ("logits", 1)),
    "tf.losses.softmax_cross_entropy": (LossKind.CATEGORICAL, ("onehot_labels", 0), ("logits", 1)),
    "tf.losses.sparse_softmax_cross_entropy": (LossKind.SPARSE, ("labels", 0), ("logits", 1)),
    "tf.losses.sigmoid_cross_entropy": (LossKind.BINARY, ("multi_class_labels", 0), ("logits", 1)),
    "optax.softmax_cross_entropy": (LossKind.CATEGORICAL, ("labels", 1), ("logits", 0)),
    "optax.softmax_cross_entropy_with_integer_labels": (LossKind.SPARSE, ("labels", 1), ("logits", 0)),
    "optax.sigmoid_binary_cross_entropy": (LossKind.BINARY, ("labels", 1), ("logits", 0)),
}
for _symbol, (_kind, _true, _pred) in _WITH_LOGITS.items():
    FUNCTIONS[_symbol] = LossRow(
        _symbol.rsplit(".", 1)[1], _kind, "logits", _true, _pred, None, "with_logits", repairable=False
    )
FUNCTIONS["tf.losses.log_loss"] = LossRow(
    "log_loss",
    LossKind.BINARY,
    "probabilities",
    ("labels", 0),
    ("predictions", 1),
    None,
    "log_loss",
    repairable=False,
)

BY_HAND = LossRow(
    "the log of a hand-written crossentropy",
    None,
    "probabilities",
    flag=None,
    api="log_loss",
    repairable=False,
)
"""The logarithm of an output, weighed by labels: it has no flag."""

OVERLAP = LossRow(
    "a hand-written overlap", None, "probabilities", flag=None, api="divergence", repairable=False
)
"""Labels times an output over the sum of both: bounded for what lies between 0 and 1."""

FUNCTIONS["tf.nn.ctc_loss"] = LossRow(
    "ctc_loss", None, "logits", ("labels", 0), ("logits", 1), None, "with_logits", repairable=False,
    other=("inputs",),
)  # fmt: skip
_KERAS_CTC = LossRow("CTC", None, "logits", flag=None, api="with_logits", repairable=False)
CLASSES["keras.losses.CTC"] = _KERAS_CTC
FUNCTIONS["keras.losses.ctc"] = _KERAS_CTC


def _on_probabilities(name: str) -> LossRow:
    """No crossentropy: it takes probabilities, and clips nothing that matters."""
    return LossRow(name, None, "probabilities", flag=None, api="divergence", repairable=False)


_DIVERGENCES = {
    "KLDivergence": ("kl_divergence", "KLD", "kld", "kullback_leibler_divergence"),
    "Dice": ("dice",),
    "Tversky": ("tversky",),
}
for _cls, _names in _DIVERGENCES.items():
    CLASSES[f"keras.losses.{_cls}"] = _on_probabilities(_cls)
    FUNCTIONS.update({f"keras.losses.{_name}": _on_probabilities(_name) for _name in _names})
FUNCTIONS["keras.backend.ctc_batch_cost"] = _on_probabilities("ctc_batch_cost")

_DISTRIBUTION_KINDS: tuple[tuple[str, LossKind], ...] = (
    ("Categorical", LossKind.SPARSE),
    ("OneHotCategorical", LossKind.CATEGORICAL),
    ("Bernoulli", LossKind.BINARY),
)

ADDONS: dict[str, LossRow] = {
    "tensorflow_addons.losses.SigmoidFocalCrossEntropy": LossRow(
        "SigmoidFocalCrossEntropy", LossKind.BINARY, flag=("from_logits", 0), api="focal",
        class_name="SigmoidFocalCrossEntropy", function_name="sigmoid_focal_crossentropy",
    ),
}  # fmt: skip
CLASSES.update(ADDONS)
FUNCTIONS["tensorflow_addons.losses.sigmoid_focal_crossentropy"] = LossRow(
    "sigmoid_focal_crossentropy", LossKind.BINARY, flag=("from_logits", 4), api="focal",
    class_name="SigmoidFocalCrossEntropy", function_name="sigmoid_focal_crossentropy",
)  # fmt: skip

DISTRIBUTIONS: dict[str, LossRow] = {
    f"{home}.{name}": LossRow(
        f"{name}.log_prob", kind, "logits", ("value", 0), ("logits", 0), None, "with_logits", repairable=False
    )
    for home in ("tensorflow_probability.distributions", "tf.distributions")
    for name, kind in _DISTRIBUTION_KINDS
}
"""Distributions over classes: ``log_prob`` is the crossentropy of their ``logits``, the first argument
(``probs`` is the second: tensorflow_probability/python/distributions/categorical.py)."""

TASKS = frozenset({"tensorflow_recommenders.tasks.Ranking", "tensorflow_recommenders.tasks.ranking.Ranking"})
"""Layers that are given a ``loss`` (and ``metrics``) and compute them of ``labels`` and ``predictions``;
without one it is a binary crossentropy of probabilities (tensorflow_recommenders/tasks/ranking.py)."""

STRINGS: dict[str, LossRow] = {
    **{function: _function(cls, function, kind, at) for cls, function, kind, _, at in _SHAPES},
    **{cls: _class(cls, function, kind, at) for cls, function, kind, at, _ in _SHAPES},
    "bce": _function("BinaryCrossentropy", "binary_crossentropy", LossKind.BINARY, 2),
    "BCE": _function("BinaryCrossentropy", "binary_crossentropy", LossKind.BINARY, 2),
    **{name: _on_probabilities(cls) for cls, names in _DIVERGENCES.items() for name in (cls, *names)},
    **dict.fromkeys(("CTC", "ctc"), _KERAS_CTC),
    "crossentropy": LossRow("crossentropy", None, by_output=True),
    "ce": LossRow("crossentropy", None, by_output=True),
}
"""Every string that ``compile(loss=...)`` takes for a crossentropy (``keras.losses.get``)."""
