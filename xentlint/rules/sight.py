"""Crossentropies that are written in sight, and that no meeting accounts for.

The evaluation notes what meets what. A ``compile`` on a model that somebody else makes, a loss that is
handed to another library, a step that was not followed: nothing is noted of those, and silence about them
would be taken for a verdict. They are found in the text, and counted as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..apis import losses
from ..python.modules import Module, Place
from ..python.nodes import children, statements, walk
from ..sources.known_apis import is_made_up
from .finding import View
from .told import Wanted

_CLASSES, _FUNCTIONS = (
    frozenset(name.rpartition(".")[2] for name, row in table.items() if row.is_crossentropy)
    for table in (losses.CLASSES, losses.FUNCTIONS)
)
_STRINGS = frozenset(name for name, row in losses.STRINGS.items() if row.is_crossentropy)
_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)
_MENTIONED = re.compile("entropy|log_loss|['\"](?:bce|BCE)['\"]")


def unaccounted(
    view: View, places: Iterable[Place], path: Path | None = None, wanted: Wanted = lambda place: True
) -> dict[Place, set[str]]:
    """The places of crossentropies that stand outside of ``places``, each with the reason.

    Who asks about one file gives its ``path``, and looks only into statements that are ``wanted`` in it.
    """
    facts = view.program.facts
    seen = {place.node for place in facts.written}
    for place in places:
        seen.update(walk(place.node))
    found: dict[Place, set[str]] = {}
    for module in (*view.program.modules, *view.program.unevaluated):
        if is_made_up(str(module.path)) or path not in (None, module.path):
            continue
        if not any(_MENTIONED.search(each.text) for each in module.document.units):
            continue
        for unit, tree in enumerate(module.trees):
            for node, why in _Search(module, unit, tree, wanted).found():
                if node not in seen:
                    found.setdefault(Place(module, unit, node), set()).add(why)
    return found


class _Search:
    """The written crossentropies of a module, or of a cell."""

    def __init__(self, module: Module, unit: int, tree: cst.Module, wanted: Wanted) -> None:
        self._module = module
        self._unit = unit
        self._tree = tree
        self._wanted = wanted

    @cached_property
    def _own(self) -> frozenset[str]:
        """The names of the functions and classes that stand in the module."""
        kinds = (cst.FunctionDef, cst.ClassDef)
        return frozenset(each.name.value for each in statements(self._tree) if isinstance(each, kinds))

    def _is_passed_over(self, node: cst.CSTNode) -> bool:
        return isinstance(node, _STATEMENTS) and not self._wanted(Place(self._module, self._unit, node))

    def found(self) -> Iterator[tuple[cst.CSTNode, str]]:
        """Each of them, and why nothing may be known of it."""
        claimed: set[cst.CSTNode] = set()
        waiting: list[cst.CSTNode] = [self._tree]
        while waiting:
            node = waiting.pop()
            if type(node) is cst.Call and node not in claimed:
                for written, why in self._of_call(node):
                    claimed.update(walk(written))
                    yield written, why
            waiting += [each for each in children(node) if not self._is_passed_over(each)]

    def _of_call(self, call: cst.Call) -> Iterator[tuple[cst.CSTNode, str]]:
        given = self._loss_of(call)
        if given is not None:
            yield from ((each, self._why_of(call)) for each in self._leaves(given))
            return
        name = get_full_name_for_node(call.func) or ""
        last = name.rpartition(".")[2]
        if last not in _CLASSES and last not in _FUNCTIONS:
            return
        if "metrics" in name.split(".") or last in self._own:
            return
        if last in _CLASSES:
            yield call, "the loss meets nothing that is followed"
        elif len(call.args) > 1:
            yield call, "it stands in code that is not followed"

    def _loss_of(self, call: cst.Call) -> cst.BaseExpression | None:
        """What a call is given as the loss to train with."""
        for arg in call.args:
            if arg.keyword is not None and arg.keyword.value == "loss":
                return arg.value
        compiles = isinstance(call.func, cst.Attribute) and call.func.attr.value == "compile"
        plain = [arg for arg in call.args if arg.keyword is None and not arg.star]
        return plain[1].value if compiles and len(plain) > 1 else None

    def _leaves(self, value: cst.BaseExpression) -> Iterator[cst.CSTNode]:
        """The crossentropies in what is given as loss: one, or several in a list or dictionary."""
        if isinstance(value, cst.List | cst.Tuple):
            for element in value.elements:
                yield from self._leaves(element.value)
        elif isinstance(value, cst.Dict):
            for entry in value.elements:
                yield from self._leaves(entry.value)
        elif isinstance(value, cst.SimpleString):
            if value.evaluated_value in _STRINGS:
                yield value
        else:
            target = value.func if isinstance(value, cst.Call) else value
            last = (get_full_name_for_node(target) or "").rpartition(".")[2]
            if (last in _CLASSES or last in _FUNCTIONS) and last not in self._own:
                yield value

    def _why_of(self, call: cst.Call) -> str:
        if not (isinstance(call.func, cst.Attribute) and call.func.attr.value == "compile"):
            return f"the loss is handed to {get_full_name_for_node(call.func) or 'what is not known'}"
        model = call.func.value
        if isinstance(model, cst.Name):
            return f"the model {self._origin(model.value, call)}"
        if isinstance(model, cst.Call):
            return f"the model {_made_by(model)}"
        return "the model is not known"

    def _origin(self, name: str, used: cst.CSTNode) -> str:
        """Where the value of ``name`` comes from, in words: bound in the functions around its use, or elsewhere."""
        bound = [
            each
            for each in self._module.every(cst.Assign, self._unit)
            if any(isinstance(t.target, cst.Name) and t.target.value == name for t in each.targets)
        ]
        place = Place(self._module, self._unit, used)
        while (around := self._module.parent(place)) is not None:
            place = around
            if isinstance(place.node, cst.FunctionDef):
                params = place.node.params
                if any(
                    p.name.value == name
                    for p in (*params.posonly_params, *params.params, *params.kwonly_params)
                ):
                    return "is a parameter"
                here = [each for each in bound if self._module.is_around(place, replace(place, node=each))]
                if here:
                    return _made_by(here[-1].value)
        return _made_by(bound[-1].value) if bound else "is not known"


def _made_by(value: cst.BaseExpression) -> str:
    if isinstance(value, cst.Call):
        called = get_full_name_for_node(value.func)
        return f"comes from {called}" if called else "is not known"
    return "is not known"
