"""What every piece of the interpreter works on: the state of an evaluation, its paths and its budget.

A condition that is not known is taken both ways and the outcomes are joined under their guards. What a
statement, an expression or a call means is said elsewhere, and asked for here by name (:class:`Machine`,
its last part).
"""

from __future__ import annotations

import abc
import contextlib
import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import libcst as cst

from ..sources.document import WrittenModule
from . import builtin_names, finalizers
from .completions import Completion, Ended, Exit
from .conditions import decided
from .context import Context
from .errors import ends_the_program
from .exhaustion import Exhaustion
from .guards import alternatives, compatible, either, one_of_them, together, union
from .modules import Module, Place
from .naming import bound_names, keeps_scope
from .reaching import Reach
from .repeated import Repeated
from .standing import Standing, standing, which_way
from .store import Slot, Store
from .values import (
    ABSENT,
    ALWAYS,
    NONE,
    ApiMethod,
    ApiObject,
    Arguments,
    ClassValue,
    Const,
    Entries,
    FunctionValue,
    Guard,
    Handle,
    Instance,
    Items,
    IteratorValue,
    LazyImport,
    ModuleValue,
    Symbol,
    TupleValue,
    Union,
    Unknown,
    Value,
    is_inert,
)

MAX_STEPS = 200_000
"""Nodes evaluated for one module before it is given up (a visible state, not a silence)."""
MAX_FUNCTION_STEPS = 8_000
"""Nodes evaluated for one function that nobody in sight calls and that speaks of losses or predictions."""
MAX_STEPS_ELSEWHERE = 2_000
"""The same, where only what it calls may."""
THINGS = 8
"""Slots joined, or values forgotten, that take as long as a node."""
MAX_SCENARIOS = 8
_MOST_HELD = 6
"""Objects within each other that are kept for the methods of the outermost."""


_LOOK = 128
"""Nodes after which is asked whether whoever waits still does."""

Stopping = Callable[[], bool]
"""Whether whoever waits for an evaluation does not any longer."""


class Exhausted(Exception):
    """The step budget of a module or of a function is spent."""


class Stopped(BaseException):
    """Nobody waits any longer for what is evaluated: no error, and what is left of it is of no use."""


@dataclass
class Frame:
    """One activation of a module, class body or function."""

    scope: int
    module: Module
    unit: int
    function: FunctionValue | None = None
    owner: ClassValue | None = None
    receiver: Value | None = None
    entry: Mapping[Any, bool] = field(default_factory=dict)
    on_yield: Callable[[Value], Value] | None = None
    """What asks a generator for its elements: is given each, and gives what is sent back."""
    elsewhere: dict[str, int] = field(default_factory=dict)
    """Names declared ``global``/``nonlocal``: the scope that holds them."""
    within: ClassValue | None = None
    """The class in whose text this stands: it decides what ``__name`` is called."""
    comprehension: bool = False
    call: Place | None = None
    at: cst.CSTNode | None = None
    """The statement that is being run."""


class Watcher(Protocol):
    """Who is told what every expression is, and says how much is evaluated for that."""

    def see(self, ev: Machine, node: cst.CSTNode, value: Value) -> None:
        """``node`` has ``value`` in the frame that is being evaluated."""

    def bind(self, ev: Machine, target: cst.BaseExpression, value: Value) -> None:
        """A name, an attribute or an item is given ``value``."""

    def enter(self, ev: Machine, function: FunctionValue, given: Arguments, scope: int, place: Place) -> None:
        """``function`` is called at ``place``, and its parameters are bound in ``scope``."""

    def allowance(self, module: Module, most: int) -> int:
        """How many nodes of a module are evaluated from top to bottom; ``most`` where nobody waits."""

    def has_run(self, module: Module, steps: int, *, to_its_end: bool) -> None:
        """``module`` was evaluated from top to bottom, as far as it was."""

    def follows(self) -> bool:
        """Whether one file more is read because it is imported."""

    def reads(self, module: Module) -> None:
        """``module`` was read because it is imported."""

    def spend(self, steps: int) -> None:
        """So many nodes were evaluated of something that nobody calls."""


_Kept = TypeVar("_Kept")


class Machine(abc.ABC):
    """An evaluation that is under way: its memory, its paths, and what can be asked of it.

    What needs the whole interpreter is abstract here, so that whoever asks need not know who answers:
    ``evaluator`` puts it together.
    """

    exhaustion = Exhausted
    function_steps = MAX_FUNCTION_STEPS

    def __init__(
        self,
        find: Callable[[str, Path, int], Path | None] | None = None,
        load: Callable[[Path], Module | None] | None = None,
        effects: Callable[[Path], bool] | None = None,
    ) -> None:
        self.store = Store(self._appeared)
        self.effects = effects
        """Whether importing a file does more than define names."""
        self.modules_in_progress: set[Path] = set()
        self.failing: set[Module] = set()
        """The modules that raised something when they were run, or may have."""
        self.pending: dict[Path, list[tuple[int, str, LazyImport]]] = {}
        """Names imported from a module that was not run yet, and where they are bound."""
        self.effective: list[Module] = []
        """The modules that this script has imported and that do something to others."""
        self._owned: dict[type, Any] = {}
        """What domains keep of this evaluation, by its type."""
        self.handed_out: dict[cst.CSTNode, Place] = {}
        """The nodes of functions that code out of sight may call, and where it was given them."""
        self.frames: list[Frame] = []
        self.path: dict[Any, bool] = {}
        self.abrupt: list[Completion] = []
        """How the pieces being evaluated left, for whoever waits for them (see ``completions``)."""
        self.shared: dict[int, Value] = {}
        """What was handed to code out of sight, which may have kept it."""
        self.held: dict[int, list[FunctionValue]] = {}
        """The functions that code out of sight may call, by the scopes whose names they read."""
        self.holding: dict[tuple[cst.CSTNode, int], int] = {}
        """The same functions, by their definitions and the scopes that these were run in: since when."""
        self.splitting: set[Any] = set()
        """The conditions under which something has different values."""
        self.catchers = 0
        """How many ``try``, ``finally`` and ``with`` are around what is evaluated."""
        self.uncaught = 0
        """How many paths have raised where nobody catches it."""
        self.ended_well = 0
        """How many paths have ended the program as it is meant to end: ``sys.exit()``."""
        self.doubts: list[Standing | None] = []
        """For each ``try`` whose body is being evaluated: who decides whether something is raised."""
        self.beside: dict[int, list[Slot]] = {}
        """What a thread that runs beside the program writes, by the object that it is."""
        self.divided = True
        """Whether a function that is called has a part of the budget only, and is given up when that is spent."""
        self._went_on: set[Any] = set()
        """Disjunctions that the program does not ask: that one of several branches went on."""
        self.repeated = Repeated()
        """The loops that are being repeated, where one is in another."""
        self.finalizers = finalizers.Finalizers()
        """What is called when nothing refers to some object any more."""
        self._slot_names: dict[Hashable, int] = {}
        self.handled: list[Value] = []
        """The exceptions that are being handled, innermost last: what a bare ``raise`` raises."""
        self.context = Context()
        self.parents: dict[int, int | None] = {}
        self.class_scopes: set[int] = set()
        self.binds: dict[int, frozenset[str]] = {}
        """For each scope of a function or class: the names that it binds itself."""
        self.binding: dict[cst.CSTNode, frozenset[str]] = {}
        """For each piece of code: the names that it binds."""
        self.steps = 0
        self.limit = MAX_STEPS
        self.stopped: Stopping | None = None
        self.since_asked = 0
        self.find = find
        self.load = load
        self.modules: dict[Path, Module] = {}
        self.evaluated: dict[Module, bool] = {}
        self.called: set[cst.CSTNode] = set()
        self.functions: dict[cst.CSTNode, FunctionValue] = {}
        self.classes: dict[cst.CSTNode, ClassValue] = {}
        self.class_statements = 0
        """How many of them were evaluated, and so changed :attr:`classes`."""
        self.instances: dict[cst.CSTNode, list[Instance]] = {}
        self.made: list[Instance] = []
        """All of these, in the order of their numbers."""
        self.owners: dict[int, ClassValue] = {}
        self.exhausted: list[Exhaustion] = []
        self.failed: list[tuple[Path, Exception]] = []
        """The errors of our own that ended the run of a module or of a function in a file."""
        self.running: list[cst.CSTNode] = []
        self.written: dict[tuple[Path, WrittenModule], Module] = {}
        """The modules that ``%%writefile`` cells of notebooks make."""
        self.choices: list[Guard] = []
        """The guards of the callees and losses that were chosen among several."""
        self.resolving: set[LazyImport] = set()
        self.literals: dict[cst.CSTNode, Value] = {}
        self.generators: dict[cst.CSTNode, bool] = {}
        """For each function that was called: whether it is a generator."""
        self.suspended: dict[int, Frame] = {}
        """For each generator expression: where it was written."""
        self.spent_in: dict[cst.CSTNode, int] = {}
        """The nodes that were evaluated in all calls of a function, what it calls included."""
        self.endless: dict[cst.CSTNode, int] = {}
        """For each function that was not followed to its end: the most steps that did not suffice."""
        self.idle: set[tuple[cst.CSTNode, int | None]] = set()
        """Methods that a library may call, with their objects, of which a run has changed nothing."""
        self.hooked: set[Any] = set()
        """The keys of what is unknown and may have special methods of the project, which run when it is used."""
        self.taken_apart: set[Any] = set()
        """The keys of what is unknown and of which a part was asked for."""
        self.families: dict[Any, dict[Any, None]] = {}
        """Keys of what is unknown, with those that may name the same thing at another time and that anything hangs on."""
        self._mattering: list[Any] = []
        """The keys that were added to them, in their order."""
        self.origins: dict[Any, tuple[Value, ...]] = {}
        """What something unknown, by its key, may be one of, or was made of."""
        self.kept_under: dict[tuple[str, str], dict[tuple[str, Any], None]] = {}
        """What is unknown and keeps what was stored in it, by kind (attribute or item) and name."""
        self.keeping: dict[cst.CSTNode, bool] = {}
        """For each function: whether what is bound in it may be used after it has ended."""
        self.reaches: dict[cst.CSTNode, Reach] = {}
        """What each piece of code can change, for those that were asked."""
        self.naming: dict[tuple[cst.CSTNode, int], tuple[tuple[int, ...], tuple[int, ...], list[Value]]] = {}
        """What functions name, with the scopes that this was read from, and their versions by then."""
        self.places: dict[int, Place] = {}
        """Where each instance of a project class was made."""
        self.inits: dict[int, tuple[Arguments, Place]] = {}
        """What the library's ``__init__`` of an instance was given."""
        self.watch: Watcher | None = None
        """Who is told what every expression is, if somebody asked."""

    def own(self, kind: type[_Kept]) -> _Kept:
        """What somebody keeps of this evaluation, of the type ``kind``; made when it is asked for first."""
        found = self._owned.get(kind)
        if found is None:
            found = self._owned[kind] = kind()
        return cast("_Kept", found)

    def keep(self, kept: object, kind: type | None = None) -> None:
        """Keep something for this evaluation, found by :meth:`own` under its type, or under ``kind``."""
        self._owned[kind or type(kept)] = kept

    # -- scopes and names ------------------------------------------------------------------

    def new_scope(self, parent: int | None) -> int:
        """A fresh scope inside ``parent``."""
        scope = self.store.number()
        self.store.scopes.add(scope)
        self.parents[scope] = parent
        return scope

    @property
    def frame(self) -> Frame:
        """The innermost activation."""
        return self.frames[-1]

    def place(self, node: cst.CSTNode) -> Place:
        """``node`` of the code being evaluated, as a place."""
        frame = self.frames[-1]
        return Place(frame.module, frame.unit, node)

    def here(self) -> Place:
        """The statement being run, as a place."""
        frame = self.frames[-1]
        node = frame.at if frame.at is not None else frame.module.trees[frame.unit]
        return Place(frame.module, frame.unit, node)

    def out_of_sight(self, value: Value | None, why: str) -> None:
        """``value`` goes where it is not followed: whoever reads it there is out of sight."""
        if value is not None:
            self.escapes(value, self.here(), why, depth=1)

    def forget(self, value: Value | None, why: str = "") -> None:
        """Everything that can change and can be reached from ``value`` is not known from here on."""
        if value is not None:
            self.forget_all([value], why)

    def error(self, name: str, *given: Value) -> ApiObject:
        """An exception of the builtin class ``name``."""
        arguments = Arguments(given, {}, tuple([None] * len(given)))
        return ApiObject(self.store.number(), Symbol(f"builtins.{name}"), arguments)

    def unknown(self, why: str = "") -> Unknown:
        """Something of which nothing is known, not even who decides it."""
        return Unknown(("forgotten", self.store.number()), why=why)

    def feasible(self, guard: Guard) -> bool:
        """Whether ``guard`` can hold on the path being evaluated."""
        return compatible(guard, self.path)

    def one_of(self, values: Iterable[Value], why: str = "") -> Unknown:
        """Something unknown that may be one of ``values``: whoever changes it may change them."""
        made = self.unknown(why)
        kept = [each for each in values if not is_inert(each)]
        unknown = [each for each in kept if isinstance(each, Unknown)]
        if kept and len(unknown) == len(kept):
            # It is forgotten again and again what one place holds: all of that is one family, and no chain.
            families = [
                self.families.setdefault(each.key, {each.key: None})
                for each in unknown
                if each.key is not None
            ]
            if families and all(each is families[0] for each in families):
                self.families[made.key] = families[0]
                if any(each.key in self.hooked for each in unknown):
                    self.hooked.add(made.key)
                return made
        if kept:
            self.comes_from(made.key, tuple(kept))
        return made

    def take_apart(self, key: Any) -> None:
        """A part of what is unknown under ``key`` is asked for: it has a name for as long as nothing is forgotten."""
        self.taken_apart.add(key)
        self.matters(key)

    def matters(self, key: Any) -> None:
        """Something hangs on what is unknown under ``key``: to be forgotten with what may be the same thing."""
        family = self.families.get(key)
        if family is not None and key not in family:
            family[key] = None
            self._mattering.append(key)

    def mattering(self) -> int:
        """How many keys have come to matter: for :meth:`matters_no_more`."""
        return len(self._mattering)

    def matters_no_more(self, mark: int, begun: int) -> None:
        """What was run since ``mark`` is taken back, and with it what it made and anything hung on."""
        for key in self._mattering[mark:]:
            if key[0] == "forgotten" and key[1] > begun:
                self.families[key].pop(key, None)
        del self._mattering[mark:]

    def _appeared(self, owner: tuple[Any, ...]) -> None:
        if owner[0] in ("unknown", "items"):
            self.matters(owner[1])

    def slot_name(self, key: Hashable) -> str:
        """A name for the slot that belongs to ``key``, the same for each that is equal to it."""
        return str(self._slot_names.setdefault(key, len(self._slot_names)))

    def forget_shared(self) -> None:
        """Code out of sight runs: what it was handed before and was written since may be changed by it."""
        rewritten: list[Value] = []
        for number in self.store.rewritten():
            if number in self.shared:
                rewritten.append(self.shared[number])
            rewritten += self.held.get(number, ())
        self.forget_all(rewritten, "handed to code out of sight before")
        for number in self.store.rewritten():
            self.store.settle_names(number)

    def leave(self, since: int, receiver: Value | None) -> None:
        """A function that nobody in sight calls has ended: what it made and handed out, its callers hold.

        ``since`` is the number before those of what it made. Once is enough: whatever is evaluated later
        would otherwise forget it in each of its branches. Objects of the project's classes are kept as they
        are for the methods that are evaluated on them, with what stands in them, as the ``receiver`` is.
        """
        handed = [each for each in self.store.rewritten() if each > since and each in self.shared]
        if handed:
            made = itertools.takewhile(lambda each: each.number > since, reversed(self.made))
            kept = self.held_by([*made, *([receiver] if receiver is not None else [])])
            left = [self.shared[number] for number in handed if number not in kept]
            self.forget_all(left, "left to callers out of sight")

    def held_by(self, values: Sequence[Value]) -> set[int]:
        """The numbers of ``values`` and of what stands in them, as far as that is the program's own."""
        found: set[int] = set()
        waiting = [(each, 0) for each in values]
        while waiting:
            value, depth = waiting.pop()
            if isinstance(value, Union):
                waiting += [(each, depth) for _, each in value.alternatives]
            elif isinstance(value, TupleValue | Items):
                waiting += [(each, depth) for each in value.items]
            elif isinstance(value, Entries):
                waiting += [(each, depth) for _, each in value.entries]
            elif isinstance(value, Handle) and value.number not in found and depth < _MOST_HELD:
                found.add(value.number)
                waiting += [(each, depth + 1) for _, each in self.store.held(value.number)]
        return found

    def forget_sources(self, value: Value) -> None:
        """Something unknown is changed itself: what it may be one of is."""
        if isinstance(value, Unknown):
            for each in self.sources(value.key):
                self.forget(each, "one of them is changed")

    def provable(self) -> bool:
        """Whether the path being evaluated is one that the program takes for some input."""
        return next(self._doubted(), None) is None

    def doubted(self) -> Guard:
        """What the path being evaluated hangs on and of which it is not known that it comes about for some input."""
        return frozenset(self._doubted())

    def _doubted(self) -> Iterator[tuple[Any, bool]]:
        for key, truth in self.path.items():
            if key in self._went_on:
                continue
            known = standing(key)
            # What is out of sight may always decide alike: no matter, unless values hang on it too. And a
            # program is not written to fail each time: what ends it otherwise, is not always so.
            open_to_doubt = known is Standing.FORGOTTEN or (
                known is Standing.FOREIGN and key in self.splitting
            )
            if open_to_doubt and not self._is_meant(key, truth):
                yield key, truth

    def _is_meant(self, key: Any, truth: bool) -> bool:
        """Whether the program, on the path being evaluated, has failed wherever a condition is not so."""
        held = self.store.perhaps(("meant", key, truth), "held")
        return held is not None and self.narrow(held) == Const(True)

    def doubt(self, standing: Standing) -> None:
        """Something is evaluated here that may raise, or may not; ``standing`` says who decides it."""
        for index, known in enumerate(self.doubts):
            self.doubts[index] = standing if known is None else min(known, standing)

    def narrow(self, value: Value) -> Value:
        """``value`` without the alternatives that the current path excludes, imports resolved."""
        if isinstance(value, LazyImport):
            return self.resolve(value)
        if isinstance(value, Union) and any(isinstance(v, LazyImport) for _, v in value.alternatives):
            value = either([(g, self.narrow(v)) for g, v in value.alternatives])
        if isinstance(value, Union) and self.path:
            left = [(g, v) for g, v in value.alternatives if compatible(g, self.path)]
            if len(left) < len(value.alternatives):
                return either(left, Unknown(("forgotten", self.store.number()), why="no path leads here"))
            if len(left) == 1:
                return left[0][1]
        return value

    def lookup(self, name: str) -> Value:
        """The value of a name, by Python's scoping."""
        frame = self.frames[-1]
        if name.startswith("__") and frame.scope in self.class_scopes:
            name = self.mangled(name)
        scope: int | None = frame.elsewhere.get(name, frame.scope)
        first = True
        while scope is not None:
            if first or scope not in self.class_scopes:
                found = self.store.get(scope, name)
                if found is not None:
                    if self.doubts:
                        self._perhaps_unbound(scope, name)
                        found = self.store.get(scope, name) or found
                    return self.narrow(found)
                if name in self.binds.get(scope, ()):
                    scope = self._unbound(scope, name, frame)
                    first = False
                    continue
            first = False
            scope = self.parents.get(scope)
        return self.builtin(name)

    def _perhaps_unbound(self, scope: int, name: str) -> None:
        """Where an exception would be caught: a name that some path has not bound raises one there."""
        held = self.store.perhaps(scope, name)
        if not isinstance(held, Union) or all(each is not ABSENT for _, each in held.alternatives):
            return

        def missing() -> Value:
            raise self.raised(self.error("UnboundLocalError"))

        ways: list[tuple[Guard, Callable[[], Value]]] = [
            (guard, missing if each is ABSENT else (lambda: NONE))
            for guard, each in held.alternatives
            if compatible(guard, self.path)
        ]
        self.fork(ways)

    def _unbound(self, scope: int, name: str, frame: Frame) -> int:
        """A name is asked of the scope that binds it, before (or after) it is bound there."""
        module = frame.module.scope
        if scope in self.class_scopes and (
            self.store.get(module, name) is not None
            or name in builtin_names.NAMES
            or self.parents[scope] == module
        ):
            return module  # a class body goes on with the module, whatever is around it
        raise self.raised(self.error("UnboundLocalError"))

    def names_bound(self, node: cst.CSTNode) -> frozenset[str]:
        """The names that a module, class or function binds itself."""
        known = self.binding.get(node)
        if known is None:
            known = self.binding[node] = bound_names(node)
        return known

    def keeps(self, node: cst.CSTNode) -> bool:
        """Whether what a function binds may be used after it has ended."""
        known = self.keeping.get(node)
        if known is None:
            known = self.keeping[node] = keeps_scope(node)
        return known

    def mangled(self, name: str) -> str:
        """What an attribute is called within a class: ``__name`` is the class's own."""
        within = self.frames[-1].within
        if within is None or not name.startswith("__") or name.endswith("__"):
            return name
        return f"_{within.name.lstrip('_')}{name}"

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the current scope."""
        frame = self.frames[-1]
        if frame.scope in self.class_scopes:
            name = self.mangled(name)
        self.store.set(frame.elsewhere.get(name, frame.scope), name, value)

    # -- budget ----------------------------------------------------------------------------

    def tick(self) -> None:
        """Count one evaluated node."""
        self.steps += 1
        if self.steps > self.limit:
            raise Exhausted
        if self.stopped is not None:
            self.since_asked += 1
            if self.since_asked >= _LOOK:
                self.since_asked = 0
                if self.stopped():
                    raise Stopped

    def spend(self, things: int) -> None:
        """Count work that is no node: ``things`` that were joined or forgotten; the next node raises."""
        self.steps += things // THINGS

    # -- context ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def within(self, **changes: Any) -> Iterator[None]:
        """Evaluate with some of the context changed."""
        saved = self.context
        self.context = replace(saved, **changes)
        try:
            yield
        finally:
            self.context = saved

    @contextlib.contextmanager
    def assuming(self, guard: Guard) -> Iterator[None]:
        """Evaluate on the paths where ``guard`` holds."""
        saved = self.path
        if guard:
            self.path = {**saved, **dict(guard)}
        try:
            yield
        finally:
            self.path = saved

    def guard(self) -> Guard:
        """What the current path assumes."""
        return frozenset(self.path.items())

    # -- calls and places ------------------------------------------------------------------

    def calls_outer(self) -> tuple[Place, ...]:
        """The calls that are being evaluated, outermost first."""
        return tuple(frame.call for frame in self.frames if frame.call is not None)

    def element_place(self, place: Place | None, key: int | str) -> Place | None:
        """The element of a list or dictionary display at ``place``, or the place itself."""
        if place is None:
            return None
        node = place.node
        if isinstance(node, cst.List | cst.Tuple) and isinstance(key, int) and key < len(node.elements):
            return Place(place.module, place.unit, node.elements[key].value)
        if isinstance(node, cst.Dict):
            for element in node.elements:
                if (
                    isinstance(element, cst.DictElement)
                    and isinstance(element.key, cst.SimpleString)
                    and element.key.evaluated_value == key
                ):
                    return Place(place.module, place.unit, element.value)
        return place

    # -- branching -------------------------------------------------------------------------

    def scenarios(self, value: Value) -> list[tuple[Guard, bool]]:
        """The ways a condition can turn out here: what is assumed, and the truth it gives."""
        ways: list[tuple[Guard, bool]] = []
        for guard, alternative in alternatives(self.narrow(self.condition(value))):
            known, key, positive = self.truth(alternative)
            if known is None and key is not None:
                settled = decided(key, {**self.path, **dict(guard)})
                if settled is not None:
                    known = settled if positive else not settled
            if known is not None:
                ways.append((guard, known))
                continue
            key = key if key is not None else ("test", self.store.number())
            for assumed in (True, False):
                both = together(guard, frozenset({(key, assumed)}))
                if both is not None and compatible(both, self.path):
                    ways.append((both, assumed is positive))
        truths = {way for _, way in ways}
        if len(truths) == 1:
            return [(ALWAYS, truths.pop())]
        if not ways or len(ways) > MAX_SCENARIOS:
            key = ("test", self.store.number())
            return [(frozenset({(key, True)}), True), (frozenset({(key, False)}), False)]
        return ways

    def left(self) -> int:
        """How many paths have ended so far, and were not taken up again."""
        return len(self.abrupt) + self.uncaught

    def ended(self, exit: Exit, value: Value) -> Ended:
        """Record that this path leaves by ``exit``; to be raised."""
        written = self.store.written()
        self.steps += len(written) // 32
        self.abrupt.append(Completion(exit, self.guard(), written, value))
        return Ended()

    def raised(self, exception: Value) -> Ended:
        """Record that this path raises ``exception``; to be raised. Where nobody catches it, it is only counted."""
        if self.catchers == 0:
            self.uncaught += 1
            if ends_the_program(exception):
                self.ended_well += 1
            return Ended()
        return self.ended(Exit.RAISE, exception)

    def collect(self, mark: int, *exits: Exit) -> list[Completion]:
        """Take the completions by ``exits`` recorded since ``mark``; the others learn what was before."""
        since = self.abrupt[mark:]
        mine = [each for each in since if each.exit in exits]
        self.abrupt[mark:] = [each for each in since if each.exit not in exits]
        self.compose(mark)
        return mine

    def compose(self, mark: int) -> None:
        """A branch was ended: the completions recorded in it are now relative to the branch around it."""
        if len(self.abrupt) > mark:
            before = self.store.written()
            self.spend(len(before) * (len(self.abrupt) - mark) // 4)
            for each in self.abrupt[mark:]:
                each.written = {**before, **each.written}

    def since(self, guard: Guard, base: Mapping[Any, bool]) -> Guard:
        """What ``guard`` assumes beyond ``base``."""
        return frozenset(each for each in guard if base.get(each[0]) is not each[1])

    def apart(self, guards: Sequence[Guard]) -> list[Guard]:
        """The guards of ways of which one is taken, so that no two hold together: what is not known decides."""
        found = list(guards)
        for index, guard in enumerate(found[:-1]):
            if any(together(guard, other) is not None for other in found[index + 1 :]):
                key = which_way(self.store.number(), (key for key, _ in guard))
                found[index:] = [each | {(key, at == 0)} for at, each in enumerate(found[index:])]
        return found

    def assumed(self, base: Mapping[Any, bool]) -> Guard:
        """What the current path assumes beyond ``base``."""
        if self.path is base:
            return ALWAYS
        return frozenset(each for each in self.path.items() if base.get(each[0]) is not each[1])

    def resume(self, branches: Sequence[tuple[Guard, dict[Slot, Value]]], *, whole: bool = True) -> None:
        """Go on from ``branches`` that were rolled back: one state for all of them.

        With ``whole`` unset some ways ended meanwhile: what a single one left assumes, holds.
        """
        if len(branches) == 1:
            guard, written = branches[0]
            self.store.apply(written)
            if not whole:
                self.path = {**self.path, **dict(guard)}
            return
        for guard, _ in branches:
            self.splitting.update(key for key, _ in guard)
        self.spend(sum(len(written) for _, written in branches))
        for lost in self.store.join(list(branches)):
            self.out_of_sight(lost, "put into something that differs from branch to branch")
        if not whole:
            shared, one_went_on = one_of_them([guard for guard, _ in branches])
            self.path = {**self.path, **dict(shared)}
            if one_went_on is not None and one_went_on not in self.path:
                self._went_on.add(one_went_on)
                self.path[one_went_on] = True

    def fork(self, ways: Sequence[tuple[Guard, Callable[[], Value]]]) -> Value:
        """Evaluate each way apart, join what they wrote, and return the value.

        With one way nothing is forked. A way that ends leaves the others to be the only ones; what
        is common to them is assumed from here on. When none goes on, neither does what is around.
        """
        if len(ways) == 1 and not ways[0][0]:
            return ways[0][1]()
        # What is assumed is copied and compared for every way: a long path is work too.
        self.steps += len(ways) * (len(self.path) // 4)
        branches: list[tuple[Guard, dict[Slot, Value]]] = []
        values: list[tuple[Guard, Value]] = []
        mark = len(self.abrupt)
        base = self.path
        going_on: list[Guard] = []
        ended_well, uncaught, left = self.ended_well, self.uncaught, self.left()
        for guard, run in ways:
            self.tick()
            self.store.begin()
            going = False
            try:
                self.path = {**base, **dict(guard)}
                result = run()
                going = True
            except Ended:
                pass
            finally:
                after = self.assumed(base)
                self.path = base
                written = self.store.rollback()
            if going:
                branches.append((after, written))
                values.append((after, result))
                going_on.append(guard)
        self.compose(mark)
        if not branches:
            raise Ended
        self.spend(sum(len(written) for _, written in branches) // 32)
        self.resume(branches, whole=len(branches) == len(ways) and self.left() == left)
        failed = self.uncaught > uncaught and self.ended_well == ended_well
        if len(branches) < len(ways) and len(self.abrupt) == mark and failed:
            # The others have raised, and nobody catches it.
            for key, truth in frozenset.intersection(*going_on):
                if standing(key) is not Standing.INPUT:
                    self.store.set(("meant", key, truth), "held", Const(True))
        for guard, _ in values if len(values) > 1 else ():
            self.splitting.update(key for key, _ in guard)
        joined = union(values)
        if joined is None:
            joined = self.one_of([value for _, value in values], "too many alternatives")
        return self.narrow(joined)

    def speculate(self, run: Callable[[], object], *, certain: bool = False) -> dict[Slot, Value]:
        """Run something that may or may not happen, and take back what it wrote; how it ended is dropped.

        ``certain``: that it happens is known, and only when it does is not.
        """
        mark = len(self.abrupt)
        saved, catchers, self.catchers = self.path, self.catchers, 0
        self.store.begin()
        try:
            if not certain:
                self.path = {**saved, ("perhaps", self.store.number()): True}
            run()
        except Ended:
            pass
        finally:
            self.path, self.catchers = saved, catchers
            written = self.store.rollback()
            del self.abrupt[mark:]
        return written

    def within_steps(self, steps: int, run: Callable[[], object]) -> bool:
        """Run something that is given up after ``steps``: whether it came to its end.

        Where that leaves nothing for what is around either, that ends too.
        """
        limit = self.limit
        self.limit = min(limit, self.steps + steps)
        try:
            run()
        except Exhausted:
            if self.steps > limit:
                raise
            return False
        finally:
            self.limit = limit
        return True

    def later(self, run: Callable[[], object]) -> bool:
        """Run what a library runs later: whether it came to an end. One that raises ends nothing here."""
        mark, uncaught, path = len(self.abrupt), self.uncaught, self.path
        self.store.begin()
        try:
            run()
        except Ended:
            self.store.rollback()
            del self.abrupt[mark:]
            self.uncaught, self.path = uncaught, path
            return False
        except BaseException:
            self.store.rollback()
            raise
        self.store.apply(self.store.rollback())
        return True

    # -- what needs the whole interpreter -----------------------------------------------------

    @abc.abstractmethod
    def value(self, node: cst.BaseExpression) -> Value:
        """The value of an expression."""

    @abc.abstractmethod
    def condition(self, value: Value) -> Value:
        """``value`` for a test of its truth: what its class, or what it holds, makes of that."""

    @abc.abstractmethod
    def truth(self, value: Value) -> tuple[bool | None, Any, bool]:
        """The truth of ``value``; when open, the key of the condition and whether it is meant as such."""

    @abc.abstractmethod
    def suite(self, body: cst.BaseSuite) -> None:
        """Run the body of a compound statement."""

    @abc.abstractmethod
    def store_to(self, target: cst.BaseExpression, value: Value, place: Place | None = None) -> None:
        """Assign to a name, an attribute, an item, or unpack into several."""

    @abc.abstractmethod
    def builtin(self, name: str) -> Value:
        """What a name means that no scope binds."""

    @abc.abstractmethod
    def resolve(self, value: LazyImport) -> Value:
        """What an import stands for: the file is read and evaluated when the first name of it is."""

    @abc.abstractmethod
    def run_module(self, module: Module, *, imported: bool = False) -> ModuleValue:
        """Evaluate ``module`` from top to bottom, once."""

    @abc.abstractmethod
    def forget_all(self, values: Sequence[Value], why: str = "") -> None:
        """Everything that can change and can be reached from ``values`` is not known from here on."""

    @abc.abstractmethod
    def comes_from(self, key: Any, values: tuple[Value, ...]) -> None:
        """What is unknown under ``key`` may be one of ``values``, or made of them, on whatever path."""

    @abc.abstractmethod
    def sources(self, key: Any) -> list[Value]:
        """What something unknown, or what it is a part of, may be one of."""

    @abc.abstractmethod
    def escapes(self, value: Value, place: Place, why: str, depth: int = 0) -> None:
        """``value`` is handed to code out of sight."""

    @abc.abstractmethod
    def call(self, function: Value, given: Arguments, place: Place) -> Value:
        """The value of calling ``function``."""

    @abc.abstractmethod
    def call_symbol(self, symbol: Symbol, given: Arguments, place: Place) -> Value:
        """The value of calling what a name of Python or of a library stands for."""

    @abc.abstractmethod
    def call_method(self, method: ApiMethod, given: Arguments, place: Place) -> Value:
        """``receiver.name(...)`` where the receiver is no object of the project, or has that from a library."""

    @abc.abstractmethod
    def call_function(self, function: FunctionValue, given: Arguments, place: Place) -> Value:
        """Run the body of ``function`` with ``given``; unknown beyond the depth bound."""

    @abc.abstractmethod
    def instantiate(self, cls: ClassValue, given: Arguments, place: Place, *, plainly: bool = False) -> Value:
        """An object of a class of the project, made by a call of the class; ``plainly``: whatever its metaclass says."""

    @abc.abstractmethod
    def attribute(self, value: Value, name: str, place: Place) -> Value:
        """``value.name``; ``place`` is where ``value`` stands."""

    @abc.abstractmethod
    def perhaps_attribute(self, value: Value, name: str, place: Place) -> Value | None:
        """``value.name``, or ``None`` where there is surely no such attribute."""

    @abc.abstractmethod
    def set_attribute(self, value: Value, name: str, new: Value, *, plainly: bool = False) -> None:
        """``value.name = new``; ``plainly`` as ``object.__setattr__`` does, whatever the class says."""

    @abc.abstractmethod
    def special_method(self, value: Instance, name: str) -> Value | None:
        """A special method, looked for in the class as Python does; bound to ``value``."""

    def call_special(self, method: Value, given: Arguments, place: Place | None) -> Value:
        """Call what :meth:`special_method` found."""
        return self.narrow(self.call(method, given, place or self.here()))

    @abc.abstractmethod
    def item(self, value: Value, index: Value, place: Place | None, picks_one: bool = False) -> Value:
        """``value[index]``; ``picks_one``: the last of several indices takes single columns."""

    @abc.abstractmethod
    def elements(
        self, value: Value, place: Place | None, *, whole: bool = True
    ) -> tuple[tuple[Value, ...], bool]:
        """What going through ``value`` gives, and whether that is all; without ``whole``, only the first is asked for."""

    def leaves_sight(self, given: Arguments, place: Place, why: str) -> None:
        """The arguments go where nobody looks: outputs are read, models escape, all may be changed."""
        for value, where in given.placed():
            self.escapes(value, where or place, why)
        self.forget_all([value for value, _ in given.placed()], why)

    @abc.abstractmethod
    def run_later(self, value: IteratorValue) -> Value:
        """The elements of a generator expression, now that they are asked for, as a list."""
