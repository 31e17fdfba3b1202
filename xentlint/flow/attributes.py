"""Attribute access: on instances and classes of the project, on library objects, on modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..apis.names import canonical
from . import calls, imports, models, tensors
from .guards import either
from .values import (
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    FunctionalValue,
    FunctionValue,
    Instance,
    ListValue,
    LossValue,
    MetricValue,
    ModuleValue,
    PartialValue,
    Place,
    SequentialValue,
    SuperValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    derive,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator


def linearize(cls: ClassValue) -> list[Value]:
    """The classes that an attribute is looked for in, nearest first; library bases are symbols."""
    order: list[Value] = []

    def visit(each: Value, depth: int) -> None:
        if each in order:
            order.remove(each)
        order.append(each)
        if isinstance(each, ClassValue) and depth < 12:
            for base in each.bases:
                visit(base, depth + 1)

    visit(cls, 0)
    return order


def api_bases(cls: ClassValue) -> list[str]:
    """Canonical names of the library classes that ``cls`` derives from."""
    return [each.name for each in linearize(cls) if isinstance(each, Symbol)]


def derives(cls: ClassValue, *names: str) -> bool:
    """Whether ``cls`` derives from one of the library classes."""
    return any(name in names for name in api_bases(cls))


def find_in_class(ev: Evaluator, cls: ClassValue, name: str, after: ClassValue | None = None) -> Value | None:
    """The class attribute ``name``, nearest first; with ``after``, only beyond that class."""
    passed = after is None
    for each in linearize(cls):
        if passed and isinstance(each, ClassValue):
            found = ev.store.get(each.scope, name)
            if found is not None:
                return ev.narrow(found)
        if each == after:
            passed = True
    return None


def get(ev: Evaluator, value: Value, name: str, place: Place) -> Value:
    """``value.name``; ``place`` is where ``value`` stands."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return either([(g, get(ev, v, name, place)) for g, v in value.alternatives])
    if isinstance(value, Symbol):
        written = ev.store.get(("symbol", value.name), name)
        if written is not None:
            return ev.narrow(written)
        if name == "__name__":
            return Const(value.name.rsplit(".", 1)[-1])
        dotted, root = canonical(f"{value.name}.{name}")
        return Symbol(dotted, value.root or root)
    if isinstance(value, ModuleValue):
        return imports.module_attribute(ev, value, name)
    if isinstance(value, Instance):
        return _instance(ev, value, name, place)
    if isinstance(value, ClassValue):
        found = find_in_class(ev, value, name)
        if found is not None:
            if isinstance(found, FunctionValue) and found.kind == "classmethod":
                return BoundMethod(found, value)
            return found
        if name == "__name__":
            return Const(value.name)
        bases = [b for b in linearize(value) if isinstance(b, Symbol)]
        return ApiMethod(value, name) if bases else Unknown(("class", value.scope, name))
    if isinstance(value, SuperValue):
        return _super(ev, value, name)
    if isinstance(value, ApiObject | SequentialValue | FunctionalValue):
        written = ev.store.get(value.number, name)
        if written is not None and name not in ("layers", "items"):
            return ev.narrow(written)
        return models.attribute(ev, value, name)
    if isinstance(value, Tensor):
        return tensors.attribute(ev, value, name, place)
    if isinstance(value, LossValue):
        return value.from_logits if name == "from_logits" else ApiMethod(value, name)
    if isinstance(value, TupleValue) and name in ("values", "indices") and len(value.items) == 2:
        return value.items[name == "indices"]  # tf.math.top_k
    if isinstance(
        value, MetricValue | DictValue | ListValue | TupleValue | Const | PartialValue | BoundMethod
    ):
        return ApiMethod(value, name)
    if isinstance(value, FunctionValue):
        written = ev.store.get(("function", value.node), name)
        if written is not None:
            return ev.narrow(written)
        if name == "__name__":
            return Const(value.name)
        if name in ("python_function", "__wrapped__", "__call__"):
            return value
        return ApiMethod(value, name)
    if isinstance(value, Unknown):
        written = ev.store.get(("unknown", value.key), name) if value.key is not None else None
        if written is not None:
            return ev.narrow(written)
        return Unknown(derive("attr", value.key, name), element=value.element)
    return Unknown(why=f"attribute {name}")


def _instance(ev: Evaluator, value: Instance, name: str, place: Place) -> Value:
    own = ev.store.get(value.number, name)
    if own is not None and not (name == "layers" and models.is_sequential(value)):
        return ev.narrow(own)
    if name == "__class__":
        return value.cls
    found = find_in_class(ev, value.cls, name)
    if isinstance(found, FunctionValue):
        if found.kind == "property":
            return calls.call_function(ev, found, Arguments((value,)), place)
        if found.kind == "staticmethod":
            return found
        return BoundMethod(found, value.cls if found.kind == "classmethod" else value)
    if found is not None:
        return found
    if api_bases(value.cls):
        return models.attribute(ev, value, name)
    getter = find_in_class(ev, value.cls, "__getattr__")
    if isinstance(getter, FunctionValue):
        return calls.call_function(ev, getter, Arguments((value, Const(name))), place)
    return Unknown(("attr", ("object", value.number), name), why=f"attribute {name} is never set")


def _super(ev: Evaluator, value: SuperValue, name: str) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.cls
    found = find_in_class(ev, cls, name, after=value.cls)
    if isinstance(found, FunctionValue):
        return BoundMethod(found, value.receiver) if found.kind != "staticmethod" else found
    if found is not None:
        return found
    return ApiMethod(value, name)


def set_attribute(ev: Evaluator, value: Value, name: str, new: Value) -> None:
    """``value.name = new``."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        for _, each in value.alternatives:
            set_attribute(ev, each, name, new)
    elif isinstance(value, Instance | ApiObject | SequentialValue | FunctionalValue):
        ev.store.set(value.number, name, new)
    elif isinstance(value, ClassValue):
        ev.store.set(value.scope, name, new)
    elif isinstance(value, ModuleValue):
        ev.store.set(value.module.scope, name, new)
    elif isinstance(value, Symbol):
        ev.store.set(("symbol", value.name), name, new)
    elif isinstance(value, FunctionValue):
        ev.store.set(("function", value.node), name, new)
    elif isinstance(value, Unknown) and value.key is not None:
        ev.store.set(("unknown", value.key), name, new)
