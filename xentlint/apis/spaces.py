"""The vocabulary that the tables and the evaluator share: what numbers are, and who made them."""

from __future__ import annotations

import enum


class Space(enum.Enum):
    """What the numbers of a tensor are."""

    LINEAR = "logits"
    """The output of a weighted sum with nothing after it: any real number."""
    PROBABILITIES = "probabilities"
    """The output of a softmax or a sigmoid."""
    LOG_PROBABILITIES = "log-probabilities"
    ACTIVATED = "activations"
    """The output of another nonlinearity: relu, tanh …"""
    CLASSES = "class indices"
    DATA = "data"
    """Came from outside the model: inputs, labels, constants."""
    WEIGHT = "weights"
    UNKNOWN = "unknown"


class Maker(enum.Enum):
    """How an activation was applied; decides whether Keras can recover the logits."""

    KERAS_ACTIVATION = "keras activation"
    SOFTMAX_LAYER = "layers.Softmax"
    TF_OP = "tf op"
    BACKEND = "keras.backend"
    KERAS_OPS = "keras.ops"
    MANUAL = "written out"
    LIBRARY = "library model"
    AFFINE = "weighted sum"
