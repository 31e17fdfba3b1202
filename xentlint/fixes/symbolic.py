"""Whether an expression stands for the input of a model that is being built, and not for numbers.

TensorFlow's functions refuse such a thing in Keras 3; layers take it in every version.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..python.modules import Place
from ..python.nodes import children
from ..sources.positions import Position
from . import text

_MOST = 200
"""Assignments that are looked at."""
_MODELS = frozenset({"Model", "Sequential"})
_ASKED = frozenset({"input", "inputs", "output", "outputs"})


def is_symbolic(place: Place) -> bool:
    """Whether a name in the expression was last given an ``Input(...)``, or what was computed from one."""
    waiting = [place]
    looked_at = {place}
    while waiting:
        here = waiting.pop()
        inside: list[cst.CSTNode] = [here.node]
        while inside:
            node = inside.pop()
            if isinstance(node, cst.Lambda):
                continue
            if isinstance(node, cst.Call) and _last(node.func) == "Input":
                return True
            if isinstance(node, cst.Attribute):
                if node.attr.value in _ASKED:
                    return True
                inside.append(node.value)
            elif isinstance(node, cst.Call):
                # A model is no input, whatever it is made of; what any other thing is called on decides.
                if _last(node.func) not in _MODELS:
                    inside.extend(arg.value for arg in node.args)
            elif isinstance(node, cst.Name):
                value = _bound(text.child(here, node)) if len(looked_at) < _MOST else None
                if value is not None and value not in looked_at:
                    looked_at.add(value)
                    waiting.append(value)
            else:
                inside.extend(children(node))
    return False


def _last(func: cst.BaseExpression) -> str:
    node = func.attr if isinstance(func, cst.Attribute) else func
    return node.value if isinstance(node, cst.Name) else ""


def _bound(name: Place) -> Place | None:
    """What the name was last assigned before it stands there, in the same function or module."""
    assert isinstance(name.node, cst.Name)
    if text.is_parameter(name):
        return None
    scope = text.enclosing(name, cst.FunctionDef)
    at = (name.unit, text.span(name).start)
    best: tuple[tuple[int, Position], Place] | None = None
    for value in _assigned(name, scope, name.node.value):
        end = (value.unit, text.span(value).end)
        if end <= at and (best is None or end > best[0]):
            best = end, value
    return best[1] if best is not None else None


def _assigned(name: Place, scope: Place | None, wanted: str) -> Iterator[Place]:
    module = name.module
    for unit in range(len(module.trees)) if scope is None else (scope.unit,):
        for node in module.every(cst.Assign, unit):
            if any(
                isinstance(each.target, cst.Name) and each.target.value == wanted for each in node.targets
            ):
                here = Place(module, unit, node.value)
                if text.enclosing(here, cst.FunctionDef) == scope:
                    yield here
