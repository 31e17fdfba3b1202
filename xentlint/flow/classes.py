"""Classes of the project: their definition, their order, what calling them makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from . import attributes, calls, exceptions, expressions, models, sequences
from .values import (
    ABSENT,
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    FunctionValue,
    Instance,
    ModuleValue,
    Place,
    PropertyValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .evaluator import Evaluator

_PLAIN_BASES = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        "typing.Generic",
        "typing.Protocol",
        "typing.NamedTuple",
        "contextlib.ContextDecorator",
    }
)
_ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum"})
_CONTAINERS = frozenset(
    f"builtins.{name}" for name in ("dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "bytes",
                                    "bool", "complex", "type", "property", "bytearray")
)  # fmt: skip
_DATACLASSES = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.attrs", "attr.dataclass", "attr.define", "attr.frozen", "attrs.define",
     "attrs.frozen"}
)  # fmt: skip
_FIELDS = frozenset({"dataclasses.field", "attr.ib", "attrs.field", "attr.field"})
_SPECIAL_NAMES = frozenset({"__new__", "__init__", "__prepare__", "__getattribute__"})


# -- order ----------------------------------------------------------------------------------------------


def linearize(cls: ClassValue) -> list[Value]:
    """The classes that an attribute is looked for in, in Python's order; library bases are symbols."""
    if not cls.order:
        cls.order.extend(_merge(cls) or list(dict.fromkeys(_depth_first(cls, 0))))
    return cls.order


def _merge(cls: ClassValue) -> list[Value] | None:
    orders = [list(linearize(base)) if isinstance(base, ClassValue) else [base] for base in cls.bases]
    waiting = [*orders, list(cls.bases)]
    result: list[Value] = [cls]
    while waiting := [each for each in waiting if each]:
        for each in waiting:
            head = each[0]
            if not any(head in other[1:] for other in waiting):
                break
        else:
            return None
        result.append(head)
        waiting = [[one for one in each if one != head] if each[0] == head else each for each in waiting]
    return result


def _depth_first(cls: ClassValue, depth: int) -> Iterator[Value]:
    yield cls
    for base in cls.bases:
        if isinstance(base, ClassValue) and depth < 4:
            yield from _depth_first(base, depth + 1)
        elif not isinstance(base, ClassValue):
            yield base


def api_bases(cls: ClassValue) -> list[str]:
    """Canonical names of the library classes that ``cls`` derives from."""
    return [each.name for each in linearize(cls) if isinstance(each, Symbol)]


def derives(cls: ClassValue, *names: str) -> bool:
    """Whether ``cls`` derives from one of the library classes."""
    return any(name in names for name in api_bases(cls))


def is_closed(cls: ClassValue) -> bool:
    """Whether everything that ``cls`` has stands in the project (or is of ``object``)."""
    return all(
        isinstance(each, ClassValue)
        or (
            isinstance(each, Symbol)
            and (
                each.name in _PLAIN_BASES
                or each.name in _ENUMS
                or exceptions.python_class(each.name) is not None
            )
        )
        for each in linearize(cls)
    )


def metaclass(cls: ClassValue) -> Value | None:
    """The metaclass of the project or of a library that makes ``cls``, if it is no ordinary one."""
    for each in linearize(cls):
        if isinstance(each, ClassValue) and each.meta is not None:
            return each.meta
    return None


def find_in_class(ev: Evaluator, cls: ClassValue, name: str, after: ClassValue | None = None) -> Value | None:
    """The class attribute ``name``, nearest first; with ``after``, only beyond that class."""
    passed = after is None
    for each in linearize(cls):
        if passed:
            if isinstance(each, ClassValue):
                found = ev.store.get(each.scope, name)
                if found is not None:
                    return ev.narrow(found)
            elif not isinstance(each, Symbol) and not name.startswith("__"):
                return ev.unknown("a base that is not known may define it")
        if each == after:
            passed = True
    return None


def is_open(ev: Evaluator, value: Instance) -> bool:
    """Whether something out of sight may have given ``value`` other attributes."""
    return ev.store.get(value.number, "$open") is not None


# -- definition -----------------------------------------------------------------------------------------


def define(ev: Evaluator, node: cst.ClassDef) -> Value:
    """The value of a ``class`` statement, its body evaluated in its own scope."""
    from .evaluator import Frame

    frame = ev.frame
    bases = tuple(ev.value(arg.value) for arg in node.bases if not arg.star)
    keywords = {arg.keyword.value: ev.value(arg.value) for arg in node.keywords if arg.keyword is not None}
    meta = keywords.pop("metaclass", None)
    if meta in (Symbol("abc.ABCMeta"), Symbol("builtins.type")):
        meta = None
    scope = ev.new_scope(frame.scope)
    ev.class_scopes.add(scope)
    cls = ClassValue(node, frame.module, frame.unit, scope, node.name.value, bases, meta)
    ev.owners[scope] = cls
    ev.binds[scope] = ev.names_bound(node)
    ev.classes[node] = cls
    ev.frames.append(Frame(scope, frame.module, frame.unit, owner=cls, entry=frame.entry, at=frame.at))
    try:
        ev.suite(node.body)
    finally:
        ev.frames.pop()
    names = api_bases(cls)
    if any(name in _ENUMS for name in names):
        _make_members(ev, cls)
    if any(isinstance(base, Symbol) and base.name == "typing.NamedTuple" for base in bases):
        ev.store.set(scope, "__dataclass__", Const(True))
        ev.store.set(("frozen", scope), "$frozen", Const(True))
    _announce(ev, cls, keywords)
    result: Value = cls
    if not _made_as_written(ev, cls):
        ev.forget(cls, "made by a metaclass")
        result = ev.unknown("made by a metaclass")
    for decorator in reversed(node.decorators):
        result = _decorated(ev, cls, result, ev.value(decorator.decorator), ev.place(node))
    return result


def _made_as_written(ev: Evaluator, cls: ClassValue) -> bool:
    meta = metaclass(cls)
    if meta is None:
        return True
    if not isinstance(meta, ClassValue):
        return False
    if not all(isinstance(each, ClassValue) or each == Symbol("builtins.type") for each in linearize(meta)):
        return False
    return not any(find_in_class(ev, meta, name) is not None for name in _SPECIAL_NAMES)


def _announce(ev: Evaluator, cls: ClassValue, keywords: dict[str, Value]) -> None:
    """``__set_name__`` of the descriptors in a class, and ``__init_subclass__`` of its bases."""
    for name, value in ev.store.names(cls.scope):
        if isinstance(value, Instance):
            setter = attributes.find_special(ev, value, "__set_name__")
            if setter is not None:
                attributes.call_special(ev, setter, Arguments((cls, Const(name)), {}, (None, None)), None)
    hook = find_in_class(ev, cls, "__init_subclass__", after=cls)
    if isinstance(hook, FunctionValue):
        place = Place(cls.module, cls.unit, cls.node)
        places = dict.fromkeys(keywords, place)
        calls.call_function(ev, hook, Arguments((cls,), keywords, (None,), places), place)


def _decorated(ev: Evaluator, cls: ClassValue, value: Value, decorator: Value, place: Place) -> Value:
    decorator = ev.narrow(decorator)
    name = decorator.name if isinstance(decorator, Symbol) else ""
    given = Arguments()
    if isinstance(decorator, ApiObject):
        name, given = decorator.symbol.name, decorator.arguments
    if name in _DATACLASSES:
        _make_dataclass(ev, cls, name, given)
        return value
    if expressions.leaves_alone(decorator):
        return value
    return calls.call(ev, decorator, Arguments((value,), {}, (place,)), place)


def _make_dataclass(ev: Evaluator, cls: ClassValue, name: str, given: Arguments) -> None:
    ev.store.set(cls.scope, "__dataclass__", Const(True))
    frozen = given.get("frozen")
    if frozen == Const(True) or name.endswith("frozen"):
        ev.store.set(("frozen", cls.scope), "$frozen", Const(True))
    if given.get("init") == Const(False):
        ev.store.set(cls.scope, "__dataclass__", Const(False))


def declare_field(ev: Evaluator, name: str, default: Value | None) -> None:
    """An annotated name in a class body: a field, if the class turns out to be a dataclass."""
    scope = ev.frame.scope
    known = ev.store.get(scope, "__fields__")
    names = known.items if isinstance(known, TupleValue) else ()
    if Const(name) not in names:
        ev.store.set(scope, "__fields__", TupleValue((*names, Const(name))))
    if default is not None:
        ev.store.set(scope, f"$default {name}", default)


def fields_of(ev: Evaluator, cls: ClassValue) -> list[str] | None:
    """The fields of a dataclass in order, those of its bases first; ``None`` for other classes."""
    made = find_in_class(ev, cls, "__dataclass__")
    if made is None:
        return None
    names: list[str] = []
    for each in reversed(linearize(cls)):
        if isinstance(each, ClassValue):
            own = ev.store.get(each.scope, "__dataclass__")
            fields = ev.store.get(each.scope, "__fields__")
            if own is not None and isinstance(fields, TupleValue):
                for field in fields.items:
                    if isinstance(field, Const) and field.value not in names:
                        names.append(field.value)
    return names


# -- enumerations ---------------------------------------------------------------------------------------


def _make_members(ev: Evaluator, cls: ClassValue) -> None:
    """The names of an enumeration become its members."""
    own_rules = any(
        find_in_class(ev, cls, name) is not None
        for name in ("__new__", "__init__", "_generate_next_value_", "_missing_", "__eq__", "__hash__")
    )
    members: list[Value] = []
    last = 0
    for name, value in ev.store.names(cls.scope):
        if name.startswith("_") or isinstance(
            value, FunctionValue | PropertyValue | ClassValue | ModuleValue
        ):
            continue
        if isinstance(value, ApiObject) and value.symbol.name == "enum.auto":
            last += 1
            value = Const(name.lower()) if derives(cls, "enum.StrEnum") else Const(last)
        elif isinstance(value, Const) and isinstance(value.value, int):
            last = value.value
        known = [m for m in members if isinstance(m, Instance) and ev.store.get(m.number, "value") == value]
        if known and isinstance(value, Const):
            ev.store.set(cls.scope, name, known[0])
            continue
        member = Instance(ev.store.number(), cls)
        ev.store.objects.add(member.number)
        for attribute, content in (
            ("name", Const(name)),
            ("value", value),
            ("_value_", value),
            ("_name_", Const(name)),
        ):
            ev.store.set(
                member.number, attribute, content if not own_rules else ev.unknown("a rule of its own")
            )
        ev.store.set(member.number, "$member", Const(True))
        ev.store.set(cls.scope, name, member)
        members.append(member)
    if members:
        ev.store.set(("enum", cls.scope), "members", TupleValue(tuple(members)))
        if own_rules:
            ev.store.set(("enum", cls.scope), "$rules", Const(True))


def enum_members(ev: Evaluator, cls: ClassValue) -> list[Value] | None:
    """The members of an enumeration, in order; ``None`` for another class."""
    found = ev.store.get(("enum", cls.scope), "members")
    return list(found.items) if isinstance(found, TupleValue) else None


def is_member(ev: Evaluator, value: Value) -> bool:
    """Whether ``value`` is a member of an enumeration that compares members as Python does."""
    return (
        isinstance(value, Instance)
        and ev.store.get(value.number, "$member") is not None
        and ev.store.get(("enum", value.cls.scope), "$rules") is None
    )


def mixed_in(ev: Evaluator, value: Instance) -> Value | None:
    """The literal that a member is at the same time: ``class Head(str, Enum)``."""
    if any(
        name in ("builtins.str", "builtins.int", "enum.IntEnum", "enum.StrEnum")
        for name in api_bases(value.cls)
    ):
        return ev.store.get(value.number, "value")
    return None


def class_item(ev: Evaluator, cls: ClassValue, index: Value) -> Value:
    """``Class[index]``: a member by its name, or a type with parameters."""
    members = enum_members(ev, cls)
    if members is not None:
        if not isinstance(index, Const):
            return ev.unknown("a member by a name that is not known")
        for member in members:
            if isinstance(member, Instance) and ev.store.get(member.number, "name") == index:
                return member
        found = ev.store.get(cls.scope, str(index.value))
        if isinstance(found, Instance):
            return found
        raise ev.raised(exceptions.made("KeyError", ev))
    hook = find_in_class(ev, cls, "__class_getitem__")
    if isinstance(hook, FunctionValue):
        return calls.call_function(ev, hook, Arguments((cls, index), {}, (None, None)), ev.here())
    return cls


def _member_of(ev: Evaluator, cls: ClassValue, members: Sequence[Value], given: Arguments) -> Value:
    """``Enumeration(value)``."""
    wanted = given.get("value", 0)
    if isinstance(wanted, Union):
        return sequences.spread(
            ev, (wanted,), lambda each: _member_of(ev, cls, members, Arguments((each[0],), {}, (None,)))
        )
    if wanted in members:
        return wanted if wanted is not None else NONE
    if ev.store.get(("enum", cls.scope), "$rules") is None and isinstance(wanted, Const):
        known = [ev.store.get(m.number, "value") for m in members if isinstance(m, Instance)]
        for member, value in zip(members, known, strict=True):
            if isinstance(value, Const) and value.value == wanted.value:
                return member
        if all(isinstance(value, Const) for value in known):
            raise ev.raised(exceptions.made("ValueError", ev))
    return (
        Unknown(("member", cls.scope, wanted.key)) if isinstance(wanted, Unknown) else ev.unknown("a member")
    )


# -- making objects -------------------------------------------------------------------------------------


def instantiate(
    ev: Evaluator, cls: ClassValue, given: Arguments, place: Place, *, plainly: bool = False
) -> Value:
    """Calling a class of the project; ``plainly`` as ``type.__call__`` does, whatever the metaclass says."""
    members = enum_members(ev, cls)
    if members is not None:
        return _member_of(ev, cls, members, given)
    meta = metaclass(cls)
    if meta is not None and not plainly:
        own = find_in_class(ev, meta, "__call__") if isinstance(meta, ClassValue) else None
        if isinstance(own, FunctionValue):
            return calls.call_function(ev, own, calls.shifted(cls, given), place)
        if not isinstance(meta, ClassValue):
            calls.leaves_sight(ev, given, place, "given to a class that is not known")
            return ev.unknown("made by a metaclass")
    bases = api_bases(cls)
    if any(name in _CONTAINERS or name.startswith("collections.") for name in bases):
        calls.leaves_sight(ev, given, place, "put into a container of its own kind")
        return ev.unknown("a container with rules of its own")
    maker = find_in_class(ev, cls, "__new__")
    if isinstance(maker, FunctionValue):
        made = ev.narrow(calls.call_function(ev, maker, calls.shifted(cls, given), place))
        if not isinstance(made, Instance) or cls not in linearize(made.cls):
            return made
        instance = made
    else:
        instance = bare(ev, cls, place)
    _initialise(ev, cls, instance, given, place)
    return instance


def bare(ev: Evaluator, cls: ClassValue, place: Place) -> Instance:
    """A new object of ``cls`` that nothing has initialised."""
    instance = Instance(ev.store.number(), cls)
    ev.store.objects.add(instance.number)
    known = ev.instances.setdefault(cls.node, [])
    if len(known) < 6:
        known.append(instance)
    ev.store.set(instance.number, "$place", TupleValue(()))
    ev.places[instance.number] = place
    if any(not isinstance(each, ClassValue | Symbol) for each in linearize(cls)):
        ev.store.set(instance.number, "$open", Const(True))
    return instance


def _initialise(ev: Evaluator, cls: ClassValue, instance: Instance, given: Arguments, place: Place) -> None:
    init = find_in_class(ev, cls, "__init__")
    fields = fields_of(ev, cls)
    if fields is not None and find_in_class(ev, cls, "__dataclass__") == Const(True):
        owner = _owner(ev, cls, "__init__")
        made_by = _owner(ev, cls, "__dataclass__")
        if owner is None or linearize(cls).index(made_by or cls) < linearize(cls).index(owner):
            init = None
            _fill_fields(ev, cls, instance, fields, given, place)
            return
    if init is not None and init is not ABSENT:
        method = attributes.find_special(ev, instance, "__init__")
        if method is not None:
            calls.call(ev, method, given, place)
        return
    models.initialise(ev, instance, given, place)


def _owner(ev: Evaluator, cls: ClassValue, name: str) -> ClassValue | None:
    for each in linearize(cls):
        if isinstance(each, ClassValue) and ev.store.get(each.scope, name) is not None:
            return each
    return None


def _fill_fields(
    ev: Evaluator, cls: ClassValue, instance: Instance, names: Sequence[str], given: Arguments, place: Place
) -> None:
    """The generated ``__init__`` of a dataclass: fields in order, then ``__post_init__``."""
    position = 0
    for name in names:
        default = _default(ev, cls, name)
        absent = isinstance(default, ApiObject) and default.arguments.get("init") == Const(False)
        value = None if absent else given.get(name, position)
        if not absent and not (
            isinstance(default, ApiObject) and default.arguments.get("kw_only") == Const(True)
        ):
            position += 1
        if value is None:
            if given.open and not absent:
                value = ev.unknown("an argument that may be given")
            else:
                value = _from_default(ev, default, place)
        ev.store.set(instance.number, name, value)
    hook = find_in_class(ev, cls, "__post_init__")
    if isinstance(hook, FunctionValue):
        more = len(hook.node.params.params) > 1  # values that only initialise are not told apart
        calls.call_function(ev, hook, Arguments((instance,), {}, (None,), open=more), place)


def _default(ev: Evaluator, cls: ClassValue, name: str) -> Value | None:
    for each in linearize(cls):
        if isinstance(each, ClassValue):
            found = ev.store.get(each.scope, f"$default {name}")
            if found is not None:
                return ev.narrow(found)
    return None


def _from_default(ev: Evaluator, default: Value | None, place: Place) -> Value:
    if default is None:
        raise ev.raised(exceptions.made("TypeError", ev))
    if isinstance(default, ApiObject) and default.symbol.name in (
        "dataclasses.field",
        "attr.ib",
        "attrs.field",
        "attr.field",
    ):
        factory = default.arguments.get("default_factory") or default.arguments.get("factory")
        if factory is not None:
            return calls.call(ev, factory, Arguments(), place)
        written = default.arguments.get("default")
        return written if written is not None else ev.unknown("a field without a default")
    return default
