"""What happens to the things that are handed where nobody looks: everything in them is unknown.

This is what the evaluation does by default. A function, method, operator or statement without a
row of its own may have changed whatever it was given, and whatever can be reached from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import libcst as cst

from . import ancestry, containers, lineage, reading, threads
from .containers import CHANGING_ITEMS
from .domain import behaviour, domain_of
from .machine import Machine
from .nodes import walk
from .reaching import Reach
from .reading import reached_by
from .store import Slot
from .values import (
    ABSENT,
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
    Handle,
    Instance,
    Items,
    IteratorValue,
    LazyImport,
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
    is_inert,
)

_ANY_ITEMS = Items((), exact=False)
_ANY_ENTRIES = Entries((), exact=False)
_ITS_CLASS = frozenset({"type", "__class__"})
"""Names by which a method reaches the class of its object."""
_WHOLE_MODULE = frozenset({"globals", "exec", "eval", "modules"})
"""Names by which a function reaches every name of its module."""
_CALLABLE = (FunctionValue, BoundMethod, PropertyValue, WrappedFunction)


def instead(ev: Machine, slot: Slot, value: Value | None) -> Value:
    """What a slot holds when it may hold anything of its kind."""
    if value is not None and ev.store.is_unread(value):
        return value
    sample = value
    while isinstance(sample, Union):
        sample = sample.alternatives[0][1]
    if isinstance(sample, Items | Entries):
        held = [each for _, each in value.alternatives] if isinstance(value, Union) else [sample]
        lost = [one for each in held for one in _held(each)]
        containers.keep_within(ev, slot[0], lost)
        return _ANY_ITEMS if isinstance(sample, Items) else _ANY_ENTRIES
    options = (
        [each for _, each in value.alternatives] if isinstance(value, Union) else [value] if value else []
    )
    return ev.store.put_away(ev.one_of(options, "changed where it is not followed"))


def _held(value: Value) -> list[Value]:
    if isinstance(value, Items):
        return list(value.items)
    return _of_entries(value) if isinstance(value, Entries) else []


def _of_entries(value: Entries) -> list[Value]:
    """What stands in a dictionary, and the objects that are its keys."""
    return [part for entry in value.entries for part in entry if isinstance(part, Value)]


_PART_OF = frozenset({"attr", "item", "element", "version", "call", "entered"})
"""What a key names that begins with one of these is a part of what comes second."""


def sources(ev: Machine, key: Any) -> list[Value]:
    """What something unknown, or what it is a part of, may be one of."""
    return list(_sources(ev, key, set()))


def _sources(ev: Machine, key: Any, families: set[int]) -> Iterator[Value]:
    """The same, without the families that were looked at before."""
    while isinstance(key, tuple) and key:
        yield from ev.origins.get(key, ())
        family = ev.families.get(key)
        if family is not None and id(family) not in families:
            families.add(id(family))
            yield from (Unknown(each) for each in family if each != key)
        key = key[1] if len(key) > 1 and key[0] in _PART_OF else None


def add_sources(ev: Machine, key: Any, more: Sequence[Value]) -> tuple[Value, ...]:
    """Something unknown may be one of ``more`` too; what it may have been one of before."""
    held = ev.origins.get(key, ())
    comes_from(ev, key, (*held, *more))
    return held


def comes_from(ev: Machine, key: Any, values: tuple[Value, ...]) -> None:
    """What is unknown under ``key`` may be one of ``values``, or made of them, on whatever path."""
    ev.origins[key] = values
    ev.matters(key)
    if any(reading.has_hooks(ev, each) for each in values):
        ev.hooked.add(key)


def is_hooked(ev: Machine, key: Any) -> bool:
    """Whether methods of the project may run when what is unknown under ``key`` is used in any way."""
    while isinstance(key, tuple) and key:
        if key in ev.hooked:
            return True
        key = key[1] if len(key) > 1 and key[0] in _PART_OF else None
    return False


def part_of(ev: Machine, values: Sequence[Value], why: str) -> Unknown:
    """One of ``values``, or a method of one: when it is called, they may be changed."""
    found = ev.one_of(values, why)
    ev.store.set(("unknown", found.key), "$kept", Const(True))
    return found


def may_be_method(ev: Machine, found: Unknown, value: Value) -> None:
    """What is unknown may be a method of ``value``: when it is called, that may be changed."""
    add_sources(ev, found.key, [value])
    ev.store.set(("unknown", found.key), "$kept", Const(True))


def forget(ev: Machine, value: Value | None, why: str = "") -> None:
    """Everything that can change and can be reached from ``value`` is unknown from here on."""
    if value is not None:
        forget_all(ev, [value], why)


def forget_all(ev: Machine, values: Sequence[Value], why: str = "") -> None:
    """The same for several values at once: what more than one of them leads to is looked at once."""
    gone = _Forgetting(ev, why)
    for each in values:
        gone.value(each)


def forget_arguments(ev: Machine, given: Arguments, why: str = "", function: Value | None = None) -> None:
    """The same for everything that a call is given, and for the ``function`` that is called."""
    called = [] if function is None else [function]
    forget_all(ev, [*called, *(each for each, _ in given.placed())], why)


def keep_on(ev: Machine, owner: tuple[str, Any], name: str, value: Value) -> None:
    """Store something in what a caller hands over, under a name of ``owner``: it is there when it is asked for."""
    changed_under(ev, owner, name)
    ev.kept_under.setdefault((owner[0], name), {})[owner] = None
    ev.store.set(owner, name, value)


def changed_under(ev: Machine, owner: tuple[str, Any], name: str | None) -> None:
    """Something unknown is changed under a ``name``, or any: whatever else is unknown may be the same object."""
    for (kind, written), owners in ev.kept_under.items():
        if kind == owner[0] and name in (None, written):
            forget_slots(
                ev, [(each, written) for each in owners if each != owner and ev.store.peek(each, written)]
            )


def forget_owner(ev: Machine, key: Any, name: str) -> None:
    """A method ``name`` of something unknown is called: it, and what it may be one of, may be changed.

    Not where it surely is one of some objects of the project whose classes leave that method to a
    library that leaves its objects as they are.
    """
    if name in CHANGING_ITEMS:
        changed_under(ev, ("items", key), None)
        domain_of(ev).note_changed(ev, key)
    held = _one_of(ev, sources(ev, key))
    if held and all(_left_alone(ev, each, name) for each in held):
        for one in held:
            call_back(ev, one, name)
        return
    forget(ev, Unknown(key), "one of its methods is called")


def _one_of(ev: Machine, values: Sequence[Value]) -> list[Instance] | None:
    """The objects that ``values`` are, or hold, ``None`` when some may be anything else."""
    found: list[Instance] = []
    waiting, seen = list(values), set[Any]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Instance):
            found.append(value)
        elif isinstance(value, Union):
            waiting += [each for _, each in value.alternatives]
        elif isinstance(value, TupleValue | Items):
            waiting += value.items
        elif isinstance(value, ListValue | SetValue):
            if value.number not in seen:
                seen.add(value.number)
                waiting += [each for name, each in ev.store.names(value.number) if not name.startswith("$")]
        elif isinstance(value, Unknown):
            if value.key is not None and value.key not in seen:
                seen.add(value.key)
                waiting += sources(ev, value.key)
        elif value is not ABSENT and not is_inert(value):
            return None
    return found


def _left_alone(ev: Machine, value: Instance, name: str) -> bool:
    bases = lineage.api_bases(value.cls)
    return (
        ancestry.find_in_class(ev, value.cls, name) is None
        and ev.store.get(value.number, name) is None
        and bool(bases)
        and hooks(ev, value.cls, name) is not None
        and not any(domain_of(ev).changes_arguments(each) for each in bases)
    )


_NO_HOOKS = frozenset({"__init__", "__new__", "__repr__", "__str__", "__del__"})


def hooks(ev: Machine, cls: ClassValue, name: str) -> list[FunctionValue] | None:
    """What a method ``name`` that ``cls`` has from a library may call of what the project gave ``cls``.

    ``thread.start()`` calls ``run``; ``parser.feed(text)`` calls what is not known: ``None``.
    """
    above = [each for each in lineage.linearize(cls) if not isinstance(each, ClassValue)]
    bases = [each.name for each in above if isinstance(each, Symbol)]
    unknown = len(bases) < len(above)
    bases = [each for each in bases if domain_of(ev).calls_back(each, name)]
    if not (bases or unknown):
        return []
    running = [domain_of(ev).running(base) for base in bases]
    if unknown or any(each is None for each in running):
        return None  # it may change its object, too
    own = {
        hook: each
        for one in reversed(lineage.linearize(cls))
        if isinstance(one, ClassValue)
        for hook, each in ev.store.names(one.scope)
        if isinstance(each, FunctionValue | WrappedFunction | PropertyValue) and hook not in _NO_HOOKS
    }
    started = {each.get(name) for each in running if each is not None}
    found: list[FunctionValue] = []
    for hook, each in own.items():
        if hook in started:
            if not isinstance(each, FunctionValue):
                return None
            found.append(each)
    return found


def call_back(ev: Machine, receiver: Instance, name: str) -> None:
    """A library's method ``name`` was called on ``receiver``, and may have called methods of the project."""
    called = hooks(ev, receiver.cls, name)
    if called is None:
        forget(ev, receiver, f"changed by .{name}()")
        return
    if receiver.number in ev.beside:  # it goes on
        forget_written(ev, ev.beside[receiver.number])
        return
    for each in called:
        ev.beside[receiver.number] = threads.runs_beside(ev, BoundMethod(each, receiver))
        forget_written(ev, ev.beside[receiver.number])


def forget_written(ev: Machine, written: Iterable[Slot]) -> None:
    """What a run of the program may have written; what is noted beside it is no part of the program."""
    forget_slots(ev, [slot for slot in written if not slot[1].startswith("$")])


_CALLS = 3
"""How many functions, each called by the one before, are looked through for the names that they read."""


def within_reach(ev: Machine, function: FunctionValue) -> tuple[set[str], set[int]]:
    """The names that stand in ``function`` and in what it calls by name, and the objects that these stand for."""
    words: set[str] = set()
    values: list[Value] = []
    seen = set[cst.CSTNode]()
    waiting = [(function, 0)]
    while waiting:
        each, depth = waiting.pop()
        if each.node in seen:
            continue
        seen.add(each.node)
        code = reached_by(ev, each.node)
        words |= code.named
        named = [found for name in code.named if (found := _found(ev, each.scope, name)) is not None]
        if each.owner is not None:
            named += [one for name, one in ev.store.held(each.owner.scope) if name in code.named]
        values += named
        if depth < _CALLS:
            waiting += [(one, depth + 1) for one in named if isinstance(one, FunctionValue)]
    return words, ev.held_by(values)


def forget_slots(ev: Machine, written: Iterable[Slot]) -> None:
    """Slots that something may have written, or not."""
    for slot in written:
        _set(ev, slot, instead(ev, slot, ev.store.get(*slot)))


def _set(ev: Machine, slot: Slot, value: Value) -> None:
    ev.store.lose(slot[0], slot[1], value)


def forget_names(ev: Machine, node: cst.CSTNode) -> None:
    """Everything that a piece of code names may be changed by it."""
    gone = _Forgetting(ev, "named by a statement that is not understood")
    for name in sorted({each.value for each in walk(node) if isinstance(each, cst.Name)}):
        found = _found(ev, ev.frame.scope, name)
        if found is not None:
            gone.value(found)
            ev.bind(name, ev.unknown("named by a statement that is not understood"))


class _Forgetting:
    """One walk over what can be reached; everything is visited once."""

    def __init__(self, ev: Machine, why: str) -> None:
        self.ev = ev
        self.why = why
        self.seen: set[Any] = set()
        self.read: set[Any] = set()
        self.families: set[int] = set()

    def value(self, value: Value) -> None:
        """Forget ``value`` and all that hangs on it."""
        waiting = [value]
        looked = 0
        while waiting:
            looked += 1
            waiting.extend(self._one(waiting.pop()))
        self.ev.spend(looked)

    def _one(self, value: Value) -> Sequence[Value]:
        kind = type(value)
        way = _WAYS.get(kind)
        if way is None:
            way = _WAYS[kind] = next(each for base, each in _WAYS_OF_BASES if issubclass(kind, base))
        return way(self, value)

    def _foreign(self, value: Foreign) -> Sequence[Value]:
        return behaviour(self.ev, value).forget(self.ev, value, self.why)

    def _object(self, value: Handle) -> Sequence[Value]:
        if value.number in self.seen:
            return ()
        self.seen.add(value.number)
        inside = self._handle(value)
        self.ev.shared[value.number] = value
        self.ev.store.share(value.number)
        return inside

    def _class(self, value: ClassValue) -> Sequence[Value]:
        meta = lineage.metaclass(value)
        above = self._methods(meta) if isinstance(meta, ClassValue) else []
        inside = self._attributes(("class", value.scope), value.scope, value)
        for one in lineage.linearize(value):
            for name, each in self.ev.store.held(one.scope) if isinstance(one, ClassValue) else ():
                hidden = isinstance(each, _CALLABLE) or self.ev.store.peek(value.scope, name) is not None
                if not hidden and not name.startswith(("__", "$")):
                    # One of its own may hide what it inherits by then.
                    self.ev.store.lose(value.scope, name, self.ev.one_of([each], self.why))
        return [*inside, *self._methods(value), *above]

    def _module(self, value: ModuleValue) -> Sequence[Value]:
        return self._attributes(("module", value.module), value.module.scope, value)

    def _handle(self, value: Handle) -> list[Value]:
        store = self.ev.store
        inside = [each for name, each in store.held(value.number) if not name.startswith("$")]
        if isinstance(value, ListValue | SetValue):
            store.lose(value.number, "items", _ANY_ITEMS)
        elif isinstance(value, DictValue):
            store.lose(value.number, "items", _ANY_ENTRIES)
        elif isinstance(value, IteratorValue):
            store.lose(value.number, "position", self.ev.unknown(self.why))
            inside += [*value.sources, *([value.function] if value.function is not None else [])]
            if value.node is not None:
                code, frame = reached_by(self.ev, value.node), self.ev.suspended[value.number]
                named = (_found(self.ev, frame.scope, name) for name in code.used)
                inside += [each for each in named if each is not None and not isinstance(each, ModuleValue)]
        elif isinstance(value, GeneratorValue):
            store.lose(value.number, "position", self.ev.unknown(self.why))
            inside += [value.function, *(each for each, _ in value.given.placed())]
        elif isinstance(value, ForeignHandle):
            inside += behaviour(self.ev, value).forget(self.ev, value, self.why)
        elif isinstance(value, Instance):
            for name, each in store.held(value.number):
                if not name.startswith("$") and not isinstance(each, _CALLABLE):
                    store.lose(value.number, name, instead(self.ev, (value.number, name), each))
            store.lose(value.number, "$open", Const(True))
            inside += self._methods(value.cls)
            domain_of(self.ev).forget_instance(self.ev, value)
        elif isinstance(value, ApiObject):
            for name, _ in store.held(value.number):
                if not name.startswith("$"):
                    store.lose(value.number, name, self.ev.unknown(self.why))
            store.lose(value.number, "$open", Const(True))
            inside += [each for each, _ in value.arguments.placed()]
            inside += behaviour(self.ev, value).forget(self.ev, value, self.why)
        return inside

    def _unknown(self, value: Unknown) -> list[Value]:
        if value.key is None or value.key in self.seen:
            return []
        self.seen.add(value.key)
        store = self.ev.store
        owner = ("unknown", value.key)
        inside = list(_sources(self.ev, value.key, self.families))
        for name, each in store.held(owner):
            if not name.startswith("$"):
                inside.append(each)
                store.lose(owner, name, self.ev.unknown(self.why))
            elif name != "$version":
                inside.append(each)
        for name, _ in store.held(("items", value.key)):
            store.lose(("items", value.key), name, self.ev.unknown(self.why))
        if value.key in self.ev.taken_apart:  # otherwise no part of it has a name that would be wrong now
            store.lose(owner, "$version", Const(store.number()))
        return inside

    def _attributes(self, mark: Any, scope: int, value: Value) -> list[Value]:
        if mark in self.seen:
            return []
        self.seen.add(mark)
        inside = []
        for name, each in self.ev.store.held(scope):
            if name.startswith("__") or isinstance(each, (*_CALLABLE, ModuleValue, ClassValue)):
                continue
            inside.append(each)
            self.ev.store.lose(scope, name, instead(self.ev, (scope, name), each))
        self.ev.shared[scope] = value
        self.ev.store.share(scope)
        return inside

    def _methods(self, cls: ClassValue) -> list[Value]:
        """The functions of a class: whoever has an object of it can call them."""
        if ("methods", cls.scope) in self.seen:
            return []
        self.seen.add(("methods", cls.scope))
        return _methods(self.ev, cls)

    def _function(self, function: FunctionValue) -> list[Value]:
        """Whoever has a function can call it: what it names may change, and what it binds outside."""
        mark = (function.node, function.scope)
        if mark in self.seen:
            return []
        self.seen.add(mark)
        ev = self.ev
        code = reached_by(ev, function.node)
        inside = [*(each for _, each in function.defaults), *_named_by(ev, function, code)]
        inside += reading.runs(ev, _read_by(ev, function, code), code.named, self.read)
        self._hold(function, code)
        own = ("function", mark)
        for name, each in ev.store.held(own):
            if not name.startswith("$"):
                ev.store.lose(own, name, instead(ev, (own, name), each))
        its_class = function.kind == "classmethod" and reading.first_parameter(function) in code.written
        if function.owner is not None and (its_class or code.written & _ITS_CLASS):
            inside.append(function.owner)
        for each in domain_of(ev).within_reach(code.named):
            domain_of(ev).forget_symbol(ev, each)
        if (code.used | code.written) & _WHOLE_MODULE:
            inside.append(ModuleValue(function.module))
        for name in code.written:
            found = _found(ev, function.scope, name)
            if isinstance(found, ClassValue):
                inside = [*inside, found]
            if isinstance(found, ClassValue | Instance):
                cls, owner = (
                    (found, found.scope) if isinstance(found, ClassValue) else (found.cls, found.number)
                )
                for attribute in code.attributes:
                    # It may hide one that is inherited.
                    if ancestry.find_in_class(ev, cls, attribute) is not None:
                        ev.store.lose(owner, attribute, ev.unknown("set by a function"))
            elif isinstance(found, ModuleValue):
                inside = [*inside, found]
        for name in code.outside:
            for scope in dict.fromkeys((function.module.scope, *_chain(ev, function.scope))):
                found = ev.store.peek(scope, name)
                if found is not None:
                    ev.store.lose(scope, name, instead(ev, (scope, name), found))
        return inside

    def _symbol(self, value: Symbol) -> Sequence[Value]:
        domain_of(self.ev).forget_symbol(self.ev, value)
        return ()

    def _hold(self, function: FunctionValue, code: Reach) -> None:
        """Code out of sight may call the function again, when what it names is something else."""
        ev = self.ev
        mark = (function.node, function.scope)
        if mark not in ev.holding:
            ev.holding[mark] = now = ev.store.number()
            if ev.frames:
                ev.handed_out.setdefault(function.node, ev.here())
                if isinstance(function.node, cst.Lambda):
                    # It is not evaluated by itself, as a function is that nobody in sight calls.
                    for name in sorted(code.named):
                        ev.out_of_sight(
                            _found(ev, function.scope, name), "used in a lambda that is handed on"
                        )
            if ev.store.timing is None and not ev.context.uncalled:
                ev.store.timing = now
            for scope in dict.fromkeys((function.module.scope, *_chain(ev, function.scope))):
                ev.held.setdefault(scope, []).append(function)
                ev.store.share_names(scope, code.used, code.outside)


_Way = Callable[[_Forgetting, Any], Sequence[Value]]
_WAYS_OF_BASES: Sequence[tuple[Any, _Way]] = (
    (Union, lambda _, value: [each for _, each in value.alternatives]),
    (Const, lambda _, value: ()),
    (Foreign, _Forgetting._foreign),
    (Symbol, _Forgetting._symbol),
    (TupleValue | Items, lambda _, value: value.items),
    (Entries, lambda _, value: _of_entries(value)),
    (Handle, _Forgetting._object),
    (Unknown, _Forgetting._unknown),
    (BoundMethod, lambda _, value: (value.receiver, value.function)),
    (ApiMethod | SuperValue, lambda _, value: (value.receiver,)),
    (PartialValue, lambda _, value: (value.function, *value.args, *(each for _, each in value.kwargs))),
    (PropertyValue, lambda _, value: [each for each in (value.getter, value.setter, value.deleter) if each]),
    (WrappedFunction, lambda _, value: (value.function,)),
    (NamespaceValue, lambda _, value: (value.target,)),
    (FunctionValue, _Forgetting._function),
    (ClassValue, _Forgetting._class),
    (ModuleValue, _Forgetting._module),
    (Value, lambda _, value: ()),
)
"""What each kind of value leads to, and how it is forgotten; the first base that fits counts."""
_WAYS: dict[type[Value], _Way] = {}


def _named_by(ev: Machine, function: FunctionValue, code: Reach) -> list[Value]:
    """What a function names, and what it may call by the names that stand in it."""
    mark = (function.node, function.scope)
    known = ev.naming.get(mark)
    if known is not None and known[0] == tuple(ev.store.version(scope) for scope in known[1]):
        return known[2]
    inside: list[Value] = []
    scopes = dict.fromkeys(_chain(ev, function.scope))
    for name in code.used | code.outside:
        found = _found(ev, function.scope, name)
        if isinstance(found, ClassValue):
            scopes.update(
                (one.scope, None) for one in lineage.linearize(found) if isinstance(one, ClassValue)
            )
            # What it makes of the class, it can only call by the names that stand in it.
            inside += [
                each
                for each in _methods(ev, found)
                if not isinstance(each, FunctionValue) or each.name in code.used or each.name.startswith("__")
            ]
        elif isinstance(found, ModuleValue):
            scopes[found.module.scope] = None
            named = (ev.store.peek(found.module.scope, one) for one in code.used)
            inside += [each for each in named if isinstance(each, FunctionValue)]
        elif found is not None and not isinstance(found, Const | Symbol):
            inside.append(found)
    ev.naming[mark] = tuple(ev.store.version(scope) for scope in scopes), tuple(scopes), inside
    return inside


def _read_by(ev: Machine, function: FunctionValue, code: Reach) -> Iterator[Value]:
    """What a function names without doing anything to it."""
    for name in code.read:
        found = _found(ev, function.scope, name)
        if found is not None and not isinstance(found, Const | Symbol | FunctionValue):
            yield found


def _chain(ev: Machine, scope: int | None) -> list[int]:
    found = []
    while scope is not None:
        found.append(scope)
        scope = ev.parents.get(scope)
    return found


def _found(ev: Machine, scope: int, name: str) -> Value | None:
    for each in _chain(ev, scope):
        value = ev.store.peek(each, name)
        if value is not None:
            return ev.resolve(value) if isinstance(value, LazyImport) else value
    return None


def _methods(ev: Machine, cls: ClassValue) -> list[Value]:
    """The functions of a class: whoever has an object of it can call them."""
    return [
        each
        for one in lineage.linearize(cls)
        if isinstance(one, ClassValue)
        for _, each in ev.store.held(one.scope)
        if isinstance(each, FunctionValue | PropertyValue | WrappedFunction)
        or (isinstance(each, Instance) and reading.is_descriptor(ev, each))
    ]
