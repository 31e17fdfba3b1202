"""What decorators of libraries make of a function or a class."""

from __future__ import annotations

from dataclasses import replace

from ..python import attributes
from ..python.machine import Machine
from ..python.values import ApiObject, ClassValue, FunctionValue, PropertyValue, Symbol, Value

_IDENTITIES = (
    "abc.", "typing.", "typing_extensions.", "functools.total_ordering", "builtins.staticmethod", "atexit.",
    "warnings.", "numba.", "pytest.", "unittest.", "absl.", "torch.no_grad", "enum.unique", "enum.verify",
    "dataclasses.",
)  # fmt: skip
"""Those that leave it as it is."""
_CACHES = ("functools.lru_cache", "functools.cache")
_PROPERTIES = ("functools.cached_property", "abc.abstractproperty")
_MANAGERS = ("contextlib.contextmanager", "contextlib.asynccontextmanager")


def decorated(ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
    """What ``decorator``, called ``name``, makes of ``value``, ``None`` for one that is called as any function is."""
    identity = name.startswith((*_IDENTITIES, *_CACHES, "functools.wraps"))
    if isinstance(value, ClassValue):
        return value if identity else None
    if name in _PROPERTIES:
        return PropertyValue(value, cached=name.endswith("cached_property"))
    function = value if isinstance(value, FunctionValue) else None
    if isinstance(decorator, Symbol) and name in _MANAGERS:
        return replace(function, managed=True) if function is not None else ev.unknown("a manager")
    if name in _CACHES:
        if isinstance(decorator, ApiObject):  # of a size that forgets
            ev.forget(value, "remembered for a while")
            return ev.unknown("a function that remembers only some results")
        return replace(function, cached=True) if function is not None else value
    if name == "functools.wraps" and isinstance(decorator, ApiObject):
        return attributes.wrapped(ev, value, decorator.arguments)
    return value if identity else None
