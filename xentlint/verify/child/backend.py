"""What the recorder needs of a backend."""

from __future__ import annotations

from typing import Any, Protocol


class Backend(Protocol):
    """TensorFlow, JAX or Torch, as the hooks on Keras use it."""

    name: str

    def install(self) -> None:
        """Hook what is the backend's own (gradient tapes, compiled functions)."""

    def watch(self, logits: Any) -> Any:
        """Return ``logits`` unchanged (or saturated ones), their gradient being observed."""

    def calm(self, logits: Any) -> Any:
        """Return moderate logits in the place of ``logits``: ``MODERATE * sin(z + class)``."""

    def note_batch(self, data: Any, labels: Any) -> None:
        """Hand the data (where there is one array of them) and the labels of a batch to the recorder."""

    def note_loss(self, loss: Any) -> None:
        """Hand the loss of a batch to the recorder, where gradients come without it."""

    def note_gradients(self, gradients: Any) -> None:
        """Hand the gradients of the weights to the recorder, where the optimizer gets them."""

    def note_targets(self, targets: Any) -> None:
        """Remember the labels that a loss is given, to tell the accuracy of the batch."""

    def note_scaled_loss(self, scaled: Any, loss: Any, scale: Any) -> None:
        """Remember that ``scaled`` is ``loss`` times the loss scale of mixed precision."""

    def quick_update(self, update: Any, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Call ``update(optimizer, gradients, variables)``, perhaps in a faster way."""

    def to_numpy(self, tensor: Any) -> Any:
        """Return a tensor's value."""

    def reset_peak(self) -> None:
        """Forget the high-water mark of the memory that tensors use."""

    def peak(self) -> int | None:
        """Return that high-water mark in bytes, where the backend tells it."""

    def clear(self) -> None:
        """Undo what a program may have left behind (precision, eager switches, sessions)."""
