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
    """How an activation was applied; it decides whether Keras can recover the logits."""

    KERAS_ACTIVATION = "keras activation"
    """``activation="softmax"``, ``Activation("softmax")``, ``keras.activations.softmax`` in ``call``."""
    SYMBOLIC_ACTIVATION = "keras activation on a symbolic tensor"
    """``keras.activations.softmax(x)`` on the symbolic tensor of a functional model."""
    SOFTMAX_LAYER = "softmax layer"
    """``keras.layers.Softmax()``, as a layer or as ``activation=``."""
    TF_OP = "tensorflow op"
    """``tf.nn.softmax``, ``tf.nn.sigmoid``, ``tf.math.sigmoid``, as ``activation=`` or called."""
    BACKEND = "keras backend"
    """``K.softmax``, ``K.sigmoid``."""
    KERAS_OPS = "keras ops"
    """``keras.ops.softmax``, ``keras.ops.sigmoid`` (Keras 3)."""
    MANUAL = "written out"
    """``exp(x) / sum(exp(x))`` and the like."""
    LIBRARY = "library model"
    """The head of a model that a library makes: an ``activation=`` like any other."""
    TORCH = "PyTorch"
    """A module or function of PyTorch, which keeps no logits."""
    AFFINE = "weighted sum"
    """No activation at all, or that of a layer that takes one as an argument."""

    @property
    def measured(self) -> Maker:
        """The one among those that were measured which this one is."""
        return Maker.KERAS_ACTIVATION if self in (Maker.LIBRARY, Maker.AFFINE) else self


class LossKind(enum.Enum):
    """What distribution a crossentropy is taken over."""

    CATEGORICAL = "categorical"
    SPARSE = "sparse"
    BINARY = "binary"

    @property
    def exclusive(self) -> bool:
        """Whether exactly one class holds: the loss normalises over the classes."""
        return self is not LossKind.BINARY

    @property
    def function(self) -> str:
        """The activation that belongs to it."""
        return "softmax" if self.exclusive else "sigmoid"
