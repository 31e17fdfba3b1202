"""Attribute access: on instances and classes of the project, on library objects, on modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import (
    class_facts,
    classes,
    containers,
    errors,
    forgetting,
    imports,
    lineage,
    special_methods,
    written,
)
from .ancestry import find_in_class
from .domain import behaviour, domain_of
from .guards import either
from .lineage import api_bases, linearize
from .machine import Machine
from .modules import Place
from .standing import Standing, standing
from .values import (
    ABSENT,
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Entries,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    ModuleValue,
    NamespaceValue,
    PartialValue,
    PropertyValue,
    SetValue,
    SuperValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
)


def get(ev: Machine, value: Value, name: str, place: Place) -> Value:
    """``value.name``; ``place`` is where ``value`` stands."""
    found = find(ev, value, name, place)
    if found is None:
        raise ev.raised(ev.error("AttributeError"))
    return found


def find(ev: Machine, value: Value, name: str, place: Place) -> Value | None:
    """``value.name``, or ``None`` where there is surely no such attribute."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return containers.spread(ev, (value,), lambda each: get(ev, each[0], name, place))
    if isinstance(value, Symbol):
        return _of_symbol(ev, value, name)
    if isinstance(value, ModuleValue):
        if name == "__dict__":
            return NamespaceValue(value)
        return imports.module_attribute(ev, value, name)
    if isinstance(value, Instance):
        return _instance(ev, value, name, place)
    if isinstance(value, ClassValue):
        return _of_class(ev, value, name, place)
    if isinstance(value, SuperValue):
        return _super(ev, value, name, place)
    if isinstance(value, ApiObject | ForeignHandle):
        if name == "__dict__":
            return shared_namespace(ev, value)
        if ev.store.get(value.number, "$shared") is not None:
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown("changed through its namespace")
        if name in ("layers", "items"):
            return _of_library(ev, value, name, place)
        return written.or_else(ev, value.number, name, lambda: _of_library(ev, value, name, place))
    if isinstance(value, Foreign):
        return behaviour(ev, value).attribute(ev, value, name, place)
    if isinstance(value, TupleValue):
        field = domain_of(ev).field(value, name)
        if field is not None:
            return field
    if isinstance(value, PartialValue):
        return _of_partial(ev, value, name)
    if isinstance(
        value,
        DictValue | ListValue | TupleValue | SetValue | Const | BoundMethod | NamespaceValue
        | GeneratorValue | IteratorValue,
    ):  # fmt: skip
        if isinstance(value, BoundMethod) and name in ("__func__", "__self__"):
            return value.function if name == "__func__" else value.receiver
        if isinstance(value, BoundMethod) and name == "__name__":
            return Const(value.function.name)
        return _method_of_builtin(ev, value, name)
    if isinstance(value, FunctionValue):
        return _of_function(ev, value, name)
    if isinstance(value, PropertyValue):
        return ApiMethod(value, name) if name in ("setter", "getter", "deleter") else ev.unknown(name)
    if isinstance(value, Unknown):
        return _of_unknown(ev, value, name)
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(f"attribute {name}")


def _of_library(ev: Machine, value: ApiObject | ForeignHandle, name: str, place: Place) -> Value | None:
    """``value.name`` as the library has made it."""
    if isinstance(value, ApiObject) and errors.python_class(value.symbol.name) is not None:
        return _of_exception(ev, value, name)
    return behaviour(ev, value).attribute(ev, value, name, place)


def shared_namespace(ev: Machine, value: ApiObject | ForeignHandle) -> Value:
    """``vars(value)`` of an object of a library: whoever has it may change the object at any time."""
    ev.forget(value, "given to vars()")
    ev.store.set(value.number, "$shared", NONE)
    return ev.unknown("the namespace of an object")


_PYTHON_TYPES: tuple[tuple[type[Value], type], ...] = (
    (ListValue, list), (DictValue, dict), (SetValue, set), (TupleValue, tuple), (NamespaceValue, dict),
)  # fmt: skip


def _method_of_builtin(ev: Machine, value: Value, name: str) -> Value | None:
    kind: type | None = type(value.value) if isinstance(value, Const) else None
    for mine, real in _PYTHON_TYPES:
        if isinstance(value, mine):
            kind = real
    if kind is not None and not hasattr(kind, name):
        return None
    if name == "__class__" and kind is not None:
        return Symbol(f"builtins.{kind.__name__}")
    return ApiMethod(value, name)


def _of_symbol(ev: Machine, value: Symbol, name: str) -> Value:
    def untouched() -> Value:
        return (
            Const(value.name.rsplit(".", 1)[-1]) if name == "__name__" else domain_of(ev).member(value, name)
        )

    return written.or_else(ev, ("symbol", value.name), name, untouched) or untouched()


def _of_exception(ev: Machine, value: ApiObject, name: str) -> Value:
    if name == "args":
        return TupleValue(value.arguments.args)
    if name in ("__cause__", "__context__", "__traceback__"):
        return forgetting.part_of(ev, [value, *ev.handled], f"{name} of an error")
    return ApiMethod(value, name)


def _of_partial(ev: Machine, value: PartialValue, name: str) -> Value:
    if name == "func":
        return value.function
    if name == "args":
        return TupleValue(value.args)
    if name == "keywords":
        return containers.new_dict(ev, Entries(value.kwargs))
    return ApiMethod(value, name)


def _of_function(ev: Machine, value: FunctionValue, name: str) -> Value | None:
    owner = ("function", (value.node, value.scope))
    return written.or_else(ev, owner, name, lambda: _of_function_itself(ev, value, name))


def _of_function_itself(ev: Machine, value: FunctionValue, name: str) -> Value | None:
    """What ``function.name`` is where nobody has set it."""
    if name in ("__name__", "__qualname__"):
        return Const(value.name)
    if name == "__wrapped__":
        return replace(value, cached=False) if value.cached else value if value.graph else None
    if name in ("python_function", "__call__"):
        return value
    if name == "__globals__":
        return NamespaceValue(ModuleValue(value.module))
    if name in ("__kwdefaults__", "__closure__", "__dict__"):
        _given_away(ev, value, name)
        return ev.unknown(f"{name} of a function")
    if value.graph or name.startswith("__") or name in ("get_concrete_function", "cache_clear", "cache_info"):
        return ApiMethod(value, name)
    return None


def _given_away(ev: Machine, value: FunctionValue, name: str) -> None:
    """Whoever has a part of a function that can change may make another one of it."""
    owner = ("function", (value.node, value.scope))
    ev.forget(value, f"{name} was asked for")
    if name == "__dict__":
        for each, held in ev.store.names(owner):
            ev.store.set(owner, each, ev.one_of([held], "in a namespace that others share"))
    else:
        ev.store.set(owner, "$rebuilt", Const(True))


def wrapped(ev: Machine, value: Value, given: Arguments) -> Value:
    """What ``functools.wraps(function)`` makes of ``value``: it looks like ``function``."""
    function = ev.narrow(given.get("wrapped", 0) or NONE)
    if not isinstance(value, FunctionValue):
        return ev.unknown("made to look like another function")
    owner = ("function", (value.node, value.scope))
    if not isinstance(function, FunctionValue) or len(given.args) > 1 or len(given.kwargs) > 1:
        ev.store.set(owner, "__wrapped__", function)
        for name in ("__name__", "__qualname__"):
            ev.store.set(owner, name, ev.unknown("the name of another function"))
        return value
    for name, each in ev.store.names(("function", (function.node, function.scope))):
        if not name.startswith("$"):
            ev.store.set(owner, name, each)
    for name in ("__name__", "__qualname__"):
        ev.store.set(owner, name, _of_function(ev, function, name) or NONE)
    ev.store.set(owner, "__wrapped__", function)
    return value


def _of_unknown(ev: Machine, value: Unknown, name: str) -> Value:
    if value.key is None:
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(f"attribute {name}")
    ev.doubt(standing(value.key))

    def given() -> Value:
        return Unknown(containers.versioned(ev, value, "attr", name), element=value.element)

    return written.or_else(ev, ("unknown", value.key), name, given) or given()


# -- instances ----------------------------------------------------------------------------------------


def find_special(ev: Machine, value: Instance, name: str) -> Value | None:
    """A special method, looked for in the class as Python does; bound to ``value``."""
    found = find_in_class(ev, value.cls, name)
    given = ev.store.get(value.number, "$reclassed")
    if given is not None:
        return forgetting.part_of(ev, [value, given], "of another class by now")
    if found is None or found is ABSENT:
        return None
    return _bound(ev, value, found, ev.here())


def _bound(ev: Machine, value: Instance, found: Value, place: Place) -> Value:
    """What a class attribute is when it is asked of an object."""
    if isinstance(found, Union):
        return either([(guard, _bound(ev, value, each, place)) for guard, each in found.alternatives])
    if isinstance(found, FunctionValue):
        if found.kind == "staticmethod":
            return found
        return BoundMethod(found, value.cls if found.kind == "classmethod" else value)
    if isinstance(found, PropertyValue):
        return _from_property(ev, value, found, place)
    if isinstance(found, WrappedFunction):
        return _unwrapped(ev, value.cls, found)
    if isinstance(found, Instance):
        getter = find_special(ev, found, "__get__")
        if getter is not None:
            return ev.call_special(getter, Arguments((value, value.cls), {}, (None, None)), place)
    if isinstance(found, Unknown) and found.key is not None:
        forgetting.may_be_method(ev, found, value)
    if isinstance(found, Symbol) and domain_of(ev).changes_arguments(found.name):
        return forgetting.part_of(ev, [value, found], "a method by something from outside")
    return found


def _unwrapped(ev: Machine, cls: ClassValue, found: WrappedFunction) -> Value:
    """``classmethod(...)`` or ``staticmethod(...)`` of something that is called, asked of ``cls``."""
    if found.kind != "classmethod":
        return found.function
    if isinstance(found.function, PropertyValue):
        return forgetting.part_of(
            ev, [cls, found.function], "a property of a class, in some versions of Python"
        )
    return PartialValue(found.function, (cls,), ())


def _from_property(ev: Machine, value: Instance, found: PropertyValue, place: Place) -> Value:
    return ev.narrow(ev.call(found.getter, Arguments((value,), {}, (None,)), place))


def _instance(ev: Machine, value: Instance, name: str, place: Place) -> Value | None:
    if name == "__init__" and class_facts.initialiser(ev, value.cls) is not None:
        return ApiMethod(value, name)
    found = find_in_class(ev, value.cls, name)
    if ev.store.get(value.number, "$shared") is not None and not isinstance(
        found, FunctionValue | PropertyValue
    ):
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("an attribute in a namespace that others share")
    given = ev.store.get(value.number, "$reclassed")
    if given is not None:
        ev.doubt(Standing.FORGOTTEN)
        ev.forget(given, "the class of an object")
        return forgetting.part_of(ev, [value, given], "of another class by now")
    if isinstance(found, PropertyValue) and not found.cached:
        return _from_property(ev, value, found, place)
    if isinstance(found, Instance) and find_special(ev, found, "__set__") is not None:
        return _bound(ev, value, found, place)
    if find_in_class(ev, value.cls, "__getattribute__") is not None:
        ev.forget(value, "asked by its own rules")
        return ev.unknown("asked by its own rules")
    own = ev.store.get(value.number, name)
    if own is not None and found is not None and class_facts.hides_place(ev, value.cls, name):
        return _bound(ev, value, found, place)
    if own is not None and not domain_of(ev).makes_anew(value, name):
        own = ev.narrow(own)
        if own is not ABSENT and not (
            isinstance(own, Union) and any(v is ABSENT for _, v in own.alternatives)
        ):
            return own
        if isinstance(own, Union):

            def chosen(each: Value) -> Callable[[], Value]:
                def run() -> Value:
                    if each is not ABSENT:
                        return each
                    there = _through_class(ev, value, name, found, place)
                    if there is None:
                        raise ev.raised(ev.error("AttributeError"))
                    return there

                return run

            return ev.fork([(guard, chosen(each)) for guard, each in own.alternatives])
    return _through_class(ev, value, name, found, place)


def _through_class(
    ev: Machine, value: Instance, name: str, found: Value | None, place: Place
) -> Value | None:
    if name == "__class__":
        return value.cls
    if name == "__dict__":
        return NamespaceValue(value)
    forgotten = ev.store.get(value.number, "$open") is not None
    if isinstance(found, PropertyValue):
        result = _from_property(ev, value, found, place)
        ev.store.set(value.number, name, result)
        return result
    if found is not None:
        if forgotten and not isinstance(found, FunctionValue | WrappedFunction | PropertyValue):
            return forgetting.part_of(ev, [value, found], "it may have been changed")
        return _bound(ev, value, found, place)
    getter = find_in_class(ev, value.cls, "__getattr__")
    if isinstance(getter, FunctionValue):
        return ev.call_function(getter, Arguments((value, Const(name)), {}, (None, None)), place)
    if api_bases(value.cls) and not class_facts.is_closed(ev, value.cls):
        inherited = domain_of(ev).inherited(ev, value, name, place)
        if inherited is not None:
            return inherited
    if forgotten or not class_facts.is_closed(ev, value.cls):
        ev.doubt(Standing.FORGOTTEN)
        return forgetting.part_of(ev, [value], f"attribute {name}")
    if hasattr(object, name):
        return ApiMethod(value, name)
    if any(errors.python_class(base) is not None for base in api_bases(value.cls)):
        if name in ("args", "__cause__", "__context__", "__traceback__"):
            given, _ = ev.inits.get(value.number, (Arguments(), place))
            return forgetting.part_of(
                ev, [value, *(each for each, _ in given.placed())], f"{name} of an error"
            )
        return ApiMethod(value, name)
    return None


def _of_class(ev: Machine, value: ClassValue, name: str, place: Place) -> Value | None:
    above = lineage.metaclass(value)
    if isinstance(above, ClassValue) and isinstance(find_in_class(ev, above, name), PropertyValue | Instance):
        ev.forget(value, "asked by its metaclass")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(name)
    if name == "register":
        ev.store.set(("classes",), "$registered", Const(True))
    found = find_in_class(ev, value, name)
    if found is not None:
        return _of_class_itself(ev, value, found, place)
    if name in ("__name__", "__qualname__"):
        return Const(value.name)
    if name == "__dict__":
        return NamespaceValue(value)
    if name == "__members__" and class_facts.enum_members(ev, value) is not None:
        return ev.unknown(name)
    if name in ("__mro__", "__bases__", "__base__", "__subclasses__", "mro"):
        related = [each for each in linearize(value) if each != value]
        related += [each for each in ev.classes.values() if value in linearize(each)]
        return forgetting.part_of(ev, related, name)
    if name in ("__doc__", "__module__"):
        return ev.unknown(name)
    meta = lineage.metaclass(value)
    of_meta = find_in_class(ev, meta, name) if isinstance(meta, ClassValue) else None
    if isinstance(of_meta, FunctionValue) and of_meta.kind == "function":
        return BoundMethod(of_meta, value)
    if of_meta is not None:
        return forgetting.part_of(ev, [value, of_meta], name)
    if meta is not None and not (isinstance(meta, ClassValue) and class_facts.is_closed(ev, meta)):
        return ev.unknown(name)
    if isinstance(meta, ClassValue) and find_in_class(ev, meta, "__getattr__") is not None:
        return ev.unknown(name)
    if not class_facts.is_closed(ev, value):
        return (
            ApiMethod(value, name)
            if any(isinstance(b, Symbol) for b in linearize(value))
            else ev.unknown(name)
        )
    return ApiMethod(value, name) if hasattr(object, name) else None


def _of_class_itself(ev: Machine, value: ClassValue, found: Value, place: Place) -> Value:
    """What a class attribute is when it is asked of the class."""
    if isinstance(found, Union):
        return either(
            [(guard, _of_class_itself(ev, value, each, place)) for guard, each in found.alternatives]
        )
    if isinstance(found, FunctionValue) and found.kind == "classmethod":
        return BoundMethod(found, value)
    if isinstance(found, WrappedFunction):
        return _unwrapped(ev, value, found)
    if isinstance(found, Instance):
        getter = find_special(ev, found, "__get__")
        if getter is not None:
            return ev.call_special(getter, Arguments((NONE, value), {}, (None, None)), place)
    return found


def _super(ev: Machine, value: SuperValue, name: str, place: Place) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    if not isinstance(cls, ClassValue):
        cls = value.cls
    if name == "__init__" and class_facts.initialiser(ev, cls, value.cls) is not None:
        return ApiMethod(value, name)
    found = find_in_class(ev, cls, name, after=value.cls)
    if isinstance(found, FunctionValue):
        if found.kind == "staticmethod" or name == "__new__":
            return found
        return BoundMethod(found, value.receiver)
    if found is not None and isinstance(value.receiver, Instance):
        return _bound(ev, value.receiver, found, place)
    if found is not None:
        return found
    return ApiMethod(value, name)


# -- writing ------------------------------------------------------------------------------------------


def set_attribute(ev: Machine, value: Value, name: str, new: Value, *, plainly: bool = False) -> None:
    """``value.name = new``; ``plainly`` as ``object.__setattr__`` does, whatever the class says."""
    value = ev.narrow(value)
    if isinstance(value, Union):

        def run(each: list[Value]) -> Value:
            set_attribute(ev, each[0], name, new, plainly=plainly)
            return NONE

        containers.spread(ev, (value,), run)
    elif isinstance(value, Instance):
        _set_on_instance(ev, value, name, new, plainly)
    elif isinstance(value, ApiObject | ForeignHandle):
        behaviour(ev, value).set_attribute(ev, value, name, new)
    elif isinstance(value, ClassValue):
        meta = lineage.metaclass(value)
        if isinstance(meta, ClassValue) and find_in_class(ev, meta, "__setattr__") is not None:
            ev.forget(value, "set by its own rules")
            return
        if name in ("__bases__", "__class__"):
            classes.reopen(ev, value)
        elif is_enum_member(ev, value, name):
            raise ev.raised(ev.error("AttributeError"))
        else:
            ev.store.set(value.scope, name, new)
    elif isinstance(value, ModuleValue):
        ev.store.set(value.module.scope, name, new)
    elif isinstance(value, Symbol):
        ev.store.set(("symbol", value.name), name, new)
        domain_of(ev).note_set(ev, value)
    elif isinstance(value, Foreign):
        behaviour(ev, value).set_attribute(ev, value, name, new)
    elif isinstance(value, FunctionValue):
        ev.store.set(("function", (value.node, value.scope)), name, new)
        if name in _REBUILDING:
            ev.store.set(("function", (value.node, value.scope)), "$rebuilt", Const(True))
    elif isinstance(value, Unknown) and value.key is not None:
        _set_on_unknown(ev, value, name, new)
    elif isinstance(value, Const | ListValue | DictValue | TupleValue | SetValue):
        raise ev.raised(ev.error("AttributeError"))
    else:
        ev.doubt(Standing.FORGOTTEN)
        ev.forget(value, "an attribute of it is set")
        ev.forget(new, "stored in something that is not known")


def _set_on_unknown(ev: Machine, value: Unknown, name: str, new: Value) -> None:
    """Only what is given to the program is taken for an object that keeps what is stored in it."""
    if domain_of(ev).sets_nothing(ev, value.key, name):
        ev.out_of_sight(new, "stored in an object of a library")
        return
    ev.doubt(standing(value.key))
    if standing(value.key) is Standing.INPUT:
        forgetting.keep_on(ev, ("unknown", value.key), name, new)
    else:
        forgetting.changed_under(ev, ("unknown", value.key), name)
        ev.forget(value, "an attribute of it is set")
        ev.forget(new, "stored in something that is not known")
        domain_of(ev).note_changed(ev, value.key)
    ev.forget_sources(value)
    ev.forget_shared()


def is_enum_member(ev: Machine, cls: ClassValue, name: str) -> bool:
    """Whether ``cls.name`` is a member of an enumeration, which cannot be replaced."""
    held = ev.store.get(cls.scope, name)
    return class_facts.enum_members(ev, cls) is not None and isinstance(held, Instance) and held.cls == cls


def _set_on_instance(ev: Machine, value: Instance, name: str, new: Value, plainly: bool) -> None:
    found = find_in_class(ev, value.cls, name)
    own = None if plainly else find_special(ev, value, "__setattr__")
    if own is not None:
        ev.call(own, Arguments((Const(name), new), {}, (None, None)), ev.here())
    elif isinstance(found, PropertyValue) and not found.cached:
        if found.setter is None:
            raise ev.raised(ev.error("AttributeError"))
        ev.call(found.setter, Arguments((value, new), {}, (None, None)), ev.here())
    elif isinstance(found, Instance) and (setter := find_special(ev, found, "__set__")) is not None:
        ev.call(setter, Arguments((value, new), {}, (None, None)), ev.here())
    elif name == "__class__":
        ev.forget(value, "given another class")
        ev.store.set(value.number, "$reclassed", new)
    elif name == "__dict__":
        ev.forget(value, "given another namespace")
        ev.forget(new, "made the namespace of an object")
        ev.store.set(value.number, "$shared", new)
    elif classes.refuses(ev, value.cls, name) or _is_fixed(ev, value, name, plainly):
        raise ev.raised(ev.error("AttributeError"))
    elif (
        ev.store.get(value.number, "$shared") is not None or ev.store.get(value.number, "$member") is not None
    ):
        ev.forget(new, "put into a namespace that others share")
        ev.forget(ev.store.get(value.number, "$shared"), "the namespace of an object")
        ev.forget(value, "an attribute of it is set")
        ev.store.set(value.number, "$shared", ev.store.get(value.number, "$shared") or NONE)
    else:
        ev.store.set(value.number, name, new)


def _is_fixed(ev: Machine, value: Instance, name: str, plainly: bool) -> bool:
    """Whether an attribute is neither set nor deleted: of a frozen class, or of a member."""
    return (class_facts.is_frozen(ev, value.cls, name) and not plainly) or (
        name in ("name", "value") and ev.store.get(value.number, "$member") is not None
    )


_REBUILDING = frozenset({"__code__", "__defaults__", "__kwdefaults__", "__globals__", "__closure__"})
"""Attributes of a function that decide what it does when it is called."""


def delete_attribute(ev: Machine, value: Value, name: str, *, plainly: bool = False) -> None:
    """``del value.name``; ``plainly`` as ``object.__delattr__`` does, whatever the class says."""
    value = ev.narrow(value)
    if isinstance(value, Instance):
        found = find_in_class(ev, value.cls, name)
        own = None if plainly else find_special(ev, value, "__delattr__")
        if own is not None:
            ev.call(own, Arguments((Const(name),), {}, (None,)), ev.here())
        elif isinstance(found, PropertyValue) and not found.cached:
            if found.deleter is None:
                raise ev.raised(ev.error("AttributeError"))
            ev.call(found.deleter, Arguments((value,), {}, (None,)), ev.here())
        elif isinstance(found, Instance) and (deleter := find_special(ev, found, "__delete__")) is not None:
            ev.call(deleter, Arguments((value,), {}, (None,)), ev.here())
        elif _is_fixed(ev, value, name, plainly):
            raise ev.raised(ev.error("AttributeError"))
        elif ev.store.get(value.number, "$shared") is not None:
            ev.forget(ev.store.get(value.number, "$shared"), "the namespace of an object")
            ev.doubt(Standing.FORGOTTEN)
        elif ev.store.get(value.number, name) is not None:
            ev.store.delete(value.number, name)
        elif class_facts.is_plain(ev, value) and not class_facts.is_open(ev, value):
            raise ev.raised(ev.error("AttributeError"))
    elif isinstance(value, ClassValue):
        if is_enum_member(ev, value, name):
            raise ev.raised(ev.error("AttributeError"))
        special_methods.run_somehow(ev, value, "__delattr__")
        if ev.store.get(value.scope, name) is None:
            if class_facts.is_closed(ev, value) and lineage.metaclass(value) is None:
                raise ev.raised(ev.error("AttributeError"))
            ev.doubt(Standing.FORGOTTEN)
        ev.store.delete(value.scope, name)
    elif isinstance(value, ModuleValue):
        ev.store.delete(value.module.scope, name)
    elif isinstance(value, Symbol):
        ev.store.set(("symbol", value.name), name, ev.unknown("deleted"))
    else:
        ev.forget(value, "an attribute of it is deleted")
