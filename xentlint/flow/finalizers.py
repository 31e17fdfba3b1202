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

_MOST_FOLLOWED = 12
"""How often one finalizer is run to see what it changes; after that it is code out of sight."""
_TAKING_OUT = frozenset({"pop", "popitem", "popleft", "clear", "remove", "discard", "collect"})


class Finalizers:
    """The functions that wait for the end of some object, and how often each was followed."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Value, int]] = []
        self._out_of_sight = 0
        """How many are as code out of sight, which may change what it was handed."""

    def __bool__(self) -> bool:
        return bool(self._waiting or self._out_of_sight)

    def __len__(self) -> int:
        return len(self._waiting) + self._out_of_sight

    def note_object(self, instance: Instance, own: Value | None) -> None:
        """``instance`` was made, and its class has ``own`` as its ``__del__``, if it has one."""
        if isinstance(own, FunctionValue):
            self._waiting.append((BoundMethod(own, instance), 0))

    def note_callback(self, value: Value) -> None:
        """``value`` was given to ``weakref``: if it is a function, it is called one day."""
        if isinstance(value, FunctionValue | BoundMethod | PartialValue | ApiMethod):
            self._waiting.append((value, 0))

    def perhaps_run(self, ev: Evaluator, since: int = 0) -> None:
        """Something may have been let go of here, if there are more finalizers than ``since``."""
        if len(self) <= since:
            return
        waiting, self._waiting = self._waiting, []
        kept: list[tuple[Value, int]] = []
        for each, count in waiting:
            if count < _MOST_FOLLOWED:
                builtin_functions.perhaps_called(ev, each)
                kept.append((each, count + 1))
            else:
                forgetting.forget(ev, each, "called when nothing refers to it any more")
                self._out_of_sight += 1
        self._waiting = kept + self._waiting
        if self._out_of_sight:
            ev.forget_shared()


def takes_out(node: cst.BaseExpression) -> bool:
    """Whether an expression takes something out of a container, or collects what nothing refers to."""
    if not isinstance(node, cst.Call):
        return False
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(name, cst.Name) and name.value in _TAKING_OUT
