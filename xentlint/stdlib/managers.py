"""``contextlib``: what its managers do around the body of a ``with``."""

from __future__ import annotations

from ..python import exceptions
from ..python.machine import Machine
from ..python.managers import Body, by_generator, perhaps_held_back
from ..python.values import NONE, ApiObject, Arguments, GeneratorValue, Symbol, TupleValue, Value


def managed(ev: Machine, manager: ApiObject, body: Body) -> bool:
    """Run ``body`` by the rules of ``manager``; ``False`` where it is another than ``contextlib``'s that are known."""
    name = manager.symbol.name
    if name == MANAGER.name and manager.arguments.args:
        generator = manager.arguments.args[0]
        if isinstance(generator, GeneratorValue):
            by_generator(ev, generator, body)
            return True
    if name == "contextlib.nullcontext":
        body(manager.arguments.get("enter_result", 0) or NONE)
        return True
    if name == "contextlib.suppress":
        _suppressing(ev, manager.arguments, body)
        return True
    return False


MANAGER = Symbol("contextlib.contextmanager")
"""Of which an object is made when a function with that decorator is called, around the generator that it gives."""


def _suppressing(ev: Machine, given: Arguments, body: Body) -> None:
    """``contextlib.suppress(...)``."""

    def handle(exception: Value) -> None:
        verdict = exceptions.takes(ev, TupleValue(given.args), exception)
        if given.open:
            verdict = None
        if verdict is True:
            return
        if verdict is False:
            raise ev.raised(exception)
        perhaps_held_back(ev, exception, foreign=False)

    exceptions.run_try(ev, lambda: body(NONE), handle)
