"""What runs when nothing refers to an object any more: ``__del__`` and the callbacks of ``weakref``.

When that is, is not followed. It may be wherever a name is bound anew or deleted, something is taken out of
a container, or a function ends that has made such an object; what would be changed then is forgotten there.
"""

from __future__ import annotations

import libcst as cst

from .values import ApiMethod, BoundMethod, FunctionValue, Instance, PartialValue, Value

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

    def due(self) -> list[tuple[Value, int]]:
        """Those that may run now, with how often each was followed; whoever runs them gives them :meth:`back`."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def back(self, kept: list[tuple[Value, int]], lost: int) -> bool:
        """They were run, and ``lost`` more are as code out of sight by now: whether there is any such."""
        self._waiting = kept + self._waiting
        self._out_of_sight += lost
        return self._out_of_sight > 0


def takes_out(node: cst.BaseExpression) -> bool:
    """Whether an expression takes something out of a container, or collects what nothing refers to."""
    if not isinstance(node, cst.Call):
        return False
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(name, cst.Name) and name.value in _TAKING_OUT
