"""Recording what every Keras backend has in common: heads, models, ``fit`` and optimizers."""

from __future__ import annotations

import functools
import inspect
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np

from .backend import Backend
from .heads import may_be_head
from .recorder import Recorder

_LOSS_FUNCTIONS = (
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_crossentropy",
    "categorical_focal_crossentropy",
    "binary_focal_crossentropy",
)


class KerasHooks:
    """Installs the hooks, and knows the model that is being trained."""

    def __init__(self, recorder: Recorder, backend: Backend, quick: bool = False) -> None:
        self._recorder = recorder
        self._backend = backend
        self._quick = quick
        self._depth = 0
        self._blind = 0
        self._compiled = 0
        self._owners: list[tuple[Any, int]] = []
        self._digests: list[tuple[Any, str]] = []
        self.calmed: Any = None
        self.model: Any = None
        self.held_out: tuple[Any, Any] | None = None
        self._peeked: Any = None

    def install(self) -> None:
        """Hook Keras; once a process."""
        self._hook_heads()
        self._hook_models()
        self._hook_losses()
        self._hook_optimizers()
        self._recorder.evaluate = self.held_out_accuracy
        self._recorder.digest_weights = self.digest_weights
        self._recorder.owner = self._owner

    def forget(self) -> None:
        """Drop the models of the last run."""
        self.model = self.held_out = self._peeked = None
        self._depth = 0
        self._owners, self._digests = [], []

    def _owner(self) -> int:
        """Number the trainings: another model, or the same one compiled again, is another training."""
        mine = (self.model, self._compiled)
        for number, (model, compiled) in enumerate(self._owners):
            if model is mine[0] and compiled == mine[1]:
                return number
        self._owners.append(mine)
        return len(self._owners) - 1

    def held_out_accuracy(self) -> float | None:
        """Return the accuracy on held-out data, read from the logits whatever the output is."""
        if self.model is None or self.held_out is None:
            return None
        x, y = self.held_out
        sync = getattr(self.model, "jax_state_sync", None)
        if sync is not None:
            sync()
        self._recorder.peeking = True
        try:
            self.model(x, training=False)
        finally:
            self._recorder.peeking = False
        z, self._peeked = self._peeked, None
        if z is None:
            return None
        return accuracy(self._backend.to_numpy(z), np.asarray(y))

    def digest_weights(self) -> str | None:
        """Return a checksum of the trainable weights, where the model is built."""
        if self.model is None or not self.model.built:
            return None
        digest = self._digest(self.model)
        if all(model is not self.model for model, _ in self._digests):
            self._digests.append((self.model, digest))
        return digest

    def moved(self) -> bool:
        """Whether a model has other weights now than when they were first looked at."""
        return any(self._digest(model) != digest for model, digest in self._digests)

    def _digest(self, model: Any) -> str:
        value = 0
        for weight in model.trainable_weights:
            array = np.ascontiguousarray(
                self._backend.to_numpy(weight.value if hasattr(weight, "value") else weight)
            )
            value = zlib.crc32(array.tobytes(), value)
        return f"{value:08x}"

    def _see(self, z: Any) -> Any:
        if self._recorder.peeking:
            self._peeked = z
            return z
        if self._recorder.calming:
            self.calmed = self._backend.calm(z)
            return self.calmed
        return z if self._blind else self._backend.watch(z)

    def _hook_heads(self) -> None:
        self._hook_vectorised()
        for layer in (keras.layers.Dense, keras.layers.EinsumDense, *_convolutions()):
            layer.call = self._watching(layer.call)

    def _hook_vectorised(self) -> None:
        """TimeDistributed maps its layer in parallel, where nothing can leave the graph: look away."""
        wrapper = keras.layers.TimeDistributed
        original = wrapper.call

        @functools.wraps(original)
        def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
            self._blind += 1
            try:
                return original(layer, *args, **kwargs)
            finally:
                self._blind -= 1

        wrapper.call = call

    def _watching(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
            fields = layer.__dict__
            activation = fields.get("activation", _MISSING)
            if activation is _MISSING or not may_be_head(activation):
                return original(layer, *args, **kwargs)

            def through(z: Any) -> Any:
                z = self._see(z)
                return z if activation is None else activation(z)

            fields["activation"] = through  # past Keras's attribute tracking
            try:
                return original(layer, *args, **kwargs)
            finally:
                fields["activation"] = activation

        return call

    def _hook_models(self) -> None:
        model_class = keras.Model
        original_call = model_class.__call__

        @functools.wraps(original_call)
        def call(model: Any, *args: Any, **kwargs: Any) -> Any:
            if self._depth == 0 and not self._recorder.peeking:
                self.model = model
            self._depth += 1
            try:
                return original_call(model, *args, **kwargs)
            finally:
                self._depth -= 1

        model_class.__call__ = call

        original_compile = model_class.compile

        @functools.wraps(original_compile)
        def compile_(model: Any, *args: Any, **kwargs: Any) -> Any:
            self._compiled += 1
            if "jit_compile" in kwargs and self._backend.name == "tensorflow":
                kwargs["jit_compile"] = False
            return original_compile(model, *args, **kwargs)

        model_class.compile = compile_

        original_fit = model_class.fit
        signature = inspect.signature(original_fit)

        @functools.wraps(original_fit)
        def fit(model: Any, *args: Any, **kwargs: Any) -> Any:
            self.model = model
            self._recorder.note_weights()
            if self._quick:
                _build_optimizer(model)
            bound = signature.bind(model, *args, **kwargs)
            bound.arguments["callbacks"] = _with(bound.arguments.get("callbacks"), _Callback(self._recorder))
            return original_fit(*bound.args, **bound.kwargs)

        model_class.fit = fit

    def _hook_losses(self) -> None:
        model_class = keras.Model
        original = model_class._compute_loss

        @functools.wraps(original)
        def compute_loss(model: Any, *args: Any, **kwargs: Any) -> Any:
            bound = inspect.signature(original).bind(model, *args, **kwargs)
            bound.apply_defaults()
            loss = original(*bound.args, **bound.kwargs)
            if bound.arguments.get("training", True):
                self._backend.note_batch(bound.arguments["x"] if self._quick else None, bound.arguments["y"])
                self._backend.note_loss(loss)
            return loss

        model_class._compute_loss = compute_loss
        loss_class = keras.losses.Loss
        original_call = loss_class.__call__

        @functools.wraps(original_call)
        def call(loss: Any, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
            self._backend.note_targets(y_true)
            return original_call(loss, y_true, y_pred, *args, **kwargs)

        loss_class.__call__ = call
        for module in _loss_modules(self._backend.name):
            for name in _LOSS_FUNCTIONS:
                if hasattr(module, name):
                    setattr(module, name, self._noting_targets(getattr(module, name)))

    def _noting_targets(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def loss(y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
            self._backend.note_targets(y_true)
            return original(y_true, y_pred, *args, **kwargs)

        return loss

    def _hook_optimizers(self) -> None:
        for optimizer in _with_subclasses(keras.optimizers.Optimizer):
            if "apply" in vars(optimizer):
                optimizer.apply = self._applying(optimizer.apply)
        scaler = keras.optimizers.LossScaleOptimizer
        original = scaler.scale_loss

        @functools.wraps(original)
        def scale_loss(optimizer: Any, loss: Any) -> Any:
            scaled = original(optimizer, loss)
            scale = optimizer.dynamic_scale if optimizer.built else optimizer.initial_scale
            self._backend.note_scaled_loss(scaled, loss, scale)
            return scaled

        scaler.scale_loss = scale_loss

    def _applying(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def apply(optimizer: Any, grads: Any, trainable_variables: Any = None) -> Any:
            if not getattr(optimizer, "_xentlint_inner", False):
                inner = getattr(optimizer, "inner_optimizer", None)
                if inner is not None:
                    inner._xentlint_inner = True
                self._backend.note_gradients([g for g in grads if g is not None])
            if not self._recorder.frozen:
                if self._quick and trainable_variables is not None:
                    return self._backend.quick_update(
                        original, optimizer, list(grads), list(trainable_variables)
                    )
                return original(optimizer, grads, trainable_variables)
            if not optimizer.built and trainable_variables is not None:
                optimizer.build(list(trainable_variables))
            return None

        return apply


class _Callback(keras.callbacks.Callback):  # type: ignore[misc]
    """Measures after every epoch, and ends a run that has all its steps."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """End the run when it has all its steps, or what is fitted here when it has told enough."""
        self._recorder.raise_if_done()
        if self._recorder.samples:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Measure."""
        self._recorder.on_epoch_end()


_MISSING = object()


def _build_optimizer(model: Any) -> None:
    """Make the optimizer's variables before ``fit`` does: made in its graph, they cost a second tracing."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and model.built and not optimizer.built:
        optimizer.build(model.trainable_variables)


def accuracy(z: Any, y: Any) -> float | None:
    """Return the share of right classes, from logits; ``None`` where shapes do not match."""
    if z.shape[-1] == 1:
        chosen, right = z.reshape(-1) > 0, y.reshape(-1) > 0.5
    else:
        chosen, right = z.argmax(axis=-1), y
        if chosen.ndim > right.ndim and chosen.shape[0] == right.shape[0]:
            chosen = chosen[:, -1]
    if chosen.shape != right.shape:
        return None
    return float(np.mean(chosen == right))


def _convolutions() -> list[Any]:
    base = inspect.getmro(keras.layers.Conv2D)[1]
    return [base] if "call" in vars(base) else []


def _with_subclasses(root: Any) -> Iterable[Any]:
    seen: set[Any] = {cls for cls in inspect.getmro(root) if cls is not object}
    pending = list(seen)
    while pending:
        cls = pending.pop()
        for sub in cls.__subclasses__():
            if sub not in seen and sub.__module__.startswith("keras"):
                seen.add(sub)
                pending.append(sub)
    return seen


def _loss_modules(backend: str) -> list[Any]:
    modules = [keras.losses]
    if backend == "tensorflow":
        import tensorflow as tf

        modules += [tf.keras.losses, tf.losses]
    return list({id(module): module for module in modules}.values())


def _with(callbacks: Any, extra: Any) -> Any:
    if callbacks is None:
        return [extra]
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(extra)
        return callbacks
    return [*callbacks, extra] if isinstance(callbacks, (list, tuple)) else [callbacks, extra]
