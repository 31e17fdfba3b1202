"""Which layers may be a classifier's head, by their activation.

The recorder watches the pre-activation of such layers. Hidden layers with a linear activation
may be watched too; the head is told from them by the order of backpropagation.
"""

from __future__ import annotations

_HIDDEN = frozenset(
    [
        "relu",
        "relu6",
        "leaky_relu",
        "elu",
        "celu",
        "selu",
        "crelu",
        "gelu",
        "glu",
        "silu",
        "swish",
        "mish",
        "softplus",
        "softsign",
        "tanh",
        "tanh_shrink",
        "hard_tanh",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
        "hard_shrink",
        "soft_shrink",
        "squareplus",
        "sparse_plus",
        "exponential",
        "threshold",
    ]
)


def may_be_head(activation: object) -> bool:
    """Whether a layer with this activation can give the output of a classifier."""
    name = getattr(activation, "__name__", type(activation).__name__)
    return name.lower() not in _HIDDEN
