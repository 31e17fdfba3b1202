"""Recording under TensorFlow: gradient tapes, eagerly and inside compiled functions.

In a graph values reach the recorder through ``tf.numpy_function``, which XLA cannot compile; so
``jit_compile`` is switched off for the program under observation.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Hashable
from typing import Any

import numpy as np
import tensorflow as tf

from .probe import MIXER, MODERATE, SATURATED, saturated_logits
from .recorder import Recorder


class TensorFlowBackend:
    """The hooks on ``tf.GradientTape`` and ``tf.function``, and TensorFlow's memory figures."""

    name = "tensorflow"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._scaled: tuple[Any, Any, Any] | None = None
        self._forward: Any = None
        self._labels: Any = None
        self._closing = False
        self._updates: dict[str, Any] = {}

    def install(self) -> None:
        """Hook the tapes and the compiled functions."""
        self._hook_tape()
        self._hook_functions()

    def watch(self, logits: Any) -> Any:
        """Return the logits through an identity whose backward pass is observed."""
        if not isinstance(logits, tf.Tensor) or not logits.dtype.is_floating:
            return logits
        recorder, keep_rows = self._recorder, self._recorder.injecting

        def note(zero_share: Any, rows: Any) -> None:
            recorder.on_logits(float(zero_share), rows.astype("float32").tolist() if keep_rows else None)

        @tf.custom_gradient  # type: ignore[untyped-decorator]
        def observed(z: Any) -> Any:
            out = _injected(z, recorder.alternating) if keep_rows else tf.identity(z)

            def backward(dz: Any) -> Any:
                if tf.executing_eagerly() and not keep_rows and recorder._zero_share is not None:
                    return dz
                flat = tf.reshape(dz, [-1, dz.shape[-1]])
                zero = tf.reduce_mean(tf.cast(tf.reduce_all(flat == 0, axis=-1), tf.float32))
                rows = flat if keep_rows else tf.zeros([0])
                return _after(dz, note, [zero, rows])

            return out, backward

        watched = observed(logits)
        self._forward = watched
        return watched

    def calm(self, logits: Any) -> Any:
        """Return moderate logits."""
        if not isinstance(logits, tf.Tensor) or not logits.dtype.is_floating:
            return logits
        return MODERATE * tf.sin(logits + tf.cast(tf.range(logits.shape[-1]), logits.dtype))

    def note_batch(self, data: Any, labels: Any) -> None:
        """Hand a batch to the recorder."""
        arrays = [a for a in (data, labels) if isinstance(a, (tf.Tensor, np.ndarray))]
        if arrays:
            _host(lambda *batch: self._recorder.on_batch(*(a.tobytes() for a in batch)), arrays)

    def note_targets(self, targets: Any) -> None:
        """Remember the labels that a loss is given, to tell the accuracy of the batch."""
        self._labels = targets

    def note_loss(self, loss: Any) -> None:
        """Nothing to do: a tape gives the loss with the gradients."""

    def note_gradients(self, gradients: Any) -> None:
        """Nothing to do: see ``note_loss``."""

    def quick_update(self, update: Any, optimizer: Any, gradients: Any, variables: Any) -> None:
        """Apply gradients through a compiled function: an eager Adam takes most of a small step's time.

        The arithmetic is the same; what is measured here ends before it.
        """
        if not tf.executing_eagerly() or any(g is None for g in gradients):
            update(optimizer, gradients, variables)
            return
        if not optimizer.built:
            optimizer.build(variables)
        if self._updates.get("optimizer") is not optimizer:
            compiled = tf.function(
                lambda grads: update(optimizer, grads, variables), reduce_retracing=True, autograph=False
            )
            self._updates = {"optimizer": optimizer, "apply": compiled}
        self._updates["apply"](list(gradients))

    def note_scaled_loss(self, scaled: Any, loss: Any, scale: Any) -> None:
        """Remember that ``scaled`` is ``loss`` times the loss scale of mixed precision."""
        self._scaled = (scaled, loss, scale)

    def to_numpy(self, tensor: Any) -> Any:
        """Return a tensor's value."""
        return np.asarray(tensor)

    def reset_peak(self) -> None:
        """Forget TensorFlow's high-water mark."""
        gc.collect()
        try:
            tf.config.experimental.reset_memory_stats("CPU:0")
        except ValueError:  # the allocator keeps no statistics
            return

    def peak(self) -> int | None:
        """Return TensorFlow's high-water mark of tensor memory on the CPU."""
        try:
            return int(tf.config.experimental.get_memory_info("CPU:0")["peak"])
        except ValueError:
            return None

    def clear(self) -> None:
        """Drop graphs, and switches that a program may have thrown."""
        tf.config.run_functions_eagerly(False)
        tf.keras.backend.clear_session()
        tf.keras.mixed_precision.set_global_policy("float32")
        tf.keras.backend.set_floatx("float32")
        self._forward = self._labels = self._scaled = None
        self._updates = {}
        gc.collect()

    def _hook_tape(self) -> None:
        original = tf.GradientTape.gradient

        @functools.wraps(original)
        def gradient(tape: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
            if self._closing or not self._about_weights(sources):
                return original(tape, target, sources, *args, **kwargs)
            gradients = original(tape, target, sources, *args, **kwargs)
            self._closing = True
            try:
                self._close_step(target, gradients, tf.nest.flatten(sources))
            finally:
                self._closing = False
            return gradients

        tf.GradientTape.gradient = gradient

    @staticmethod
    def _about_weights(sources: Any) -> bool:
        return any(
            isinstance(source, tf.Variable) or type(source).__name__.endswith("Variable")
            for source in tf.nest.flatten(sources)
        )

    def _close_step(self, target: Any, gradients: Any, sources: list[Any]) -> None:
        scale: Any = 1.0
        owner = (self._recorder.owner(), id(sources[0]))
        if self._scaled is not None and self._scaled[0] is target:
            _, target, scale = self._scaled
        self._scaled = None
        flat = [g.values if isinstance(g, tf.IndexedSlices) else g for g in tf.nest.flatten(gradients)]
        flat = [g for g in flat if g is not None]
        if tf.executing_eagerly():
            self._close_eager_step(tf.nest.flatten(target), flat, float(scale), owner)
            return
        with tf.init_scope():  # while the graph is made; when it runs, weights may have moved already
            self._recorder.note_weights()
        loss = tf.add_n([tf.reduce_mean(tf.cast(t, tf.float32)) for t in tf.nest.flatten(target)])
        flat = [tf.cast(g, tf.float32) for g in flat]
        norm = tf.linalg.global_norm(flat) / tf.cast(scale, tf.float32) if flat else tf.constant(0.0)
        bad = [tf.reduce_sum(tf.cast(~tf.math.is_finite(g), tf.int32)) for g in [*flat, loss]]
        accuracy = self._batch_accuracy()
        values = [loss, norm, tf.add_n(bad)] + ([] if accuracy is None else [accuracy])

        def note(loss: Any, norm: Any, bad: Any, accuracy: Any = None) -> None:
            if accuracy is not None:
                self._recorder.on_accuracy(float(accuracy))
            self._recorder.on_gradients(float(loss), float(norm), int(bad), owner)

        _host(note, values)

    def _close_eager_step(
        self, targets: list[Any], gradients: list[Any], scale: float, owner: Hashable
    ) -> None:
        """Do the same in numpy, which costs an eager step least."""
        loss = float(sum(np.mean(np.asarray(t, dtype="float64")) for t in targets))
        arrays = [np.asarray(g).astype("float32", copy=False).ravel() for g in gradients]
        square = float(sum(float(np.vdot(a, a)) for a in arrays))
        bad = 0
        if not np.isfinite(square) or not np.isfinite(loss):
            bad = int(sum(int((~np.isfinite(a)).sum()) for a in arrays)) + int(not np.isfinite(loss))
        accuracy = self._batch_accuracy()
        if accuracy is not None:
            self._recorder.on_accuracy(float(accuracy))
        self._recorder.on_gradients(loss, float(np.sqrt(square)) / scale, bad, owner)
        self._recorder.raise_if_done()

    def _batch_accuracy(self) -> Any:
        """Compare the last watched logits with the last labels, where both belong to this graph."""
        z, y = self._forward, self._labels
        self._forward = self._labels = None
        if z is None or y is None or not same_world(z) or z.shape.rank is None:
            return None
        try:
            y = tf.convert_to_tensor(y)
            if not same_world(y):
                return None
            return _accuracy(z, y)
        except (ValueError, TypeError, tf.errors.OpError):
            return None

    def _hook_functions(self) -> None:
        """Let a compiled function end the program between two calls, and keep XLA out of it."""
        original = tf.function

        @functools.wraps(original)
        def function(*args: Any, **kwargs: Any) -> Any:
            kwargs.pop("jit_compile", None)
            kwargs.pop("experimental_compile", None)
            return original(*args, **kwargs)

        tf.function = function
        compiled = type(original(lambda: None))
        call = compiled.__call__

        @functools.wraps(call)
        def checked(this: Any, *args: Any, **kwargs: Any) -> Any:
            result = call(this, *args, **kwargs)
            if tf.executing_eagerly():
                self._recorder.raise_if_done()
            return result

        compiled.__call__ = checked


def _injected(z: Any, alternating: bool) -> Any:
    """Return the logits of the gradient probe, in the shape of ``z``."""
    classes = z.shape[-1]
    if not alternating:
        return tf.zeros_like(z) + tf.constant(saturated_logits(classes), z.dtype)
    mixed = tf.range(tf.size(z, tf.int64) // classes) * MIXER // 128
    chosen = tf.cast(mixed % 2, tf.float32) if classes == 1 else tf.one_hot(mixed % classes, classes)
    return tf.cast(tf.reshape(SATURATED * (2.0 * chosen - 1.0), tf.shape(z)), z.dtype)


def same_world(tensor: Any) -> bool:
    """Whether a tensor can be used here: eager ones everywhere, symbolic ones in their own graph."""
    if isinstance(tensor, tf.__internal__.EagerTensor):
        return True
    return not tf.executing_eagerly() and getattr(tensor, "graph", None) is tf.compat.v1.get_default_graph()


def _accuracy(z: Any, y: Any) -> Any:
    if z.shape[-1] == 1:
        hit = tf.reshape(z > 0, [-1]) == tf.reshape(tf.cast(y, tf.float32) > 0.5, [-1])
        return tf.reduce_mean(tf.cast(hit, tf.float32))
    if y.shape.rank == z.shape.rank and y.shape[-1] == z.shape[-1]:
        y = tf.argmax(y, axis=-1)
    hit = tf.reshape(tf.argmax(z, axis=-1), [-1]) == tf.reshape(tf.cast(y, tf.int64), [-1])
    return tf.reduce_mean(tf.cast(hit, tf.float32))


def _host(callback: Any, values: list[Any]) -> Any:
    """Call ``callback`` with numpy values, now or when the graph runs; return the op, if any."""
    if tf.executing_eagerly():
        callback(*(np.asarray(value) for value in values))
        return None

    def returning_nothing(*arrays: Any) -> None:
        callback(*arrays)

    return tf.numpy_function(returning_nothing, values, [], stateful=True)


def _after(tensor: Any, callback: Any, values: list[Any]) -> Any:
    """Return ``tensor``, once ``callback`` has been called."""
    op = _host(callback, values)
    if op is None:
        return tensor
    with tf.control_dependencies([op]):
        return tf.identity(tensor)
