"""Several domains as one: each is asked in turn, and the first that knows answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from typing import Any, TypeVar

from .context import Context
from .domain import NOT_KNOWN, Behaviour, Domain
from .handlers import Handler
from .machine import Machine
from .modules import Place
from .standing import declare_given
from .values import (
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    ForeignHandle,
    FunctionValue,
    Instance,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)

_Found = TypeVar("_Found")


class Libraries(Domain):
    """The ``domains`` as one, in the order in which they are asked; the last speaks of all that nobody else does."""

    def __init__(self, *domains: Domain) -> None:
        self._domains = domains
        for each in domains:
            declare_given(each.given)
        self._kinds = {kind: each for domain in domains for kind, each in domain.behaviours.items()}
        self._of_objects: dict[str, Behaviour] = {}
        self._bare: dict[str, bool] = {}

    def behaviour(self, value: Value) -> Behaviour:
        if isinstance(value, ApiObject):
            known = self._of_objects.get(value.symbol.name)
            if known is None:
                known = self._of_objects[value.symbol.name] = self.of_object(value.symbol.name) or NOT_KNOWN
            return known
        return self._kinds.get(type(value), NOT_KNOWN)

    def _first(self, ask: Callable[[Domain], _Found | None]) -> _Found | None:
        for each in self._domains:
            found = ask(each)
            if found is not None:
                return found
        return None

    def _any(self, ask: Callable[[Domain], bool]) -> bool:
        return any(ask(each) for each in self._domains)

    def _all(self, ask: Callable[[Domain], bool]) -> bool:
        return all(ask(each) for each in self._domains)

    def of_object(self, name: str) -> Behaviour | None:
        return self._first(lambda each: each.of_object(name))

    def context(self) -> Context:
        return self._first(lambda each: each.context()) or Context()

    def note_call(self, ev: Machine, name: str, given: Arguments, place: Place) -> None:
        for each in self._domains:
            each.note_call(ev, name, given, place)

    def handler(self, name: str) -> Handler | None:
        return self._first(lambda each: each.handler(name))

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        return self._first(lambda each: each.call_symbol(ev, symbol, given, place))

    def makes_object(self, name: str, given: Arguments) -> bool:
        return self._any(lambda each: each.makes_object(name, given))

    def cannot_fail(self, name: str) -> bool:
        return self._any(lambda each: each.cannot_fail(name))

    def method(self, ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value | None:
        return self._first(lambda each: each.method(ev, receiver, name, given, place))

    def has_methods_of(self, receiver: ForeignHandle, base: str) -> bool:
        return self._any(lambda each: each.has_methods_of(receiver, base))

    def above(
        self, ev: Machine, receiver: Instance, name: str, given: Arguments, place: Place
    ) -> Value | None:
        return self._first(lambda each: each.above(ev, receiver, name, given, place))

    def made_by(self, ev: Machine, cls: ClassValue, name: str, place: Place) -> Value | None:
        return self._first(lambda each: each.made_by(ev, cls, name, place))

    def call_instance(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> Value | None:
        return self._first(lambda each: each.call_instance(ev, instance, given, place))

    def initialise(self, ev: Machine, instance: Instance, given: Arguments, place: Place) -> None:
        for each in self._domains:
            each.initialise(ev, instance, given, place)

    def left(self, ev: Machine, instance: Instance, result: Value, place: Place) -> Value:
        for each in self._domains:
            result = each.left(ev, instance, result, place)
        return result

    def described(self, function: FunctionValue) -> Symbol | None:
        return self._first(lambda each: each.described(function))

    def harmless(self, ev: Machine, key: Any) -> Value | None:
        return self._first(lambda each: each.harmless(ev, key))

    def around_unknown(self, ev: Machine, function: Unknown, run: Callable[[], Value]) -> Value:
        for each in self._domains:
            run = partial(each.around_unknown, ev, function, run)
        return run()

    def around(self, ev: Machine, function: FunctionValue) -> Context:
        for each in self._domains:
            context = each.around(ev, function)
            if context is not ev.context:
                return context
        return ev.context

    def returned(self, ev: Machine, function: FunctionValue, value: Value) -> Value:
        for each in self._domains:
            value = each.returned(ev, function, value)
        return value

    def note_result(self, ev: Machine, value: Value, place: Place) -> None:
        for each in self._domains:
            each.note_result(ev, value, place)

    def decorated(self, ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
        return self._first(lambda each: each.decorated(ev, value, name, decorator))

    def adds_nothing(self, base: str) -> bool:
        known = self._bare.get(base)
        if known is None:
            known = self._bare[base] = self._any(lambda each: each.adds_nothing(base))
        return known

    def is_container(self, base: str) -> bool:
        return self._any(lambda each: each.is_container(base))

    def declared(self, ev: Machine, name: str, value: Value | None, annotation: str) -> None:
        for each in self._domains:
            each.declared(ev, name, value, annotation)

    def defined(self, ev: Machine, cls: ClassValue, metaclass: str) -> None:
        for each in self._domains:
            each.defined(ev, cls, metaclass)

    def instantiated(self, ev: Machine, cls: ClassValue, given: Arguments, place: Place) -> Value | None:
        return self._first(lambda each: each.instantiated(ev, cls, given, place))

    def initialised(
        self,
        ev: Machine,
        cls: ClassValue,
        instance: Instance,
        given: Arguments,
        place: Place,
        after: ClassValue | None,
    ) -> bool:
        return self._any(lambda each: each.initialised(ev, cls, instance, given, place, after))

    def owns(self, value: Value) -> bool:
        return self._any(lambda each: each.owns(value))

    def is_a(self, ev: Machine, value: Value, name: str) -> bool | None:
        return self._first(lambda each: each.is_a(ev, value, name))

    def inherited(self, ev: Machine, instance: Instance, name: str, place: Place) -> Value | None:
        return self._first(lambda each: each.inherited(ev, instance, name, place))

    def makes_anew(self, instance: Instance, name: str) -> bool:
        return self._any(lambda each: each.makes_anew(instance, name))

    def field(self, value: TupleValue, name: str) -> Value | None:
        return self._first(lambda each: each.field(value, name))

    def sets_nothing(self, ev: Machine, key: Any, name: str) -> bool:
        return self._any(lambda each: each.sets_nothing(ev, key, name))

    def escape(self, ev: Machine, instance: Instance, place: Place, why: str) -> None:
        for each in self._domains:
            each.escape(ev, instance, place, why)

    def forget_instance(self, ev: Machine, instance: Instance) -> None:
        for each in self._domains:
            each.forget_instance(ev, instance)

    def multiplied(self, ev: Machine, left: Value, right: Value, place: Place | None) -> Value | None:
        return self._first(lambda each: each.multiplied(ev, left, right, place))

    def begun(self, ev: Machine, items: tuple[Value, ...], place: Place) -> Value | None:
        return self._first(lambda each: each.begun(ev, items, place))

    def summed(self, elements: Sequence[Value]) -> Value | None:
        return self._first(lambda each: each.summed(elements))

    def constant(self, name: str) -> Value | None:
        return self._first(lambda each: each.constant(name))

    def real_class(self, name: str) -> type | None:
        return self._first(lambda each: each.real_class(name))

    def imported(self, ev: Machine, dotted: str) -> Value | None:
        return self._first(lambda each: each.imported(ev, dotted))

    def is_library(self, package: str) -> bool:
        return self._any(lambda each: each.is_library(package))

    def named(self, dotted: str) -> Symbol | None:
        return self._first(lambda each: each.named(dotted))

    def exports(self, module: str) -> Sequence[str]:
        return [name for each in self._domains for name in each.exports(module)]

    def any_member(self, symbol: Symbol) -> Symbol | None:
        return self._first(lambda each: each.any_member(symbol))

    def note_set(self, ev: Machine, symbol: Symbol) -> None:
        for each in self._domains:
            each.note_set(ev, symbol)

    def is_changed(self, ev: Machine, name: str) -> bool:
        return self._any(lambda each: each.is_changed(ev, name))

    def is_code(self, name: str) -> bool:
        return self._any(lambda each: each.is_code(name))

    def changes_arguments(self, name: str) -> bool:
        return self._all(lambda each: each.changes_arguments(name))

    def calls_arguments(self, name: str) -> bool:
        return self._any(lambda each: each.calls_arguments(name))

    def hands_on(self, name: str) -> bool:
        return self._any(lambda each: each.hands_on(name))

    def computes(self, name: str) -> bool:
        return self._any(lambda each: each.computes(name))

    def gives_recorder(self, name: str) -> bool:
        return self._any(lambda each: each.gives_recorder(name))

    def gives_data(self, name: str) -> bool:
        return self._any(lambda each: each.gives_data(name))

    def calls_back(self, base: str, method: str) -> bool:
        return self._all(lambda each: each.calls_back(base, method))

    def running(self, base: str) -> Mapping[str, str] | None:
        return self._first(lambda each: each.running(base))

    def inside(self, manager: str) -> Mapping[str, bool] | None:
        return self._first(lambda each: each.inside(manager))

    def managed(self, ev: Machine, manager: ApiObject, place: Place, body: Callable[[Value], None]) -> bool:
        return self._any(lambda each: each.managed(ev, manager, place, body))

    def manages(self, manager: str) -> bool:
        return self._any(lambda each: each.manages(manager))

    def item(self, ev: Machine, symbol: Symbol, index: Const) -> Value | None:
        return self._first(lambda each: each.item(ev, symbol, index))

    def note_item(self, ev: Machine, value: Value, index: Value, new: Value | None) -> bool:
        return self._any(lambda each: each.note_item(ev, value, index, new))

    def note_changed(self, ev: Machine, key: Any) -> None:
        for each in self._domains:
            each.note_changed(ev, key)

    def within_reach(self, words: Set[str]) -> Sequence[Symbol]:
        return [found for each in self._domains for found in each.within_reach(words)]

    def forget_symbol(self, ev: Machine, symbol: Symbol) -> None:
        for each in self._domains:
            each.forget_symbol(ev, symbol)

    def contains(self, ev: Machine, symbol: Symbol, item: Const) -> Value | None:
        return self._first(lambda each: each.contains(ev, symbol, item))

    def note_environment(self, ev: Machine, name: str, value: str) -> None:
        for each in self._domains:
            each.note_environment(ev, name, value)
