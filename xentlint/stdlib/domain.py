"""Python's own library as a domain."""

from __future__ import annotations

from ..python import calls, classes, imports, lineage, module_tables
from ..python.domain import Domain
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import NONE, ApiObject, Arguments, Const, Symbol, Value
from . import decorators, functions, mocking

_IMPORTING = frozenset({"builtins.__import__", "importlib.reload", "runpy.run_path", "runpy.run_module",
                        "pkgutil.iter_modules"})  # fmt: skip


class Stdlib(Domain):
    """What Python asks of the modules that come with it."""

    def note_call(self, ev: Machine, name: str, given: Arguments, place: Place) -> None:
        if name == "logging.setLoggerClass":
            ev.store.set(calls.OF_LOGGERS, "class", NONE)
        elif name in _IMPORTING:
            module_tables.forget_modules(ev)
        elif name.startswith("unittest."):
            if name.startswith("unittest.mock.patch"):
                mocking.by_mock(ev, given)
            for cls in list(ev.classes.values()):
                if any(base.startswith("unittest.") for base in lineage.api_bases(cls)):
                    classes.run_rules(ev, cls)
        elif name.startswith("weakref.") and self.handler(name) is None:
            for each, _ in given.placed():
                ev.finalizers.note_callback(each)

    def handler(self, name: str) -> Handler | None:
        return functions.HANDLERS.get(name)

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        if symbol.name != "importlib.import_module":
            return None
        known = imports.by_its_name(ev, given.get("name", 0)) if not given.open else None
        if known is None:
            module_tables.forget_modules(ev)
        return known

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        if not isinstance(receiver, ApiObject):
            return None
        if receiver.symbol.name == "argparse.ArgumentParser":
            return functions.parser_method(ev, receiver, name, given, place)
        return functions.read_from(ev, receiver) if receiver.symbol.name == "builtins.open" else None

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        return decorators.decorated(ev, value, name, decorator)

    def calls_back(self, base: str) -> bool:
        return not base.startswith(("builtins.", "typing.", "abc.", "enum."))

    def contains(self, ev: Machine, symbol: Symbol, item: Const) -> Value | None:
        return functions.in_environment(ev, item) if symbol == Symbol("os.environ") else None
