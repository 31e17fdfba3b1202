"""Functions of libraries that a table describes, under whatever name of their package they are reached.

What a library promises under its public name (``tfmot.sparsity.keras.prune_low_magnitude``) holds under a
private one, and for the source where the library itself stands in the tree: following it through the
library's own code would only lose what is known.
"""

from __future__ import annotations

import functools

from .frameworks import FRAMEWORKS
from .layers import PASS_THROUGH_WRAPPERS


@functools.cache
def _public() -> dict[tuple[str, str], str]:
    return {
        (name.partition(".")[0], name.rpartition(".")[2]): name
        for name in (*FRAMEWORKS, *PASS_THROUGH_WRAPPERS)
    }


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name in _public())


def may_be_described(function: str) -> bool:
    """Whether a function of this name is described for some package."""
    return function in _names()


def public_name(dotted: str) -> str | None:
    """The public name of a described function, by any dotted name of it in its package."""
    return _public().get((dotted.partition(".")[0], dotted.rpartition(".")[2]))
