"""Recording under Keras on JAX: values leave the jitted step through ``jax.debug.callback``."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .probe import MODERATE, injected
from .recorder import Recorder


class JaxBackend:
    """The hooks inside Keras's jitted train step."""

    name = "jax"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self) -> None:
        """Nothing of JAX itself needs a hook."""

    def watch(self, logits: Any) -> Any:
        """Return the logits through an identity whose backward pass is observed."""
        if not isinstance(logits, jax.Array):
            return logits
        recorder, keep_rows = self._recorder, self._recorder.injecting

        def note(zero_share: Any, rows: Any) -> None:
            recorder.on_logits(float(zero_share), np.asarray(rows).tolist() if keep_rows else None)

        def value(z: Any) -> Any:
            return jnp.asarray(injected(z.shape, recorder.alternating), z.dtype) if keep_rows else z

        def backward(_: Any, dz: Any) -> Any:
            flat = dz.reshape(-1, dz.shape[-1])
            jax.debug.callback(note, jnp.mean(jnp.all(flat == 0, axis=-1)), flat if keep_rows else 0.0)
            return (dz,)

        observed = jax.custom_vjp(value)
        observed.defvjp(lambda z: (value(z), None), backward)
        return observed(logits)

    def calm(self, logits: Any) -> Any:
        """Return moderate logits."""
        if not isinstance(logits, jax.Array):
            return logits
        return (MODERATE * jnp.sin(logits + jnp.arange(logits.shape[-1]))).astype(logits.dtype)

    def note_batch(self, data: Any, labels: Any) -> None:
        """Hand a batch to the recorder."""
        arrays = [array for array in (data, labels) if isinstance(array, jax.Array)]
        jax.debug.callback(
            lambda *batch: self._recorder.on_batch(*(np.asarray(a).tobytes() for a in batch)), *arrays
        )

    def note_loss(self, loss: Any) -> None:
        """Hand the batch's loss to the recorder."""
        jax.debug.callback(lambda value: self._recorder.on_loss(float(value)), loss)

    def note_gradients(self, gradients: Any) -> None:
        """Hand the gradients of the weights to the recorder."""
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)) for g in gradients))
        bad = sum(jnp.sum(~jnp.isfinite(g)) for g in gradients)
        owner = self._recorder.owner()
        jax.debug.callback(lambda n, b: self._recorder.on_gradients(None, float(n), int(b), owner), norm, bad)

    def note_scaled_loss(self, scaled: Any, loss: Any, scale: Any) -> None:
        """Nothing to do: the loss is noted before it is scaled."""

    def quick_update(self, update: Any, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Call the update as it is."""
        update(optimizer, gradients, variables)

    def note_targets(self, targets: Any) -> None:
        """Nothing to do: batch accuracy is told under TensorFlow only."""

    def to_numpy(self, tensor: Any) -> Any:
        """Return a tensor's value."""
        return np.asarray(tensor)

    def reset_peak(self) -> None:
        """JAX tells no high-water mark on the CPU."""

    def peak(self) -> int | None:
        """JAX tells no high-water mark on the CPU."""
        return None

    def clear(self) -> None:
        """Drop Keras's global state."""
        import keras

        jax.effects_barrier()
        keras.backend.clear_session()
        keras.config.set_dtype_policy("float32")
