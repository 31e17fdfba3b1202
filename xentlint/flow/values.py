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
from typing import TYPE_CHECKING, Any, Literal

from ..apis.spaces import Maker, Space
from ..apis.steps import STEPS, StepName, StepRow

if TYPE_CHECKING:
    import libcst as cst

    from .modules import Module

Guard = frozenset[tuple[Any, bool]]
"""Assumptions under which something holds: condition key to truth."""

ALWAYS: Guard = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a module's tree: where something stands in the source.

    ``unit`` is the index of the module's unit (0 for a file, the n-th parsed cell of a notebook).
    """

    module: Module = field(repr=False)
    unit: int
    node: cst.CSTNode = field(repr=False)


MAX_KEY_DEPTH = 5
"""Keys are built from keys; one that is deeper stands for nothing that is tested twice."""


def derive(*parts: Any) -> Any:
    """The key of what is computed from the things that ``parts`` name, ``None`` if one has no name."""
    if any(part is None for part in parts):
        return None
    return parts if _depth(parts) <= MAX_KEY_DEPTH else None


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
        if any(known == key for known, _ in self.entries):
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
    managed: bool = False
    """``@contextmanager``: what the generator yields is entered by ``with``."""


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
    """An object of a library class that has no richer value of its own (optimizer, tape, layer).

    A Keras layer is an ``ApiObject`` whose ``symbol`` has a row in ``apis.layers``.
    """

    symbol: Symbol
    arguments: Arguments = field(repr=False, compare=False)
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SequentialValue(Handle):
    """A ``keras.Sequential``. State ``layers``: :class:`Items`."""

    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FunctionalValue(Handle):
    """A ``keras.Model(inputs, outputs)``; a model whose outputs are tensors already known.

    With ``fields``, a call of it answers with an object that has the outputs by these names.
    """

    inputs: Value
    outputs: Value
    place: Place | None = field(default=None, repr=False, compare=False)
    fields: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """The node that gave a tensor its space: what a fix would edit.

    ``place`` is the call that applies the activation (or the layer call that has it as an
    argument, ``argument`` being that argument's value node); ``symbol`` the canonical name of
    the layer or function.
    """

    place: Place
    maker: Maker
    function: str
    symbol: str = ""
    argument: Place | None = None
    scores: Place | None = None
    """Where the pre-activation value stands in the source, if the activation is a call on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a tensor after its space was made."""

    kind: StepName
    place: Place | None = field(default=None, repr=False, compare=False)

    @property
    def row(self) -> StepRow:
        """What such a step leaves as it was."""
        return STEPS[self.kind]


@dataclass(frozen=True, slots=True)
class Labels(Value):
    """What is known of data that can be labels: the numbers of classes, or one-hot rows of them.

    ``made`` is where the array was made: what is changed in place is noted there. ``least`` and ``most`` are
    numbers that occur; ``rank`` and ``width`` (the length of the last axis) are those of the array.
    """

    form: Literal["numbers", "one-hot"]
    made: Place
    least: int | None = None
    most: int | None = None
    rank: int | None = None
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Tensor(Value):
    """A tensor or array, what is known of its numbers, and where that comes from."""

    space: Space
    function: str = ""
    origin: Origin | None = None
    steps: tuple[Step, ...] = ()
    units: int | None = None
    rank: int | None = None
    half: bool = False
    numpy: bool = False
    axis: int | None = -1
    """The axis over which a softmax normalises; ``None`` when it is not known."""
    of: Any = None
    """What a derived tensor was computed from: a key shared by ``p`` and ``log(p)``."""
    read: tuple[Place, bool] | None = field(default=None, compare=False, repr=False)
    """The last expression that held it unaltered, and whether that was an array: where a
    reader that needs the old numbers can be given them."""
    base: int = field(default=0, compare=False, repr=False)
    """How many of the steps were taken inside the model that it left."""
    application: Place | None = field(default=None, compare=False, repr=False)
    """The call of the model that produced it, when it left a model."""
    under: Tensor | None = field(default=None, compare=False, repr=False)
    """The tensor before the activation, when that is known."""
    model: Value | None = field(default=None, compare=False, repr=False)
    trained: bool = False
    """Computed from weights of the program: not data."""
    pending: tuple[Any, ...] = field(default=(), compare=False, repr=False)
    """Facts that wait for this scalar to be minimised (graph-mode training)."""
    labels: Labels | None = None
    """What is known of it as labels, as long as nothing has changed it in place (``labels.known``)."""

    @property
    def changed(self) -> bool:
        """Whether a step since it left its model makes it another array than the model's output."""
        return any(not step.row.value for step in self.steps[self.base :])


OPAQUE = Tensor(Space.UNKNOWN)
DATA = Tensor(Space.DATA)


@dataclass(frozen=True, slots=True)
class LossValue(Value):
    """A loss of the library: an object, a function, or a string that names one.

    ``row`` is the row of ``apis.losses``; ``from_logits`` the value of the flag; ``written``
    where the loss is written, ``flag`` where the flag is, if it is.
    """

    row: Any
    from_logits: Value
    written: Place
    form: str
    symbol: str
    flag: Place | None = None
    ignore_class: bool = False
    arguments: Arguments | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MetricValue(Value):
    """A metric of the library: an object, a function, or a string that names one."""

    row: Any
    symbol: str
    form: str
    written: Place
    arguments: Arguments | None = field(default=None, repr=False, compare=False)
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CompiledValue(Value):
    """What ``model.compile(...)`` was given."""

    loss: Value
    metrics: Value
    place: Place
    arguments: Arguments = field(repr=False, compare=False)
    run_eagerly: Value = NONE


@dataclass(frozen=True, slots=True)
class Union(Value):
    """One of several values, each under its guard. Never nested, never fewer than two."""

    alternatives: tuple[tuple[Guard, Value], ...]
