"""Whether a name that a module imports means that import at some place of the module."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..python.modules import Module, Place
from ..python.naming import bound_here, bound_names, targets
from ..python.nodes import children, walk
from ..python.values import Symbol, Value
from . import text

_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


_otherwise: WeakKeyDictionary[Module, dict[str, bool]] = WeakKeyDictionary()
"""What is known of the names of each module: every edit asks, and of few names."""


def is_shadowed(place: Place, name: str) -> bool:
    """Whether ``name`` may stand for something else than the module's import at ``place``."""
    inner, above = place, text.parent(place)
    directly = True
    while above is not None:
        node = above.node
        if isinstance(node, _COMPREHENSIONS):
            if any(name in targets(each.target) for each in walk(node) if isinstance(each, cst.CompFor)):
                return True
        elif isinstance(node, cst.FunctionDef | cst.Lambda) and inner.node is node.body:
            if name in _parameters(node.params) or name in bound_names(node):
                return True
            directly = False
        elif isinstance(node, cst.ClassDef) and inner.node is node.body:
            if directly and name in bound_names(node):
                return True
            directly = False
        inner, above = above, text.parent(above)
    return _is_bound_otherwise(place.module, name)


def is_bound_by_then(place: Place, name: str) -> bool:
    """Whether an import of ``name`` has run when ``place`` is reached: in a function it has, at the top it is above."""
    if text.enclosing(place, cst.FunctionDef, cst.Lambda) is not None:
        return True
    module, here = place.module, (place.unit, text.span(place).start)
    found = [
        (unit, text.span(Place(module, unit, node)).start)
        for unit in range(len(module.trees))
        for kind in (cst.Import, cst.ImportFrom)
        for node in module.every(kind, unit)
        if isinstance(getattr(node, "names", None), cst.ImportStar) or name in bound_here(node)
    ]
    return not found or min(found) < here


def is_said_there(place: Place, names: Mapping[str, Value]) -> bool:
    """Whether the expression at ``place`` is what it says: something of a library, or a name that is bound to it once."""
    dotted = get_full_name_for_node(place.node) if isinstance(place.node, cst.Name | cst.Attribute) else None
    if dotted is None:
        return isinstance(place.node, cst.BaseString)
    root = dotted.partition(".")[0]
    if isinstance(names.get(root), Symbol) and not is_shadowed(place, root):
        return True
    if not isinstance(place.node, cst.Name) or text.is_parameter(place):
        return False
    scope = text.enclosing(place, cst.FunctionDef, cst.ClassDef)
    trees = [scope.node] if scope is not None else place.module.trees
    binding = [each for tree in trees for each in walk(tree) if root in bound_here(each)]
    if not binding and scope is not None:
        binding = [each for tree in place.module.trees for each in walk(tree) if root in bound_here(each)]
    if len(binding) != 1 or not isinstance(binding[0], cst.AssignTarget):
        return False
    made = text.parent(text.child(place, binding[0]))
    return (
        made is not None
        and isinstance(made.node, cst.Assign)
        and is_said_there(text.child(made, made.node.value), names)
    )


def _parameters(params: cst.Parameters) -> set[str]:
    starred = [each for each in (params.star_arg, params.star_kwarg) if isinstance(each, cst.Param)]
    return {
        each.name.value for each in (*params.posonly_params, *params.params, *params.kwonly_params, *starred)
    }


def _is_bound_otherwise(module: Module, name: str) -> bool:
    """Whether a module binds ``name`` by anything but imports, itself or from within a function."""
    known = _otherwise.setdefault(module, {})
    if name not in known:
        known[name] = _binds_otherwise(module, name)
    return known[name]


def _binds_otherwise(module: Module, name: str) -> bool:
    for unit, tree in zip(module.units, module.trees, strict=True):
        waiting: list[cst.CSTNode] = [tree] if name in unit.code else []
        while waiting:
            node = waiting.pop()
            if isinstance(node, cst.FunctionDef | cst.ClassDef):
                declared = (each for each in walk(node) if isinstance(each, cst.Global))
                if node.name.value == name or any(
                    item.name.value == name for each in declared for item in each.names
                ):
                    return True
                continue
            if not isinstance(node, cst.Import | cst.ImportFrom | cst.CompFor) and name in bound_here(node):
                return True
            if isinstance(node, cst.Try) and _imports(node.body, name):
                waiting += [node.body, *(each for each in (node.orelse, node.finalbody) if each is not None)]
            elif not isinstance(node, cst.Lambda):
                waiting.extend(children(node))
    return False


def _imports(body: cst.BaseSuite, name: str) -> bool:
    """Whether a ``try`` is about an import: where that fails, nothing of the library is there to be repaired."""
    imports = (each for each in walk(body) if isinstance(each, cst.Import | cst.ImportFrom))
    return any(name in bound_here(each) for each in imports)
