"""Methods of Python's own objects, and of objects of libraries by what a domain knows of them."""

from __future__ import annotations

from . import (
    ancestry,
    attributes,
    builtin_functions,
    calls,
    class_facts,
    classes,
    forgetting,
    iteration,
    lineage,
    reads,
    sequences,
)
from .domain import behaviour, domain_of
from .machine import Machine
from .modules import Place
from .standing import Standing
from .values import (
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    BoundMethod,
    ClassValue,
    Const,
    DictValue,
    Foreign,
    ForeignHandle,
    FunctionValue,
    GeneratorValue,
    Instance,
    IteratorValue,
    ListValue,
    NamespaceValue,
    PartialValue,
    SetValue,
    SuperValue,
    Symbol,
    TupleValue,
    Unknown,
    Value,
)


def call_method(ev: Machine, bound: ApiMethod, given: Arguments, place: Place) -> Value:
    """The value of ``receiver.name(...)`` where the receiver is not an object of the project."""
    receiver, name = bound.receiver, bound.name
    if isinstance(receiver, Const):
        if isinstance(receiver.value, str | bytes):
            for value, where in zip(given.args, given.arg_places, strict=True):
                reads.read_all(ev, value, where, "show", "formatted")
            return sequences.string_method(ev, receiver.value, name, given)
        if name == "__class__":
            return ev.unknown("a class")
        return ev.unknown(f"method {name}")
    if isinstance(receiver, ListValue | TupleValue):
        return sequences.list_method(ev, receiver, name, given)
    if isinstance(receiver, SetValue):
        return sequences.set_method(ev, receiver, name, given)
    if isinstance(receiver, DictValue):
        return sequences.dict_method(ev, receiver, name, given)
    if isinstance(receiver, NamespaceValue):
        return builtin_functions.namespace_method(ev, receiver, name, given)
    if isinstance(receiver, GeneratorValue | IteratorValue):
        if name == "__next__":
            return iteration.take_one(ev, receiver, None, place)
        if name == "__iter__":
            return receiver
        ev.leaves_sight(given, place, f"passed to .{name}()")
        ev.forget(receiver, f"used by .{name}()")
        return ev.unknown(f"method {name}")
    if isinstance(receiver, SuperValue):
        return _super_method(ev, receiver, name, given, place)
    if isinstance(receiver, Foreign):
        return behaviour(ev, receiver).method(ev, receiver, name, given, place)
    if isinstance(receiver, FunctionValue) and name == "cache_clear" and receiver.cached:
        owner = ("cached", receiver.node, receiver.scope)
        for known, _ in ev.store.names(owner):
            ev.store.delete(owner, known)
        return NONE
    if isinstance(receiver, FunctionValue | BoundMethod | PartialValue) and name == "__call__":
        return ev.call(receiver, given, place)
    if (
        isinstance(receiver, Instance)
        and name == "__init__"
        and domain_of(ev).initialised(ev, receiver.cls, receiver, given, place, None)
    ):
        return NONE
    if isinstance(receiver, Instance | ApiObject | ForeignHandle):
        return of_library(ev, receiver, name, given, place)
    if isinstance(receiver, ClassValue) and name == "__new__":
        cls = given.args[0] if given.args else None
        if isinstance(cls, ClassValue) and receiver != cls and class_facts.has_rule(ev, cls, "$tuple"):
            return _new_tuple(ev, cls, given, place, lineage.before(cls, receiver))
        return (
            classes.bare(ev, given.args[0], place)
            if given.args and isinstance(given.args[0], ClassValue)
            else ev.unknown(name)
        )
    if isinstance(receiver, ClassValue):
        made = domain_of(ev).made_by(ev, receiver, name, place)
        if made is not None:
            return made
    ev.leaves_sight(given, place, f"passed to .{name}()")
    ev.forget(receiver, f"used by .{name}()")
    ev.doubt(Standing.FORGOTTEN)
    return ev.unknown(f"method {name}")


def _super_method(ev: Machine, bound: SuperValue, name: str, given: Arguments, place: Place) -> Value:
    """A method that no class of the project defines beyond the one that asks: the library's, or ``object``'s."""
    receiver = bound.receiver
    if isinstance(receiver, ClassValue) or name == "__new__":
        return _super_of_class(ev, bound, name, given, place)
    if not isinstance(receiver, Instance):
        ev.leaves_sight(given, place, f"passed to super().{name}()")
        return ev.unknown(f"super().{name}")
    own = [each for each in lineage.linearize(receiver.cls) if not isinstance(each, ClassValue)]
    foreign_base = any(
        not isinstance(each, Symbol) or domain_of(ev).changes_arguments(each.name) for each in own
    )
    if name == "__init__":
        if domain_of(ev).initialised(ev, receiver.cls, receiver, given, place, bound.cls):
            return NONE
        if foreign_base:
            ev.leaves_sight(given, place, "passed to the __init__ of a base that is not known")
            ev.forget(receiver, "initialised by a base that is not known")
        domain_of(ev).initialise(ev, receiver, given, place)
        return NONE
    if name == "__setattr__" and len(given.args) == 2 and isinstance(given.args[0], Const):
        ev.set_attribute(receiver, str(given.args[0].value), given.args[1], plainly=True)
        return NONE
    if name == "__delattr__" and len(given.args) == 1 and isinstance(given.args[0], Const):
        attributes.delete_attribute(ev, receiver, str(given.args[0].value), plainly=True)
        return NONE
    if name == "__getattribute__" and given.args and isinstance(given.args[0], Const):
        return ev.attribute(receiver, str(given.args[0].value), place)
    found = domain_of(ev).above(ev, receiver, name, given, place)
    if found is not None:
        return found
    if foreign_base:
        ev.leaves_sight(given, place, f"passed to super().{name}()")
        ev.forget(receiver, f"changed by super().{name}()")
        if name == "__call__":  # of_library() would ask the object itself
            return Unknown(why="super().__call__")
    elif name in ("__init_subclass__", "__post_init__", "__enter__", "__exit__", "__set_name__"):
        return NONE
    return of_library(ev, receiver, name, given, place)


def _new_tuple(
    ev: Machine, cls: ClassValue, given: Arguments, place: Place, after: ClassValue | None
) -> Value:
    """``__new__(cls, ...)`` of a tuple with fields, from beyond ``after`` in the order of ``cls``."""
    made = classes.bare(ev, cls, place)
    known = domain_of(ev).initialised(ev, cls, made, given.rest(), place, after)
    return made if known else ev.unknown("a tuple of its own kind")


def _super_of_class(ev: Machine, bound: SuperValue, name: str, given: Arguments, place: Place) -> Value:
    """``super().__new__(cls)``, ``super().__call__(...)`` of a metaclass, ``super().__init_subclass__()``."""
    receiver = bound.receiver
    if name == "__new__":
        cls = given.args[0] if given.args else receiver
        if isinstance(cls, ClassValue) and class_facts.has_rule(ev, cls, "$tuple"):
            return _new_tuple(ev, cls, given, place, bound.cls)
        if isinstance(cls, ClassValue) and lineage.metaclass(cls) is None and class_facts.is_closed(ev, cls):
            return classes.bare(ev, cls, place)
        if isinstance(cls, ClassValue) and lineage.api_bases(cls):
            return classes.bare(ev, cls, place)
    elif name == "__call__" and isinstance(receiver, ClassValue):
        return ev.instantiate(receiver, given, place, plainly=True)
    elif name in ("__init_subclass__", "__init__"):
        if isinstance(receiver, ClassValue) and ancestry.has_unseen_base(ev, receiver):
            ev.leaves_sight(given, place, f"passed to super().{name}()")
            ev.forget(receiver, f"changed by super().{name}()")
        return NONE
    ev.leaves_sight(given, place, f"passed to super().{name}()")
    return ev.unknown(f"super().{name}")


def of_library(ev: Machine, receiver: Value, name: str, given: Arguments, place: Place) -> Value:
    """``receiver.name(...)``, which a library defines."""
    result = domain_of(ev).method(ev, receiver, name, given, place)
    if result is not None:
        return result
    if isinstance(receiver, ApiObject):
        calls.hand_over(ev, given, place, f"passed to .{name}()", [receiver.symbol.name])
        ev.forget(receiver, f"changed by .{name}()")
        ev.doubt(Standing.FOREIGN)
        return Unknown(("foreign", ev.store.number()), why=f"method {name} of {receiver.symbol.name}")
    bases = lineage.api_bases(receiver.cls) if isinstance(receiver, Instance) else []
    calls.hand_over(ev, given, place, f"passed to .{name}()", bases)
    if domain_of(ev).owns(receiver) or not isinstance(receiver, Instance):
        ev.forget(receiver, f"changed by .{name}()")
    else:
        forgetting.call_back(ev, receiver, name)
    return Unknown(("foreign", ev.store.number()), why=f"method {name}")
