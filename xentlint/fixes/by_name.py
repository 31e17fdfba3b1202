"""Code that takes what a module binds by a name that the text does not show: ``sys.modules``, ``dir(module)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import libcst as cst

from ..keras.values import Origin
from ..python.modules import Module, Place
from ..python.values import LazyImport, ModuleValue, Symbol
from ..rules.finding import View
from .connected import connected

_ALL_NAMES = frozenset({"dir", "getmembers", "getmembers_static"})
"""Functions that give the names of what they are given, or all that these stand for."""


_Found = tuple[int, cst.CSTNode]
"""A unit and a node of it: a place would keep its module alive."""
_known: WeakKeyDictionary[Module, _Found | None] = WeakKeyDictionary()


def taken(view: View, origins: Sequence[Origin]) -> Place | None:
    """Where a module that can know of the models of ``origins`` takes something of another by an unknown name."""
    for module in connected(view, {origin.place.module for origin in origins}):
        if module not in _known:
            _known[module] = next(_found(view, module), None)
        found = _known[module]
        if found is not None:
            return Place(module, *found)
    return None


def _found(view: View, module: Module) -> Iterator[_Found]:
    values = view.program.names(module).items()
    tables = {name for name, value in values if value == Symbol("sys.modules")}
    for unit in range(len(module.trees)):
        for node in (
            *(each for each in module.every(cst.Name, unit) if each.value in tables),
            *filter(_is_table, module.every(cst.Attribute, unit)),
            *(each for each in module.every(cst.Call, unit) if _takes_by_name(view, module, each)),
        ):
            yield unit, node


def _is_table(node: cst.Attribute) -> bool:
    return node.attr.value == "modules" and isinstance(node.value, cst.Name) and node.value.value == "sys"


def _takes_by_name(view: View, module: Module, call: cst.Call) -> bool:
    func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    first = call.args[0].value if call.args else None
    if not isinstance(func, cst.Name) or not isinstance(first, cst.Name):
        return False
    if func.value == "getattr":
        if len(call.args) < 2 or isinstance(call.args[1].value, cst.SimpleString):
            return False
    elif func.value not in _ALL_NAMES:
        return False
    value = view.program.names(module).get(first.value)
    return isinstance(value, ModuleValue) or (isinstance(value, LazyImport) and value.name is None)
