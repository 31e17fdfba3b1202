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

_DEPTH = 20
_MODELS = frozenset({"Model", "Sequential"})
_ASKED = frozenset({"input", "inputs", "output", "outputs"})


def is_symbolic(place: Place, depth: int = 0) -> bool:
    """Whether a name in the expression was last given an ``Input(...)``, or what was computed from one."""
    waiting: list[cst.CSTNode] = [place.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Lambda):
            continue
        if isinstance(node, cst.Call) and _last(node.func) == "Input":
            return True
        if isinstance(node, cst.Attribute):
            if node.attr.value in _ASKED:
                return True
            waiting.append(node.value)
            continue
        if isinstance(node, cst.Call) and _last(node.func) in _MODELS:
            continue  # a model is no input, whatever it is made of
        if isinstance(node, cst.Call):
            # What is called is a layer or a model; what it is called on decides.
            waiting.extend(arg.value for arg in node.args)
            continue
        if isinstance(node, cst.Name) and depth < _DEPTH:
            value = _bound(text.child(place, node))
            if value is not None and is_symbolic(value, depth + 1):
                return True
        waiting.extend(children(node))
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
