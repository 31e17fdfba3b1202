"""What is known of a class of the project and of its objects: fields, members, rules, and whether that is all."""

from __future__ import annotations

from . import ancestry, errors, lineage
from .ancestry import find_in_class
from .domain import domain_of
from .machine import Machine
from .values import ClassValue, Const, Instance, ModuleValue, Symbol, TupleValue, Value


def adds_nothing(ev: Machine, base: str) -> bool:
    """Whether a class that derives from the class of a library has nothing but what stands in it."""
    return base == "builtins.object" or domain_of(ev).adds_nothing(base)


def is_closed(ev: Machine, cls: ClassValue) -> bool:
    """Whether everything that ``cls`` has stands in the project (or is of ``object``)."""
    return all(
        isinstance(each, ClassValue)
        or (
            isinstance(each, Symbol)
            and (adds_nothing(ev, each.name) or errors.python_class(each.name) is not None)
        )
        for each in lineage.linearize(cls)
    )


def is_open(ev: Machine, value: Instance) -> bool:
    """Whether something out of sight may have given ``value`` other attributes."""
    return ev.store.get(value.number, "$open") is not None


def has_rule(ev: Machine, cls: ClassValue, rule: str) -> bool:
    """Whether a decorator or base has given ``cls``, or a class that it derives from, a rule."""
    return any(
        isinstance(each, ClassValue) and ev.store.get(("rules", each.scope), rule) is not None
        for each in lineage.linearize(cls)
    )


def is_frozen(ev: Machine, cls: ClassValue, name: str) -> bool:
    """Whether the attribute ``name`` of objects of ``cls`` cannot be set or deleted."""
    for each in lineage.linearize(cls):
        if not isinstance(each, ClassValue):
            continue
        rules = ("rules", each.scope)
        if ev.store.get(rules, "$frozen") is None and ev.store.get(rules, "$tuple") is None:
            continue
        if each == cls or name in (fields_of(ev, each) or ()):
            return True
    return False


def as_tuple(ev: Machine, value: Value) -> TupleValue | None:
    """The fields of an object of a ``NamedTuple`` class, which is a tuple of them."""
    if not isinstance(value, Instance) or not has_rule(ev, value.cls, "$tuple"):
        return None
    held = [ev.store.get(value.number, name) for name in fields_of(ev, value.cls) or ()]
    return TupleValue(tuple(ev.narrow(each) if each is not None else ev.unknown("a field") for each in held))


def fields_of(ev: Machine, cls: ClassValue) -> list[str] | None:
    """The fields of a dataclass in order, those of its bases first; ``None`` for other classes."""
    owners = field_owners(ev, cls)
    return None if owners is None else list(owners)


def field_owners(ev: Machine, cls: ClassValue) -> dict[str, ClassValue] | None:
    """The fields of a dataclass, and whose declaration of each counts; ``None`` for other classes."""
    made = bases_of_fields(ev, cls)
    return _collected(ev, made[0], {}) if made else None


def bases_of_fields(ev: Machine, cls: ClassValue) -> list[ClassValue]:
    """The classes of fields that ``cls`` is, or derives from, nearest first."""
    return [
        each
        for each in lineage.linearize(cls)
        if isinstance(each, ClassValue) and ev.store.get(each.scope, "__dataclass__") is not None
    ]


def _collected(
    ev: Machine, made: ClassValue, known: dict[ClassValue, dict[str, ClassValue]]
) -> dict[str, ClassValue]:
    """As Python collects fields: what a base has inherited itself counts as what it declares."""
    found = known.get(made)
    if found is not None:
        return found
    found = known[made] = {}
    for each in reversed(bases_of_fields(ev, made)[1:]):
        found.update(_collected(ev, each, known))
    fields = ev.store.get(made.scope, "__fields__")
    for field in fields.items if isinstance(fields, TupleValue) else ():
        if isinstance(field, Const):
            found[field.value] = made
    variables = ev.store.get(made.scope, "__variables__")
    for field in variables.items if isinstance(variables, TupleValue) else ():
        if isinstance(field, Const):
            found.pop(field.value, None)
    return found


def enum_members(ev: Machine, cls: ClassValue) -> list[Value] | None:
    """The members of an enumeration, in order; ``None`` for another class."""
    found = ev.store.get(("enum", cls.scope), "members")
    return list(found.items) if isinstance(found, TupleValue) else None


def is_member(ev: Machine, value: Value) -> bool:
    """Whether ``value`` is a member of an enumeration that compares members as Python does."""
    return (
        isinstance(value, Instance)
        and ev.store.get(value.number, "$member") is not None
        and ev.store.get(("enum", value.cls.scope), "$rules") is None
    )


def mixed_in(ev: Machine, value: Instance) -> Value | None:
    """The literal that a member is at the same time: ``class Head(str, Enum)``."""
    return ev.store.get(value.number, "value") if has_rule(ev, value.cls, "$literal") else None


def only_initialises(ev: Machine, owner: ClassValue, name: str) -> bool:
    """Whether the field that ``owner`` declares is an ``InitVar``: handed to ``__post_init__``, and kept nowhere."""
    return ev.store.get(owner.scope, f"$init {name}") is not None


def default_in(ev: Machine, owner: ClassValue, name: str) -> Value | None:
    """What a field was given in the body of the class that declares it."""
    found = ev.store.get(owner.scope, f"$default {name}")
    return None if found is None else ev.narrow(found)


def hides_place(ev: Machine, cls: ClassValue, name: str) -> bool:
    """Whether a class over a tuple with fields has something else called ``name``, which is found first."""
    if not has_rule(ev, cls, "$tuple"):
        return False
    owner = (field_owners(ev, cls) or {}).get(name)
    for each in lineage.linearize(cls):
        if each == owner:
            return False
        if isinstance(each, ClassValue) and ev.store.get(each.scope, name) is not None:
            return owner is not None
    return False


def initialiser(ev: Machine, cls: ClassValue, after: ClassValue | None = None) -> ClassValue | None:
    """The class whose ``__init__`` is of Python's making, if that is the nearest one; ``after`` as in ``find_in_class``."""
    order = lineage.linearize(cls)
    for each in order[order.index(after) + 1 :] if after in order else order:
        if isinstance(each, ClassValue):
            if ev.store.get(each.scope, "__init__") is not None:
                return None
            if ev.store.get(each.scope, "__dataclass__") == Const(True):
                return each
        elif not isinstance(each, Symbol) or ancestry.is_unseen(ev, each.name):
            return None
    return None


def literal_of(ev: Machine, value: Instance) -> Value | None:
    """The number, text or tuple that an object of the project is at the same time."""
    fields = as_tuple(ev, value)
    if fields is not None:
        return fields
    literal = mixed_in(ev, value) if is_member(ev, value) else None
    return literal if isinstance(literal, Const) else None


def compares_plainly(ev: Machine, value: Instance) -> bool:
    """Whether an object is equal to itself only: no library and no decorator of one says otherwise."""
    return (
        has_truth(ev, value)
        and fields_of(ev, value.cls) is None
        and find_in_class(ev, value.cls, "__eq__") is None
    )


def has_truth(ev: Machine, value: Instance) -> bool:
    """Whether an object is true because nothing says otherwise: no number or text is mixed in."""
    return is_plain(ev, value) and not has_rule(ev, value.cls, "$literal")


def is_plain(ev: Machine, value: Value) -> bool:
    """Whether an object has nothing but what its classes in the project say: no library has a say in it."""
    return isinstance(value, Instance) and is_closed(ev, value.cls)


def owner_of(ev: Machine, value: Value) -> tuple[int | None, bool]:
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
