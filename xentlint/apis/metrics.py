"""Keras metrics: whether each one cares for logits or probabilities, and the argument that repairs it.

One row a metric, whatever its spelling. A metric that only compares scores with one another gives
the same value on logits; one that cuts them at a threshold needs the threshold moved; one that
reads them as probabilities needs ``from_logits=True`` or has no repair. The rows were measured on
TensorFlow 2.0-2.21 with Keras 2 and 3, and the tests replay the measurements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .runtimes import ALL_ERAS, Era
from .spaces import LossKind

Space = Literal["order-only", "threshold", "probability", "regression", "classes"]
"""What a metric makes of predictions: only their order; whether they pass a threshold; their value as
probabilities; their value as numbers; or it takes class numbers, so that neither space belongs there."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A constructor argument that, once given, makes another kind of metric of the same name."""

    keyword: str
    position: int
    space: Space
    value: str | None = None
    """The written value that switches; ``None``: any value but ``None``."""


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric.

    ``space`` holds as long as ``switch`` is not given. ``repair`` is the keyword, and ``repair_value``
    the source text, that makes the metric right on logits whose activation is one of
    ``repair_functions``, in the generations ``repair_eras``; without ``repair`` no argument does it.
    ``position`` is the index of that keyword in the constructor, ``function_position`` in the
    function of the same name, if there is one that has it. ``range_checked`` metrics raise on
    logits before Keras 2.10 and silently change their value since.
    """

    name: str
    space: Space
    repair: str | None = None
    repair_value: str | None = None
    repair_functions: tuple[str, ...] = ()
    repair_eras: frozenset[Era] = frozenset()
    position: int | None = None
    function_position: int | None = None
    range_checked: bool = False
    switch: Switch | None = None
    in_keras3: str | None = None
    """What the constructor is given instead where it may be one of Keras 3, of which some refuse ``repair_value``."""

    def given(self, eras: Iterable[Era]) -> str | None:
        """The source text of the argument that the constructor takes in every one of ``eras``."""
        return self.in_keras3 if self.in_keras3 is not None and Era.KERAS3 in eras else self.repair_value

    def repairable(self, function: str, eras: Iterable[Era]) -> bool:
        """Whether the argument is right for logits of ``function`` in every one of ``eras``."""
        return (
            self.repair is not None
            and function in self.repair_functions
            and self.repair_eras.issuperset(eras)
        )


_EVERY_ERA = frozenset(ALL_ERAS)
_SINCE_25 = frozenset(era for era in ALL_ERAS if era >= Era.TF25_29)
_SINCE_210 = frozenset(era for era in ALL_ERAS if era >= Era.TF210_213)


def _crossentropy(name: str, function: str) -> MetricRow:
    return MetricRow(
        name, "probability", "from_logits", "True", (function,), _EVERY_ERA, position=2, function_position=2
    )


def _counting(name: str, switch: Switch | None = None) -> MetricRow:
    """Counts above a threshold. The range check of old releases refuses logits in spite of the repair."""
    return MetricRow(
        name, "threshold", "thresholds", "0.0", ("sigmoid",), _SINCE_210,
        position=0, range_checked=True, switch=switch,
    )  # fmt: skip


_TOP_K = Switch("top_k", 1, "order-only")

_ROWS: tuple[MetricRow, ...] = (
    MetricRow("categorical_accuracy", "order-only"),
    MetricRow("sparse_categorical_accuracy", "order-only"),
    MetricRow("top_k_categorical_accuracy", "order-only"),
    MetricRow("sparse_top_k_categorical_accuracy", "order-only"),
    MetricRow("one_hot_iou", "order-only"),
    MetricRow("one_hot_mean_iou", "order-only"),
    # The argmax of the scores, or what passes the threshold; Keras refuses a threshold of 0.
    MetricRow("f1_score", "order-only", switch=Switch("threshold", 1, "threshold")),
    MetricRow("fbeta_score", "order-only", switch=Switch("threshold", 2, "threshold")),
    # Keras 3.0-3.4 refuse a threshold of 0; in float32 a sigmoid exceeds 0.5 from a logit of 1.2e-7 on.
    MetricRow(
        "binary_accuracy", "threshold", "threshold", "0.0", ("sigmoid",), _EVERY_ERA,
        position=2, function_position=2, in_keras3="1e-7",
    ),
    MetricRow("binary_iou", "threshold", "threshold", "0.0", ("sigmoid",), _EVERY_ERA, position=1),
    _counting("precision", _TOP_K),
    _counting("recall", _TOP_K),
    _counting("true_positives"),
    _counting("true_negatives"),
    _counting("false_positives"),
    _counting("false_negatives"),
    # from_logits applies a sigmoid, which is wrong for the classes of a softmax.
    MetricRow(
        "auc", "probability", "from_logits", "True", ("sigmoid",), _SINCE_25, position=9, range_checked=True
    ),
    # These sweep thresholds between 0 and 1 and have no from_logits.
    MetricRow("precision_at_recall", "probability", range_checked=True),
    MetricRow("recall_at_precision", "probability", range_checked=True),
    MetricRow("sensitivity_at_specificity", "probability", range_checked=True),
    MetricRow("specificity_at_sensitivity", "probability", range_checked=True),
    _crossentropy("categorical_crossentropy", "softmax"),
    _crossentropy("sparse_categorical_crossentropy", "softmax"),
    _crossentropy("binary_crossentropy", "sigmoid"),
    MetricRow("kl_divergence", "probability"),
    MetricRow("poisson", "regression"),
    MetricRow("hinge", "regression"),
    MetricRow("squared_hinge", "regression"),
    MetricRow("categorical_hinge", "regression"),
    MetricRow("mean_squared_error", "regression"),
    MetricRow("root_mean_squared_error", "regression"),
    MetricRow("mean_absolute_error", "regression"),
    MetricRow("mean_absolute_percentage_error", "regression"),
    MetricRow("mean_squared_logarithmic_error", "regression"),
    MetricRow("mean_relative_error", "regression"),
    MetricRow("cosine_similarity", "regression"),
    MetricRow("log_cosh_error", "regression"),
    MetricRow("huber", "regression"),
    MetricRow("r2_score", "regression"),
    MetricRow("pearson_correlation", "regression"),
    MetricRow("concordance_correlation", "regression"),
    # The class "Accuracy" counts equal numbers; the string "accuracy" is another thing: resolve_metric.
    MetricRow("accuracy", "classes"),
    MetricRow("iou", "classes", switch=Switch("sparse_y_pred", 6, "order-only", "False")),
    MetricRow("mean_iou", "classes", switch=Switch("sparse_y_pred", 5, "order-only", "False")),
)  # fmt: skip

METRICS: Mapping[str, MetricRow] = {row.name: row for row in _ROWS}
"""Rows by canonical name: lower snake case, as Keras names the metric in its logs."""

_ALIASES: Mapping[str, str] = {
    "acc": "accuracy",
    "bce": "binary_crossentropy",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "cosine": "cosine_similarity",
    "cosine_proximity": "cosine_similarity",
    "logcosh": "log_cosh_error",
    "log_cosh": "log_cosh_error",
}

_ACCURACY_STRINGS = frozenset({"accuracy", "acc"})
_CROSSENTROPY_STRINGS = frozenset({"crossentropy", "ce"})
_ROOTS = frozenset({"tf", "tensorflow", "tensorflow_core", "keras", "tf_keras"})
_HOMES = frozenset({"metrics", "losses"})


def _squashed(name: str) -> str:
    """``name`` without case and underscores: classes, functions and strings differ in these alone."""
    return name.replace("_", "").lower()


_BY_SQUASHED: Mapping[str, str] = {
    _squashed(spelling): canonical
    for spelling, canonical in (*_ALIASES.items(), *((name, name) for name in METRICS))
}


def canonical_metric(name: str) -> str | None:
    """The canonical name of a metric, or ``None`` for what is no Keras metric of the table.

    ``name`` is a bare spelling (``"AUC"``, ``"binary_accuracy"``, ``"MSE"``, ``"BinaryAccuracy"``) or a
    dotted symbol of TensorFlow or Keras (``tf.keras.metrics.AUC``, ``keras.losses.binary_crossentropy``).
    The metrics of ``tf.compat.v1`` that are not Keras's are other functions.
    """
    *path, last = name.split(".")
    if path:
        if path[0] not in _ROOTS or path[-1] not in _HOMES:
            return None
        if "v1" in path and "keras" not in path:
            return None
    return _BY_SQUASHED.get(_squashed(last))


def metric_row(name: str) -> MetricRow | None:
    """The row of a metric in any spelling that :func:`canonical_metric` takes.

    The bare strings ``"accuracy"`` and ``"acc"`` stand for what :func:`resolve_metric` says; here they
    give the row of the class ``Accuracy``.
    """
    canonical = canonical_metric(name)
    return None if canonical is None else METRICS[canonical]


def resolve_metric(
    name: str, kind: LossKind, units: int | None, eras: Iterable[Era] = ALL_ERAS
) -> frozenset[str]:
    """The canonical metrics that a string in ``compile(metrics=[...])`` can stand for.

    Keras chooses for ``"accuracy"`` and ``"acc"`` (and before Keras 3 for ``"crossentropy"`` and
    ``"ce"``): the binary one for outputs of one unit, else the one of the labels. ``kind`` is the kind
    of the loss, ``units`` the last axis of the output, ``None`` if unknown. Binary crossentropy over
    several units was the binary metric in TensorFlow 2.0-2.1 and is the categorical one since; in
    the oldest generation both are possible. Empty: no metric of the table.
    """
    lower = name.lower()
    if lower in _ACCURACY_STRINGS:
        noun = "accuracy"
    elif lower in _CROSSENTROPY_STRINGS:
        noun = "crossentropy"
        # Keras 3 does not know these two as metrics.
        eras = tuple(era for era in eras if era is not Era.KERAS3)
    else:
        canonical = canonical_metric(name)
        return frozenset() if canonical is None else frozenset({canonical})
    return frozenset(f"{family}_{noun}" for era in eras for family in _families(kind, units, era))


def _families(kind: LossKind, units: int | None, era: Era) -> tuple[str, ...]:
    if units == 1:
        return ("binary",)
    if kind is LossKind.SPARSE:
        return ("sparse_categorical",)
    if kind is LossKind.CATEGORICAL:
        return ("categorical",)
    if units is None or era is Era.TF20_23:
        return ("binary", "categorical")
    return ("categorical",)
