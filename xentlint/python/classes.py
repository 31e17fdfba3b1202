"""Classes of the project: their definition, their order, what calling them makes."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from . import ancestry, calls, class_facts, containers, errors, forgetting, lineage
from .domain import domain_of
from .machine import Frame, Machine
from .modules import Place
from .standing import Standing, standing
from .values import (
    ABSENT,
    Arguments,
    ClassValue,
    Const,
    FunctionValue,
    Instance,
    PropertyValue,
    Symbol,
    TupleValue,
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
_TYPE = Symbol("builtins.type")
_SPECIAL_NAMES = frozenset({"__new__", "__init__", "__prepare__", "__getattribute__"})


# -- what is written of them ----------------------------------------------------------------------------------------------


def _base(ev: Machine, value: Value) -> Value:
    """``value`` as a base of a class: each class is looked at in all that inherit from it."""
    if isinstance(value, ClassValue) and len(lineage.linearize(value)) > _MOST_BASES:
        return ev.unknown("a class with too many bases")
    if isinstance(value, Instance):
        ev.forget(value, "asked for the bases that it stands for")
    if isinstance(value, Unknown) and isinstance(value.key, tuple) and value.key[0] == "item":
        whole = value.key[1]
        if whole[:1] == ("symbol",) and class_facts.adds_nothing(ev, whole[1]):
            return Symbol(whole[1])  # Generic[T]
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
    named = meta.name if isinstance(meta, Symbol) else ""
    if meta == _TYPE or (named and class_facts.adds_nothing(ev, named)):
        meta = None
    scope = ev.new_scope(frame.scope)
    ev.class_scopes.add(scope)
    cls = ClassValue(node, frame.module, frame.unit, scope, node.name.value, bases, meta)
    ev.owners[scope] = cls
    ev.binds[scope] = ev.names_bound(node)
    ev.classes[node] = cls
    ev.class_statements += 1
    if len(set(bases)) < len(bases) or (lineage.merged(cls) is None and not _reordered(bases)):
        raise ev.raised(ev.error("TypeError"))
    ev.frames.append(
        Frame(scope, frame.module, frame.unit, owner=cls, entry=frame.entry, within=cls, at=frame.at)
    )
    try:
        ev.suite(node.body)
    finally:
        ev.frames.pop()
    domain_of(ev).defined(ev, cls, named)
    _announce(ev, cls, keywords)
    result: Value = cls
    if not _made_as_written(ev, cls):
        ev.forget(cls, "made by a metaclass")
        ev.forget(meta, "makes a class")
        result = ev.unknown("made by a metaclass")
    for decorator in reversed(node.decorators):
        result = calls.decorated(ev, result, ev.narrow(ev.value(decorator.decorator)), ev.place(node))
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
    if not all(isinstance(each, ClassValue) or each == _TYPE for each in lineage.linearize(meta)):
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
    made = domain_of(ev).instantiated(ev, cls, given, place)
    if made is not None:
        return made
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
    if any(name in _CONTAINERS or domain_of(ev).is_container(name) for name in bases):
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
    if not class_facts.has_rule(ev, cls, "$abstract"):
        return False
    names = {
        name
        for each in lineage.linearize(cls)
        if isinstance(each, ClassValue)
        for name, value in ev.store.names(each.scope)
        if _leaves_open(ev, value)
    }
    return any(_leaves_open(ev, ancestry.find_in_class(ev, cls, name)) for name in names)


def leave_open(ev: Machine, value: Value) -> None:
    """The method ``value`` is one that a class must have of its own before it has objects."""
    function = _function_of(value)
    if function is not None:
        ev.store.set(("function", (function.node, function.scope)), "$left open", Const(True))


def _leaves_open(ev: Machine, value: Value | None) -> bool:
    function = _function_of(value)
    return (
        function is not None
        and ev.store.get(("function", (function.node, function.scope)), "$left open") is not None
    )


def _function_of(value: Value | None) -> FunctionValue | None:
    if isinstance(value, PropertyValue):
        value = value.getter
    if isinstance(value, WrappedFunction):
        value = value.function
    return value if isinstance(value, FunctionValue) else None


def bare(ev: Machine, cls: ClassValue, place: Place) -> Instance:
    """A new object of ``cls`` that nothing has initialised."""
    instance = Instance(ev.store.number(), cls)
    ev.store.objects.add(instance.number)
    known = ev.instances.setdefault(cls.node, [])
    if len(known) < 6:
        known.append(instance)
        ev.made.append(instance)
    ev.store.set(instance.number, "$place", TupleValue(()))
    ev.places[instance.number] = place
    ev.finalizers.note_object(instance, ancestry.find_in_class(ev, cls, "__del__"))
    if any(not isinstance(each, ClassValue | Symbol) for each in lineage.linearize(cls)):
        ev.store.set(instance.number, "$open", Const(True))
    return instance


def _initialise(ev: Machine, cls: ClassValue, instance: Instance, given: Arguments, place: Place) -> None:
    if domain_of(ev).initialised(ev, cls, instance, given, place, None):
        return
    init = ancestry.find_in_class(ev, cls, "__init__")
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
        isinstance(each, ClassValue) or (isinstance(each, Symbol) and class_facts.adds_nothing(ev, each.name))
        for each in lineage.linearize(cls)
    )


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
