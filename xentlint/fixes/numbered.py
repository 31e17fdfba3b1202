"""Names that Keras gives to layers: the class, and how many of that class were made before.

With a layer less, or one more, those that are made after it have other names. That matters where such a
name can be seen: in a summary, a saved model, a list of layers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import libcst as cst

from ..keras.program import Program
from ..python.modules import Module, Place
from ..python.values import Symbol

_SHOWN = re.compile(
    r"(?<!keras)\.layers\b(?!\s*(?:\.|import\b))|\.(?:summary|name|get_layer|get_config|to_json|to_yaml|save|save_weights|export|output_names)\b"
    r"|\b(?:plot_model|model_to_dot|save_model|ModelCheckpoint|TensorBoard)\b"
)
"""Words of programs that show names of layers, ask for layers by them, or save them."""


def are_seen(
    program: Program,
    modules: Iterable[Module],
    cls: str,
    besides: cst.CSTNode | None = None,
    counts: Callable[[Place], bool] = lambda _: True,
) -> bool:
    """Whether ``modules`` make layers of the class ``cls`` without a name, but for ``besides``, and show names.

    Those are calls of ``cls`` that ``counts`` holds of.
    """
    looked_at = list(modules)
    return any(_SHOWN.search(unit.code) for module in looked_at for unit in module.units) and any(
        call is not besides and _makes(program, module, call, cls) and counts(Place(module, unit, call))
        for module in looked_at
        for unit in range(len(module.trees))
        for call in module.every(cst.Call, unit)
    )


def _makes(program: Program, module: Module, call: cst.Call, cls: str) -> bool:
    if any(arg.keyword is not None and arg.keyword.value == "name" for arg in call.args):
        return False
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value == cls
    if not isinstance(call.func, cst.Name):
        return False
    value = program.names(module).get(call.func.value)
    return call.func.value == cls or (isinstance(value, Symbol) and value.name.endswith(f".{cls}"))
