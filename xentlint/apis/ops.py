"""Functions on tensors: what each does to the space of its operand.

A row names the *effect*; the evaluator knows how to carry each effect out. A function without a
row gives an unknown tensor and counts as a reader of the values it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .steps import StepName

Effect = Literal[
    "keep",  # another shape, type or selection of the same numbers
    "identity",  # the very same tensor
    "numpy",  # the same numbers outside the graph
    "mean",  # averages: still probabilities, no longer one softmax
    "sum",
    "max",
    "clip",
    "log",
    "exp",
    "neg",
    "matmul",
    "bias",
    "index",  # positions by order: argmax
    "top_k",  # the values and the positions of the largest
    "concat",
    "add",
    "multiply",
    "divide",
    "data",  # nothing of a model in it
    "variable",
    "round",
    "shape",
    "select",  # tf.where(cond, a, b)
    "gather",
    "compare",
    "show",
    "abs",
]  # fmt: skip


_OPERAND = (
    "x", "input", "tensor", "input_tensor", "a", "params", "value", "values", "tensors", "inputs", "input_",
    "reference", "variable", "variables",
)  # fmt: skip
"""How functions call what they work on."""


@dataclass(frozen=True, slots=True)
class OpRow:
    """``effect`` on the operand at ``position``, under any of ``names``; ``step`` is what that is to its numbers."""

    effect: Effect
    step: StepName | None = None
    names: tuple[str, ...] = _OPERAND
    position: int = 0


def _rows(names: str, effect: Effect, step: StepName | None = None) -> dict[str, OpRow]:
    return {name: OpRow(effect, step) for name in names.split()}


_GENERAL: dict[str, OpRow] = {
    **_rows("reshape squeeze expand_dims transpose tile repeat reverse pad boolean_mask slice strided_slice "
            "broadcast_to moveaxis swapaxes ravel flatten flip roll atleast_2d permute_dimensions "
            "batch_flatten unstack split unsorted_segment_max resize_images", "keep", "reshape"),
    **_rows("cast convert_to_tensor to_float to_double saturate_cast asarray array float32 float64 constant_cast "
            "float16 ascontiguousarray", "keep", "cast"),
    **_rows("identity stop_gradient ensure_shape check_numerics nan_to_num", "identity", "identity"),
    **_rows("gather gather_nd take take_along_axis index_select batch_gather choose", "gather", "index"),
    **_rows("reduce_mean mean average segment_mean nanmean", "mean"),
    **_rows("reduce_sum sum add_n cumsum segment_sum", "sum"),
    **_rows("reduce_max reduce_min max min amax amin maximum minimum reduce_prod prod median", "max"),
    **_rows("clip_by_value clip", "clip"),
    **_rows("log log2 log10", "log"),
    **_rows("exp", "exp"),
    **_rows("negative neg", "neg"),
    **_rows("matmul tensordot dot batch_dot einsum sparse_dense_matmul embedding_lookup_sparse inner", "matmul"),
    **_rows("argmax argmin arg_max arg_min argsort in_top_k sort_indices nonzero argwhere", "index"),
    **_rows("top_k", "top_k"),
    **_rows("concat concatenate stack vstack hstack column_stack row_stack append parallel_stack", "concat"),
    **_rows("add subtract", "add"),
    **_rows("multiply mul", "multiply"),
    **_rows("divide div truediv divide_no_nan div_no_nan", "divide"),
    **_rows("zeros ones zeros_like ones_like fill constant range linspace eye one_hot random_uniform random_normal "
            "placeholder full full_like arange random_bernoulli empty sequence_mask", "data"),
    **_rows("variable Variable get_variable", "variable"),
    **_rows("round rint floor ceil sign", "round"),
    **_rows("shape rank size ndim int_shape shape_n", "shape"),
    **_rows("where switch", "select"),
    **_rows("equal not_equal greater less greater_equal less_equal logical_and logical_or logical_not", "compare"),
    **_rows("print Print", "show"),
    **_rows("abs absolute", "abs"),
}  # fmt: skip

_HOMES = ("tf", "keras.backend", "keras.ops", "numpy", "jax.numpy")

OPS: dict[str, OpRow] = {f"{home}.{name}": row for home in _HOMES for name, row in _GENERAL.items()}
"""Rows by canonical symbol."""

# There it makes the matrix.
OPS.update({f"{home}.identity": OpRow("data") for home in ("keras.ops", "numpy", "jax.numpy")})
OPS.update(
    {
        "tf.nn.bias_add": OpRow("bias"),
        "keras.backend.bias_add": OpRow("bias"),
        "tf.nn.xw_plus_b": OpRow("matmul"),
        "tf.nn.conv2d": OpRow("matmul"),
        "tf.nn.conv1d": OpRow("matmul"),
        "tf.nn.conv3d": OpRow("matmul"),
        "tf.nn.dropout": OpRow("keep", "dropout"),
        "tf.random.categorical": OpRow("data"),
        "tf.random.uniform": OpRow("data"),
        "tf.random.normal": OpRow("data"),
        "tf.keras.utils.to_categorical": OpRow("data"),
        "keras.utils.to_categorical": OpRow("data"),
        "keras.Input": OpRow("data"),
        "numpy.random.rand": OpRow("data"),
        "numpy.random.randint": OpRow("data"),
        "numpy.random.random": OpRow("data"),
        "numpy.random.randn": OpRow("data"),
        "tf.image.resize": OpRow("mean"),
        "tf.nn.avg_pool2d": OpRow("mean"),
        "tf.debugging.check_numerics": OpRow("identity"),
    }
)

METHODS: dict[str, OpRow] = {
    "numpy": OpRow("numpy", "numpy"),
    "eval": OpRow("numpy", "numpy"),
    "detach": OpRow("numpy", "numpy"),
    "cpu": OpRow("numpy", "numpy"),
    "tolist": OpRow("numpy", "numpy"),
    "item": OpRow("numpy", "numpy"),
    **{
        name: OpRow("keep", "reshape")
        for name in ("reshape", "flatten", "ravel", "squeeze", "transpose", "swapaxes", "repeat", "copy")
    },
    "astype": OpRow("keep", "cast"),
    "mean": OpRow("mean"),
    "sum": OpRow("sum"),
    "max": OpRow("max"),
    "min": OpRow("max"),
    "argmax": OpRow("index"),
    "argmin": OpRow("index"),
    "argsort": OpRow("index"),
    "clip": OpRow("clip"),
    "round": OpRow("round"),
    "set_shape": OpRow("shape"),
    "get_shape": OpRow("shape"),
}
"""Methods of a tensor or an array."""

ATTRIBUTES_OF_SHAPE = frozenset({"shape", "dtype", "ndim", "size", "name", "device", "graph", "op"})
"""Attributes of a tensor that say nothing of its numbers."""
