"""Models: how they are put together, compiled, trained and asked."""

from __future__ import annotations

from typing import Any

from . import losses
from .layers import InputLayer, Layer, make_input
from .recorder import RECORDER, Place
from .tensors import Tensor, replay


class History:
    """What ``fit`` returns."""

    def __init__(self) -> None:
        self.history = {name: [0.5] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
        self.epoch = [0]


class Model(Layer):
    """``keras.Model``: functional when it is given inputs and outputs, else what ``call`` says."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and (
            len(args) >= 2 or {"inputs", "outputs"} <= set(kwargs) or (args and "outputs" in kwargs)
        ):
            return object.__new__(Functional)
        return object.__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        parts = list(args)
        self.graph = None
        if parts or "inputs" in kwargs:
            inputs = parts.pop(0) if parts else kwargs.pop("inputs")
            outputs = parts.pop(0) if parts else kwargs.pop("outputs")
            self.graph = (inputs, outputs)
        if parts:
            kwargs["name"] = parts.pop(0)
        super().__init__(**kwargs)
        self.optimizer: Any = None
        self.loss: Any = None
        self.stop_training = False
        self.history: Any = None
        self._places: list[Place] = []
        if self.graph is not None:
            self.input, self.output = self.graph

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        if self.graph is None:
            raise NotImplementedError("a Model subclass must define call()")
        symbols = self.graph[0]
        return replay(self.graph[1], _paired(symbols, inputs))

    @property
    def layers(self) -> list[Layer]:
        if self.graph is not None:
            return _graph_layers(self.graph)
        return list(dict.fromkeys(self._sublayers()))

    @property
    def outputs(self) -> list[Any]:
        return _listed(self.output)

    @property
    def inputs(self) -> list[Any]:
        return _listed(self.input)

    def get_layer(self, name: Any = None, index: Any = None) -> Any:
        if index is not None:
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}")

    def build(self, input_shape: Any = None) -> None:
        self.built = True

    def summary(self, *args: Any, **kwargs: Any) -> None:
        pass

    save = save_weights = load_weights = export = reset_states = reset_metrics = summary

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.optimizer, self.loss = _optimizer(optimizer), loss
        self._losses = _resolved(loss)
        self._places = RECORDER.where()
        RECORDER.pending[id(self)] = self

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Tensor:
        if self._has_loss():
            _compiled(self._places, self, y if y is not None else Tensor("target"), y_pred)
        return Tensor("loss")

    def _has_loss(self) -> bool:
        return self.__dict__.get("_losses") is not None

    def compiled_loss(self, y: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Tensor:
        return self.compute_loss(y=y, y_pred=y_pred)

    @property
    def compiled_metrics(self) -> Any:
        from .library import Anything

        return Anything()

    @property
    def metrics(self) -> list[Any]:
        return []

    def compute_metrics(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"loss": 0.5}

    def train_step(self, data: Any) -> dict[str, Any]:
        x, y = _pair(data)
        self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
        return {"loss": 0.5}

    def test_step(self, data: Any) -> dict[str, Any]:
        x, y = _pair(data)
        self.compute_loss(x=x, y=y, y_pred=self(x, training=False))
        return {"loss": 0.5}

    def predict_step(self, data: Any) -> Any:
        return self(data, training=False)

    def fit(self, x: Any = None, y: Any = None, *args: Any, callbacks: Any = (), **kwargs: Any) -> History:
        RECORDER.pending.pop(id(self), None)
        callbacks = list(callbacks or ())
        _announce(callbacks, "set_model", self)
        _announce(callbacks, "on_train_begin", None)
        _announce(callbacks, "on_epoch_begin", 0, None)
        RECORDER.tapes += 1
        try:
            self.train_step(_data(x, y))
        finally:
            RECORDER.tapes -= 1
        _announce(callbacks, "on_epoch_end", 0, {"loss": 0.5, "accuracy": 0.5, "val_loss": 0.5})
        _announce(callbacks, "on_train_end", None)
        history = self.history = History()
        return history

    def train_on_batch(self, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> float:
        self.fit(x, y)
        return 0.5

    def evaluate(self, x: Any = None, y: Any = None, *args: Any, **kwargs: Any) -> list[float]:
        RECORDER.pending.pop(id(self), None)
        self.test_step(_data(x, y))
        return [0.5, 0.5]

    test_on_batch = evaluate

    def predict(self, x: Any = None, *args: Any, **kwargs: Any) -> Any:
        return self.predict_step(Tensor("input"))

    def predict_on_batch(self, x: Any) -> Any:
        return self.predict(x)

    def finish(self) -> None:
        """What a model that was compiled, and not trained since, would be trained with."""
        RECORDER.tapes += 1
        try:
            self.train_step((Tensor("input"), Tensor("target")))
        finally:
            RECORDER.tapes -= 1


class Functional(Model):
    """What ``keras.Model(inputs, outputs)`` makes."""


class Sequential(Model):
    """``keras.Sequential``."""

    def __init__(self, layers: Any = None, trainable: bool = True, name: Any = None) -> None:
        super().__init__(name=name, trainable=trainable)
        self.sequence: list[Layer] = []
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Any, rebuild: bool = True) -> None:
        if isinstance(layer, Tensor) and layer.maker is not None:
            layer = layer.maker
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Only instances of keras.Layer can be added to a Sequential model, not {layer!r}"
            )
        self.sequence.append(layer)

    def pop(self, rebuild: bool = True) -> Layer:
        return self.sequence.pop()

    @property
    def layers(self) -> list[Layer]:
        return [layer for layer in self.sequence if not isinstance(layer, InputLayer)]

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        for layer in self.sequence:
            inputs = layer(inputs)
        return inputs

    @property
    def output(self) -> Any:
        return self._built()[1]

    @output.setter
    def output(self, value: Any) -> None:
        pass

    @property
    def input(self) -> Any:
        return self._built()[0]

    @input.setter
    def input(self, value: Any) -> None:
        pass

    def _built(self) -> tuple[Any, Any]:
        key = tuple(map(id, self.sequence))
        if self.__dict__.get("_key") != key:
            symbol = make_input()
            out: Any = symbol
            for layer in self.sequence:
                out = layer(out)
            self.__dict__.update(_key=key, _symbols=(symbol, out))
        return self.__dict__["_symbols"]  # type: ignore[no-any-return]


def _optimizer(given: Any) -> Any:
    from .library import Anything

    return Anything(name=given) if isinstance(given, str) else given


def _paired(symbols: Any, values: Any) -> dict[int, Any]:
    if isinstance(symbols, Tensor):
        return {id(symbols): values}
    known: dict[int, Any] = {}
    named = symbols.values() if isinstance(symbols, dict) else symbols
    given = values.values() if isinstance(values, dict) else values
    if isinstance(given, Tensor):
        given = [given] * len(named)
    for symbol, value in zip(named, given):
        known |= _paired(symbol, value)
    return known


def _graph_layers(graph: tuple[Any, Any]) -> list[Layer]:
    """The layers from the inputs to the outputs."""
    found: dict[Layer, None] = {}
    seen: set[int] = set()

    def visit(value: Any) -> None:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for each in value:
                visit(each)
        elif isinstance(value, Tensor) and value.symbolic and id(value) not in seen:
            seen.add(id(value))
            if value.made is not None:
                visit(value.made[1])
                visit(value.made[2])
            if isinstance(value.maker, Layer):
                found[value.maker] = None

    visit(graph[0])
    visit(graph[1])
    return list(found)


def _resolved(loss: Any) -> Any:
    if isinstance(loss, dict) and "class_name" not in loss:
        return {name: losses.get(each) for name, each in loss.items()}
    if isinstance(loss, (list, tuple)):
        return [losses.get(each) for each in loss]
    return losses.get(loss)


def _compiled(places: list[Place], model: Model, y: Any, y_pred: Any) -> None:
    """Compute the compiled loss; the recorder knows this function by its code."""
    chosen = model.__dict__["_losses"]
    if isinstance(chosen, dict):
        outputs = y_pred if isinstance(y_pred, dict) else dict(zip(_output_names(model), _listed(y_pred)))
        for name, loss in chosen.items():
            if loss is not None and name in outputs:
                loss(Tensor("target"), outputs[name])
    elif isinstance(chosen, list):
        for loss, output in zip(chosen, _listed(y_pred)):
            if loss is not None:
                loss(Tensor("target"), output)
    else:
        values = y_pred.values() if isinstance(y_pred, dict) else _listed(y_pred)
        for output in values:
            chosen(Tensor("target"), output)


RECORDER.compiled = _compiled.__code__


def _output_names(model: Model) -> list[str]:
    return [each.maker.name if each is not None and each.maker else "" for each in model.outputs]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _data(x: Any, y: Any) -> tuple[Any, Any]:
    if y is None and not isinstance(x, (Tensor, int)) and x is not None:
        for each in x:
            return _pair(each)
    return (x if isinstance(x, Tensor) else Tensor("input"), Tensor("target"))


def _pair(data: Any) -> tuple[Any, Any]:
    if isinstance(data, (list, tuple)) and len(data) >= 2:
        return data[0], data[1]
    return data, Tensor("target")


def _announce(callbacks: list[Any], name: str, *args: Any) -> None:
    for callback in callbacks:
        if hasattr(callback, name):
            getattr(callback, name)(*args)


def finish() -> None:
    """At the end of a program: the models that were compiled and never trained."""
    for model in list(RECORDER.pending.values()):
        try:
            model.finish()
        except Exception as error:
            RECORDER.record(what="unfinished", error=repr(error)[:200])
    RECORDER.pending.clear()
