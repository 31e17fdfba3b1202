"""The abstract values that an expression of the linted program can have.

A value stands for everything a run could produce there. ``Unknown`` is "anything"; a ``Union`` is
"one of these, each under its guard". Whatever a program can mutate (lists, dictionaries,
instances, layers, models) is only a handle here: its state lives in the ``Store`` under the
handle's number, so that branches can be evaluated apart and joined.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import libcst as cst

from .modules import Module, Place

Guard = frozenset[tuple[Any, bool]]
"""Assumptions under which something holds: condition key to truth."""

ALWAYS: Guard = frozenset()


MAX_KEY_DEPTH = 5
"""Keys are built from keys; one that is deeper stands for nothing that is tested twice."""


def derive(*parts: Any) -> Any:
    """The key of what is computed from the things that ``parts`` name, ``None`` if one has no name."""
    if any(part is None for part in parts):
        return None
    return parts if _depth(parts) <= MAX_KEY_DEPTH else None


def without_version(key: Any) -> Any:
    """The key of what ``key`` names a state of, or else ``key``."""
    return key[1] if isinstance(key, tuple) and key[:1] == ("version",) else key


def _depth(key: Any) -> int:
    return 1 + max((_depth(part) for part in key), default=0) if isinstance(key, tuple) else 0


class Value:
    """Base of all abstract values."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Anything. Two unknowns with the same ``key`` are the same thing, whatever it is.

    ``element`` tells a value that was drawn from data: an element of an iteration, a parameter
    of a function that nobody in sight calls.
    """

    key: Any = None
    why: str = ""
    element: bool = False


@dataclass(frozen=True, slots=True)
class Const(Value):
    """A Python literal: ``None``, a bool, number, string, bytes or Ellipsis."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Const) and type(self.value) is type(other.value) and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


NONE = Const(None)


@dataclass(frozen=True, slots=True)
class Absent(Value):
    """Nothing: what a slot holds on the paths on which it was never written, or was deleted."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Symbol(Value):
    """A name of an installed library, canonical (``keras.layers.Dense``, ``tf.nn.softmax``).

    ``root`` is how the program reached it: ``tf`` (``tf.keras``), ``keras``, ``tf_keras`` or "". What a
    name means does not hang on it: ``try: from tensorflow import keras``, ``except: import keras`` is one.
    """

    name: str
    root: str = field(default="", compare=False)


def _weight(value: Value) -> int:
    return value.weight if isinstance(value, TupleValue | PartialValue) else 1


@dataclass(frozen=True, slots=True)
class TupleValue(Value):
    """An immutable sequence whose items are known one by one."""

    items: tuple[Value, ...]
    weight: int = field(init=False, default=1, compare=False, repr=False)
    """How many values it is made of, each counted as often as it stands there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 1 + sum(_weight(each) for each in self.items))


@dataclass(frozen=True, slots=True)
class Handle(Value):
    """A mutable thing: its state is in the store under ``number``."""

    number: int


class Foreign(Value):
    """What a library has that cannot be changed: only the library's :class:`Domain <domain.Domain>` knows what it does."""

    __slots__ = ()

    inert: ClassVar[bool] = False
    """Whether it holds nothing that could be changed, as a number does."""

    @property
    def same(self) -> Any:
        """A name for what it is, such that equal names mean equal values; ``None`` if it has none."""
        return None


def is_inert(value: Value) -> bool:
    """Whether ``value`` holds nothing that could be changed: literals and numbers."""
    return isinstance(value, Const) or (isinstance(value, Foreign) and value.inert)


@dataclass(frozen=True, slots=True)
class ForeignHandle(Handle):
    """The same for what can be changed."""


@dataclass(frozen=True, slots=True)
class ListValue(Handle):
    """A list. State ``items``: :class:`Items`."""


@dataclass(frozen=True, slots=True)
class SetValue(Handle):
    """A set or frozenset. State ``items``: :class:`Items`, in an order that nobody may rely on."""


@dataclass(frozen=True, slots=True)
class IteratorValue(Handle):
    """What gives its elements one after the other: ``iter(x)``, ``map(f, x)``, a generator expression.

    ``sources`` are what it draws from and ``function`` what it applies, when it is asked and not
    before. State ``position``: how many it has given, ``Unknown`` when that is not known.
    """

    kind: str
    sources: tuple[Value, ...] = ()
    function: Value | None = None
    node: cst.CSTNode | None = field(default=None, repr=False)
    places: tuple[Place | None, ...] = field(default=(), repr=False, compare=False)
    """Where the sources are written."""


@dataclass(frozen=True, slots=True)
class GeneratorValue(Handle):
    """A call of a generator function of the project; its body runs when it is asked.

    State ``position``: 0 before the first element was asked for; ``Unknown`` in the middle.
    """

    function: FunctionValue = field(repr=False)
    given: Arguments = field(repr=False)
    place: Place = field(repr=False)


@dataclass(frozen=True, slots=True)
class NamespaceValue(Value):
    """``vars(x)``, ``x.__dict__``, ``globals()``: what ``target`` holds, as a dictionary."""

    target: Value


@dataclass(frozen=True, slots=True)
class DictValue(Handle):
    """A dictionary. State ``items``: :class:`Entries`."""


@dataclass(frozen=True, slots=True)
class Items(Value):
    """The contents of a list: the known tail, and whether unknown items may stand before it.

    With ``exact`` the items are all there is; without, they are the last ones (``open`` at the
    front), which is enough for whoever asks for the end of a model.
    """

    items: tuple[Value, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Entries(Value):
    """The contents of a dictionary: known keys; ``exact`` when there can be no others."""

    entries: tuple[tuple[Any, Value], ...] = ()
    exact: bool = True

    def get(self, key: Any) -> Value | None:
        """The value under ``key``."""
        for known, value in self.entries:
            if known == key:
                return value
        return None

    def put(self, key: Any, value: Value) -> Entries:
        """These entries with ``key`` bound to ``value``, where it stood if it was there."""
        for known, _ in self.entries:
            if known == key:
                return Entries(tuple((k, value if k == key else v) for k, v in self.entries), self.exact)
        return Entries((*self.entries, (key, value)), self.exact)

    def without(self, key: Any) -> Entries:
        """These entries less the one under ``key``."""
        return Entries(tuple((k, v) for k, v in self.entries if k != key), self.exact)


@dataclass(frozen=True, slots=True)
class FunctionValue(Value):
    """A function, lambda or method of the linted project, with the scope it closes over."""

    node: cst.FunctionDef | cst.Lambda = field(repr=False)
    module: Module = field(repr=False)
    unit: int = field(repr=False)
    scope: int
    name: str
    owner: ClassValue | None = field(default=None, repr=False, compare=False)
    defaults: tuple[tuple[str, Value], ...] = field(default=(), repr=False)
    graph: bool = False
    kind: str = "function"
    within: ClassValue | None = field(default=None, repr=False, compare=False)
    """The class in whose text the function stands, however deep."""
    cached: bool = False
    """``@lru_cache``: called again with the same, it gives the same object."""
    manager: Symbol | None = None
    """What a call makes of the generator that it gives, so that ``with`` runs its body where that yields."""


@dataclass(frozen=True, slots=True)
class BoundMethod(Value):
    """A function of the project bound to its first argument."""

    function: FunctionValue
    receiver: Value


@dataclass(frozen=True, slots=True)
class PropertyValue(Value):
    """A property of a class of the project."""

    getter: Value
    setter: Value | None = None
    deleter: Value | None = None
    cached: bool = False


@dataclass(frozen=True, slots=True)
class WrappedFunction(Value):
    """``classmethod(f)`` or ``staticmethod(f)`` where ``f`` is more than a plain function."""

    kind: str
    function: Value


@dataclass(frozen=True, slots=True)
class ApiMethod(Value):
    """A method of a library object: ``model.fit``, ``tape.gradient``, ``"a".format``."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class SliceValue(Value):
    """``a:b:c`` in an index."""

    bounds: tuple[Value, ...]

    def python(self) -> slice | None:
        """The slice, when its bounds are known integers."""
        parts = []
        for bound in self.bounds:
            if not isinstance(bound, Const) or not isinstance(bound.value, int | None):
                return None
            parts.append(bound.value)
        return slice(*parts)


@dataclass(frozen=True, slots=True)
class ClassValue(Value):
    """A class of the linted project; its namespace is a scope in the store."""

    node: cst.ClassDef = field(repr=False)
    module: Module = field(repr=False)
    unit: int = field(repr=False)
    scope: int
    name: str
    bases: tuple[Value, ...] = field(default=(), repr=False, compare=False)
    meta: Value | None = field(default=None, repr=False, compare=False)
    """The metaclass that was written, if one was."""
    order: list[Value] = field(default_factory=list, repr=False, compare=False)
    """The classes that an attribute is looked for in, once that was worked out."""


@dataclass(frozen=True, slots=True)
class Instance(Handle):
    """An object of a class of the project. State: one slot an attribute."""

    cls: ClassValue = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuperValue(Value):
    """``super()`` inside a method: attribute look-up starts after ``cls``."""

    cls: ClassValue
    receiver: Value


@dataclass(frozen=True, slots=True)
class PartialValue(Value):
    """``functools.partial(function, ...)``."""

    function: Value
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]
    place: Place | None = field(default=None, repr=False, compare=False)
    weight: int = field(init=False, default=1, compare=False, repr=False)
    """How many values it is made of, each counted as often as it stands there."""

    def __post_init__(self) -> None:
        parts = (self.function, *self.args, *(each for _, each in self.kwargs))
        object.__setattr__(self, "weight", 1 + sum(_weight(each) for each in parts))


@dataclass(frozen=True, slots=True)
class ModuleValue(Value):
    """A module of the linted project."""

    module: Module = field(repr=False)


@dataclass(frozen=True, slots=True)
class LazyImport(Value):
    """An imported file of the project, or a name in it, that nobody has read yet."""

    path: Path
    name: str | None = None


class Openness(enum.IntEnum):
    """Whether a call is given more than is known, which a parameter would get in place of its default."""

    CLOSED = 0
    UNSEEN = 1
    """Callers out of sight may give it, or not: the function is also looked at as if they did not."""
    LOST = 2
    """What the program gives with ``*`` or ``**`` was not followed."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The evaluated arguments of a call, and the nodes that they were written as."""

    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    arg_places: tuple[Place | None, ...] = ()
    kwarg_places: Mapping[str, Place] = field(default_factory=dict)
    open: Openness | bool = False
    """Some ``*args`` or ``**kwargs`` could not be expanded: an absent argument may be present."""

    def get(self, name: str, position: int | None = None) -> Value | None:
        """The argument called ``name``, or standing at ``position`` (0-based), if it was given."""
        if name in self.kwargs:
            return self.kwargs[name]
        if position is not None and position < len(self.args):
            return self.args[position]
        return None

    def placed(self) -> Iterator[tuple[Value, Place | None]]:
        """Every argument that was given, and where it is written."""
        yield from zip(self.args, self.arg_places, strict=True)
        for name, value in self.kwargs.items():
            yield value, self.kwarg_places.get(name)

    def behind(self, receiver: Value) -> Arguments:
        """The same behind the object that a method belongs to."""
        return Arguments(
            (receiver, *self.args), self.kwargs, (None, *self.arg_places), self.kwarg_places, self.open
        )

    def rest(self) -> Arguments:
        """What is given behind the first positional argument."""
        return Arguments(self.args[1:], self.kwargs, self.arg_places[1:], self.kwarg_places, self.open)

    def place(self, name: str, position: int | None = None) -> Place | None:
        """Where :meth:`get` would find its argument in the source."""
        if name in self.kwargs:
            return self.kwarg_places.get(name)
        if position is not None and position < len(self.arg_places):
            return self.arg_places[position]
        return None


@dataclass(frozen=True, slots=True)
class ApiObject(Handle):
    """An object of a library class that has no richer value of its own (optimizer, tape, layer)."""

    symbol: Symbol
    arguments: Arguments = field(repr=False, compare=False)
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Union(Value):
    """One of several values, each under its guard. Never nested, never fewer than two."""

    alternatives: tuple[tuple[Guard, Value], ...]
