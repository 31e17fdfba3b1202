"""Activation functions: what space each makes of the scores it is given.

Names as ``keras.activations.get`` takes them; functions by canonical symbol, with the ``Maker``
that decides whether Keras keeps the logits of what they return (measured: softmax and sigmoid
of ``keras.activations`` since Keras 2.4, ``keras.ops`` in Keras 3, ``keras.backend`` from 2.14;
``tf.nn`` never).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .spaces import Maker, Space

_SCORES = ("x", "logits", "features", "input", "inputs", "tensor")
"""How functions call the scores that they are given."""


@dataclass(frozen=True, slots=True)
class ActivationRow:
    """``function`` is the mathematical name, ``space`` what its output is: ``None`` where scores stay what they are.

    With ``nonsense`` it makes neither probabilities nor free scores: no crossentropy can be meant to meet that.
    """

    function: str
    space: Space | None
    nonsense: bool = False
    maker: Maker = Maker.KERAS_ACTIVATION
    names: tuple[str, ...] = _SCORES


def _activated(names: str, nonsense: bool = False) -> tuple[ActivationRow, ...]:
    return tuple(ActivationRow(name, Space.ACTIVATED, nonsense) for name in names.split())


BY_NAME: dict[str, ActivationRow] = {
    row.function: row
    for row in (
        ActivationRow("softmax", Space.PROBABILITIES),
        ActivationRow("sigmoid", Space.PROBABILITIES),
        ActivationRow("log_softmax", Space.LOG_PROBABILITIES),
        ActivationRow("log_sigmoid", Space.LOG_PROBABILITIES),
        ActivationRow("linear", None),
        *_activated("relu relu6 tanh elu selu gelu swish silu softsign mish crelu", nonsense=True),
        *_activated(
            "softplus exponential leaky_relu hard_silu hard_swish celu glu hard_tanh hard_sigmoid soft_shrink "
            "hard_shrink tanh_shrink squareplus sparse_plus sparsemax threshold sparse_sigmoid"
        ),
    )
}
"""Every string that names an activation."""


def _functions() -> dict[str, ActivationRow]:
    homes = {
        "keras.activations": Maker.KERAS_ACTIVATION,
        "keras.backend": Maker.BACKEND,
        "keras.ops": Maker.KERAS_OPS,
        "tf.nn": Maker.TF_OP,
        "tf": Maker.TF_OP,
        "jax.nn": Maker.TF_OP,
        "scipy.special": Maker.MANUAL,
        "torch": Maker.TF_OP,
        "torch.nn.functional": Maker.TF_OP,
    }
    rows = {
        f"{home}.{name}": replace(row, maker=maker)
        for home, maker in homes.items()
        for name, row in BY_NAME.items()
        if name not in ("linear", "threshold", "glu")  # which mean other things there
    }
    rows["scipy.special.expit"] = replace(BY_NAME["sigmoid"], maker=Maker.MANUAL)
    rows["keras.activations.linear"] = BY_NAME["linear"]
    rows["tf.identity"] = replace(BY_NAME["linear"], maker=Maker.TF_OP)
    return rows


BY_SYMBOL: dict[str, ActivationRow] = _functions()
"""Activation functions by canonical symbol."""
