"""A linter that follows a classifier's output to its loss.

The public API is ``check``, ``fix`` and ``Diagnostic``. They are loaded when they are first used, so
that ``import xentlint`` (which every flake8 run does) costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .public import check, fix
    from .rules.diagnostic import Diagnostic

__version__ = "0.1.0"
__all__ = ["Diagnostic", "__version__", "check", "fix"]

_HOMES = {"check": ".public", "fix": ".public", "Diagnostic": ".rules.diagnostic"}


def __getattr__(name: str) -> object:
    """Load a public name from the module that has it (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
