"""Recording under Keras on Torch: eager, with a hook on the gradient of the logits."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from .probe import MODERATE, injected
from .recorder import Recorder


class TorchBackend:
    """The hooks around Keras's Torch train step."""

    name = "torch"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self) -> None:
        """Nothing of Torch itself needs a hook."""

    def watch(self, logits: Any) -> Any:
        """Return the logits, the arrival of their gradient being observed."""
        if not isinstance(logits, torch.Tensor) or not logits.requires_grad:
            return logits
        keep_rows = self._recorder.injecting
        if keep_rows:
            rows = np.array(injected(logits.shape, self._recorder.alternating))
            logits = logits * 0.0 + torch.as_tensor(rows, dtype=logits.dtype)

        def note(dz: Any) -> None:
            flat = dz.reshape(-1, dz.shape[-1])
            zero = float((flat == 0).all(dim=-1).float().mean())
            self._recorder.on_logits(zero, flat.tolist() if keep_rows else None)

        logits.register_hook(note)
        return logits

    def calm(self, logits: Any) -> Any:
        """Return moderate logits."""
        if not isinstance(logits, torch.Tensor):
            return logits
        return (MODERATE * torch.sin(logits + torch.arange(logits.shape[-1]))).to(logits.dtype)

    def note_batch(self, data: Any, labels: Any) -> None:
        """Hand a batch to the recorder."""
        arrays = [self.to_numpy(a) for a in (data, labels) if isinstance(a, (torch.Tensor, np.ndarray))]
        self._recorder.on_batch(*(np.ascontiguousarray(array).tobytes() for array in arrays))

    def note_loss(self, loss: Any) -> None:
        """Hand the batch's loss to the recorder."""
        self._recorder.on_loss(float(loss))

    def note_gradients(self, gradients: Any) -> None:
        """Hand the gradients of the weights to the recorder."""
        norm = sum(float(torch.sum(torch.square(g))) for g in gradients) ** 0.5
        bad = int(sum(int((~torch.isfinite(g)).sum()) for g in gradients))
        self._recorder.on_gradients(None, norm, bad, self._recorder.owner())

    def note_scaled_loss(self, scaled: Any, loss: Any, scale: Any) -> None:
        """Nothing to do: the loss is noted before it is scaled."""

    def quick_update(self, update: Any, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Call the update as it is."""
        update(optimizer, gradients, variables)

    def note_targets(self, targets: Any) -> None:
        """Nothing to do: batch accuracy is told under TensorFlow only."""

    def to_numpy(self, tensor: Any) -> Any:
        """Return a tensor's value."""
        return tensor.detach().cpu().numpy() if isinstance(tensor, torch.Tensor) else np.asarray(tensor)

    def reset_peak(self) -> None:
        """Torch tells no high-water mark on the CPU."""

    def peak(self) -> int | None:
        """Torch tells no high-water mark on the CPU."""
        return None

    def clear(self) -> None:
        """Drop Keras's global state."""
        import keras

        keras.backend.clear_session()
        keras.config.set_dtype_policy("float32")
