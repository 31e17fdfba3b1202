"""Keras layers: what each does to the space of what flows through it.

One row a layer class, by class name under ``keras.layers``. A layer that has no row gives an
unknown tensor: nothing is reported behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Effect = Literal[
    "affine", "recurrent", "activation", "function", "keep", "identity", "dropout", "scale", "mean", "max",
    "resample", "add", "average", "concat", "opaque", "lambda", "time_distributed", "wrapper", "input", "flatten",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayerRow:
    """What a layer does.

    ``effect`` is the transfer; ``activation`` the position of that argument (None: keyword only);
    ``units`` the argument holding the size of the last axis and its position; ``default`` the
    activation when none is given; ``function`` the fixed activation of an activation layer.
    ``rank`` is what happens to the number of axes: a number sets it, "+1"/"-1" moves it.
    """

    effect: Effect
    activation: int | None = None
    units: tuple[str, int] | None = None
    default: str | None = None
    function: str = ""
    rank: int | str | None = None


def _conv(activation: int | None, rank: int) -> LayerRow:
    return LayerRow("affine", activation, ("filters", 0), rank=rank)


LAYERS: dict[str, LayerRow] = {
    "Dense": LayerRow("affine", 1, ("units", 0)),
    "EinsumDense": LayerRow("affine", 2),
    "Conv1D": _conv(7, 3),
    "Conv2D": _conv(7, 4),
    "Conv3D": _conv(7, 5),
    "Convolution1D": _conv(7, 3),
    "Convolution2D": _conv(7, 4),
    "Convolution3D": _conv(7, 5),
    "Conv1DTranspose": _conv(None, 3),
    "Conv2DTranspose": _conv(None, 4),
    "Conv3DTranspose": _conv(None, 5),
    "SeparableConv1D": _conv(None, 3),
    "SeparableConv2D": _conv(None, 4),
    "SeparableConvolution2D": _conv(None, 4),
    "DepthwiseConv1D": LayerRow("affine", None, rank=3),
    "DepthwiseConv2D": LayerRow("affine", None, rank=4),
    "LocallyConnected1D": _conv(None, 3),
    "LocallyConnected2D": _conv(None, 4),
    "LSTM": LayerRow("recurrent", 1, ("units", 0), "tanh"),
    "GRU": LayerRow("recurrent", 1, ("units", 0), "tanh"),
    "SimpleRNN": LayerRow("recurrent", 1, ("units", 0), "tanh"),
    "CuDNNLSTM": LayerRow("recurrent", None, ("units", 0), "tanh"),
    "CuDNNGRU": LayerRow("recurrent", None, ("units", 0), "tanh"),
    "ConvLSTM2D": LayerRow("recurrent", None, ("filters", 0), "tanh"),
    "Activation": LayerRow("activation", 0),
    "Softmax": LayerRow("function", function="softmax"),
    "ReLU": LayerRow("function", function="relu"),
    "LeakyReLU": LayerRow("function", function="leaky_relu"),
    "PReLU": LayerRow("function", function="relu"),
    "ELU": LayerRow("function", function="elu"),
    "ThresholdedReLU": LayerRow("function", function="relu"),
    "Reshape": LayerRow("keep"),
    "Flatten": LayerRow("flatten", rank=2),
    "Permute": LayerRow("keep"),
    "RepeatVector": LayerRow("keep", rank=3),
    **{f"{name}{n}D": LayerRow("keep") for name in ("Cropping", "ZeroPadding") for n in (1, 2, 3)},
    **{f"UpSampling{n}D": LayerRow("resample") for n in (1, 2, 3)},
    "Resizing": LayerRow("mean"),
    "Dropout": LayerRow("dropout"),
    **{f"SpatialDropout{n}D": LayerRow("dropout") for n in (1, 2, 3)},
    "AlphaDropout": LayerRow("dropout"),
    "GaussianNoise": LayerRow("dropout"),
    "GaussianDropout": LayerRow("dropout"),
    "ActivityRegularization": LayerRow("identity"),
    "Identity": LayerRow("identity"),
    "Masking": LayerRow("identity"),
    "InputLayer": LayerRow("input"),
    "BatchNormalization": LayerRow("scale"),
    "SyncBatchNormalization": LayerRow("scale"),
    "LayerNormalization": LayerRow("scale"),
    "GroupNormalization": LayerRow("scale"),
    **{f"Global{kind}Pooling{n}D": LayerRow("mean" if kind == "Average" else "max", rank=2)
       for kind in ("Average", "Max") for n in (1, 2, 3)},
    **{f"Global{kind}Pool{n}D": LayerRow("mean" if kind == "Avg" else "max", rank=2)
       for kind in ("Avg", "Max") for n in (1, 2, 3)},
    **{f"{kind}{n}D": LayerRow("mean" if kind.startswith("A") else "max")
       for kind in ("AveragePooling", "AvgPool", "MaxPooling", "MaxPool") for n in (1, 2, 3)},
    "Add": LayerRow("add"),
    "Subtract": LayerRow("add"),
    "Average": LayerRow("average"),
    "Maximum": LayerRow("average"),
    "Minimum": LayerRow("average"),
    "Concatenate": LayerRow("concat"),
    "Lambda": LayerRow("lambda"),
    "TimeDistributed": LayerRow("time_distributed", rank="+1"),
    "Bidirectional": LayerRow("wrapper"),
    "SpectralNormalization": LayerRow("wrapper"),
}  # fmt: skip
"""Rows by class name under ``keras.layers``."""

FUNCTIONAL_MERGES = {"add": "Add", "subtract": "Subtract", "average": "Average", "concatenate": "Concatenate",
                     "maximum": "Maximum", "minimum": "Minimum", "merge": ""}  # fmt: skip
"""``keras.layers.concatenate([...])`` is ``Concatenate()([...])``."""

V1_LAYERS = {"dense": "Dense", "conv2d": "Conv2D", "conv1d": "Conv1D", "conv3d": "Conv3D", "flatten": "Flatten",
             "dropout": "Dropout", "batch_normalization": "BatchNormalization", "max_pooling2d": "MaxPool2D",
             "average_pooling2d": "AvgPool2D", "separable_conv2d": "SeparableConv2D"}  # fmt: skip
"""``tf.layers.dense(x, units, activation)`` of TensorFlow 1 is ``Dense(units, activation)(x)``."""

FOREIGN_LAYERS: dict[str, LayerRow] = {
    f"spektral.layers.{name}": LayerRow("affine", activation, units)
    for name, activation, units in (
        ("GCNConv", 1, ("channels", 0)),
        ("GATConv", 6, None),  # as many as its heads times its channels
        ("ChebConv", 2, ("channels", 0)),
        ("GCSConv", 1, ("channels", 0)),
        ("ECCConv", 3, ("channels", 0)),
    )
}
"""Layers of other libraries that end as ``Dense`` does: in a weighted sum, and the activation of that."""

ASSUMED = ("softmax", "sigmoid")
"""Activations by name that a layer out of sight is taken to apply to its output, when it is given one.

It may apply it inside, to weights of attention say: what hangs on it is said with the assumption.
"""


def is_assumed(symbol: str) -> bool:
    """Whether what is known of the layer ``symbol`` is no more than the argument that it was given."""
    return bool(symbol) and not symbol.startswith(("keras.", "tf.")) and symbol not in FOREIGN_LAYERS


PASS_THROUGH_WRAPPERS = frozenset(
    {
        "tensorflow_model_optimization.sparsity.keras.prune_low_magnitude",
        "tensorflow_model_optimization.sparsity.keras.strip_pruning",
        "tensorflow_model_optimization.quantization.keras.quantize_model",
        "tensorflow_model_optimization.quantization.keras.quantize_annotate_model",
        "tensorflow_model_optimization.quantization.keras.quantize_annotate_layer",
        "tensorflow_model_optimization.quantization.keras.quantize_apply",
        "tensorflow_model_optimization.clustering.keras.cluster_weights",
        "tensorflow_model_optimization.clustering.keras.strip_clustering",
        "tensorflow_addons.layers.WeightNormalization",
        "tensorflow_addons.layers.SpectralNormalization",
        "keras.models.clone_model",
        "keras.utils.multi_gpu_model",
    }
)
"""Functions whose result computes what their first argument computes: model in, model out."""

SET_WITHOUT_EFFECT = frozenset(
    {
        "trainable", "name", "_name", "kernel_regularizer", "bias_regularizer", "activity_regularizer",
        "depthwise_regularizer", "pointwise_regularizer", "embeddings_regularizer", "recurrent_regularizer",
        "beta_regularizer", "gamma_regularizer", "kernel_constraint", "bias_constraint", "kernel_initializer",
        "bias_initializer", "momentum", "epsilon", "rate", "stateful",
    }
)  # fmt: skip
"""Attributes of a layer that change how it is trained, and not what kind of numbers come out of it."""

CALLED_WITHOUT_EFFECT = frozenset(
    {
        "set_weights", "get_weights", "load_weights", "get_config", "count_params", "compute_output_shape",
        "get_input_at", "get_output_at", "reset_states", "reset_state", "summary", "adapt",
    }
)  # fmt: skip
"""Methods of a layer that leave it the layer that it was, whatever it has learnt."""
