"""Python's own library as a domain."""

from __future__ import annotations

import collections.abc
import numbers
import types
import typing
from collections.abc import Callable, Sequence, Set
from typing import Any, ClassVar

from ..python import calls, classes, imports, lineage, special_methods
from ..python.domain import Domain, domain_of
from ..python.handlers import Handler
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import NONE, ApiObject, Arguments, ClassValue, Const, Instance, Symbol, Value
from . import (
    decorators,
    enumerations,
    environment,
    functions,
    managers,
    mocking,
    module_table,
    record_classes,
)

_IMPORTING = frozenset({"builtins.__import__", "importlib.reload", "runpy.run_path", "runpy.run_module",
                        "pkgutil.iter_modules"})  # fmt: skip


_ABSTRACT = frozenset({"abc.ABC", "typing.Protocol"})
_BARE = frozenset(
    {
        *_ABSTRACT,
        *enumerations.ENUMS,
        "abc.ABCMeta",
        "typing.Generic",
        "typing.NamedTuple",
        "contextlib.ContextDecorator",
    }
)
_OF_CLASSES = {"numbers": numbers, "collections.abc": collections.abc, "types": types, "typing": typing}
"""Modules whose classes say themselves what is an instance of them, or name what Python's own objects are."""


_CHECKS = ("assert", "fail", "skip")
"""How the methods of test cases begin that look at what they are given, whichever library the case is of."""


class Stdlib(Domain):
    """What Python asks of the modules that come with it."""

    given: ClassVar[Set[str]] = frozenset({"sys.argv", "os.environ", "sys.stdin", "FLAGS"})

    def note_call(self, ev: Machine, name: str, given: Arguments, place: Place) -> None:
        if name == "logging.setLoggerClass":
            ev.store.set(calls.OF_LOGGERS, "class", NONE)
        elif name == "builtins.print" and "file" not in given.kwargs:
            special_methods.written_to(ev, ev.store.get(("symbol", "sys"), "stdout"))
        elif name in _IMPORTING:
            module_table.forget_modules(ev)
        elif name.startswith("unittest."):
            if name.startswith("unittest.mock.patch"):
                mocking.by_mock(ev, given)
            for cls in list(ev.classes.values()):
                if any(base.startswith("unittest.") for base in lineage.api_bases(cls)):
                    classes.run_rules(ev, cls)
        elif domain_of(ev).changes_arguments(name):
            environment.forget(ev)
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
            module_table.forget_modules(ev)
        return known

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        if not isinstance(receiver, ApiObject):
            return None
        if receiver.symbol.name == "argparse.ArgumentParser":
            return functions.parser_method(ev, receiver, name, given, place)
        return functions.read_from(ev, receiver) if receiver.symbol.name == "builtins.open" else None

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        return decorators.decorated(ev, value, name, decorator)

    def calls_back(self, base: str, method: str) -> bool:
        if method.startswith(_CHECKS):
            return False
        return not base.startswith(("builtins.", "typing.", "abc.", "enum."))

    def adds_nothing(self, base: str) -> bool:
        return base in _BARE

    def is_container(self, base: str) -> bool:
        return base.startswith("collections.")

    def declared(self, ev: Machine, name: str, value: Value | None, annotation: str) -> None:
        record_classes.declare(ev, name, value, annotation)

    def defined(self, ev: Machine, cls: ClassValue, metaclass: str) -> None:
        bases = {each.name for each in cls.bases if isinstance(each, Symbol)}
        rules = ("rules", cls.scope)
        if metaclass == "abc.ABCMeta" or bases & _ABSTRACT:
            ev.store.set(rules, "$abstract", Const(True))
        if "typing.Protocol" in bases:
            ev.store.set(rules, "$structural", Const(True))
        enumerations.define(ev, cls)
        record_classes.define(ev, cls)

    def instantiated(self, ev: Machine, cls: ClassValue, given: Arguments, place: Place) -> Value | None:
        if Symbol("typing.Protocol") in cls.bases:
            raise ev.raised(ev.error("TypeError"))
        return enumerations.member(ev, cls, given, place)

    def initialised(
        self,
        ev: Machine,
        cls: ClassValue,
        instance: Instance,
        given: Arguments,
        place: Place,
        after: ClassValue | None,
    ) -> bool:
        return record_classes.initialised(ev, cls, instance, given, place, after)

    def managed(self, ev: Machine, manager: ApiObject, place: Place, body: Callable[[Value], None]) -> bool:
        return managers.managed(ev, manager, body)

    def manages(self, manager: str) -> bool:
        return manager.startswith("contextlib.")

    def constant(self, name: str) -> Value | None:
        return Const(False) if name in ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING") else None

    def real_class(self, name: str) -> type | None:
        package, _, last = name.rpartition(".")
        found = getattr(_OF_CLASSES.get(package), last, None)
        if isinstance(found, type):
            return found
        origin = typing.get_origin(found) if package == "typing" else None
        return origin if isinstance(origin, type) else None

    def imported(self, ev: Machine, dotted: str) -> Value | None:
        return module_table.main_module() if dotted == "__main__" else None

    def note_item(self, ev: Machine, value: Value, index: Value, new: Value | None) -> bool:
        if value == functions.ARGUMENTS and (new is None or not isinstance(index, Const)):
            functions.change_arguments(ev)
            return True
        return value == environment.ENVIRONMENT and environment.note_item(ev, index, new)

    def item(self, ev: Machine, symbol: Symbol, index: Const) -> Value | None:
        return environment.item(ev, index) if symbol == environment.ENVIRONMENT else None

    def note_changed(self, ev: Machine, key: Any) -> None:
        if module_table.is_part(key):
            module_table.forget_modules(ev)

    def within_reach(self, words: Set[str]) -> Sequence[Symbol]:
        return (environment.ENVIRONMENT,) if "environ" in words else ()

    def forget_symbol(self, ev: Machine, symbol: Symbol) -> None:
        if symbol.name in ("os", environment.ENVIRONMENT.name):
            environment.forget(ev)

    def contains(self, ev: Machine, symbol: Symbol, item: Const) -> Value | None:
        return environment.holds(ev, item) if symbol == environment.ENVIRONMENT else None
