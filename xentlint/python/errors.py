"""The exceptions that Python defines itself."""

from __future__ import annotations

import builtins

from .lineage import api_bases
from .standing import Standing, standing
from .values import ApiObject, Instance, Union, Unknown, Value


def python_class(name: str) -> type[BaseException] | None:
    """The builtin exception class that a symbol names."""
    found = getattr(builtins, name.removeprefix("builtins."), None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def ends_the_program(exception: Value) -> bool:
    """Whether ``exception`` is one by which programs end without having failed."""
    if isinstance(exception, ApiObject):
        kind = python_class(exception.symbol.name)
        return kind is not None and not issubclass(kind, Exception)
    if isinstance(exception, Unknown | Union):
        return not isinstance(exception, Unknown) or standing(exception.key) is Standing.FORGOTTEN
    return isinstance(exception, Instance) and any(
        base.rsplit(".", 1)[-1] in ("SystemExit", "KeyboardInterrupt", "BaseException")
        for base in api_bases(exception.cls)
    )
