"""``sys.modules``: by it the modules of the project may be changed."""

from __future__ import annotations

from .machine import Machine
from .values import ModuleValue


def is_module_table(key: object) -> bool:
    """Whether something is ``sys.modules``, or a module that was found there."""
    while isinstance(key, tuple) and len(key) > 1:
        if key == ("symbol", "sys.modules"):
            return True
        key = key[1]
    return False


def forget_modules(ev: Machine) -> None:
    """Modules of the project may be changed, nobody knows which."""
    modules = [ModuleValue(module) for module in ev.evaluated]
    ev.forget_all(modules, "changed through the table of modules")
