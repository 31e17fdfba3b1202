"""Classes of fields, with an ``__init__`` and ``==`` of Python's making: dataclasses, attrs, named tuples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..python import ancestry, class_facts
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import (
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
    Value,
)

DATACLASSES = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.attrs", "attr.dataclass", "attr.define", "attr.frozen", "attrs.define",
     "attrs.frozen", "attr.mutable", "attrs.mutable"}
)  # fmt: skip
"""The decorators that make one, by their canonical names, called with options or not."""
_FIELDS = frozenset({"dataclasses.field", "attr.ib", "attrs.field", "attr.field"})
"""What declares a field with options."""
_FOLLOWED = frozenset(
    {"frozen", "init", "order", "repr", "unsafe_hash", "match_args", "eq", "kw_only", "slots"}
)
"""What a dataclass decorator may be given; with anything else its objects are made by rules of their own."""


def define(ev: Machine, cls: ClassValue) -> None:
    """A class over ``NamedTuple`` is a tuple of its fields."""
    if Symbol("typing.NamedTuple") in cls.bases:
        ev.store.set(cls.scope, "__dataclass__", Const(True))
        ev.store.set(("rules", cls.scope), "$tuple", Const(True))
        _list_positions(ev, cls, Arguments())


def decorated(ev: Machine, value: Value, name: str, decorator: Value) -> Value | None:
    """``@dataclass class ...``, with options or not; ``None`` where another decorator, or anything else, is meant."""
    given = decorator.arguments if isinstance(decorator, ApiObject) else Arguments()
    if name not in DATACLASSES or given.args:
        return None
    if isinstance(value, ClassValue):
        make(ev, value, name, given)
        return value
    return None


def make(ev: Machine, cls: ClassValue, name: str, given: Arguments) -> None:
    """What the decorator ``name`` makes of a class when it is given the options ``given``."""
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
    if not foreign:
        _take_defaults(ev, cls, names)
        if ev.store.get(rules, "$own") is None:
            _check(ev, cls)
    _list_positions(ev, cls, given)
    for each in names:
        default = ev.store.get(cls.scope, f"$default {each}")
        if isinstance(default, Instance) and ev.special_method(default, "__get__") is not None:
            ev.store.set(rules, "$own", Const(True))
        if not isinstance(default, ApiObject) or default.symbol.name not in _FIELDS:
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
    if given.get("slots") == Const(True):
        for each in names:
            ev.store.set(cls.scope, each, ev.unknown("the place of a field"))


def _take_defaults(ev: Machine, cls: ClassValue, names: Sequence[str]) -> None:
    """The default of a field is what its name stands for at the end of the class, in it or in one of its bases."""
    for name in names:
        found = ancestry.find_in_class(ev, cls, name)
        if found is None:
            ev.store.delete(cls.scope, f"$default {name}")
        else:
            ev.store.set(cls.scope, f"$default {name}", found)


def _list_positions(ev: Machine, cls: ClassValue, given: Arguments) -> None:
    """``__match_args__``, which Python makes of the fields that are given by position."""
    if given.get("match_args") == Const(False) or ev.store.get(cls.scope, "__match_args__") is not None:
        return
    positions = tuple(
        Const(name)
        for name, owner in (class_facts.field_owners(ev, cls) or {}).items()
        if not (_by_keyword(ev, owner, name) or is_absent(class_facts.default_in(ev, owner, name)))
    )
    ev.store.set(cls.scope, "__match_args__", TupleValue(positions))


def _check(ev: Machine, cls: ClassValue) -> None:
    """What Python refuses to make a dataclass of."""
    frozen = ev.store.get(("rules", cls.scope), "$frozen") is not None
    made = [each for each in class_facts.bases_of_fields(ev, cls) if each != cls]
    if any((ev.store.get(("rules", each.scope), "$frozen") is not None) != frozen for each in made):
        raise ev.raised(ev.error("TypeError"))
    optional = False
    for name, owner in (class_facts.field_owners(ev, cls) or {}).items():
        default = class_facts.default_in(ev, owner, name)
        if owner == cls and _is_unhashable(ev, _written(default)):
            raise ev.raised(ev.error("ValueError"))
        if _by_keyword(ev, owner, name) or is_absent(default):
            continue
        if optional and (default is None or not _has_default(default)):
            raise ev.raised(ev.error("TypeError"))
        optional = optional or (default is not None and _has_default(default))


def _written(default: Value | None) -> Value | None:
    """The default itself, of one that is given to ``field()``."""
    if isinstance(default, ApiObject) and default.symbol.name in _FIELDS:
        return default.arguments.get("default")
    return default


def _is_unhashable(ev: Machine, default: Value | None) -> bool:
    if isinstance(default, Instance):
        return ancestry.find_in_class(ev, default.cls, "__hash__") == NONE
    return isinstance(default, ListValue | DictValue | SetValue)


def is_absent(default: Value | None) -> bool:
    """Whether the generated ``__init__`` does not take the field."""
    return isinstance(default, ApiObject) and default.arguments.get("init") == Const(False)


def _list_fields(ev: Machine, cls: ClassValue) -> None:
    """The fields of a class made by attrs: what it gives ``attr.ib()``, in order."""
    made = [
        (name, each)
        for name, each in ev.store.names(cls.scope)
        if not name.startswith("$") and isinstance(each, ApiObject) and each.symbol.name in _FIELDS
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


def declare(ev: Machine, name: str, default: Value | None, annotation: str = "") -> None:
    """An annotated name in a class body: a field, if the class turns out to be a dataclass."""
    scope = ev.frame.scope
    if annotation == "ClassVar":
        shared = ev.store.get(scope, "__variables__")
        others = shared.items if isinstance(shared, TupleValue) else ()
        ev.store.set(scope, "__variables__", TupleValue((*others, Const(name))))
        return
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


def initialised(
    ev: Machine, cls: ClassValue, instance: Instance, given: Arguments, place: Place, after: ClassValue | None
) -> bool:
    """Run the ``__init__`` that a decorator has made for objects of ``cls``, if that is the one that counts."""
    made = class_facts.initialiser(ev, cls, after)
    fields = class_facts.field_owners(ev, made) if made is not None else None
    if made is None or fields is None:
        return False
    if class_facts.has_rule(ev, made, "$own"):
        ev.leaves_sight(given, place, "given to an __init__ that is not followed")
        ev.store.set(instance.number, "$open", Const(True))
        for name in fields:
            ev.store.set(instance.number, name, ev.unknown("made by rules of its own"))
        return True
    if class_facts.has_rule(ev, made, "$tuple") and after is None and _makes_itself(ev, cls):
        return False  # its __new__ has done that
    _fill_fields(ev, made, instance, fields, given, place)
    return True


def _makes_itself(ev: Machine, cls: ClassValue) -> bool:
    return ancestry.find_in_class(ev, cls, "__new__") is not None


def _fill_fields(
    ev: Machine,
    cls: ClassValue,
    instance: Instance,
    owners: Mapping[str, ClassValue],
    given: Arguments,
    place: Place,
) -> None:
    """The generated ``__init__`` of a dataclass: fields in order, then ``__post_init__``."""
    position = 0
    taken: set[str] = set()
    only: list[Value] = []
    for name in sorted(owners, key=lambda each: _by_keyword(ev, owners[each], each)):
        default = class_facts.default_in(ev, owners[name], name)
        absent = is_absent(default)
        value = None
        if not absent:
            index = position
            if _by_keyword(ev, owners[name], name):
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
        if class_facts.only_initialises(ev, owners[name], name):
            only.append(value)
        elif _is_set_by_rules(ev, instance.cls, name):
            ev.set_attribute(instance, name, value, plainly=class_facts.is_frozen(ev, instance.cls, name))
        else:
            ev.store.set(instance.number, name, value)
    if not given.open and (len(given.args) > position or any(each not in taken for each in given.kwargs)):
        raise ev.raised(ev.error("TypeError"))
    # Whether there is one, is asked when the class is made; which one, when it is called.
    last = next(
        (each for each in ("__post_init__", "__attrs_post_init__") if ancestry.find_in_class(ev, cls, each)),
        None,
    )
    hook = ancestry.find_in_class(ev, instance.cls, last) if last is not None else None
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


def _by_keyword(ev: Machine, owner: ClassValue, name: str) -> bool:
    """Whether the field that ``owner`` declares can only be given by its name."""
    default = class_facts.default_in(ev, owner, name)
    if isinstance(default, ApiObject) and "kw_only" in default.arguments.kwargs:
        return default.arguments.kwargs["kw_only"] == Const(True)
    return (
        ev.store.get(("rules", owner.scope), "$keywords") is not None
        or ev.store.get(owner.scope, f"$keyword {name}") is not None
    )


def _has_default(default: Value) -> bool:
    return not (isinstance(default, ApiObject) and default.symbol.name in _FIELDS) or any(
        key in default.arguments.kwargs for key in ("default", "default_factory", "factory")
    )


def _from_default(ev: Machine, default: Value | None, place: Place) -> Value:
    if default is None:
        raise ev.raised(ev.error("TypeError"))
    if isinstance(default, ApiObject) and default.symbol.name in _FIELDS:
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
