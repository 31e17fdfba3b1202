"""Calls of other libraries that train a model with a loss: who is paired with whom.

A row names the parameters that hold the model (or a function that builds it) and the loss, and holds under
every name that the package has for the function (see ``contracts``). What such a framework runs is a
training step of its own, compiled as a graph; what an attack or an explanation of another library runs, only
looks at the gradient of the loss.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """``model`` and ``loss``: (name, position) of each.

    ``default`` is the loss that it takes when it is given none. With ``trains`` false the model is not trained there.
    """

    model: tuple[str, int]
    loss: tuple[str, int]
    default: str = ""
    trains: bool = True


FRAMEWORKS: dict[str, FrameworkRow] = {
    "tensorflow_federated.learning.models.from_keras_model": FrameworkRow(("keras_model", 0), ("loss", 1)),
    "tensorflow_federated.learning.models.functional_model_from_keras": FrameworkRow(
        ("keras_model", 0), ("loss_fn", 1)
    ),
    # art/estimators/classification/tensorflow.py
    "art.estimators.classification.TensorFlowV2Classifier": FrameworkRow(
        ("model", 0), ("loss_object", 3), trains=False
    ),
    # cleverhans/tf2/attacks/fast_gradient_method.py, projected_gradient_descent.py
    "cleverhans.tf2.attacks.fast_gradient_method.fast_gradient_method": FrameworkRow(
        ("model_fn", 0), ("loss_fn", 4), "tf.nn.sparse_softmax_cross_entropy_with_logits", trains=False
    ),
    "cleverhans.tf2.attacks.projected_gradient_descent.projected_gradient_descent": FrameworkRow(
        ("model_fn", 0), ("loss_fn", 6), "tf.nn.sparse_softmax_cross_entropy_with_logits", trains=False
    ),
}


_TUNERS = re.compile(
    r"(?:keras_tuner|kerastuner)\.(?:\w+\.)*(?:RandomSearch|Hyperband|BayesianOptimization|GridSearch)"
)


@lru_cache(maxsize=4096)
def is_tuner(name: str) -> bool:
    """Whether the class ``name`` trains what the function ``hypermodel``, its first argument, builds and compiles."""
    return _TUNERS.fullmatch(name) is not None
