"""``sys.modules``: by it the modules of the project may be changed."""

from __future__ import annotations

from ..python import identity
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import NONE, Arguments, ModuleValue, Unknown, Value

TABLE = ("symbol", "sys.modules")


def is_part(key: object) -> bool:
    """Whether ``key`` is that of the table, or of a module that was found there."""
    while isinstance(key, tuple) and len(key) > 1:
        if key == TABLE:
            return True
        key = key[1]
    return False


def main_module() -> Value:
    """``__main__``, seen from a module that another program imports."""
    return Unknown(("item", TABLE, ("const", "__main__")))


def forget_modules(ev: Machine) -> None:
    """Modules of the project may be changed, nobody knows which."""
    modules = [ModuleValue(module) for module in ev.evaluated]
    ev.forget_all(modules, "changed through the table of modules")


def _get(ev: Machine, given: Arguments, place: Place) -> Value:
    """``sys.modules.get(name)``: a module of the project, for all that is known."""
    return Unknown(("item", TABLE, identity.key_of(given.get("key", 0) or NONE)))


HANDLERS: dict[str, Handler] = {"sys.modules.get": _get}
