"""Functions of libraries that a table describes, found again where the library itself stands in the tree.

What a library promises under its public name holds for the function in its source too, wherever in the
package that stands; following it through the library's own code would only lose what is known.
"""

from __future__ import annotations

import functools

from .frameworks import FRAMEWORKS
from .layers import PASS_THROUGH_WRAPPERS


@functools.cache
def _public() -> dict[tuple[str, str], str]:
    names = sorted((*FRAMEWORKS, *PASS_THROUGH_WRAPPERS), reverse=True)
    return {(name.partition(".")[0], name.rpartition(".")[2]): name for name in names}


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name in _public())


def may_be_described(function: str) -> bool:
    """Whether a function of this name is described for some package."""
    return function in _names()


def public_name(module: str, function: str) -> str | None:
    """The public name of a described function that stands in ``module``, a dotted name of its package."""
    return _public().get((module.partition(".")[0], function))
