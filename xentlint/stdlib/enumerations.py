"""Enumerations: the names of their bodies become members, which are what ``Enumeration(value)`` gives."""

from __future__ import annotations

from collections.abc import Sequence

from ..python import ancestry, class_facts, classes, containers, forgetting, lineage, operators
from ..python.machine import Machine
from ..python.modules import Place
from ..python.standing import Standing
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
    Union,
    Unknown,
    Value,
)

ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum"})
"""Those whose members are what is written; flags have rules of their own."""
_NUMBERS_AND_TEXTS = frozenset({"builtins.str", "builtins.int", "builtins.float"})
_AT_ONCE = frozenset({*_NUMBERS_AND_TEXTS, "enum.IntEnum", "enum.StrEnum"})
"""Bases by which a member is a number or text at the same time."""


def define(ev: Machine, cls: ClassValue) -> None:
    """What becomes of the names in the body of ``cls`` where it is an enumeration."""
    names = set(lineage.api_bases(cls))
    if names & ENUMS and names & _AT_ONCE:
        ev.store.set(("rules", cls.scope), "$literal", Const(True))
    if any(class_facts.enum_members(ev, each) for each in cls.bases if isinstance(each, ClassValue)):
        raise ev.raised(ev.error("TypeError"))
    if any(name.startswith("enum.") and name not in ENUMS for name in names):
        _hide_members(ev, cls)
    elif names & ENUMS:
        _make_members(ev, cls)


def member(ev: Machine, cls: ClassValue, given: Arguments, place: Place) -> Value | None:
    """``cls(value)`` of an enumeration; ``None`` for another class."""
    members = class_facts.enum_members(ev, cls)
    if members is not None:
        return _member_of(ev, cls, members, given)
    if any(name.startswith("enum.") for name in lineage.api_bases(cls)):
        ev.leaves_sight(given, place, "given to an enumeration")
        classes.run_rules(ev, cls)
        ev.doubt(Standing.FORGOTTEN)
        return ev.unknown("a member or another enumeration")
    return None


def checked(ev: Machine, value: Value) -> Value:
    """``@unique``: no two names stand for one member."""
    if isinstance(value, ClassValue) and ev.store.get(("enum", value.scope), "$alias") is not None:
        raise ev.raised(ev.error("ValueError"))
    return value


def _hide_members(ev: Machine, cls: ClassValue) -> None:
    """Flags and enumerations by other rules: their members are not what is written."""
    classes.run_rules(ev, cls)
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
    bases = set(lineage.api_bases(cls))
    mixed = {name for name in bases if not (name in ENUMS or class_facts.adds_nothing(ev, name))}
    own_rules = (
        own_rules
        or any(not isinstance(each, ClassValue | Symbol) for each in lineage.linearize(cls))
        or not mixed <= _NUMBERS_AND_TEXTS
    )
    if own_rules:
        classes.run_rules(ev, cls)
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
        value = _mixed_value(value, bases)
        known = [
            (m, _same(ev, ev.store.get(m.number, "value"), value)) for m in members if isinstance(m, Instance)
        ]
        if any(same is None for _, same in known):
            _hide_members(ev, cls)
            return
        alias = next((each for each, same in known if same), None)
        if alias is not None:
            ev.store.set(("enum", cls.scope), "$alias", Const(True))
            ev.store.set(cls.scope, name, alias)
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


def _same(ev: Machine, known: Value | None, value: Value) -> bool | None:
    """Whether a value of an enumeration stands for the member that has ``known``; ``None`` where that is not known."""
    if known is None or isinstance(known, Unknown) or isinstance(value, Unknown):
        return False
    same = operators.equal(ev, known, value)
    if same is None and not (isinstance(known, _HOLDING) and isinstance(value, _HOLDING)):
        return known == value
    return same


_HOLDING = (TupleValue, ListValue, DictValue, SetValue)
"""What is equal to another that holds the same."""


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
        classes.run_rules(ev, cls)
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
