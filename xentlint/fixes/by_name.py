"""Code that takes what a module binds by a name that the text does not show: ``sys.modules``, ``dir(module)``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from ..flow.modules import Module
from ..flow.values import LazyImport, ModuleValue, Origin, Place, Symbol
from ..rules.finding import View
from .connected import connected

_ALL_NAMES = frozenset({"dir", "getmembers", "getmembers_static"})
"""Functions that give the names of what they are given, or all that these stand for."""


def taken(view: View, origins: Sequence[Origin]) -> Place | None:
    """Where a module that can know of the models of ``origins`` takes something of another by an unknown name."""
    for module in connected(view, {origin.place.module for origin in origins}):
        tables = {
            name
            for name, value in view.program.names(module).items()
            if isinstance(value, Symbol) and value.name == "sys.modules"
        }
        for unit in range(len(module.trees)):
            for each in module.every(cst.Name, unit) if tables else ():
                if each.value in tables:
                    return Place(module, unit, each)
            for attribute in module.every(cst.Attribute, unit):
                if _is_table(attribute):
                    return Place(module, unit, attribute)
            for call in module.every(cst.Call, unit):
                if _takes_by_name(view, module, call):
                    return Place(module, unit, call)
    return None


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
