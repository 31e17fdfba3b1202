"""Activations and the operations of TensorFlow: what each does to a space."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import tensors
from .recorder import RECORDER
from .tensors import PROBABILITIES, Tensor, operation


def _activation(name: str, space: Callable[[Tensor, Any], str]) -> Callable[..., Any]:
    @operation
    def function(x: Any, *args: Any, **kwargs: Any) -> Any:
        x = x if isinstance(x, Tensor) else Tensor("constant")
        after = space(x, kwargs.get("axis", args[0] if args else -1))
        here = RECORDER.layer_places[-1:] or RECORDER.where()[:1]
        made = x.with_space(after, origins=(*x.origins, *here))
        if after == "twice" and name in ("softmax", "sigmoid"):
            RECORDER.record(what="double", space=after, where=RECORDER.where(), related=list(made.origins))
        return made

    function.__name__ = function.__qualname__ = name
    return function


def _softmax(x: Tensor, axis: Any) -> str:
    if axis not in (-1, None) and not isinstance(axis, str):  # of what rank an array is, is not known
        return f"softmax_axis_{axis}({x.space})"
    return "twice" if x.space in PROBABILITIES else "softmax"


def _sigmoid(x: Tensor, axis: Any) -> str:
    return "twice" if x.space in PROBABILITIES else "sigmoid"


def _log_softmax(x: Tensor, axis: Any) -> str:
    return f"log_softmax({x.space})" if x.space in PROBABILITIES else "log_softmax"


softmax = _activation("softmax", _softmax)
sigmoid = _activation("sigmoid", _sigmoid)
log_softmax = _activation("log_softmax", _log_softmax)
linear = _activation("linear", lambda x, axis: "linear" if x.space == "input" else x.space)
BOUNDED = (
    "relu",
    "relu6",
    "tanh",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "exponential",
    "mish",
)


def bounded(name: str) -> Callable[..., Any]:
    """An activation whose output is neither a probability nor a score."""
    return _activation(name, lambda x, axis: name)


KERAS_ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "softmax": softmax,
    "sigmoid": sigmoid,
    "log_softmax": log_softmax,
    "linear": linear,
    **{name: bounded(name) for name in BOUNDED},
}
KERAS_ACTIVATIONS["swish"] = KERAS_ACTIVATIONS["silu"]
KERAS_ACTIVATIONS["leaky_relu"] = bounded("leaky_relu")
KERAS_ACTIVATIONS["hard_sigmoid"] = bounded("hard_sigmoid")


def get_activation(identifier: Any) -> Any:
    """What ``keras.activations.get`` gives."""
    if identifier is None:
        return linear
    if isinstance(identifier, str) and identifier in KERAS_ACTIVATIONS:
        return KERAS_ACTIVATIONS[identifier]
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret activation function identifier: {identifier}")


def named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of its own that does what ``function`` does."""

    def call(*args: Any, **kwargs: Any) -> Any:
        for old in ("logits", "features", "x"):
            if old in kwargs:
                args = (kwargs.pop(old), *args)
        kwargs.pop("name", None)
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    return call


@operation
def log(x: Any, *args: Any, **kwargs: Any) -> Any:
    """The logarithm of probabilities is worth a record of its own."""
    if isinstance(x, Tensor) and any(each in x.space for each in PROBABILITIES):
        RECORDER.record(what="log", space=x.space, where=RECORDER.where(), related=list(x.origins))
    if isinstance(x, Tensor) and x.space == "softmax":
        return x.with_space("log_softmax")
    return tensors.opaque("log", x)


@operation
def joined(values: Any, *args: Any, **kwargs: Any) -> Tensor:
    """Arrays side by side."""
    spaces = {each.space for each in values if isinstance(each, Tensor)}
    if len(spaces) == 1 and spaces <= {"linear", "input"}:
        return Tensor(spaces.pop())
    return tensors.opaque("joined", *values)


KEEP = [
    "cast",
    "identity",
    "reshape",
    "squeeze",
    "expand_dims",
    "stop_gradient",
    "convert_to_tensor",
    "transpose",
    "clip_by_value",
    "constant",
    "boolean_mask",
    "repeat",
    "tile",
    "flip",
    "reverse",
]
OPAQUE = [
    "reduce_max",
    "reduce_min",
    "reduce_prod",
    "reduce_any",
    "reduce_all",
    "exp",
    "square",
    "sqrt",
    "abs",
    "sign",
    "round",
    "pow",
    "maximum",
    "minimum",
    "equal",
    "not_equal",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logical_and",
    "logical_or",
    "logical_not",
    "where",
    "gather",
    "gather_nd",
    "one_hot",
    "zeros",
    "ones",
    "zeros_like",
    "ones_like",
    "fill",
    "range",
    "eye",
    "shape",
    "rank",
    "size",
    "cumsum",
    "sort",
    "top_k",
    "norm",
    "split",
    "unstack",
    "l2_normalize",
    "log1p",
    "expm1",
    "rsqrt",
    "cumprod",
    "count_nonzero",
    "in_top_k",
    "squared_difference",
    "pad",
    "ensure_shape",
    "floor",
    "ceil",
    "clip_by_norm",
    "clip_by_global_norm",
    "group",
    "print",
    "debug_print",
]
ARITHMETIC = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv", "scalar_mul": "mul"}


def operations() -> dict[str, Callable[..., Any]]:
    """The functions at the top of ``tf`` and in ``tf.math``."""
    table: dict[str, Callable[..., Any]] = {name: named(name, tensors.keep) for name in KEEP}
    for name in OPAQUE:
        table[name] = named(name, _opaque(name))
    for name, operator in ARITHMETIC.items():
        table[name] = named(name, _arithmetic(operator))
    table |= {
        "reduce_mean": named("reduce_mean", tensors.mean),
        "reduce_sum": named("reduce_sum", tensors.mean),
        "argmax": named("argmax", tensors.argmax),
        "argsort": named("argsort", tensors.argmax),
        "matmul": tensors.linear_of,
        "tensordot": tensors.linear_of,
        "einsum": tensors.linear_of,
        "log": named("log", log),
        "concat": named("concat", joined),
        "stack": named("stack", joined),
        "add_n": named("add_n", joined),
        "softmax": named("softmax_v2", softmax),
        "sigmoid": named("sigmoid", sigmoid),
        "log_softmax": named("log_softmax_v2", log_softmax),
        "log_sigmoid": named("log_sigmoid", bounded("log_sigmoid")),
        "tanh": named("tanh", KERAS_ACTIVATIONS["tanh"]),
    }
    return table


def _opaque(name: str) -> Callable[..., Any]:
    return lambda *args, **kwargs: tensors.opaque(name, *args)


def _arithmetic(name: str) -> Callable[..., Any]:
    return lambda x, y, *args, **kwargs: tensors.scaled(name, x, y)
