"""What ``import tensorflow``, ``import keras`` and ``import tf_keras`` find."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

from . import functions, layers, losses, models, tensors
from .layers import snake
from .recorder import RECORDER
from .tensors import Tensor, Variable


class Anything:
    """An optimizer, a callback, a schedule: it takes whatever it is given and says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.learning_rate = kwargs.get("learning_rate", 0.001)
        self.name = kwargs.get("name", snake(type(self).__name__))
        self.iterations = 0

    def apply_gradients(self, pairs: Any, *args: Any, **kwargs: Any) -> None:
        list(pairs)

    def apply(self, *args: Any, **kwargs: Any) -> None:
        pass

    def minimize(self, loss: Any, *args: Any, **kwargs: Any) -> None:
        if callable(loss):
            RECORDER.tapes += 1
            try:
                loss()
            finally:
                RECORDER.tapes -= 1

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        pass

    reset_state = reset_states = restore = save = assign_add = update_state

    def result(self) -> float:
        return 0.5

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name}

    def __call__(self, *args: Any, **kwargs: Any) -> float:
        return 0.5


class Callback:
    """``keras.callbacks.Callback``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.model: Any = None

    def set_model(self, model: Any) -> None:
        self.model = model


class GradientTape:
    """What is computed within is trained."""

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._inside = 0

    def __enter__(self) -> GradientTape:
        RECORDER.tapes += 1
        return self

    def __exit__(self, *error: Any) -> None:
        RECORDER.tapes -= 1

    def watch(self, tensor: Any) -> None:
        pass

    def gradient(self, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(sources, (list, tuple)):
            return [Tensor("gradient") for _ in sources]
        return Tensor("gradient")

    jacobian = gradient

    def stop_recording(self) -> Any:
        return _Paused()

    def reset(self) -> None:
        pass


class _Paused:
    def __enter__(self) -> None:
        self._tapes, RECORDER.tapes = RECORDER.tapes, 0

    def __exit__(self, *error: Any) -> None:
        RECORDER.tapes = self._tapes


class _Scope:
    def __enter__(self) -> _Scope:
        return self

    def __exit__(self, *error: Any) -> None:
        pass


class Strategy:
    """``tf.distribute.Strategy``."""

    num_replicas_in_sync = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def scope(self) -> _Scope:
        return _Scope()

    def run(self, fn: Any, args: Any = (), kwargs: Any = None) -> Any:
        return fn(*args, **(kwargs or {}))

    def reduce(self, how: Any, value: Any, axis: Any = None) -> Any:
        return value

    def experimental_distribute_dataset(self, dataset: Any) -> Any:
        return dataset


class Dataset:
    """``tf.data.Dataset``: one batch of inputs and targets."""

    def __init__(self, functions: tuple[Any, ...] = ()) -> None:
        self._functions = functions

    @classmethod
    def from_tensor_slices(cls, *args: Any, **kwargs: Any) -> Dataset:
        return cls()

    from_generator = from_tensors = zip = range = from_tensor_slices

    def _same(self, *args: Any, **kwargs: Any) -> Dataset:
        return self

    batch = shuffle = repeat = prefetch = cache = take = skip = with_options = unbatch = padded_batch = (
        shard
    ) = _same

    def map(self, function: Any, *args: Any, **kwargs: Any) -> Dataset:
        return Dataset((*self._functions, function))

    def __iter__(self) -> Iterator[Any]:
        element: Any = (Tensor("input"), Tensor("target"))
        for function in self._functions:
            element = function(*element) if isinstance(element, tuple) else function(element)
        return iter([element])

    def __len__(self) -> int:
        return 1


def function(function: Any = None, **kwargs: Any) -> Any:
    """``tf.function``: what it decorates runs as it is."""
    return (lambda decorated: decorated) if function is None else function


def decorator(*args: Any, **kwargs: Any) -> Any:
    """A decorator with arguments that changes nothing."""
    if len(args) == 1 and callable(args[0]) and not kwargs:
        return args[0]
    return lambda decorated: decorated


def nothing(*args: Any, **kwargs: Any) -> None:
    """A function that is called for an effect that nothing here can see."""


def clone_model(model: Any, input_tensors: Any = None, clone_function: Any = None, **kwargs: Any) -> Any:
    """The same architecture: here the layers themselves, which have no numbers, or what is made of them."""
    clone = clone_function or (lambda layer: layer)
    if isinstance(model, models.Sequential):
        return models.Sequential([clone(layer) for layer in model.sequence])
    return models.Model(*model.graph)


def application(
    include_top: Any = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: Any = None,
    classes: Any = 1000,
    classifier_activation: Any = "softmax",
    **kwargs: Any,
) -> Any:
    """A model of ``keras.applications``."""
    inputs = layers.make_input()
    out = layers.CLASSES["Rescaling"]()(inputs)
    if include_top:
        out = layers.Dense(classes, activation=classifier_activation)(out)
    return models.Model(inputs, out)


def load_model(*args: Any, **kwargs: Any) -> Any:
    """A model of which nothing is known."""
    inputs = layers.make_input()
    return models.Model(inputs, layers.CLASSES["Rescaling"]()(inputs))


def _graph_loss(kind: str) -> Any:
    """A crossentropy of ``tf.compat.v1.losses``."""
    names = {"categorical": "onehot_labels", "sparse": "labels", "binary": "multi_class_labels"}

    def loss(*args: Any, **kwargs: Any) -> Tensor:
        values = dict(zip((names[kind], "logits"), args)) | kwargs
        return losses.meet(values[names[kind]], values["logits"], True, kind)

    return loss


def _module(name: str, values: dict[str, Any]) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__path__ = []
    for key, value in values.items():
        setattr(made, key, _module(f"{name}.{key}", value) if isinstance(value, dict) else value)
    sys.modules[name] = made
    return made


def _kinds(names: str, base: type = Anything) -> dict[str, Any]:
    return {name: type(name, (base,), {}) for name in names.split()}


def _keras() -> dict[str, Any]:
    backend = {
        "categorical_crossentropy": _backend("categorical"),
        "sparse_categorical_crossentropy": _backend("sparse"),
        "binary_crossentropy": _backend("binary"),
        "clear_session": nothing,
        "set_image_data_format": nothing,
        "image_data_format": lambda: "channels_last",
        "epsilon": lambda: 1e-7,
        "backend": lambda: "tensorflow",
        "set_value": nothing,
        **{
            name: functions.operations()[name]
            for name in ("softmax", "sigmoid", "log", "argmax", "cast", "square")
        },
        "mean": functions.operations()["reduce_mean"],
        "sum": functions.operations()["reduce_sum"],
        "clip": functions.operations()["clip_by_value"],
        "exp": functions.operations()["exp"],
        "flatten": functions.operations()["reshape"],
    }
    metrics = _kinds(
        "Mean Accuracy SparseCategoricalAccuracy CategoricalAccuracy BinaryAccuracy AUC Precision Recall "
        "TopKCategoricalAccuracy SparseTopKCategoricalAccuracy MeanIoU Metric BinaryCrossentropy MeanMetricWrapper "
        "CategoricalCrossentropy SparseCategoricalCrossentropy Sum MeanSquaredError F1Score"
    )
    crossentropies = {n: losses.FUNCTIONS[n] for n in losses.FUNCTIONS if n.endswith("_crossentropy")}
    optimizers = _kinds("Optimizer")
    optimizers |= _kinds("Adam SGD RMSprop AdamW Nadam Adagrad Adadelta Adamax", optimizers["Optimizer"])
    optimizers["schedules"] = _kinds(
        "ExponentialDecay CosineDecay PiecewiseConstantDecay LearningRateSchedule"
    )
    optimizers["legacy"] = _kinds("Adam SGD RMSprop", optimizers["Optimizer"])
    activations: dict[str, Any] = {**functions.KERAS_ACTIVATIONS, "get": functions.get_activation}
    activations["serialize"] = lambda each: getattr(each, "__name__", each)
    activations["deserialize"] = functions.get_activation
    callbacks = {"Callback": Callback} | _kinds(
        "EarlyStopping ModelCheckpoint TensorBoard ReduceLROnPlateau LearningRateScheduler CSVLogger History",
        Callback,
    )
    callbacks["LambdaCallback"] = Callback
    ops = {**functions.operations(), "one_hot": functions.operations()["one_hot"], "mean": tensors.mean}
    ops |= {"categorical_crossentropy": _backend("categorical"), "binary_crossentropy": _backend("binary")}
    ops |= {"sparse_categorical_crossentropy": _backend("sparse"), "sum": tensors.mean, "clip": tensors.keep}
    return {
        "layers": dict(layers.CLASSES)
        | {"Input": layers.make_input}
        | {
            snake(name): layers.merged(name)
            for name in ["Concatenate", "Add", "Average", "Multiply", "Maximum", "Subtract"]
        },
        "applications": dict.fromkeys(
            ["VGG16", "ResNet50", "MobileNet", "MobileNetV2", "EfficientNetB0", "InceptionV3"], application
        ),
        "config": {"set_backend": nothing, "set_floatx": nothing, "enable_unsafe_deserialization": nothing},
        "losses": {
            **losses.CLASSES,
            **losses.FUNCTIONS,
            "get": losses.get,
            "Reduction": types.SimpleNamespace(
                NONE="none", SUM="sum", AUTO="auto", SUM_OVER_BATCH_SIZE="sum"
            ),
            "serialize": lambda each: {"class_name": type(each).__name__, "config": each.get_config()},
            "deserialize": losses.get,
        },
        "metrics": {**metrics, **crossentropies},
        "activations": activations,
        "models": {
            "Model": models.Model,
            "Sequential": models.Sequential,
            "clone_model": clone_model,
            "load_model": load_model,
        },
        "optimizers": optimizers,
        "callbacks": callbacks,
        "regularizers": _kinds("L1 L2 L1L2") | {"l1": nothing, "l2": nothing, "l1_l2": nothing},
        "initializers": _kinds(
            "Zeros Ones Constant RandomNormal GlorotUniform HeNormal TruncatedNormal RandomUniform"
        ),
        "constraints": _kinds("MaxNorm NonNeg"),
        "backend": backend,
        "ops": ops,
        "random": {"normal": _fresh, "uniform": _fresh},
        "utils": {
            "to_categorical": tensors.keep,
            "set_random_seed": nothing,
            "plot_model": nothing,
            "register_keras_serializable": decorator,
            "get_custom_objects": dict,
        },
        "saving": {"register_keras_serializable": decorator},
        "mixed_precision": {"set_global_policy": nothing, "Policy": Anything},
        "datasets": {
            "mnist": {"load_data": _load},
            "cifar10": {"load_data": _load},
            "fashion_mnist": {"load_data": _load},
        },
        "Sequential": models.Sequential,
        "Model": models.Model,
        "Input": layers.make_input,
        "Layer": layers.Layer,
        "Loss": losses.Loss,
        "Variable": Variable,
        "KerasTensor": Tensor,
        "__version__": "3.15.0",
    }


def _backend(kind: str) -> Any:
    def crossentropy(target: Any, output: Any, from_logits: Any = False, axis: Any = -1) -> Tensor:
        return losses.meet(target, output, from_logits, kind)

    return crossentropy


def _fresh(*args: Any, **kwargs: Any) -> Tensor:
    return Tensor("constant")


def _load(*args: Any, **kwargs: Any) -> Any:
    return (Tensor("input"), Tensor("target")), (Tensor("input"), Tensor("target"))


def _tensorflow() -> dict[str, Any]:
    table = functions.operations()
    for name in ["softmax", "sigmoid", "log_softmax", "log"]:
        if name != "sigmoid":
            table.pop(name)
    nn = {
        name: getattr(losses, name)
        for name in (
            "softmax_cross_entropy_with_logits",
            "sparse_softmax_cross_entropy_with_logits",
            "sigmoid_cross_entropy_with_logits",
            "weighted_cross_entropy_with_logits",
        )
    }
    every = functions.operations()
    nn |= {name: every[name] for name in ("softmax", "sigmoid", "log_softmax", "tanh")}
    nn |= {
        name: functions.named(name, functions.bounded(name))
        for name in ("relu", "elu", "selu", "gelu", "relu6", "silu")
    }
    nn |= {"dropout": functions.named("dropout", tensors.keep), "compute_average_loss": tensors.mean}
    nn |= {"l2_loss": tensors.mean, "bias_add": lambda x, *a, **k: x, "moments": _fresh}
    return {
        **table,
        "math": dict(every),
        "nn": nn,
        "linalg": {"matmul": tensors.linear_of},
        "keras": _keras(),
        "data": {"Dataset": Dataset, "AUTOTUNE": -1, "experimental": {"AUTOTUNE": -1}},
        "random": {
            "normal": _fresh,
            "uniform": _fresh,
            "set_seed": nothing,
            "categorical": lambda x, *a, **k: tensors.argmax(x),
        },
        "config": {"run_functions_eagerly": nothing, "list_physical_devices": lambda *a: []},
        "distribute": {
            "MirroredStrategy": Strategy,
            "Strategy": Strategy,
            "get_strategy": Strategy,
            "OneDeviceStrategy": Strategy,
            "ReduceOp": types.SimpleNamespace(SUM="sum", MEAN="mean"),
        },
        "summary": {"scalar": nothing, "create_file_writer": Anything},
        "train": _kinds("Checkpoint CheckpointManager"),
        "GradientTape": GradientTape,
        "function": function,
        "Variable": Variable,
        "Tensor": Tensor,
        "Module": type("Module", (), {"__init__": lambda self, name=None: None}),
        "TensorSpec": Anything,
        "name_scope": lambda *a, **k: _Scope(),
        "device": lambda *a, **k: _Scope(),
        **{name: name for name in ("float32", "float16", "int32", "int64", "bool", "string", "float64")},
        "newaxis": None,
        "__version__": "2.21.0",
    }


def install() -> None:
    """Put everything where ``import`` looks; what is not named here cannot be imported."""
    tensorflow = _module("tensorflow", _tensorflow())
    keras = tensorflow.keras
    _older(tensorflow)
    for name in [each for each in sys.modules if each.startswith("tensorflow.keras")]:
        for other in ("keras", "tf_keras"):
            sys.modules[name.replace("tensorflow.keras", other, 1)] = sys.modules[name]
    sys.modules["tensorflow.python"] = types.ModuleType("tensorflow.python")
    _module("data", {"dataset": Dataset(), "images": Tensor("input"), "labels": Tensor("target")})
    _module("numpy", _numpy())
    assert keras is sys.modules["keras"]


def _older(tensorflow: Any) -> None:
    """``tf.compat``, and what ``tf`` has of Keras at its top."""
    for name in ("losses", "metrics", "optimizers", "initializers"):
        setattr(tensorflow, name, getattr(tensorflow.keras, name))
    compat = _module("tensorflow.compat", {})
    tensorflow.compat = compat
    for version in ("v1", "v2"):
        module = _module(f"tensorflow.compat.{version}", dict(vars(tensorflow)))
        setattr(compat, version, module)
        for name in [each for each in sys.modules if each.startswith("tensorflow.keras")]:
            sys.modules[name.replace("tensorflow.", f"tensorflow.compat.{version}.", 1)] = sys.modules[name]
    compat.v1.losses = types.SimpleNamespace(
        softmax_cross_entropy=_graph_loss("categorical"),
        sparse_softmax_cross_entropy=_graph_loss("sparse"),
        sigmoid_cross_entropy=_graph_loss("binary"),
    )


def _numpy() -> dict[str, Any]:
    every = functions.operations()
    table: dict[str, Any] = {
        name: every[name]
        for name in ("exp", "log", "argmax", "square", "sqrt", "abs", "where", "round", "zeros", "ones")
    }
    table |= {"array": _array, "asarray": _array, "mean": every["reduce_mean"], "sum": every["reduce_sum"]}
    table |= {"max": every["reduce_max"], "min": every["reduce_min"], "concatenate": every["concat"]}
    table |= {"squeeze": every["squeeze"], "reshape": every["reshape"], "expand_dims": every["expand_dims"]}
    table |= {
        "random": {
            "rand": _fresh,
            "randn": _fresh,
            "randint": _fresh,
            "seed": nothing,
            "normal": _fresh,
            "random": _fresh,
            "uniform": _fresh,
        }
    }
    return table | {
        "float32": float,
        "int64": int,
        "ndarray": Tensor,
        "newaxis": None,
        "clip": every["clip_by_value"],
    }


def _array(value: Any, *args: Any, **kwargs: Any) -> Any:
    return value if isinstance(value, Tensor) else Tensor("constant")
