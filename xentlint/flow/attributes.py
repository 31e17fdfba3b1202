"""Attribute access: on instances and classes of the project, on library objects, on modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..apis.layers import SET_WITHOUT_EFFECT
from ..apis.names import canonical
from . import (
    ancestry,
    calls,
    classes,
    exceptions,
    forgetting,
    imports,
    models,
    operators,
    patching,
    sequences,
    special_methods,
    tensors,
)
from .ancestry import api_bases, derives, find_in_class, linearize
from .guards import either
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
    FunctionalValue,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    LossValue,
    MetricValue,
    ModuleValue,
    NamespaceValue,
    PartialValue,
    Place,
    PropertyValue,
    SequentialValue,
    SetValue,
    SuperValue,
    Symbol,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

__all__ = [
    "api_bases",
    "call_special",
    "class_item",
    "compares_plainly",
    "delete_attribute",
    "derives",
    "enum_members",
    "equal_instances",
    "find",
    "find_in_class",
    "find_special",
    "get",
    "has_other_truth",
    "has_truth",
    "is_member",
    "is_open",
    "is_plain",
    "linearize",
    "literal_of",
    "owner_of",
    "set_attribute",
    "special",
]  # fmt: skip

enum_members = classes.enum_members
is_member = classes.is_member
class_item = classes.class_item
is_open = classes.is_open
has_other_truth = ancestry.has_other_truth


def literal_of(ev: Evaluator, value: Instance) -> Value | None:
    """The number, text or tuple that an object of the project is at the same time."""
    fields = classes.as_tuple(ev, value)
    if fields is not None:
        return fields
    literal = classes.mixed_in(ev, value) if classes.is_member(ev, value) else None
    return literal if isinstance(literal, Const) else None


def compares_plainly(ev: Evaluator, value: Instance) -> bool:
    """Whether an object is equal to itself only: no library and no decorator of one says otherwise."""
    return (
        has_truth(ev, value)
        and classes.fields_of(ev, value.cls) is None
        and find_in_class(ev, value.cls, "__eq__") is None
    )


def has_truth(ev: Evaluator, value: Instance) -> bool:
    """Whether an object is true because nothing says otherwise: no number or text is mixed in."""
    return is_plain(ev, value) and not any(
        base in ("enum.IntEnum", "enum.StrEnum") for base in api_bases(value.cls)
    )


def get(ev: Evaluator, value: Value, name: str, place: Place) -> Value:
    """``value.name``; ``place`` is where ``value`` stands."""
    found = find(ev, value, name, place)
    if found is None:
        raise ev.raised(exceptions.made("AttributeError", ev))
    return found


def find(ev: Evaluator, value: Value, name: str, place: Place) -> Value | None:
    """``value.name``, or ``None`` where there is surely no such attribute."""
    value = ev.narrow(value)
    if isinstance(value, Union):
        return sequences.spread(ev, (value,), lambda each: get(ev, each[0], name, place))
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
    if isinstance(value, ApiObject | SequentialValue | FunctionalValue):
        if name == "__dict__":
            return shared_namespace(ev, value)
        if ev.store.get(value.number, "$shared") is not None:
            ev.doubt(Standing.FORGOTTEN)
            return ev.unknown("changed through its namespace")
        written = ev.store.perhaps(value.number, name) if name not in ("layers", "items") else None
        if isinstance(written, Union) and any(each is ABSENT for _, each in written.alternatives):
            # On the other paths it is what the library made it.
            made = models.attribute(ev, value, name, place)
            return ev.narrow(either([(g, made if v is ABSENT else v) for g, v in written.alternatives]))
        if written is not None and written is not ABSENT:
            return ev.narrow(written)
        if isinstance(value, ApiObject) and exceptions.python_class(value.symbol.name) is not None:
            return _of_exception(ev, value, name)
        return models.attribute(ev, value, name, place)
    if isinstance(value, Tensor):
        return tensors.attribute(ev, value, name, place)
    if isinstance(value, LossValue):
        stored = ev.store.get(patching.loss_owner(value), name)
        if stored is not None:
            return ev.narrow(stored)
        if name in _CHANGING_A_LOSS:
            patching.note_changed_loss(ev, value)
        if name not in ("name", "reduction", "call", "__call__"):
            ev.facts.asked.setdefault(value.written, place)
        return value.from_logits if name == "from_logits" else _unless_known(value, name)
    if isinstance(value, TupleValue) and name in ("values", "indices") and len(value.items) == 2:
        return value.items[name == "indices"]  # tf.math.top_k
    if isinstance(value, PartialValue):
        return _of_partial(ev, value, name)
    if isinstance(
        value,
        MetricValue | DictValue | ListValue | TupleValue | SetValue | Const | BoundMethod | NamespaceValue
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


_INSIDE_A_LOSS = frozenset(
    {"__init__", "__dict__", "__class__", "_fn_kwargs", "fn_kwargs", "fn", "call", "__call__"}
)
"""What a loss computes with; whatever else is stored in one, as ``from_logits``, it does not ask for again."""
_CHANGING_A_LOSS = _INSIDE_A_LOSS - {"call", "__call__", "fn"}
"""Whoever has one of these may change what the loss computes."""


def shared_namespace(ev: Evaluator, value: ApiObject | SequentialValue | FunctionalValue) -> Value:
    """``vars(value)`` of an object of a library: whoever has it may change the object at any time."""
    ev.forget(value, "given to vars()")
    ev.store.set(value.number, "$shared", NONE)
    return ev.unknown("the namespace of an object")


_PYTHON_TYPES: tuple[tuple[type[Value], type], ...] = (
    (ListValue, list), (DictValue, dict), (SetValue, set), (TupleValue, tuple), (NamespaceValue, dict),
)  # fmt: skip


def _method_of_builtin(ev: Evaluator, value: Value, name: str) -> Value | None:
    kind: type | None = type(value.value) if isinstance(value, Const) else None
    for mine, real in _PYTHON_TYPES:
        if isinstance(value, mine):
            kind = real
    if kind is not None and not hasattr(kind, name):
        return None
    if name == "__class__" and kind is not None:
        return Symbol(f"builtins.{kind.__name__}")
    return ApiMethod(value, name)


def _unless_known(value: LossValue, name: str) -> Value:
    if value.arguments is not None and name in value.arguments.kwargs and name != "name":
        return value.arguments.kwargs[name]
    return ApiMethod(value, name)


def _of_symbol(ev: Evaluator, value: Symbol, name: str) -> Value:
    written = ev.store.get(("symbol", value.name), name)
    if written is not None:
        return ev.narrow(written)
    if name == "__name__":
        return Const(value.name.rsplit(".", 1)[-1])
    dotted, root = canonical(f"{value.name}.{name}")
    return Symbol(dotted, value.root or root)


def _of_exception(ev: Evaluator, value: ApiObject, name: str) -> Value:
    if name == "args":
        return TupleValue(value.arguments.args)
    if name in ("__cause__", "__context__", "__traceback__"):
        return forgetting.part_of(ev, [value, *ev.handled], f"{name} of an error")
    return ApiMethod(value, name)


def _of_partial(ev: Evaluator, value: PartialValue, name: str) -> Value:
    if name == "func":
        return value.function
    if name == "args":
        return TupleValue(value.args)
    if name == "keywords":
        return sequences.new_dict(ev, Entries(value.kwargs))
    return ApiMethod(value, name)


def _of_function(ev: Evaluator, value: FunctionValue, name: str) -> Value | None:
    written = ev.store.get(("function", (value.node, value.scope)), name)
    if written is not None:
        return ev.narrow(written)
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


def _given_away(ev: Evaluator, value: FunctionValue, name: str) -> None:
    """Whoever has a part of a function that can change may make another one of it."""
    owner = ("function", (value.node, value.scope))
    ev.forget(value, f"{name} was asked for")
    if name == "__dict__":
        for each, held in ev.store.names(owner):
            ev.store.set(owner, each, ev.one_of([held], "in a namespace that others share"))
    else:
        ev.store.set(owner, "$rebuilt", Const(True))


def wrapped(ev: Evaluator, value: Value, given: Arguments) -> Value:
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


def _of_unknown(ev: Evaluator, value: Unknown, name: str) -> Value:
    if value.key is None:
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(f"attribute {name}")
    ev.doubt(standing(value.key))
    written = ev.store.get(("unknown", value.key), name)
    if written is not None:
        return ev.narrow(written)
    return Unknown(sequences._versioned(ev, value, "attr", name), element=value.element)


# -- instances ----------------------------------------------------------------------------------------


def is_plain(ev: Evaluator, value: Value) -> bool:
    """Whether an object has nothing but what its classes in the project say: no library has a say in it."""
    return isinstance(value, Instance) and classes.is_closed(value.cls)


def find_special(ev: Evaluator, value: Instance, name: str) -> Value | None:
    """A special method, looked for in the class as Python does; bound to ``value``."""
    found = find_in_class(ev, value.cls, name)
    given = ev.store.get(value.number, "$reclassed")
    if given is not None:
        return forgetting.part_of(ev, [value, given], "of another class by now")
    if found is None or found is ABSENT:
        return None
    return _bound(ev, value, found, ev.here())


def call_special(ev: Evaluator, method: Value, given: Arguments, place: Place | None) -> Value:
    """Call what :func:`find_special` found."""
    return ev.narrow(calls.call(ev, method, given, place or ev.here()))


def special(ev: Evaluator, value: Instance, name: str, given: Arguments, place: Place | None) -> Value:
    """``value[...]``, ``-value`` and the like: the class's method, or nobody knows."""
    method = find_special(ev, value, name)
    if method is not None:
        return call_special(ev, method, given, place)
    fields = classes.as_tuple(ev, value)
    if fields is not None and name == "__getitem__" and given.args:
        return sequences.subscript(ev, fields, given.args[0], place or ev.here())
    if fields is not None and name == "__len__":
        return Const(len(fields.items))
    if is_plain(ev, value):
        raise ev.raised(exceptions.made("TypeError", ev))
    for each, _ in given.placed():
        ev.out_of_sight(each, f"used by {name}")
    ev.forget(value, f"used by {name}")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(name)


def _bound(ev: Evaluator, value: Instance, found: Value, place: Place) -> Value:
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
        if found.kind == "classmethod":
            return PartialValue(found.function, (value.cls,), ())
        return found.function
    if isinstance(found, Instance):
        getter = find_special(ev, found, "__get__")
        if getter is not None:
            return call_special(ev, getter, Arguments((value, value.cls), {}, (None, None)), place)
    if isinstance(found, Unknown) and ev.store.get(("unknown", found.key), "$kept") is not None:
        forgetting.add_sources(ev, found.key, [value])
    return found


def _from_property(ev: Evaluator, value: Instance, found: PropertyValue, place: Place) -> Value:
    return ev.narrow(calls.call(ev, found.getter, Arguments((value,), {}, (None,)), place))


def _instance(ev: Evaluator, value: Instance, name: str, place: Place) -> Value | None:
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
    if own is not None and not (name == "layers" and models.is_sequential(value)):
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
                        raise ev.raised(exceptions.made("AttributeError", ev))
                    return there

                return run

            return ev.fork([(guard, chosen(each)) for guard, each in own.alternatives])
    return _through_class(ev, value, name, found, place)


def _through_class(
    ev: Evaluator, value: Instance, name: str, found: Value | None, place: Place
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
            return ev.unknown("it may have been changed")
        return _bound(ev, value, found, place)
    getter = find_in_class(ev, value.cls, "__getattr__")
    if isinstance(getter, FunctionValue):
        return calls.call_function(ev, getter, Arguments((value, Const(name)), {}, (None, None)), place)
    if api_bases(value.cls) and not classes.is_closed(value.cls):
        return models.attribute(ev, value, name, place)
    if forgotten or not classes.is_closed(value.cls):
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(f"attribute {name}")
    if hasattr(object, name):
        return ApiMethod(value, name)
    if any(exceptions.python_class(base) is not None for base in api_bases(value.cls)):
        if name in ("args", "__cause__", "__context__", "__traceback__"):
            given, _ = ev.inits.get(value.number, (Arguments(), place))
            return forgetting.part_of(
                ev, [value, *(each for each, _ in given.placed())], f"{name} of an error"
            )
        return ApiMethod(value, name)
    return None


def _of_class(ev: Evaluator, value: ClassValue, name: str, place: Place) -> Value | None:
    above = ancestry.metaclass(value)
    if isinstance(above, ClassValue) and isinstance(find_in_class(ev, above, name), PropertyValue | Instance):
        ev.forget(value, "asked by its metaclass")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown(name)
    if name == "register":
        ev.store.set(("abc", "classes"), "$registered", Const(True))
    found = find_in_class(ev, value, name)
    if found is not None:
        if isinstance(found, FunctionValue) and found.kind == "classmethod":
            return BoundMethod(found, value)
        if isinstance(found, WrappedFunction):
            return (
                PartialValue(found.function, (value,), ()) if found.kind == "classmethod" else found.function
            )
        if isinstance(found, Instance):
            getter = find_special(ev, found, "__get__")
            if getter is not None:
                return call_special(ev, getter, Arguments((NONE, value), {}, (None, None)), place)
        return found
    if name in ("__name__", "__qualname__"):
        return Const(value.name)
    if name == "__dict__":
        return NamespaceValue(value)
    if name == "__members__" and classes.enum_members(ev, value) is not None:
        return ev.unknown(name)
    if name in ("__mro__", "__bases__", "__base__", "__subclasses__", "mro"):
        related = [each for each in linearize(value) if each != value]
        related += [each for each in ev.classes.values() if value in linearize(each)]
        return forgetting.part_of(ev, related, name)
    if name in ("__doc__", "__module__"):
        return ev.unknown(name)
    meta = ancestry.metaclass(value)
    of_meta = find_in_class(ev, meta, name) if isinstance(meta, ClassValue) else None
    if isinstance(of_meta, FunctionValue) and of_meta.kind == "function":
        return BoundMethod(of_meta, value)
    if of_meta is not None:
        return forgetting.part_of(ev, [value, of_meta], name)
    if meta is not None and not (isinstance(meta, ClassValue) and classes.is_closed(meta)):
        return ev.unknown(name)
    if isinstance(meta, ClassValue) and find_in_class(ev, meta, "__getattr__") is not None:
        return ev.unknown(name)
    if not classes.is_closed(value):
        return (
            ApiMethod(value, name)
            if any(isinstance(b, Symbol) for b in linearize(value))
            else ev.unknown(name)
        )
    return ApiMethod(value, name) if hasattr(object, name) else None


def _super(ev: Evaluator, value: SuperValue, name: str, place: Place) -> Value:
    cls = value.receiver.cls if isinstance(value.receiver, Instance) else value.receiver
    if not isinstance(cls, ClassValue):
        cls = value.cls
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


def set_attribute(ev: Evaluator, value: Value, name: str, new: Value, *, plainly: bool = False) -> None:
    """``value.name = new``; ``plainly`` as ``object.__setattr__`` does, whatever the class says."""
    value = ev.narrow(value)
    if isinstance(value, Union):

        def run(each: list[Value]) -> Value:
            set_attribute(ev, each[0], name, new, plainly=plainly)
            return NONE

        sequences.spread(ev, (value,), run)
    elif isinstance(value, Instance):
        _set_on_instance(ev, value, name, new, plainly)
    elif isinstance(value, ApiObject | SequentialValue | FunctionalValue):
        models.note_change(ev, value, name)
        ev.store.set(value.number, name, new)
        if isinstance(value, ApiObject) and name not in SET_WITHOUT_EFFECT:
            forgetting.mark_changed(ev, value)
    elif isinstance(value, ClassValue):
        meta = ancestry.metaclass(value)
        if isinstance(meta, ClassValue) and find_in_class(ev, meta, "__setattr__") is not None:
            ev.forget(value, "set by its own rules")
            return
        if name in ("__bases__", "__class__"):
            classes.reopen(ev, value)
        elif is_enum_member(ev, value, name):
            raise ev.raised(exceptions.made("AttributeError", ev))
        else:
            ev.store.set(value.scope, name, new)
    elif isinstance(value, ModuleValue):
        ev.store.set(value.module.scope, name, new)
    elif isinstance(value, Symbol):
        patching.set_on_symbol(ev, value, name, new)
    elif isinstance(value, LossValue):
        if name in _INSIDE_A_LOSS:
            patching.note_changed_loss(ev, value)
        ev.store.set(patching.loss_owner(value), name, new)
        ev.forget(new, "stored in a loss")
    elif isinstance(value, FunctionValue):
        ev.store.set(("function", (value.node, value.scope)), name, new)
        if name in _REBUILDING:
            ev.store.set(("function", (value.node, value.scope)), "$rebuilt", Const(True))
    elif isinstance(value, Unknown) and value.key is not None:
        _set_on_unknown(ev, value, name, new)
    elif isinstance(value, Const | ListValue | DictValue | TupleValue | SetValue):
        raise ev.raised(exceptions.made("AttributeError", ev))
    else:
        ev.doubt(Standing.FORGOTTEN)
        ev.forget(value, "an attribute of it is set")
        ev.forget(new, "stored in something that is not known")


def _set_on_unknown(ev: Evaluator, value: Unknown, name: str, new: Value) -> None:
    """Only what is given to the program is taken for an object that keeps what is stored in it."""
    if name in SET_WITHOUT_EFFECT and models.is_some_layer(ev, value.key):
        ev.out_of_sight(new, "stored in a layer that is not known")
        return
    ev.doubt(standing(value.key))
    if standing(value.key) is Standing.INPUT:
        forgetting.keep_on(ev, ("unknown", value.key), name, new)
    else:
        forgetting.changed_under(ev, ("unknown", value.key), name)
        ev.forget(value, "an attribute of it is set")
        ev.forget(new, "stored in something that is not known")
        if imports.is_module_table(value.key):
            imports.forget_modules(ev)
    ev.forget_sources(value)
    ev.forget_shared()


def is_enum_member(ev: Evaluator, cls: ClassValue, name: str) -> bool:
    """Whether ``cls.name`` is a member of an enumeration, which cannot be replaced."""
    held = ev.store.get(cls.scope, name)
    return classes.enum_members(ev, cls) is not None and isinstance(held, Instance) and held.cls == cls


def _set_on_instance(ev: Evaluator, value: Instance, name: str, new: Value, plainly: bool) -> None:
    found = find_in_class(ev, value.cls, name)
    own = None if plainly else find_special(ev, value, "__setattr__")
    if own is not None:
        calls.call(ev, own, Arguments((Const(name), new), {}, (None, None)), ev.here())
    elif isinstance(found, PropertyValue) and not found.cached:
        if found.setter is None:
            raise ev.raised(exceptions.made("AttributeError", ev))
        calls.call(ev, found.setter, Arguments((value, new), {}, (None, None)), ev.here())
    elif isinstance(found, Instance) and (setter := find_special(ev, found, "__set__")) is not None:
        calls.call(ev, setter, Arguments((value, new), {}, (None, None)), ev.here())
    elif name == "__class__":
        ev.forget(value, "given another class")
        ev.store.set(value.number, "$reclassed", new)
    elif name == "__dict__":
        ev.forget(value, "given another namespace")
        ev.forget(new, "made the namespace of an object")
        ev.store.set(value.number, "$shared", new)
    elif classes.refuses(ev, value.cls, name) or _is_fixed(ev, value, name, plainly):
        raise ev.raised(exceptions.made("AttributeError", ev))
    elif (
        ev.store.get(value.number, "$shared") is not None or ev.store.get(value.number, "$member") is not None
    ):
        ev.forget(new, "put into a namespace that others share")
        ev.forget(ev.store.get(value.number, "$shared"), "the namespace of an object")
        ev.forget(value, "an attribute of it is set")
        ev.store.set(value.number, "$shared", ev.store.get(value.number, "$shared") or NONE)
    else:
        ev.store.set(value.number, name, new)


def _is_fixed(ev: Evaluator, value: Instance, name: str, plainly: bool) -> bool:
    """Whether an attribute is neither set nor deleted: of a frozen class, or of a member."""
    return (classes.is_frozen(ev, value.cls, name) and not plainly) or (
        name in ("name", "value") and ev.store.get(value.number, "$member") is not None
    )


_REBUILDING = frozenset({"__code__", "__defaults__", "__kwdefaults__", "__globals__", "__closure__"})
"""Attributes of a function that decide what it does when it is called."""


def delete_attribute(ev: Evaluator, value: Value, name: str, *, plainly: bool = False) -> None:
    """``del value.name``; ``plainly`` as ``object.__delattr__`` does, whatever the class says."""
    value = ev.narrow(value)
    if isinstance(value, Instance):
        found = find_in_class(ev, value.cls, name)
        own = None if plainly else find_special(ev, value, "__delattr__")
        if own is not None:
            calls.call(ev, own, Arguments((Const(name),), {}, (None,)), ev.here())
        elif isinstance(found, PropertyValue) and not found.cached:
            if found.deleter is None:
                raise ev.raised(exceptions.made("AttributeError", ev))
            calls.call(ev, found.deleter, Arguments((value,), {}, (None,)), ev.here())
        elif isinstance(found, Instance) and (deleter := find_special(ev, found, "__delete__")) is not None:
            calls.call(ev, deleter, Arguments((value,), {}, (None,)), ev.here())
        elif _is_fixed(ev, value, name, plainly):
            raise ev.raised(exceptions.made("AttributeError", ev))
        elif ev.store.get(value.number, "$shared") is not None:
            ev.forget(ev.store.get(value.number, "$shared"), "the namespace of an object")
            ev.doubt(Standing.FORGOTTEN)
        elif ev.store.get(value.number, name) is not None:
            ev.store.delete(value.number, name)
        elif is_plain(ev, value) and not is_open(ev, value):
            raise ev.raised(exceptions.made("AttributeError", ev))
    elif isinstance(value, ClassValue):
        if is_enum_member(ev, value, name):
            raise ev.raised(exceptions.made("AttributeError", ev))
        special_methods.run_somehow(ev, value, "__delattr__")
        if ev.store.get(value.scope, name) is None:
            if classes.is_closed(value) and ancestry.metaclass(value) is None:
                raise ev.raised(exceptions.made("AttributeError", ev))
            ev.doubt(Standing.FORGOTTEN)
        ev.store.delete(value.scope, name)
    elif isinstance(value, ModuleValue):
        ev.store.delete(value.module.scope, name)
    elif isinstance(value, Symbol):
        ev.store.set(("symbol", value.name), name, ev.unknown("deleted"))
    else:
        ev.forget(value, "an attribute of it is deleted")


def owner_of(ev: Evaluator, value: Value) -> tuple[int | None, bool]:
    """Under which owner of the store the attributes of ``value`` lie, and whether those are all."""
    if isinstance(value, Instance):
        if ev.store.get(value.number, "$shared") is not None:
            return None, False
        return value.number, is_plain(ev, value) and not is_open(ev, value)
    if isinstance(value, ClassValue):
        return value.scope, False
    if isinstance(value, ModuleValue):
        return value.module.scope, False
    return None, False


def equal_instances(ev: Evaluator, value: Instance, other: Value) -> bool | None:
    """``==`` where the class was made by Python: dataclasses, tuples with names, enumerations."""
    if classes.is_member(ev, value):
        literal = classes.mixed_in(ev, value)
        if isinstance(other, Instance):
            return value.number == other.number if classes.is_member(ev, other) else None
        if isinstance(other, Const):
            return False if literal is None else literal == other
        return None
    fields = classes.fields_of(ev, value.cls)
    if fields is None or classes.has_rule(ev, value.cls, "$own"):
        return None
    if not isinstance(other, Instance):
        return False if isinstance(other, Const) else None
    if classes.has_rule(ev, value.cls, "$identity"):
        return (value.number == other.number) if other.cls == value.cls else None
    fields = [name for name in fields if _is_compared(ev, value.cls, name)]
    if other.cls != value.cls:
        return False if classes.fields_of(ev, other.cls) is not None else None
    verdicts: list[bool | None] = []
    for name in fields:
        mine, theirs = ev.store.get(value.number, name), ev.store.get(other.number, name)
        if mine is None or theirs is None:
            return None
        verdicts.append(operators._equal(ev, ev.narrow(mine), ev.narrow(theirs)))
    if any(each is False for each in verdicts):
        return False
    return True if all(verdicts) else None


def _is_compared(ev: Evaluator, cls: ClassValue, name: str) -> bool:
    """Whether a field of a dataclass counts when two objects are compared."""
    default = classes.default_of(ev, cls, name)
    if classes.only_initialises(ev, cls, name):
        return False
    return not (isinstance(default, ApiObject) and default.arguments.get("compare") == Const(False))
