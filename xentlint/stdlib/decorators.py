"""What decorators of libraries make of a function or a class."""

from __future__ import annotations

from dataclasses import replace

from ..python import attributes, classes
from ..python.machine import Machine
from ..python.values import ApiObject, ClassValue, FunctionValue, PropertyValue, Symbol, Value
from . import enumerations, managers, record_classes

_IDENTITIES = (
    "abc.", "typing.", "typing_extensions.", "functools.total_ordering", "builtins.staticmethod", "atexit.",
    "warnings.", "numba.", "pytest.", "unittest.", "absl.", "torch.no_grad", "enum.verify",
    "dataclasses.",
)  # fmt: skip
"""Those that leave it as it is."""
_LEFT_OPEN = frozenset(
    f"abc.abstract{each}" for each in ("method", "property", "classmethod", "staticmethod")
)
_CACHES = ("functools.lru_cache", "functools.cache")
_PROPERTIES = ("functools.cached_property", "abc.abstractproperty")
_MANAGERS = ("contextlib.contextmanager", "contextlib.asynccontextmanager")


def decorated(ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
    """What ``decorator``, called ``name``, makes of ``value``, ``None`` for one that is called as any function is."""
    made = record_classes.decorated(ev, value, name, decorator)
    if made is not None:
        return made
    if name == "enum.unique":
        return enumerations.checked(ev, value)
    if name in _LEFT_OPEN:
        classes.leave_open(ev, value)
    identity = name.startswith((*_IDENTITIES, *_CACHES, "functools.wraps"))
    if isinstance(value, ClassValue):
        return value if identity else None
    if name in _PROPERTIES:
        return PropertyValue(value, cached=name.endswith("cached_property"))
    function = value if isinstance(value, FunctionValue) else None
    if isinstance(decorator, Symbol) and name in _MANAGERS:
        return (
            replace(function, manager=managers.MANAGER) if function is not None else ev.unknown("a manager")
        )
    if name in _CACHES:
        if isinstance(decorator, ApiObject):  # of a size that forgets
            ev.forget(value, "remembered for a while")
            return ev.unknown("a function that remembers only some results")
        return replace(function, cached=True) if function is not None else value
    if name == "functools.wraps" and isinstance(decorator, ApiObject):
        return attributes.wrapped(ev, value, decorator.arguments)
    return value if identity else None
