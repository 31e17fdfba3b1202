"""Whether a function keeps a model to itself: nobody else can train what its text never gives away."""

from __future__ import annotations

from functools import lru_cache

import libcst as cst

from ..python.nodes import children, walk


def keeps_receiver(function: cst.CSTNode, call: cst.CSTNode) -> bool:
    """Whether what ``call``, in ``function``, is a method of has a name of its own there that is used for nothing else.

    The name is bound to what a call gives, and further only its attributes are asked for: it is not returned, not
    stored, not handed on and not seen by a function inside.
    """
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    receiver = call.func.value
    return isinstance(receiver, cst.Name) and _is_kept(function, receiver.value)


@lru_cache(maxsize=256)
def _is_kept(function: cst.CSTNode, name: str) -> bool:
    if not isinstance(function, cst.FunctionDef):
        return False
    waiting: list[cst.CSTNode] = [function.body]
    bound = False
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Name) and node.value == name:
            return False
        if isinstance(node, cst.Global | cst.Nonlocal | cst.FunctionDef | cst.Lambda | cst.ClassDef):
            if any(isinstance(each, cst.Name) and each.value == name for each in walk(node)):
                return False
            continue
        if isinstance(node, cst.Attribute):
            # The attribute's own name is no variable.
            if not isinstance(node.value, cst.Name):
                waiting.append(node.value)
            elif node.value.value == name and node.attr.value.startswith(_USING_IT):
                return False
            continue
        if isinstance(node, cst.Arg):
            waiting.append(node.value)
            continue
        if _binds(node, name):
            if _is_given(node.value.func, function.params):  # type: ignore[attr-defined]
                return False
            bound = True
            waiting += children(node.value)  # type: ignore[attr-defined]
            continue
        waiting += children(node)
    return bound


_USING_IT = ("fit", "train_", "evaluate", "test_on", "optimizer", "loss", "compute_loss", "compiled_loss", "make_", "to",
             "cuda", "cpu", "__")  # fmt: skip
"""What trains or evaluates a model, whether or not it was seen to be called, what a loop that trains it by hand asks
for, and what gives the model itself."""


def _binds(node: cst.CSTNode, name: str) -> bool:
    """Whether ``node`` is ``name = call(...)``."""
    return (
        isinstance(node, cst.Assign)
        and isinstance(node.value, cst.Call)
        and [each.target.value for each in node.targets if isinstance(each.target, cst.Name)] == [name]
        and len(node.targets) == 1
    )


def _is_given(made_by: cst.CSTNode, params: cst.Parameters) -> bool:
    """Whether what makes the model belongs to something that the function is given, which may keep it, too."""
    while isinstance(made_by, cst.Attribute | cst.Call | cst.Subscript):
        made_by = made_by.func if isinstance(made_by, cst.Call) else made_by.value
    given = (*params.posonly_params, *params.params, *params.kwonly_params)
    return isinstance(made_by, cst.Name) and any(each.name.value == made_by.value for each in given)


def let_go() -> None:
    """Keep nothing of the programs that were evaluated."""
    _is_kept.cache_clear()
