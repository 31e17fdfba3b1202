"""Activation functions: what space each makes of the scores it is given.

Names as ``keras.activations.get`` takes them; functions by canonical symbol, with the ``Maker``
that decides whether Keras keeps the logits of what they return (measured: softmax and sigmoid
of ``keras.activations`` since Keras 2.4, ``keras.ops`` in Keras 3, ``keras.backend`` from 2.14;
``tf.nn`` never).
"""

from __future__ import annotations

from dataclasses import dataclass

from .spaces import Maker, Space


@dataclass(frozen=True, slots=True)
class ActivationRow:
    """``function`` is the mathematical name; ``space`` what its output is; ``first`` its scores' parameter."""

    function: str
    space: Space | None
    maker: Maker = Maker.KERAS_ACTIVATION
    first: str = "x"


def _named(function: str, space: Space | None) -> ActivationRow:
    return ActivationRow(function, space)


BY_NAME: dict[str, ActivationRow] = {
    "softmax": _named("softmax", Space.PROBABILITIES),
    "sigmoid": _named("sigmoid", Space.PROBABILITIES),
    "log_softmax": _named("log_softmax", Space.LOG_PROBABILITIES),
    "log_sigmoid": _named("log_sigmoid", Space.LOG_PROBABILITIES),
    "linear": _named("linear", None),
    **{
        name: _named(name, Space.ACTIVATED)
        for name in (
            "relu", "relu6", "tanh", "elu", "selu", "softplus", "softsign", "gelu", "swish", "silu",
            "exponential", "leaky_relu", "mish", "hard_silu", "hard_swish", "celu", "glu", "hard_tanh",
            "hard_sigmoid", "soft_shrink", "hard_shrink", "tanh_shrink", "squareplus", "sparse_plus",
            "sparsemax", "threshold", "sparse_sigmoid",
        )
    },
}  # fmt: skip
"""Every string that names an activation. ``space`` is None where the scores stay as they are."""

_FUNCTIONS = ("softmax", "sigmoid", "log_softmax", "log_sigmoid")
_OTHERS = ("relu", "relu6", "tanh", "elu", "selu", "softplus", "softsign", "gelu", "swish", "silu", "leaky_relu",
           "hard_sigmoid", "crelu", "mish", "celu", "hard_silu", "hard_tanh", "exponential")  # fmt: skip


def _functions() -> dict[str, ActivationRow]:
    rows: dict[str, ActivationRow] = {}
    homes = {
        "keras.activations": (Maker.KERAS_ACTIVATION, "x"),
        "keras.backend": (Maker.BACKEND, "x"),
        "keras.ops": (Maker.KERAS_OPS, "x"),
        "tf.nn": (Maker.TF_OP, "features"),
        "tf": (Maker.TF_OP, "x"),
        "jax.nn": (Maker.TF_OP, "x"),
        "scipy.special": (Maker.MANUAL, "x"),
        "torch": (Maker.TF_OP, "input"),
        "torch.nn.functional": (Maker.TF_OP, "input"),
    }
    for home, (maker, first) in homes.items():
        for name in (*_FUNCTIONS, *_OTHERS):
            row = BY_NAME.get(name, ActivationRow(name, Space.ACTIVATED))
            rows[f"{home}.{name}"] = ActivationRow(row.function, row.space, maker, first)
    for name in ("softmax", "log_softmax"):
        rows[f"tf.nn.{name}"] = ActivationRow(name, BY_NAME[name].space, Maker.TF_OP, "logits")
    rows["scipy.special.expit"] = ActivationRow("sigmoid", Space.PROBABILITIES, Maker.MANUAL)
    rows["keras.activations.linear"] = ActivationRow("linear", None)
    rows["keras.backend.relu"] = ActivationRow("relu", Space.ACTIVATED, Maker.BACKEND)
    rows["tf.identity"] = ActivationRow("linear", None, Maker.TF_OP)
    return rows


BY_SYMBOL: dict[str, ActivationRow] = _functions()
"""Activation functions by canonical symbol."""
