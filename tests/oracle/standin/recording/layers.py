"""Layers: what Keras' classes do to a space, and what a program may ask of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from . import functions, tensors
from .recorder import RECORDER
from .tensors import Tensor, Variable, is_symbolic

_KNOWN = frozenset(
    [
        "name",
        "dtype",
        "trainable",
        "input_shape",
        "batch_input_shape",
        "input_dim",
        "input_length",
        "activity_regularizer",
        "autocast",
        "weights",
        "batch_size",
        "dynamic",
        "sparse",
    ]
)
_names: Counter[str] = Counter()


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def fresh_name(base: str) -> str:
    """``dense``, ``dense_1``, as Keras counts."""
    count = _names[base]
    _names[base] += 1
    return f"{base}_{count}" if count else base


class Layer:
    """A layer of the program, or the base of Keras' own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        unknown = set(kwargs) - _KNOWN
        if args or unknown:
            raise ValueError(
                f"Unrecognized arguments passed to {type(self).__name__}: {args} {sorted(unknown)}"
            )
        here = RECORDER.where()
        self.__dict__.setdefault("place", here[0] if here else None)
        self.name = kwargs.get("name") or fresh_name(snake(type(self).__name__))
        self.trainable = kwargs.get("trainable", True)
        self.built = False
        self.supports_masking = False
        self.output: Any = None
        self.input: Any = None
        self.losses: list[Any] = []

    def build(self, input_shape: Any = None) -> None:
        self.built = True

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        return inputs

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.__dict__.get("built", True):
            self.built = True
            self.build((None, 4))
        result = self._call(*args, **kwargs)
        if any(is_symbolic(each) for each in (*args, *kwargs.values())):
            result = self._symbolic(result, args, kwargs)
            self.input, self.output = args[0] if args else None, result
        return result

    def _call(self, *args: Any, **kwargs: Any) -> Any:
        if "training" in kwargs and not _takes_training(self.call):
            del kwargs["training"]
        return self.call(*args, **kwargs)

    def _symbolic(self, result: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(result, (list, tuple)):
            return type(result)(
                self._node(each, self._part(i), args, kwargs) for i, each in enumerate(result)
            )
        if isinstance(result, dict):
            return {name: self._node(each, self._part(name), args, kwargs) for name, each in result.items()}
        return self._node(result, self, args, kwargs)

    def _part(self, key: Any) -> Callable[..., Any]:
        return lambda *args, **kwargs: self(*args, **kwargs)[key]

    def _node(self, result: Any, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        if not isinstance(result, Tensor):
            return result
        made = result.with_space(result.space)
        made.symbolic, made.made, made.maker = True, (function, args, kwargs), self
        return made

    def add_weight(self, *args: Any, **kwargs: Any) -> Variable:
        return Variable()

    def add_loss(self, loss: Any) -> None:
        self.losses.append(loss)

    def add_metric(self, *args: Any, **kwargs: Any) -> None:
        pass

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "trainable": self.trainable}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)

    def get_weights(self) -> list[Any]:
        return []

    def set_weights(self, weights: Any) -> None:
        pass

    def compute_output_shape(self, shape: Any) -> Any:
        return shape

    @property
    def weights(self) -> list[Any]:
        return [Variable()]

    trainable_weights = trainable_variables = variables = weights
    non_trainable_weights = property(lambda self: [])

    def _sublayers(self) -> Iterator[Layer]:
        for name, value in vars(self).items():
            if name not in ("input", "output"):
                yield from _layers_in(value)


def _takes_training(call: Callable[..., Any]) -> bool:
    code = getattr(getattr(call, "__func__", call), "__code__", None)
    if code is None:
        return True
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return "training" in names or bool(code.co_flags & 0x08)


def _layers_in(value: Any) -> Iterator[Layer]:
    if isinstance(value, Layer):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _layers_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _layers_in(each)


class Builtin(Layer):
    """A layer of Keras: its arguments are kept by name; ``parameters`` are those it takes."""

    parameters: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = dict(zip(self.parameters, args))
        if len(args) > len(self.parameters) or set(values) & set(kwargs):
            raise TypeError(f"{type(self).__name__} got wrong arguments: {args} {sorted(kwargs)}")
        values |= {name: kwargs.pop(name) for name in self.parameters if name in kwargs}
        super().__init__(**kwargs)
        for name in self.parameters:
            setattr(self, name, values.get(name, self.defaults.get(name)))
        if "activation" in self.parameters:
            self.activation: Any = functions.get_activation(
                values.get("activation", self.defaults.get("activation"))
            )
        self._given = values

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), **{name: getattr(self, name) for name in self.parameters}}
        if "activation" in self.parameters:
            config["activation"] = getattr(self.activation, "__name__", self.activation)
        return config

    def activated(self, x: Tensor) -> Any:
        """``x`` after this layer's activation, which was written where the layer was made."""
        activation = self.activation
        if activation is None:
            return x
        RECORDER.layer_places.append(self.place)  # type: ignore[attr-defined]
        try:
            return activation(x)
        finally:
            RECORDER.layer_places.pop()


class Weighted(Builtin):
    """A layer whose numbers are sums of products with weights, then an activation."""

    parameters: ClassVar[tuple[str, ...]] = (
        "units",
        "activation",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
    )
    parameters += ("kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint")
    defaults = {"use_bias": True}
    size = "units"

    def call(self, inputs: Any) -> Any:
        return self.activated(Tensor("linear", units=_number(getattr(self, self.size, None))))


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


class Dense(Weighted):
    """``keras.layers.Dense``."""

    def __init__(self, units: Any, activation: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(units, activation, *args, **kwargs)
        if units is not None and int(units) <= 0:
            raise ValueError(f"units must be positive, not {units}")


class Convolution(Weighted):
    """The convolutions."""

    parameters: ClassVar[tuple[str, ...]] = (
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "data_format",
        "dilation_rate",
        "groups",
    )
    parameters += ("activation", "use_bias", "kernel_initializer", "kernel_regularizer")
    size = "filters"


class Recurrent(Builtin):
    """Recurrent layers: the last activation is a tanh."""

    parameters: ClassVar[tuple[str, ...]] = (
        "units",
        "activation",
        "recurrent_activation",
        "return_sequences",
        "return_state",
        "dropout",
    )
    parameters += ("recurrent_dropout", "go_backwards", "stateful")
    defaults = {"activation": "tanh"}

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        out = self.activated(Tensor("linear", units=_number(self.units)))  # type: ignore[attr-defined]
        if self.return_state:  # type: ignore[attr-defined]
            return (out, out.with_space("state"), out.with_space("state"))
        return out


class Activation(Builtin):
    """``keras.layers.Activation``."""

    parameters: ClassVar[tuple[str, ...]] = ("activation",)

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(activation, **kwargs)

    def call(self, inputs: Any) -> Any:
        return self.activated(inputs)


class Softmax(Builtin):
    """``keras.layers.Softmax``."""

    parameters: ClassVar[tuple[str, ...]] = ("axis",)
    defaults = {"axis": -1}

    def call(self, inputs: Any, mask: Any = None) -> Any:
        RECORDER.layer_places.append(self.place)  # type: ignore[attr-defined]
        try:
            return functions.softmax(inputs, axis=self.axis)  # type: ignore[attr-defined]
        finally:
            RECORDER.layer_places.pop()


class Keeping(Builtin):
    """Layers that change form or leave out, and leave what the numbers mean."""

    parameters: ClassVar[tuple[str, ...]] = ("first", "second", "third")

    def call(self, inputs: Any) -> Any:
        return tensors.keep(inputs)


class Reshaping(Keeping):
    """Layers after which nobody counts how many numbers a row has."""

    def call(self, inputs: Any) -> Any:
        kept = tensors.keep(inputs)
        if isinstance(kept, Tensor):
            kept = kept.with_space(kept.space)
            kept.units = None
        return kept


class Pooling(Builtin):
    """A mean or maximum over places."""

    parameters: ClassVar[tuple[str, ...]] = ("pool_size", "strides", "padding", "data_format")
    defaults = {}

    def call(self, inputs: Any) -> Any:
        return tensors.mean(inputs)


class Normalization(Builtin):
    """Shifts and scales each feature."""

    parameters: ClassVar[tuple[str, ...]] = ("axis", "momentum", "epsilon")

    def call(self, inputs: Any) -> Any:
        return inputs.with_space("normalized") if isinstance(inputs, Tensor) else inputs


class Merge(Builtin):
    """Several arrays in one."""

    parameters: ClassVar[tuple[str, ...]] = ("axis", "axes", "normalize")

    def call(self, inputs: Any) -> Any:
        if type(self).__name__ == "Dot":
            return tensors.linear_of(*inputs)
        return functions.joined(inputs)


class Features(Builtin):
    """Layers of which nothing is known but that they are hidden."""

    parameters: ClassVar[tuple[str, ...]] = ("first", "second", "third")

    def call(self, *inputs: Any, **kwargs: Any) -> Any:
        return tensors.opaque(type(self).__name__, *inputs)

    @property
    def embeddings(self) -> Variable:
        return Variable()


class Lambda(Builtin):
    """``keras.layers.Lambda``."""

    parameters: ClassVar[tuple[str, ...]] = ("function", "output_shape", "mask", "arguments")

    def call(self, inputs: Any) -> Any:
        return self.function(inputs, **(self.arguments or {}))  # type: ignore[attr-defined]


class TimeDistributed(Builtin):
    """``keras.layers.TimeDistributed``."""

    parameters: ClassVar[tuple[str, ...]] = ("layer",)

    def call(self, inputs: Any) -> Any:
        return self.layer(inputs)  # type: ignore[attr-defined]


class Bounded(Builtin):
    """``ReLU`` and its kin."""

    parameters: ClassVar[tuple[str, ...]] = ("first", "second", "third")
    name_of_function = "relu"

    def call(self, inputs: Any) -> Any:
        return functions.bounded(self.name_of_function)(inputs)


class InputLayer(Layer):
    """``keras.layers.InputLayer``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(name=kwargs.get("name"))


def merged(name: str) -> Callable[..., Any]:
    """``keras.layers.concatenate`` and its kin."""

    def function(inputs: Any, axis: Any = -1, **kwargs: Any) -> Any:
        return CLASSES[name](axis=axis, name=kwargs.get("name"))(inputs)

    return function


def make_input(*args: Any, **kwargs: Any) -> Tensor:
    """``keras.Input``."""
    made = Tensor("input", symbolic=True)
    made.maker = InputLayer(name=kwargs.get("name") or fresh_name("input_layer"))
    made.maker.output = made
    made.name = made.maker.name  # type: ignore[attr-defined]
    return made


def _classes() -> dict[str, type[Layer]]:
    groups: dict[type[Layer], str] = {
        Convolution: "Conv1D Conv2D Conv3D Conv2DTranspose SeparableConv2D DepthwiseConv2D Conv1DTranspose",
        Recurrent: "LSTM GRU SimpleRNN",
        Reshaping: "Flatten Reshape Permute RepeatVector",
        Keeping: "Dropout SpatialDropout1D SpatialDropout2D GaussianNoise "
        "GaussianDropout ZeroPadding2D ZeroPadding1D Cropping2D UpSampling2D UpSampling1D Masking AlphaDropout "
        "ActivityRegularization",
        Pooling: "GlobalAveragePooling1D GlobalAveragePooling2D AveragePooling2D AveragePooling1D MaxPooling2D "
        "MaxPooling1D GlobalMaxPooling2D GlobalMaxPooling1D MaxPool2D",
        Normalization: "BatchNormalization LayerNormalization GroupNormalization UnitNormalization",
        Merge: "Concatenate Add Average Multiply Subtract Maximum Minimum Dot",
        Features: "Embedding MultiHeadAttention Attention AdditiveAttention Rescaling StringLookup "
        "TextVectorization Discretization CategoryEncoding Resizing RandomFlip RandomRotation RandomZoom "
        "Bidirectional Hashing IntegerLookup",
        Bounded: "ReLU LeakyReLU ELU PReLU",
    }
    made: dict[str, type[Layer]] = {
        each.__name__: each
        for each in (Layer, Dense, Activation, Softmax, Lambda, TimeDistributed, InputLayer)
    }
    for base, names in groups.items():
        for name in names.split():
            made[name] = type(name, (base,), {"__doc__": f"``keras.layers.{name}``."})
    return made


CLASSES = _classes()
