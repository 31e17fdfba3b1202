"""What metrics would say of probabilities: whether one that is given logits, or was, is right.

In the function probe the logits of a model with one output unit are known. A twin of every metric with a
threshold is given their sigmoid; it has the metric's own thresholds, which are meant for probabilities. TensorFlow only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from .tensorflow_backend import same_world

_THRESHOLDING = (
    "AUC",
    "BinaryAccuracy",
    "BinaryIoU",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Precision",
    "Recall",
    "TrueNegatives",
    "TruePositives",
)


class MetricTruth:
    """Twins of the metrics of a program."""

    def __init__(self, logits: Callable[[], Any]) -> None:
        self._logits = logits
        self._pairs: list[tuple[Any, Any]] = []

    def install(self) -> None:
        """Hook the metrics; once a process."""
        for cls in {cls for name in _THRESHOLDING if (cls := getattr(keras.metrics, name, None))}:
            cls.update_state = self._updating(cls.update_state)
            cls.reset_state = self._resetting(cls.reset_state)

    def told(self) -> list[tuple[str, float, float]]:
        """Return each metric's name, what it says, and what it would say of probabilities."""
        found = []
        for metric, twin in self._pairs:
            said, true = (float(tf.reduce_mean(each.result())) for each in (metric, twin))
            found.append((type(metric).__name__, said, true))
        return found

    def _twin(self, metric: Any) -> Any:
        for known, twin in self._pairs:
            if known is metric:
                return twin
        with tf.init_scope():  # the first update may be traced into a graph
            configuration = {**metric.get_config(), "name": "twin"}
            configuration.pop("from_logits", None)
            twin = type(metric).from_config(configuration)
        self._pairs.append((metric, twin))
        return twin

    def _updating(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def update_state(metric: Any, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(metric, y_true, y_pred, *args, **kwargs)
            z = self._logits()
            if any(metric is twin for _, twin in self._pairs) or z is None or not same_world(z):
                return result
            if z.shape[-1] == 1 and getattr(y_pred, "shape", z.shape)[-1] == 1:
                original(self._twin(metric), y_true, tf.sigmoid(z), *args, **kwargs)
            return result

        return update_state

    def _resetting(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def reset_state(metric: Any) -> Any:
            for known, twin in self._pairs:
                if known is metric:
                    original(twin)
            return original(metric)

        return reset_state
