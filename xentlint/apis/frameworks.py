"""Calls of other libraries that train a model with a loss: who is paired with whom.

A row names the parameters that hold the model (or a function that builds it) and the loss, and holds under
every name that the package has for the function (see ``contracts``). What such a framework runs is a
training step of its own, compiled as a graph.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """``model`` and ``loss``: (name, position) of each."""

    model: tuple[str, int]
    loss: tuple[str, int]


FRAMEWORKS: dict[str, FrameworkRow] = {
    "tensorflow_federated.learning.models.from_keras_model": FrameworkRow(("keras_model", 0), ("loss", 1)),
    "tensorflow_federated.learning.models.functional_model_from_keras": FrameworkRow(
        ("keras_model", 0), ("loss_fn", 1)
    ),
}
