"""What runs when nothing refers to an object any more: ``__del__`` and the callbacks of ``weakref``.

When that is, is not followed. It may be wherever a name is bound anew or deleted, something is taken out of
a container, or a function ends that has made such an object; what would be changed then is forgotten there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from . import builtin_functions, forgetting
from .values import ApiMethod, BoundMethod, FunctionValue, Instance, PartialValue, Value

if TYPE_CHECKING:
    from .evaluator import Evaluator

_MOST_FOLLOWED = 24
"""How often the finalizers of a program are run, to see what they change; after that all is forgotten."""
_TAKING_OUT = frozenset({"pop", "popitem", "popleft", "clear", "remove", "discard", "collect"})


def note_object(ev: Evaluator, instance: Instance, own: Value | None) -> None:
    """``instance`` was made, and its class has ``own`` as its ``__del__``, if it has one."""
    if isinstance(own, FunctionValue):
        ev.finalizers.append(BoundMethod(own, instance))


def note_callback(ev: Evaluator, value: Value) -> None:
    """``value`` was given to ``weakref``: if it is a function, it is called one day."""
    if isinstance(value, FunctionValue | BoundMethod | PartialValue | ApiMethod):
        ev.finalizers.append(value)


def perhaps_run(ev: Evaluator, since: int = 0) -> None:
    """Something may have been let go of here; only those noted from the one number ``since`` on, if given."""
    if len(ev.finalizers) <= since:
        return
    waiting, ev.finalizers = ev.finalizers, []
    try:
        for each in waiting:
            ev.finalized += 1
            if ev.finalized <= _MOST_FOLLOWED:
                builtin_functions.perhaps_called(ev, each)
            else:
                forgetting.forget(ev, each, "called when nothing refers to it any more")
    finally:
        ev.finalizers = waiting


def takes_out(node: cst.BaseExpression) -> bool:
    """Whether an expression takes something out of a container, or collects what nothing refers to."""
    if not isinstance(node, cst.Call):
        return False
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(name, cst.Name) and name.value in _TAKING_OUT
