"""Classes of the project: their definition, their order, what calling them makes."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from . import ancestry, calls, class_facts, containers, errors, forgetting, lineage
from .domain import domain_of
from .machine import Frame, Machine
from .modules import Place
from .record_classes import DATACLASSES
from .standing import Standing, standing
from .values import (
    ABSENT,
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    PropertyValue,
    SetValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    WrappedFunction,
)

_MOST_BASES = 40
"""Classes that one inherits from, all in all, that are still looked through one by one."""
_CONTAINERS = frozenset(
    f"builtins.{name}" for name in ("dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "bytes",
                                    "bool", "complex", "type", "property", "bytearray")
)  # fmt: skip
_FOLLOWED = frozenset(
    {"frozen", "init", "order", "repr", "unsafe_hash", "match_args", "eq", "kw_only", "slots"}
)
"""What a dataclass decorator may be given; with anything else its objects are made by rules of their own."""
_SPECIAL_NAMES = frozenset({"__new__", "__init__", "__prepare__", "__getattribute__"})


# -- what is written of them ----------------------------------------------------------------------------------------------


def _base(ev: Machine, value: Value) -> Value:
    """``value`` as a base of a class: each class is looked at in all that inherit from it."""
    if isinstance(value, ClassValue) and len(lineage.linearize(value)) > _MOST_BASES:
        return ev.unknown("a class with too many bases")
    if isinstance(value, Instance):
        ev.forget(value, "asked for the bases that it stands for")
    return value


def _reordered(bases: Sequence[Value]) -> bool:
    """Whether Python may put other bases in place of those that are written."""
    return any(
        not isinstance(each, ClassValue) and each != Symbol("builtins.object")
        for base in bases
        for each in (lineage.linearize(base) if isinstance(base, ClassValue) else [base])
    )


def reopen(ev: Machine, cls: ClassValue) -> None:
    """``cls`` and what derives from it have other bases from here on, which nobody knows."""
    for each in [cls, *ev.classes.values()]:
        order = lineage.linearize(each)
        if cls in order:
            order.insert(order.index(each) + 1, Unknown(why="another base"))
            ev.forget(each, "given other bases")


# -- definition -----------------------------------------------------------------------------------------


def define(ev: Machine, node: cst.ClassDef) -> Value:
    """The value of a ``class`` statement, its body evaluated in its own scope."""
    frame = ev.frame
    bases = tuple(
        _base(ev, ev.value(arg.value)) if not arg.star else ev.unknown("bases that are spread")
        for arg in node.bases
    )
    keywords = {arg.keyword.value: ev.value(arg.value) for arg in node.keywords if arg.keyword is not None}
    meta = keywords.pop("metaclass", None)
    abstract = meta == Symbol("abc.ABCMeta")
    if meta in (Symbol("abc.ABCMeta"), Symbol("builtins.type")):
        meta = None
    scope = ev.new_scope(frame.scope)
    ev.class_scopes.add(scope)
    cls = ClassValue(node, frame.module, frame.unit, scope, node.name.value, bases, meta)
    ev.owners[scope] = cls
    ev.binds[scope] = ev.names_bound(node)
    ev.classes[node] = cls
    if abstract:
        ev.store.set(("rules", scope), "$abstract", Const(True))
    if len(set(bases)) < len(bases) or (lineage.merged(cls) is None and not _reordered(bases)):
        raise ev.raised(ev.error("TypeError"))
    ev.frames.append(
        Frame(scope, frame.module, frame.unit, owner=cls, entry=frame.entry, within=cls, at=frame.at)
    )
    try:
        ev.suite(node.body)
    finally:
        ev.frames.pop()
    names = lineage.api_bases(cls)
    if any(name.startswith("enum.") and name not in class_facts.ENUMS for name in names):
        _hide_members(ev, cls)
    elif any(name in class_facts.ENUMS for name in names):
        _make_members(ev, cls)
    if any(isinstance(base, Symbol) and base.name == "typing.NamedTuple" for base in bases):
        ev.store.set(scope, "__dataclass__", Const(True))
        ev.store.set(("rules", scope), "$tuple", Const(True))
    _announce(ev, cls, keywords)
    result: Value = cls
    if not _made_as_written(ev, cls):
        ev.forget(cls, "made by a metaclass")
        ev.forget(meta, "makes a class")
        result = ev.unknown("made by a metaclass")
    for decorator in reversed(node.decorators):
        result = _decorated(ev, cls, result, ev.value(decorator.decorator), ev.place(node))
    return result


def _made_as_written(ev: Machine, cls: ClassValue) -> bool:
    if any(
        isinstance(each, Unknown) and standing(each.key) is Standing.FORGOTTEN
        for each in lineage.linearize(cls)
    ):
        return False  # what made the base makes this one too
    meta = lineage.metaclass(cls)
    if meta is None:
        return True
    if not isinstance(meta, ClassValue):
        return False
    if not all(
        isinstance(each, ClassValue) or each == Symbol("builtins.type") for each in lineage.linearize(meta)
    ):
        return False
    return not any(ancestry.find_in_class(ev, meta, name) is not None for name in _SPECIAL_NAMES)


def _announce(ev: Machine, cls: ClassValue, keywords: dict[str, Value]) -> None:
    """``__set_name__`` of the descriptors in a class, and ``__init_subclass__`` of its bases."""
    for name, value in ev.store.names(cls.scope):
        if isinstance(value, Instance):
            setter = ev.special_method(value, "__set_name__")
            if setter is not None:
                ev.call_special(setter, Arguments((cls, Const(name)), {}, (None, None)), None)
    hook = ancestry.find_in_class(ev, cls, "__init_subclass__", after=cls)
    if isinstance(hook, FunctionValue):
        place = Place(cls.module, cls.unit, cls.node)
        places = dict.fromkeys(keywords, place)
        ev.call_function(hook, Arguments((cls,), keywords, (None,), places), place)


def _decorated(ev: Machine, cls: ClassValue, value: Value, decorator: Value, place: Place) -> Value:
    decorator = ev.narrow(decorator)
    name = calls.library_name(decorator)
    given = decorator.arguments if isinstance(decorator, ApiObject) else Arguments()
    if name in DATACLASSES and (isinstance(decorator, Symbol) or not given.args):
        make_dataclass(ev, cls, name, given)
        return value
    if name == "enum.unique" and ev.store.get(("enum", cls.scope), "$alias") is not None:
        raise ev.raised(ev.error("ValueError"))
    return calls.decorated(ev, value, decorator, place)


def make_dataclass(ev: Machine, cls: ClassValue, name: str, given: Arguments) -> None:
    """What a decorator of ``DATACLASSES`` makes of a class."""
    ev.store.set(cls.scope, "__dataclass__", Const(given.get("init") != Const(False)))
    rules = ("rules", cls.scope)
    foreign = not name.startswith("dataclasses.")
    if foreign:
        _list_fields(ev, cls)
    if given.get("frozen") == Const(True) or name.endswith("frozen"):
        ev.store.set(rules, "$frozen", Const(True))
    if given.get("eq") == Const(False):
        ev.store.set(rules, "$identity", Const(True))
    elif (
        ev.store.get(rules, "$frozen") is None
        and not {"unsafe_hash", "hash"} & set(given.kwargs)
        and ev.store.get(cls.scope, "__hash__") is None
    ):
        ev.store.set(cls.scope, "__hash__", NONE)
    if given.get("kw_only") == Const(True):
        ev.store.set(rules, "$keywords", Const(True))
    fields = ev.store.get(cls.scope, "__fields__")
    names = (
        [each.value for each in fields.items if isinstance(each, Const)]
        if isinstance(fields, TupleValue)
        else []
    )
    if given.get("slots") == Const(True):
        ev.store.set(cls.scope, "__slots__", TupleValue(tuple(Const(each) for each in names)))
    options = given.kwargs.items()
    if given.open or any(key not in _FOLLOWED or not isinstance(each, Const) for key, each in options):
        ev.store.set(rules, "$own", Const(True))
    if foreign and any(str(each).startswith("_") for each in names):
        ev.store.set(rules, "$own", Const(True))
    for each in names:
        default = ev.store.get(cls.scope, f"$default {each}")
        if isinstance(default, Instance) and ev.special_method(default, "__get__") is not None:
            ev.store.set(rules, "$own", Const(True))
        if isinstance(default, ListValue | DictValue | SetValue) and not foreign:
            raise ev.raised(ev.error("ValueError"))
        if not isinstance(default, ApiObject) or default.symbol.name not in class_facts.FIELDS:
            continue
        if any(
            key in default.arguments.kwargs for key in ("converter", "validator", "on_setattr", "alias", "eq")
        ):
            ev.store.set(rules, "$own", Const(True))
        written = default.arguments.get("default")
        if written is not None:
            ev.store.set(cls.scope, each, written)
        else:
            ev.store.delete(cls.scope, each)


def _list_fields(ev: Machine, cls: ClassValue) -> None:
    """The fields of a class made by attrs: what it gives ``attr.ib()``, in order."""
    made = [
        (name, each)
        for name, each in ev.store.names(cls.scope)
        if not name.startswith("$") and isinstance(each, ApiObject) and each.symbol.name in class_facts.FIELDS
    ]
    if made:
        known = ev.store.get(cls.scope, "__fields__")
        declared = known.items if isinstance(known, TupleValue) else ()
        names = [Const(name) for name, _ in made]
        if declared and any(name not in declared for name in names):
            ev.store.set(("rules", cls.scope), "$own", Const(True))
        ev.store.set(cls.scope, "__fields__", TupleValue(declared or tuple(names)))
        for name, each in made:
            ev.store.set(cls.scope, f"$default {name}", each)


def declare_field(ev: Machine, name: str, default: Value | None, annotation: str = "") -> None:
    """An annotated name in a class body: a field, if the class turns out to be a dataclass."""
    scope = ev.frame.scope
    if annotation == "KW_ONLY":
        ev.store.set(scope, "$keywords from here", Const(True))
        return
    if annotation == "InitVar":
        ev.store.set(scope, f"$init {name}", Const(True))
    if ev.store.get(scope, "$keywords from here") is not None:
        ev.store.set(scope, f"$keyword {name}", Const(True))
    known = ev.store.get(scope, "__fields__")
    names = known.items if isinstance(known, TupleValue) else ()
    if Const(name) not in names:
        ev.store.set(scope, "__fields__", TupleValue((*names, Const(name))))
    if default is not None:
        ev.store.set(scope, f"$default {name}", default)


# -- enumerations ---------------------------------------------------------------------------------------


def _hide_members(ev: Machine, cls: ClassValue) -> None:
    """Flags and enumerations by other rules: their members are not what is written."""
    run_rules(ev, cls)
    for name, value in ev.store.names(cls.scope):
        if not name.startswith("$") and not isinstance(value, FunctionValue | PropertyValue):
            ev.store.set(cls.scope, name, forgetting.part_of(ev, (cls,), "a member by other rules"))


def _is_member_name(cls: ClassValue, name: str) -> bool:
    """Whether an enumeration makes a member of what is bound to ``name``."""
    sunder = len(name) > 2 and name[0] == name[-1] == "_"
    return not (name.startswith("$") or sunder or name.startswith(f"_{cls.name.lstrip('_')}__"))


_VALUES = (Const, TupleValue, ListValue, DictValue, SetValue, ApiObject, Instance)
"""What may become a member; functions and other descriptors do not."""


def _make_members(ev: Machine, cls: ClassValue) -> None:
    """The names of an enumeration become its members."""
    own_rules = any(
        ancestry.find_in_class(ev, cls, name) is not None
        for name in (
            "__new__", "__init__", "_generate_next_value_", "_missing_", "_ignore_", "__eq__", "__hash__", "value", "name",
        )
    )  # fmt: skip
    mixed = {
        name
        for name in lineage.api_bases(cls)
        if name not in class_facts.ENUMS and name not in class_facts.PLAIN_BASES
    }
    own_rules = (
        own_rules
        or any(not isinstance(each, ClassValue | Symbol) for each in lineage.linearize(cls))
        or not mixed <= {"builtins.str", "builtins.int", "builtins.float"}
    )
    if own_rules:
        run_rules(ev, cls)
    if ev.store.get(cls.scope, "_ignore_") is not None:
        _hide_members(ev, cls)
        return
    members: list[Value] = []
    last = 0
    for name, value in ev.store.names(cls.scope):
        if not _is_member_name(cls, name) or isinstance(value, FunctionValue | PropertyValue | ClassValue):
            continue
        if not isinstance(value, _VALUES) or (
            isinstance(value, Instance) and ev.special_method(value, "__get__") is not None
        ):
            _hide_members(ev, cls)
            return
        if isinstance(value, ApiObject) and value.symbol.name == "enum.auto":
            last += 1
            value = Const(name.lower()) if lineage.derives(cls, "enum.StrEnum") else Const(last)
        elif isinstance(value, Const) and isinstance(value.value, int):
            last = value.value
        value = _mixed_value(value, set(lineage.api_bases(cls)))
        known = [
            m for m in members if isinstance(m, Instance) and _same(ev.store.get(m.number, "value"), value)
        ]
        if known:
            ev.store.set(("enum", cls.scope), "$alias", Const(True))
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


def _mixed_value(value: Value, bases: set[str]) -> Value:
    """The value of a member that is a number or text at the same time."""
    kind = (
        int
        if bases & {"builtins.int", "enum.IntEnum"}
        else str
        if bases & {"builtins.str", "enum.StrEnum"}
        else float
        if "builtins.float" in bases
        else None
    )
    if kind is int and isinstance(value, Const) and isinstance(value.value, bool):
        return Const(int(value.value))
    if kind is None or (isinstance(value, Const) and type(value.value) is kind):
        return value
    return Unknown(why="made by the type that is mixed in")


def _same(known: Value | None, value: Value) -> bool:
    """Whether a value of an enumeration stands for the member that has ``known``."""
    if isinstance(known, Const) and isinstance(value, Const):
        return bool(known.value == value.value)
    return known == value and not isinstance(value, Unknown)


def _member_of(ev: Machine, cls: ClassValue, members: Sequence[Value], given: Arguments) -> Value:
    """``Enumeration(value)``."""
    wanted = given.get("value", 0)
    if isinstance(wanted, Union):
        return containers.spread(
            ev, (wanted,), lambda each: _member_of(ev, cls, members, Arguments((each[0],), {}, (None,)))
        )
    if any(isinstance(wanted, Instance) and wanted == each for each in members):
        return wanted if wanted is not None else NONE
    if ev.store.get(("enum", cls.scope), "$rules") is not None:
        run_rules(ev, cls)
    elif isinstance(wanted, Const):
        known = [ev.store.get(m.number, "value") for m in members if isinstance(m, Instance)]
        for member, value in zip(members, known, strict=True):
            if isinstance(value, Const) and value.value == wanted.value:
                return member
        if all(isinstance(value, Const) for value in known):
            raise ev.raised(ev.error("ValueError"))
    return (
        Unknown(("member", cls.scope, wanted.key)) if isinstance(wanted, Unknown) else ev.unknown("a member")
    )


def run_rules(ev: Machine, cls: ClassValue) -> None:
    """Methods of ``cls`` may run, whenever the library likes."""
    for each in lineage.linearize(cls):
        for _, own in ev.store.names(each.scope) if isinstance(each, ClassValue) else ():
            if isinstance(own, FunctionValue | PropertyValue | WrappedFunction):
                ev.forget(own, "called by a library")


# -- making objects -------------------------------------------------------------------------------------


def instantiate(
    ev: Machine, cls: ClassValue, given: Arguments, place: Place, *, plainly: bool = False
) -> Value:
    """Calling a class of the project; ``plainly`` as ``type.__call__`` does, whatever the metaclass says."""
    members = class_facts.enum_members(ev, cls)
    if members is not None:
        return _member_of(ev, cls, members, given)
    if any(name.startswith("enum.") for name in lineage.api_bases(cls)):
        ev.leaves_sight(given, place, "given to an enumeration")
        run_rules(ev, cls)
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("a member or another enumeration")
    meta = lineage.metaclass(cls)
    if _is_abstract(ev, cls):
        raise ev.raised(ev.error("TypeError"))
    if meta is not None and not plainly:
        own = ancestry.find_in_class(ev, meta, "__call__") if isinstance(meta, ClassValue) else None
        if isinstance(own, FunctionValue):
            return ev.call_function(own, given.behind(cls), place)
        if not isinstance(meta, ClassValue):
            ev.leaves_sight(given, place, "given to a class that is not known")
            return ev.unknown("made by a metaclass")
    bases = lineage.api_bases(cls)
    if any(domain_of(ev).is_changed(ev, name) for name in bases):
        ev.leaves_sight(given, place, "given to a class of a library that is changed")
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("made by a class of a library that is changed")
    if any(name in _CONTAINERS or name.startswith("collections.") for name in bases):
        ev.leaves_sight(given, place, "put into a container of its own kind")
        run_rules(ev, cls)
        return forgetting.part_of(ev, (cls,), "a container with rules of its own")
    maker = ancestry.find_in_class(ev, cls, "__new__")
    if isinstance(maker, FunctionValue):
        made = ev.narrow(ev.call_function(maker, given.behind(cls), place))
        if not isinstance(made, Instance) or cls not in lineage.linearize(made.cls):
            return made
        instance = made
    else:
        instance = bare(ev, cls, place)
        if any(errors.python_class(base) is not None for base in bases):
            ev.inits[instance.number] = (given, place)  # errors keep what they are made of
    _initialise(ev, cls, instance, given, place)
    return instance


def _is_abstract(ev: Machine, cls: ClassValue) -> bool:
    """Whether ``cls`` leaves a method open that it must have."""
    if not (
        class_facts.has_rule(ev, cls, "$abstract")
        or any(base in ("abc.ABC", "typing.Protocol") for base in lineage.api_bases(cls))
    ):
        return False
    names = {
        name
        for each in lineage.linearize(cls)
        if isinstance(each, ClassValue)
        for name, value in ev.store.names(each.scope)
        if _leaves_open(value)
    }
    return any(_leaves_open(ancestry.find_in_class(ev, cls, name)) for name in names)


def _leaves_open(value: Value | None) -> bool:
    if isinstance(value, PropertyValue):
        value = value.getter
    node = value.node if isinstance(value, FunctionValue) else None
    return isinstance(node, cst.FunctionDef) and any(
        isinstance(each.decorator, cst.Name | cst.Attribute)
        and (each.decorator.value if isinstance(each.decorator, cst.Name) else each.decorator.attr.value)
        in ("abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")
        for each in node.decorators
    )


def bare(ev: Machine, cls: ClassValue, place: Place) -> Instance:
    """A new object of ``cls`` that nothing has initialised."""
    instance = Instance(ev.store.number(), cls)
    ev.store.objects.add(instance.number)
    known = ev.instances.setdefault(cls.node, [])
    if len(known) < 6:
        known.append(instance)
    ev.store.set(instance.number, "$place", TupleValue(()))
    ev.places[instance.number] = place
    ev.finalizers.note_object(instance, ancestry.find_in_class(ev, cls, "__del__"))
    if any(not isinstance(each, ClassValue | Symbol) for each in lineage.linearize(cls)):
        ev.store.set(instance.number, "$open", Const(True))
    return instance


def _initialise(ev: Machine, cls: ClassValue, instance: Instance, given: Arguments, place: Place) -> None:
    init = ancestry.find_in_class(ev, cls, "__init__")
    fields = class_facts.fields_of(ev, cls)
    if fields is not None and ancestry.find_in_class(ev, cls, "__dataclass__") == Const(True):
        owner = _owner(ev, cls, "__init__")
        made_by = _owner(ev, cls, "__dataclass__")
        if class_facts.has_rule(ev, cls, "$own"):
            ev.leaves_sight(given, place, "given to an __init__ that is not followed")
            ev.store.set(instance.number, "$open", Const(True))
            for name in fields:
                ev.store.set(instance.number, name, ev.unknown("made by rules of its own"))
            return
        if owner is None or lineage.linearize(cls).index(made_by or cls) < lineage.linearize(cls).index(
            owner
        ):
            init = None
            _fill_fields(ev, cls, instance, fields, given, place)
            return
    if init is not None and init is not ABSENT:
        method = ev.special_method(instance, "__init__")
        if method is not None:
            ev.call(method, given, place)
        return
    if (given.args or given.kwargs) and _takes_nothing(ev, cls):
        raise ev.raised(ev.error("TypeError"))
    domain_of(ev).initialise(ev, instance, given, place)


def _takes_nothing(ev: Machine, cls: ClassValue) -> bool:
    """Whether only ``object`` makes and initialises objects of ``cls``."""
    return ancestry.find_in_class(ev, cls, "__new__") is None and all(
        isinstance(each, ClassValue)
        or each in (Symbol("builtins.object"), Symbol("abc.ABC"), Symbol("typing.Generic"))
        for each in lineage.linearize(cls)
    )


def _owner(ev: Machine, cls: ClassValue, name: str) -> ClassValue | None:
    for each in lineage.linearize(cls):
        if isinstance(each, ClassValue) and ev.store.get(each.scope, name) is not None:
            return each
    return None


def _fill_fields(
    ev: Machine, cls: ClassValue, instance: Instance, names: Sequence[str], given: Arguments, place: Place
) -> None:
    """The generated ``__init__`` of a dataclass: fields in order, then ``__post_init__``."""
    position = 0
    taken: set[str] = set()
    only: list[Value] = []
    for name in sorted(
        names, key=lambda each: _by_keyword(ev, cls, each, class_facts.default_of(ev, cls, each))
    ):
        default = class_facts.default_of(ev, cls, name)
        absent = isinstance(default, ApiObject) and default.arguments.get("init") == Const(False)
        value = None
        if not absent:
            index = position
            if _by_keyword(ev, cls, name, default):
                index = len(given.args)
            else:
                position += 1
            if name in given.kwargs and index < len(given.args):
                raise ev.raised(ev.error("TypeError"))
            value = given.get(name, index)
            taken.add(name)
        if value is None:
            if given.open and not absent:
                value = ev.unknown("an argument that may be given")
            elif absent and default is not None and not _has_default(default):
                continue
            else:
                value = _from_default(ev, default, place)
        if class_facts.only_initialises(ev, cls, name):
            only.append(value)
        elif _is_set_by_rules(ev, cls, name):
            ev.set_attribute(instance, name, value, plainly=class_facts.is_frozen(ev, cls, name))
        else:
            ev.store.set(instance.number, name, value)
    if not given.open and (len(given.args) > position or any(each not in taken for each in given.kwargs)):
        raise ev.raised(ev.error("TypeError"))
    hook = ancestry.find_in_class(ev, cls, "__post_init__") or ancestry.find_in_class(
        ev, cls, "__attrs_post_init__"
    )
    if isinstance(hook, FunctionValue) and not class_facts.has_rule(ev, cls, "$tuple"):
        nowhere = tuple([None] * (len(only) + 1))
        ev.call_function(hook, Arguments((instance, *only), {}, nowhere), place)


def _is_set_by_rules(ev: Machine, cls: ClassValue, name: str) -> bool:
    """Whether code of the project runs when a field is set: the generated ``__init__`` assigns as anybody does."""
    if class_facts.has_rule(ev, cls, "$tuple"):
        return False
    held = ancestry.find_in_class(ev, cls, name)
    return (
        isinstance(held, PropertyValue | Instance)
        or ancestry.find_in_class(ev, cls, "__setattr__") is not None
    )


def _by_keyword(ev: Machine, cls: ClassValue, name: str, default: Value | None) -> bool:
    """Whether the field can only be given by its name."""
    if isinstance(default, ApiObject) and "kw_only" in default.arguments.kwargs:
        return default.arguments.kwargs["kw_only"] == Const(True)
    owner = next(
        (
            each
            for each in lineage.linearize(cls)
            if isinstance(each, ClassValue)
            and isinstance(fields := ev.store.get(each.scope, "__fields__"), TupleValue)
            and Const(name) in fields.items
        ),
        None,
    )
    return owner is not None and (
        ev.store.get(("rules", owner.scope), "$keywords") is not None
        or ev.store.get(owner.scope, f"$keyword {name}") is not None
    )


def _has_default(default: Value) -> bool:
    return not (isinstance(default, ApiObject) and default.symbol.name in class_facts.FIELDS) or any(
        key in default.arguments.kwargs for key in ("default", "default_factory", "factory")
    )


def _from_default(ev: Machine, default: Value | None, place: Place) -> Value:
    if default is None:
        raise ev.raised(ev.error("TypeError"))
    if isinstance(default, ApiObject) and default.symbol.name in class_facts.FIELDS:
        factory = default.arguments.get("default_factory") or default.arguments.get("factory")
        if factory is not None:
            return ev.call(factory, Arguments(), place)
        written = default.arguments.get("default")
        if written is None:
            raise ev.raised(ev.error("TypeError"))
        if isinstance(written, ApiObject) and written.symbol.name in ("attr.Factory", "attrs.Factory"):
            return ev.call(written.arguments.get("factory", 0) or NONE, Arguments(), place)
        return written
    return default


def refuses(ev: Machine, cls: ClassValue, name: str) -> bool:
    """Whether objects of ``cls`` have no room for an attribute: every class of theirs lists its slots."""
    for each in lineage.linearize(cls):
        if isinstance(each, ClassValue):
            slots = ev.store.get(each.scope, "__slots__")
            known = containers.items_of(ev, slots) if slots is not None else None
            listed = (
                (slots,) if isinstance(slots, Const) else known[0] if known is not None and known[1] else None
            )
            if listed is None or Const(name) in listed or Const("__dict__") in listed:
                return False
        elif each != Symbol("builtins.object"):
            return False
    return True
