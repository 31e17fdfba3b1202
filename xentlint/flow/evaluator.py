"""The evaluator: statements, scopes, branches and loops, over libcst nodes.

It runs a program the way Python would, with abstract values: a condition that is not known is
taken both ways and the outcomes are joined under their guards, a loop over unknown data is run
twice, a function is evaluated where it is called with the arguments it is given. What expressions
mean is in ``expressions``, calls in ``calls``, tensors in ``tensors``, models in ``models``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import libcst as cst

from ..sources.document import WrittenModule
from . import (
    attributes,
    builtin_names,
    calls,
    classes,
    exceptions,
    expressions,
    finalizers,
    forgetting,
    imports,
    loops,
    managers,
    operators,
    patterns,
    sequences,
)
from .completions import Completion, Ended, Exit
from .conditions import decided
from .facts import Context, Exhaustion, Facts
from .guards import alternatives, compatible, either, one_of_them, together, union
from .modules import Module
from .naming import bound_names, keeps_scope
from .nodes import walk
from .reaching import Reach
from .standing import Standing, standing, which_way
from .store import Slot, Store
from .truth import truth
from .values import (
    ABSENT,
    ALWAYS,
    NONE,
    Arguments,
    ClassValue,
    Const,
    Entries,
    FunctionValue,
    Guard,
    Handle,
    Instance,
    Items,
    LazyImport,
    ModuleValue,
    Place,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .training import Compilation
    from .watching import Watch

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


class Exhausted(Exception):
    """The step budget of a module or of a function is spent."""


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


class Evaluator:
    """The state of one evaluation of one project."""

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
        self.facts = Facts()
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
        self.compilations: dict[int, Compilation] = {}
        """For each model: the ``compile()`` that it was given last."""
        self.divided = True
        """Whether a function that is called has a part of the budget only, and is given up when that is spent."""
        self._went_on: set[Any] = set()
        """Disjunctions that the program does not ask: that one of several branches went on."""
        self.finalizers = finalizers.Finalizers()
        """What is called when nothing refers to some object any more."""
        self._slot_names: dict[Hashable, int] = {}
        self.handled: list[Value] = []
        """The exceptions that are being handled, innermost last: what a bare ``raise`` raises."""
        self.context = Context()
        self.compiling: Place | None = None
        """The ``compile()`` whose losses and metrics are being run."""
        self.parents: dict[int, int | None] = {}
        self.class_scopes: set[int] = set()
        self.binds: dict[int, frozenset[str]] = {}
        """For each scope of a function or class: the names that it binds itself."""
        self.binding: dict[cst.CSTNode, frozenset[str]] = {}
        """For each piece of code: the names that it binds."""
        self.steps = 0
        self.limit = MAX_STEPS
        self.find = find
        self.load = load
        self.modules: dict[Path, Module] = {}
        self.evaluated: dict[Module, bool] = {}
        self.called: set[cst.CSTNode] = set()
        self.functions: dict[cst.CSTNode, FunctionValue] = {}
        self.classes: dict[cst.CSTNode, ClassValue] = {}
        self.instances: dict[cst.CSTNode, list[Instance]] = {}
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
        self.models_running: set[int] = set()
        """The models whose layers are being gone through: one may hold itself."""
        self.suspended: dict[int, Frame] = {}
        """For each generator expression: where it was written."""
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
        self.origins: dict[Any, tuple[Value, ...]] = {}
        """What something unknown, by its key, may be one of, or was made of."""
        self.kept_under: dict[tuple[str, str], dict[tuple[str, Any], None]] = {}
        """What is unknown and keeps what was stored in it, by kind (attribute or item) and name."""
        self.keeping: dict[cst.CSTNode, bool] = {}
        """For each function: whether what is bound in it may be used after it has ended."""
        self.stepped: set[cst.CSTNode] = set()
        """The classes of models whose training step was run, be it their own or inherited."""
        self.unmet: dict[tuple[int, Place], Callable[[], None]] = {}
        """For each model compiled with what raised: how its outputs meet its losses."""
        self.reaches: dict[cst.CSTNode, Reach] = {}
        """What each piece of code can change, for those that were asked."""
        self.naming: dict[tuple[cst.CSTNode, int], tuple[tuple[int, ...], tuple[int, ...], list[Value]]] = {}
        """What functions name, with the scopes that this was read from, and their versions by then."""
        self.places: dict[int, Place] = {}
        """Where each instance of a project class was made."""
        self.inits: dict[int, tuple[Arguments, Place]] = {}
        """What the library's ``__init__`` of an instance was given."""
        self.watch: Watch | None = None
        """Who is told what every expression is, if somebody asked."""

    # -- modules ---------------------------------------------------------------------------

    def run_module(self, module: Module, *, imported: bool = False) -> ModuleValue:
        """Evaluate ``module`` from top to bottom, once; a cycle sees what is bound so far.

        What stands under ``if __name__ == "__main__"`` is run with it only where nobody imports it:
        see :meth:`run_as_script`.
        """
        if module in self.evaluated:
            return ModuleValue(module)
        self.evaluated[module] = False
        changes = self.store.changes
        module.scope = self.new_scope(None)
        module.run_as = module.dotted if imported else "__main__"
        self.modules.setdefault(module.path, module)
        self.modules_in_progress.add(module.path)
        try:
            self._in_module(module, [(unit, tree.body) for unit, tree in enumerate(module.trees)])
        finally:
            self.modules_in_progress.discard(module.path)
        if imported:
            self.store.settle(module.scope, self.store.number())
            if self.store.changes > changes:
                self.effective.append(module)
        self.evaluated[module] = True
        with self.store.permanent():
            imports.bind_pending(self, module.path)
        return ModuleValue(module)

    def end_of_script(self) -> None:
        """A script has ended: what it changed in the modules that it imported is as they made it.

        Modules that are imported for what they do to others do it again for the next script.
        """
        self.store.restore()
        for module in self.effective:
            self.evaluated.pop(module, None)
        self.effective = []

    def run_as_script(self, module: Module) -> None:
        """What a module that others import does besides when it is run itself."""
        if module.run_as == "__main__" or module not in self.evaluated:
            return
        if not any("__name__" in unit.text for unit in module.units):
            return  # it does not ask how it is run
        as_imported, module.run_as = (module.run_as, module.scope), "__main__"
        guarded = [(unit, _guards(tree)) for unit, tree in enumerate(module.trees)]
        try:
            if all(_ends_with_guards(tree) for tree in module.trees):
                self._in_module(module, guarded)
            elif any("__main__" in unit.text for unit in module.units):
                module.scope = self.new_scope(None)
                self._in_module(module, [(unit, tree.body) for unit, tree in enumerate(module.trees)])
        finally:
            module.run_as, module.scope = as_imported

    def _in_module(self, module: Module, units: Sequence[tuple[int, Sequence[cst.CSTNode]]]) -> None:
        saved = (self.path, self.context, self.frames, self.running, self.steps, self.limit, self.compiling)
        waiting, doubts, choices, catchers = self.abrupt, self.doubts, self.choices, self.catchers
        self.path, self.context, self.frames, self.running, self.compiling = {}, Context(), [], [], None
        self.steps = 0
        self.limit = MAX_STEPS if self.watch is None else self.watch.allowance(module, MAX_STEPS)
        self.abrupt, self.doubts, self.choices, self.catchers = [], [], [], 0
        script = module.document.kind == "python"
        uncaught = self.uncaught
        try:
            with self.store.permanent():
                for unit, body in units:
                    self.frames.append(Frame(module.scope, module, unit))
                    try:
                        self.block(body)
                    except Ended:
                        if script:
                            break
                    finally:
                        self.frames.pop()
                    if not script:
                        self.path = {}
        except Exhausted:
            self.exhausted.append(Exhaustion(module.path))
        except Exception as error:
            self.failed.append((module.path, error))
        finally:
            if self.uncaught > uncaught:
                self.failing.add(module)
            spent = self.steps
            if self.watch is not None:
                self.watch.has_run(module, spent, to_its_end=spent <= self.limit)
            self.abrupt, self.doubts, self.choices, self.catchers = waiting, doubts, choices, catchers
            (
                self.path, self.context, self.frames, self.running, self.steps, self.limit, self.compiling,
            ) = saved  # fmt: skip
            self.steps += min(spent, 1000)

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
            calls.escapes(self, value, self.here(), why, depth=1)

    def forget(self, value: Value | None, why: str = "") -> None:
        """Everything that can change and can be reached from ``value`` is not known from here on."""
        forgetting.forget(self, value, why)

    def unknown(self, why: str = "") -> Unknown:
        """Something of which nothing is known, not even who decides it."""
        return Unknown(("forgotten", self.store.number()), why=why)

    def feasible(self, guard: Guard) -> bool:
        """Whether ``guard`` can hold on the path being evaluated."""
        return compatible(guard, self.path)

    def one_of(self, values: Iterable[Value], why: str = "") -> Unknown:
        """Something unknown that may be one of ``values``: whoever changes it may change them."""
        made = self.unknown(why)
        kept = [each for each in values if not isinstance(each, Const | Tensor)]
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
            forgetting.comes_from(self, made.key, tuple(kept))
        return made

    def take_apart(self, key: Any) -> None:
        """A part of what is unknown under ``key`` is asked for: it has a name for as long as nothing is forgotten."""
        self.taken_apart.add(key)
        self.matters(key)

    def matters(self, key: Any) -> None:
        """Something hangs on what is unknown under ``key``: to be forgotten with what may be the same thing."""
        family = self.families.get(key)
        if family is not None:
            family[key] = None

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
        forgetting.forget_all(self, rewritten, "handed to code out of sight before")
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
            made = (each for known in self.instances.values() for each in known if each.number > since)
            kept = self.held_by([*made, *([receiver] if receiver is not None else [])])
            left = [self.shared[number] for number in handed if number not in kept]
            forgetting.forget_all(self, left, "left to callers out of sight")

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
            for each in forgetting.sources(self, value.key):
                self.forget(each, "one of them is changed")

    def provable(self) -> bool:
        """Whether the path being evaluated is one that the program takes for some input."""
        for key in self.path:
            if key in self._went_on:
                continue
            known = standing(key)
            # What is out of sight may always decide alike: no matter, unless values hang on it too. And a
            # program is not written to fail each time: what ends it otherwise, is not always so.
            open_to_doubt = known is Standing.FORGOTTEN or (
                known is Standing.FOREIGN and key in self.splitting
            )
            if open_to_doubt and not self._is_meant(key, self.path[key]):
                return False
        return True

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
            return imports.resolve(self, value)
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
        return expressions.builtin(self, name)

    def _perhaps_unbound(self, scope: int, name: str) -> None:
        """Where an exception would be caught: a name that some path has not bound raises one there."""
        held = self.store.perhaps(scope, name)
        if not isinstance(held, Union) or all(each is not ABSENT for _, each in held.alternatives):
            return

        def missing() -> Value:
            raise self.raised(exceptions.made("UnboundLocalError", self))

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
        raise self.raised(exceptions.made("UnboundLocalError", self))

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

    def spend(self, things: int) -> None:
        """Count work that is no node: ``things`` that were joined or forgotten; the next node raises."""
        self.steps += things // THINGS

    # -- expressions and calls (implemented beside) ----------------------------------------

    def value(self, node: cst.BaseExpression) -> Value:
        """The value of an expression."""
        return expressions.evaluate(self, node)

    # -- context ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def within(self, **changes: bool) -> Iterator[None]:
        """Evaluate with some of the context changed."""
        saved = self.context
        self.context = replace(saved, **changes)
        try:
            yield
        finally:
            self.context = saved

    @contextlib.contextmanager
    def compiling_at(self, place: Place) -> Iterator[None]:
        """Run the losses and metrics of the ``compile()`` at ``place``."""
        saved, self.compiling = self.compiling, place
        try:
            yield
        finally:
            self.compiling = saved

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

    # -- facts -----------------------------------------------------------------------------

    def calls_outer(self) -> tuple[Place, ...]:
        """The calls that are being evaluated, outermost first."""
        return tuple(frame.call for frame in self.frames if frame.call is not None)

    def promote(self, value: Value) -> None:
        """What ``value`` was computed from is trained after all: it was given to an optimizer."""
        for _, each in alternatives(self.narrow(value)):
            if isinstance(each, Tensor):
                for kind, key in each.pending:
                    table: dict[Any, Any] = self.facts.losses if kind == "loss" else self.facts.logs
                    fact = table.get(key)
                    if fact is not None:
                        table[key] = replace(fact, context=replace(fact.context, framework=True))

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
        for guard, alternative in alternatives(self.narrow(expressions.as_condition(self, value))):
            known, key, positive = truth(self, alternative)
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
            if exceptions.ends_the_program(exception):
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

    # -- statements ------------------------------------------------------------------------

    def block(self, body: Sequence[cst.CSTNode]) -> None:
        """Run statements; :class:`Ended` is raised by one that does not go on."""
        for statement in body:
            self.statement(statement)

    def suite(self, body: cst.BaseSuite) -> None:
        """Run the body of a compound statement."""
        self.block(body.body)

    def statement(self, node: cst.CSTNode) -> None:
        """Run one statement; of one that is not understood, everything it names is forgotten."""
        self.tick()
        self.frames[-1].at = node
        handler = _STATEMENTS.get(type(node))
        if handler is None:
            forgetting.forget_names(self, node)
        else:
            handler(self, node)

    def simple_line(self, node: cst.SimpleStatementLine) -> None:
        """``a; b; c``."""
        self.block(node.body)

    def expression_statement(self, node: cst.Expr) -> None:
        """A call for its effect, or a docstring."""
        value = self.value(node.value)
        if self.finalizers and finalizers.takes_out(node.value):
            self.finalizers.perhaps_run(self)
        if self._is_shown(node):
            sequences.read_all(self, value, self.place(node.value), "show", "shown below the cell")

    def _is_shown(self, node: cst.Expr) -> bool:
        """Whether a notebook prints the value: the last expression of a cell."""
        frame = self.frames[-1]
        if frame.function is not None or frame.module.units[frame.unit].cell is None:
            return False
        body = frame.module.trees[frame.unit].body
        last = body[-1] if body else None
        return isinstance(last, cst.SimpleStatementLine) and last.body[-1] is node

    def assign(self, node: cst.Assign) -> None:
        """``a = b = value``."""
        value = self.value(node.value)
        anew = bool(self.finalizers) and any(self._replaces(target.target) for target in node.targets)
        for target in node.targets:
            self.store_to(target.target, value, self.place(node.value))
        if anew:
            self.finalizers.perhaps_run(self)

    def _replaces(self, target: cst.BaseExpression) -> bool:
        """Whether assigning to ``target`` may let go of an object."""
        if not isinstance(target, cst.Name):
            return True
        held = self.store.get(self.frame.elsewhere.get(target.value, self.frame.scope), target.value)
        return held is not None and not isinstance(held, Const | Tensor | FunctionValue | ClassValue)

    def annotated(self, node: cst.AnnAssign) -> None:
        """``a: int = value``; without a value, a dataclass field or a declaration."""
        value = self.value(node.value) if node.value is not None else None
        if value is not None:
            self.store_to(node.target, value)
        in_class = self.frame.scope in self.class_scopes
        if (
            in_class
            and isinstance(node.target, cst.Name)
            and not _is_class_variable(node.annotation.annotation)
        ):
            classes.declare_field(self, node.target.value, value, _named(node.annotation.annotation))

    def augmented(self, node: cst.AugAssign) -> None:
        """``a += value``: what ``a`` is, its target and its index, is looked at once."""
        target = node.target
        operator = type(node.operator).__name__.removesuffix("Assign")
        places = (self.place(target), self.place(node.value), self.place(node))
        if isinstance(target, cst.Attribute):
            owner = self.value(target.value)
            name = self.mangled(target.attr.value)
            left = attributes.get(self, owner, name, self.place(target.value))
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            attributes.set_attribute(self, owner, name, new)
        elif isinstance(target, cst.Subscript):
            owner = self.value(target.value)
            index = expressions.index_value(self, target)
            left = sequences.subscript(self, owner, index, self.place(target.value))
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            sequences.set_item(self, owner, index, new, self.place(node.value))
        else:
            left = self.value(target)
            new = operators.in_place(self, operator, left, self.value(node.value), *places)
            self.store_to(target, new)

    def store_to(self, target: cst.BaseExpression, value: Value, place: Place | None = None) -> None:
        """Assign to a name, an attribute, an item, or unpack into several."""
        if self.watch is not None:
            self.watch.bind(self, target, value)
        if isinstance(target, cst.Name):
            self.bind(target.value, value)
        elif isinstance(target, cst.Attribute):
            attributes.set_attribute(self, self.value(target.value), self.mangled(target.attr.value), value)
        elif isinstance(target, cst.Subscript):
            sequences.set_item(
                self, self.value(target.value), expressions.index_value(self, target), value, place
            )
        elif isinstance(target, cst.Tuple | cst.List):
            self.unpack(target.elements, value)
        elif isinstance(target, cst.StarredElement):
            self.store_to(target.value, value)

    def unpack(self, elements: Sequence[cst.BaseElement], value: Value) -> None:
        """``a, (b, *c) = value``."""
        stars = [i for i, e in enumerate(elements) if isinstance(e, cst.StarredElement)]
        parts = sequences.unpacked(self, value, len(elements), stars[0] if stars else None, self.here())
        for element, part in zip(elements, parts, strict=True):
            self.store_to(element.value, part)

    def if_statement(self, node: cst.If) -> None:
        """``if``/``elif``/``else``."""
        ways = self.scenarios(self.value(node.test))

        def run(truth_value: bool) -> Value:
            if truth_value:
                self.suite(node.body)
            elif isinstance(node.orelse, cst.If):
                self.tick()
                self.if_statement(node.orelse)
            elif node.orelse is not None:
                self.suite(node.orelse.body)
            return NONE

        self.fork([(guard, _bound(run, way)) for guard, way in ways])

    def return_statement(self, node: cst.Return) -> None:
        """Leave the function with a value."""
        raise self.ended(Exit.RETURN, self.value(node.value) if node.value is not None else NONE)

    def delete(self, node: cst.Del) -> None:
        """``del name, object.attribute, container[index]``."""
        for target in _targets(node.target):
            if isinstance(target, cst.Name):
                scope = self.frame.elsewhere.get(target.value, self.frame.scope)
                if self.store.get(scope, target.value) is None:
                    self.doubt(Standing.FORGOTTEN)
                self.store.delete(scope, target.value)
            elif isinstance(target, cst.Attribute):
                attributes.delete_attribute(self, self.value(target.value), self.mangled(target.attr.value))
            elif isinstance(target, cst.Subscript):
                owner = self.value(target.value)
                sequences.delete_item(self, owner, expressions.index_value(self, target))
        self.finalizers.perhaps_run(self)

    def assertion(self, node: cst.Assert) -> None:
        """``assert condition`` holds afterwards."""
        ways = self.scenarios(self.value(node.test))

        def failed() -> Value:
            said = [] if node.msg is None else [self.value(node.msg)]
            raise self.raised(exceptions.made("AssertionError", self, *said))

        self.fork([(guard, (lambda: NONE) if way else failed) for guard, way in ways])

    def breaking(self, node: cst.Break) -> None:
        """Leave the loop."""
        raise self.ended(Exit.BREAK, NONE)

    def continuing(self, node: cst.Continue) -> None:
        """Go on with the next round."""
        raise self.ended(Exit.CONTINUE, NONE)

    def nothing(self, node: cst.CSTNode) -> None:
        """``pass``, and what stands for itself."""

    def global_names(self, node: cst.Global) -> None:
        """Names of the module."""
        for item in node.names:
            self.frame.elsewhere[item.name.value] = self.frame.module.scope

    def nonlocal_names(self, node: cst.Nonlocal) -> None:
        """Names of the nearest enclosing function that binds them."""
        for item in node.names:
            scope = self.parents.get(self.frame.scope)
            while scope is not None:
                if scope not in self.class_scopes and self.store.get(scope, item.name.value) is not None:
                    self.frame.elsewhere[item.name.value] = scope
                    break
                scope = self.parents.get(scope)

    def function_definition(self, node: cst.FunctionDef) -> None:
        """``def``: a function value with its defaults, through its decorators."""
        self.bind(node.name.value, expressions.define_function(self, node))

    def class_definition(self, node: cst.ClassDef) -> None:
        """``class``: the body runs in a scope of its own."""
        self.bind(node.name.value, classes.define(self, node))

    def import_names(self, node: cst.Import) -> None:
        """``import a.b as c``."""
        imports.import_statement(self, node)

    def import_from(self, node: cst.ImportFrom) -> None:
        """``from a import b as c``."""
        imports.import_from(self, node)


def _bound(run: Callable[[bool], Value], way: bool) -> Callable[[], Value]:
    return lambda: run(way)


_NAMING = frozenset({"getLogger", "get_logger", "Flask", "Blueprint"})
"""Functions that are told what a module is called, and do the same whatever that is."""


def names_main(node: cst.CSTNode) -> bool:
    """Whether a piece of code asks for ``__name__``, and for more than to tell it to a library."""
    told: set[cst.CSTNode] = set()
    for each in walk(node):
        if type(each) is cst.Call:
            function = each.func.attr if isinstance(each.func, cst.Attribute) else each.func
            if isinstance(function, cst.Name) and function.value in _NAMING:
                told.update(arg.value for arg in each.args)
        elif type(each) is cst.Name and each.value == "__name__" and each not in told:
            return True
    return False


def _guards(tree: cst.Module) -> list[cst.CSTNode]:
    """What a module does only when it is run: ``if __name__ == "__main__"``, with nothing for when it is not."""
    return [
        each
        for each in tree.body
        if isinstance(each, cst.If) and each.orelse is None and names_main(each.test)
    ]


def _ends_with_guards(tree: cst.Module) -> bool:
    """Whether all that a module does when it is run comes last, and nothing else in it asks how it is run."""
    guards = _guards(tree)
    rest = tree.body[: len(tree.body) - len(guards)]
    if [*rest, *guards] != list(tree.body):
        return False
    return not any(names_main(each) for each in rest)


def _named(annotation: cst.BaseExpression) -> str:
    """The last name of an annotation: ``InitVar`` of ``dataclasses.InitVar[bool]``."""
    if isinstance(annotation, cst.SimpleString):
        text = str(annotation.evaluated_value).partition("[")[0]
        return text.rsplit(".", 1)[-1].strip()
    if isinstance(annotation, cst.Subscript):
        return _named(annotation.value)
    if isinstance(annotation, cst.Attribute):
        return annotation.attr.value
    return annotation.value if isinstance(annotation, cst.Name) else ""


def _is_class_variable(annotation: cst.BaseExpression) -> bool:
    """``x: ClassVar[int]`` is no field."""
    if isinstance(annotation, cst.Subscript):
        annotation = annotation.value
    name = annotation.attr if isinstance(annotation, cst.Attribute) else annotation
    return isinstance(name, cst.Name) and name.value == "ClassVar"


def _targets(target: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The single targets of ``del a, (b, c)``."""
    if isinstance(target, cst.Tuple | cst.List):
        return [inner for element in target.elements for inner in _targets(element.value)]
    return [target]


Handler = Callable[[Evaluator, Any], None]

_STATEMENTS: dict[type[cst.CSTNode], Handler] = {
    cst.SimpleStatementLine: Evaluator.simple_line,
    cst.SimpleStatementSuite: Evaluator.simple_line,
    cst.Expr: Evaluator.expression_statement,
    cst.Assign: Evaluator.assign,
    cst.AnnAssign: Evaluator.annotated,
    cst.AugAssign: Evaluator.augmented,
    cst.If: Evaluator.if_statement,
    cst.For: loops.for_statement,
    cst.While: loops.while_statement,
    cst.With: managers.with_statement,
    cst.Try: exceptions.try_statement,
    cst.Match: patterns.match_statement,
    cst.Pass: Evaluator.nothing,
    cst.Return: Evaluator.return_statement,
    cst.Del: Evaluator.delete,
    cst.Assert: Evaluator.assertion,
    cst.Raise: exceptions.raise_statement,
    cst.Break: Evaluator.breaking,
    cst.Continue: Evaluator.continuing,
    cst.Global: Evaluator.global_names,
    cst.Nonlocal: Evaluator.nonlocal_names,
    cst.FunctionDef: Evaluator.function_definition,
    cst.ClassDef: Evaluator.class_definition,
    cst.Import: Evaluator.import_names,
    cst.ImportFrom: Evaluator.import_from,
}
