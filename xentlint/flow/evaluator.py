"""The evaluator: statements, scopes, branches and loops, over libcst nodes.

It runs a program the way Python would, with abstract values: a condition that is not known is
taken both ways and the outcomes are joined under their guards, a loop over unknown data is run
twice, a function is evaluated where it is called with the arguments it is given. What expressions
mean is in ``expressions``, calls in ``calls``, tensors in ``tensors``, models in ``models``.
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import libcst as cst

from ..sources.document import WrittenModule
from . import expressions, imports, sequences
from .conditions import decided
from .facts import Context, Facts
from .guards import alternatives, compatible, either, together, union
from .modules import Module
from .store import Slot, Store
from .truth import truth
from .values import (
    ALWAYS,
    NONE,
    ApiObject,
    Arguments,
    ClassValue,
    FunctionValue,
    Guard,
    Instance,
    LazyImport,
    ModuleValue,
    Place,
    Tensor,
    TupleValue,
    Union,
    Unknown,
    Value,
)

MAX_STEPS = 200_000
"""Nodes evaluated for one module before it is given up (a visible state, not a silence)."""
MAX_FUNCTION_STEPS = 8_000
"""Nodes evaluated for one function that nobody in sight calls."""
MAX_UNROLL = 24
MAX_SCENARIOS = 4


class Exhausted(Exception):
    """The step budget of a module or of a function is spent."""


class Flow(enum.Enum):
    """How a block ended."""

    NEXT = 0
    RETURN = 1
    BREAK = 2
    CONTINUE = 3
    RAISE = 4


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
    returns: list[tuple[Guard, Value]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)
    """Names declared ``global``/``nonlocal``: the scope that holds them."""
    call: Place | None = None
    at: cst.CSTNode | None = None
    """The statement that is being run."""


class Evaluator:
    """The state of one evaluation of one project."""

    exhaustion = Exhausted

    def __init__(
        self,
        find: Callable[[str, Path, int], Path | None] | None = None,
        load: Callable[[Path], Module | None] | None = None,
    ) -> None:
        self.store = Store()
        self.facts = Facts()
        self.frames: list[Frame] = []
        self.path: dict[Any, bool] = {}
        self.context = Context()
        self.parents: dict[int, int | None] = {}
        self.class_scopes: set[int] = set()
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
        self.exhausted: list[str] = []
        self.running: list[cst.CSTNode] = []
        self.written: dict[tuple[Path, WrittenModule], Module] = {}
        """The modules that ``%%writefile`` cells of notebooks make."""
        self.choices: list[Guard] = []
        """The guards of the callees and losses that were chosen among several."""
        self.resolving: set[LazyImport] = set()
        self.literals: dict[cst.CSTNode, Value] = {}
        self.places: dict[int, Place] = {}
        """Where each instance of a project class was made."""
        self.inits: dict[int, tuple[Arguments, Place]] = {}
        """What the library's ``__init__`` of an instance was given."""

    # -- modules ---------------------------------------------------------------------------

    def run_module(self, module: Module) -> ModuleValue:
        """Evaluate ``module`` from top to bottom, once; a cycle sees what is bound so far."""
        if module not in self.evaluated:
            self.evaluated[module] = False
            module.scope = self.new_scope(None)
            self.modules.setdefault(module.path, module)
            saved = (self.path, self.context, self.frames, self.running, self.steps, self.limit)
            self.path, self.context, self.frames, self.running = {}, Context(), [], []
            self.steps, self.limit = 0, MAX_STEPS
            try:
                with self.store.permanent():
                    for unit, tree in enumerate(module.trees):
                        self.frames.append(Frame(module.scope, module, unit))
                        try:
                            self.block(tree.body)
                        finally:
                            self.frames.pop()
                        self.path = {}
            except Exhausted:
                self.exhausted.append(str(module.path))
            finally:
                spent = self.steps
                self.path, self.context, self.frames, self.running, self.steps, self.limit = saved
                self.steps += min(spent, 1000)
            self.evaluated[module] = True
        return ModuleValue(module)

    # -- scopes and names ------------------------------------------------------------------

    def new_scope(self, parent: int | None) -> int:
        """A fresh scope inside ``parent``."""
        scope = self.store.number()
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

    def forget(self, value: Value | None, why: str) -> None:
        """``value`` goes where it is not followed: whoever reads it there is out of sight."""
        if value is not None:
            from .calls import escapes

            escapes(self, value, self.here(), why, depth=1)

    def narrow(self, value: Value) -> Value:
        """``value`` without the alternatives that the current path excludes, imports resolved."""
        if isinstance(value, LazyImport):
            return imports.resolve(self, value)
        if isinstance(value, Union) and any(isinstance(v, LazyImport) for _, v in value.alternatives):
            value = either([(g, self.narrow(v)) for g, v in value.alternatives])
        if isinstance(value, Union) and self.path:
            left = [(g, v) for g, v in value.alternatives if compatible(g, self.path)]
            if len(left) < len(value.alternatives):
                return either(left, Unknown(why="no path leads here"))
            if len(left) == 1:
                return left[0][1]
        return value

    def lookup(self, name: str) -> Value:
        """The value of a name, by Python's scoping."""
        frame = self.frames[-1]
        scope: int | None = frame.elsewhere.get(name, frame.scope)
        first = True
        while scope is not None:
            if first or scope not in self.class_scopes:
                found = self.store.get(scope, name)
                if found is not None:
                    return self.narrow(found)
            first = False
            scope = self.parents.get(scope)
        return expressions.builtin(self, name)

    def bind(self, name: str, value: Value) -> None:
        """Bind a name in the current scope."""
        frame = self.frames[-1]
        self.store.set(frame.elsewhere.get(name, frame.scope), name, value)

    # -- budget ----------------------------------------------------------------------------

    def tick(self) -> None:
        """Count one evaluated node."""
        self.steps += 1
        if self.steps > self.limit:
            raise Exhausted

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
        for guard, alternative in alternatives(self.narrow(value)):
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

    def fork(
        self, ways: Sequence[tuple[Guard, Callable[[], tuple[Flow, Value]]]], *, keep: bool = True
    ) -> tuple[Flow, Value]:
        """Evaluate each way apart, join what they wrote, and return how it ended and the value.

        With one way nothing is forked. When only one of several ways goes on, what it assumes is
        assumed for the rest of the enclosing function or loop body (``keep``).
        """
        if len(ways) == 1 and not ways[0][0]:
            return ways[0][1]()
        branches: list[tuple[Guard, dict[Slot, Value]]] = []
        going: list[Guard] = []
        values: list[tuple[Guard, Value]] = []
        flows: list[Flow] = []
        local = self.frames[-1].scope
        for guard, run in ways:
            self.store.begin()
            flow = Flow.RAISE
            result: Value = NONE
            try:
                with self.assuming(guard):
                    flow, result = run()
            finally:
                written = self.store.rollback()
            if flow is Flow.RAISE:
                continue
            flows.append(flow)
            if flow is Flow.RETURN:
                written = {slot: v for slot, v in written.items() if slot[0] != local}
            branches.append((guard, written))
            if flow is Flow.NEXT:
                going.append(guard)
                values.append((guard, result))
        if not branches:
            return Flow.RAISE, NONE
        if len(branches) == 1 and len(ways) == 1:
            self.store.apply(branches[0][1])
        else:
            # A way that raised leaves the others to be the only ones from here on.
            for lost in self.store.join(branches):
                self.forget(lost, "put into something that differs from branch to branch")
        if not going:
            return (Flow.RETURN if Flow.RETURN in flows else flows[0]), NONE
        if len(going) == 1 and keep and len(ways) > 1:
            self.path = {**self.path, **dict(going[0])}
        return Flow.NEXT, either(values)

    # -- statements ------------------------------------------------------------------------

    def block(self, body: Sequence[cst.CSTNode]) -> Flow:
        """Run statements until one leaves the block."""
        for statement in body:
            flow = self.statement(statement)
            if flow is not Flow.NEXT:
                return flow
        return Flow.NEXT

    def suite(self, body: cst.BaseSuite) -> Flow:
        """Run the body of a compound statement."""
        return self.block(body.body)

    def statement(self, node: cst.CSTNode) -> Flow:
        """Run one statement."""
        self.tick()
        self.frames[-1].at = node
        handler = _STATEMENTS.get(type(node))
        if handler is None:
            return Flow.NEXT
        return handler(self, node)

    def simple_line(self, node: cst.SimpleStatementLine) -> Flow:
        """``a; b; c``."""
        return self.block(node.body)

    def expression_statement(self, node: cst.Expr) -> Flow:
        """A call for its effect, or a docstring."""
        value = self.value(node.value)
        if self._is_shown(node):
            sequences.read_all(self, value, self.place(node.value), "show", "shown below the cell")
        return Flow.NEXT

    def _is_shown(self, node: cst.Expr) -> bool:
        """Whether a notebook prints the value: the last expression of a cell."""
        frame = self.frames[-1]
        if frame.function is not None or frame.module.units[frame.unit].cell is None:
            return False
        body = frame.module.trees[frame.unit].body
        last = body[-1] if body else None
        return isinstance(last, cst.SimpleStatementLine) and last.body[-1] is node

    def assign(self, node: cst.Assign) -> Flow:
        """``a = b = value``."""
        value = self.value(node.value)
        for target in node.targets:
            self.store_to(target.target, value, self.place(node.value))
        return Flow.NEXT

    def annotated(self, node: cst.AnnAssign) -> Flow:
        """``a: int = value``; without a value, a dataclass field or a declaration."""
        if node.value is not None:
            self.store_to(node.target, self.value(node.value))
        elif isinstance(node.target, cst.Name) and self.frame.scope in self.class_scopes:
            expressions.declare_field(self, node.target.value)
        return Flow.NEXT

    def augmented(self, node: cst.AugAssign) -> Flow:
        """``a += value``."""
        left = self.value(node.target)
        right = self.value(node.value)
        operator = type(node.operator).__name__.removesuffix("Assign")
        if not sequences.extend_in_place(self, operator, left, right):
            self.store_to(
                node.target,
                expressions.binary(self, operator, left, right, self.place(node.target), self.place(node.value),
                                   self.place(node)),
            )  # fmt: skip
        return Flow.NEXT

    def store_to(self, target: cst.BaseExpression, value: Value, place: Place | None = None) -> None:
        """Assign to a name, an attribute, an item, or unpack into several."""
        if isinstance(target, cst.Name):
            self.bind(target.value, value)
        elif isinstance(target, cst.Attribute):
            expressions.set_attribute(self, self.value(target.value), target.attr.value, value)
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
        star = stars[0] if stars else None
        for index, element in enumerate(elements):
            if star is not None and index == star:
                self.forget(value, "unpacked into a list")
                part: Value = sequences.new_list(self, (), exact=False)
            else:
                position = index if star is None or index < star else index - len(elements)
                part = sequences.item(self, value, position, len(elements))
            self.store_to(element.value, part)

    def if_statement(self, node: cst.If) -> Flow:
        """``if``/``elif``/``else``."""
        ways = self.scenarios(self.value(node.test))

        def run(truth_value: bool) -> tuple[Flow, Value]:
            if truth_value:
                return self.suite(node.body), NONE
            if isinstance(node.orelse, cst.If):
                return self.if_statement(node.orelse), NONE
            if node.orelse is not None:
                return self.suite(node.orelse.body), NONE
            return Flow.NEXT, NONE

        return self.fork([(guard, _bound(run, way)) for guard, way in ways])[0]

    def for_statement(self, node: cst.For) -> Flow:
        """A loop: over known items one by one, else over an unknown element."""
        elements, exact = sequences.iterate(self, self.value(node.iter), self.place(node))
        unrolled = exact and len(elements) <= MAX_UNROLL
        rounds: list[Value | None] = list(elements) if unrolled else [_any_of(elements)] * 2
        if elements and not unrolled and rounds[0] is None:
            for each in elements:
                self.forget(each, "one of many in a loop")
        flow = self.loop(rounds, node)
        if flow is Flow.NEXT and node.orelse is not None:
            return self.suite(node.orelse.body)
        return flow

    def loop(self, rounds: Sequence[Value | None], node: cst.For | cst.While) -> Flow:
        """Run a loop's body once for each of ``rounds``."""
        saved = dict(self.path)
        for element in rounds:
            if isinstance(node, cst.For):
                fresh = (
                    element
                    if element is not None
                    else Unknown(("element", self.store.number()), element=True)
                )
                self.store_to(node.target, fresh)
            flow = self.suite(node.body)
            self.path = saved
            if flow is Flow.RETURN or flow is Flow.RAISE:
                return flow
            if flow is Flow.BREAK:
                break
        return Flow.NEXT

    def while_statement(self, node: cst.While) -> Flow:
        """A loop whose condition is taken as true for two rounds."""
        if truth(self, self.value(node.test))[0] is False:
            return Flow.NEXT if node.orelse is None else self.suite(node.orelse.body)
        return self.loop([None, None], node)

    def with_statement(self, node: cst.With) -> Flow:
        """``with`` items: a gradient tape changes the context, the others only bind."""
        tape = paused = False
        for item in node.items:
            manager = self.value(item.item)
            entered = expressions.enter(self, manager, self.place(item.item))
            for _, each in alternatives(manager):
                if isinstance(each, ApiObject) and each.symbol.name == "tf.GradientTape":
                    tape = True
                elif isinstance(each, ApiObject) and each.symbol.name == "tf.GradientTape.stop_recording":
                    paused = True
            if item.asname is not None:
                self.store_to(item.asname.name, entered)
        if tape or paused:
            with self.within(tape=tape):
                return self.suite(node.body)
        return self.suite(node.body)

    def try_statement(self, node: cst.Try | cst.TryStar) -> Flow:
        """``try``: the body; handlers are looked at, and give only what the body left unbound."""
        flow = self.suite(node.body)
        for handler in node.handlers:
            self.store.begin()
            try:
                if handler.name is not None:
                    self.store_to(handler.name.name, Unknown(why="exception"))
                saved = dict(self.path)
                self.suite(handler.body)
                self.path = saved
            finally:
                written = self.store.rollback()
            for slot, value in written.items():
                if self.store.get(*slot) is None:
                    self.store.set(*slot, value)
        if flow is Flow.RAISE:
            flow = Flow.NEXT
        if flow is Flow.NEXT and node.orelse is not None:
            flow = self.suite(node.orelse.body)
        if node.finalbody is not None:
            ending = self.suite(node.finalbody.body)
            flow = flow if ending is Flow.NEXT else ending
        return flow

    def match_statement(self, node: cst.Match) -> Flow:
        """``match``: cases of literals are compared, others may each be the one."""
        subject = self.value(node.subject)
        return expressions.match(self, subject, node)

    def return_statement(self, node: cst.Return) -> Flow:
        """Remember the value under what the path assumes beyond the call."""
        value = self.value(node.value) if node.value is not None else NONE
        frame = self.frames[-1]
        guard = frozenset((k, v) for k, v in self.path.items() if k not in frame.entry)
        frame.returns.append((guard, value))
        return Flow.RETURN

    def delete(self, node: cst.Del) -> Flow:
        """``del name``; deleting items or attributes is not followed."""
        targets = node.target.elements if isinstance(node.target, cst.Tuple) else []
        names = [e.value for e in targets] or [node.target]
        for target in names:
            if isinstance(target, cst.Name):
                self.store.delete(self.frame.elsewhere.get(target.value, self.frame.scope), target.value)
        return Flow.NEXT

    def assertion(self, node: cst.Assert) -> Flow:
        """``assert condition`` holds afterwards."""
        ways = [guard for guard, way in self.scenarios(self.value(node.test)) if way]
        if len(ways) == 1 and ways[0]:
            self.path = {**self.path, **dict(ways[0])}
        return Flow.NEXT

    def raising(self, node: cst.Raise) -> Flow:
        """The path ends here."""
        return Flow.RAISE

    def breaking(self, node: cst.Break) -> Flow:
        """Leave the loop."""
        return Flow.BREAK

    def continuing(self, node: cst.Continue) -> Flow:
        """Go on with the next round."""
        return Flow.CONTINUE

    def global_names(self, node: cst.Global) -> Flow:
        """Names of the module."""
        for item in node.names:
            self.frame.elsewhere[item.name.value] = self.frame.module.scope
        return Flow.NEXT

    def nonlocal_names(self, node: cst.Nonlocal) -> Flow:
        """Names of the nearest enclosing function that binds them."""
        for item in node.names:
            scope = self.parents.get(self.frame.scope)
            while scope is not None:
                if self.store.get(scope, item.name.value) is not None:
                    self.frame.elsewhere[item.name.value] = scope
                    break
                scope = self.parents.get(scope)
        return Flow.NEXT

    def function_definition(self, node: cst.FunctionDef) -> Flow:
        """``def``: a function value with its defaults, through its decorators."""
        self.bind(node.name.value, expressions.define_function(self, node))
        return Flow.NEXT

    def class_definition(self, node: cst.ClassDef) -> Flow:
        """``class``: the body runs in a scope of its own."""
        self.bind(node.name.value, expressions.define_class(self, node))
        return Flow.NEXT

    def import_names(self, node: cst.Import) -> Flow:
        """``import a.b as c``."""
        imports.import_statement(self, node)
        return Flow.NEXT

    def import_from(self, node: cst.ImportFrom) -> Flow:
        """``from a import b as c``."""
        imports.import_from(self, node)
        return Flow.NEXT


def _bound(run: Callable[[bool], tuple[Flow, Value]], way: bool) -> Callable[[], tuple[Flow, Value]]:
    return lambda: run(way)


def _any_of(elements: Sequence[Value]) -> Value | None:
    """One value for any element of a long or open sequence: known when they are all alike."""
    if elements and all(element == elements[0] for element in elements[1:]):
        return elements[0]
    shapes = {len(e.items) if isinstance(e, TupleValue) else -1 for e in elements}
    if elements and shapes == {0} | shapes and -1 not in shapes and len(shapes) == 1:
        return elements[0]
    return union([(frozenset({(("element", i), True)}), e) for i, e in enumerate(elements)])


Handler = Callable[[Evaluator, Any], Flow]

_STATEMENTS: dict[type[cst.CSTNode], Handler] = {
    cst.SimpleStatementLine: Evaluator.simple_line,
    cst.SimpleStatementSuite: Evaluator.simple_line,
    cst.Expr: Evaluator.expression_statement,
    cst.Assign: Evaluator.assign,
    cst.AnnAssign: Evaluator.annotated,
    cst.AugAssign: Evaluator.augmented,
    cst.If: Evaluator.if_statement,
    cst.For: Evaluator.for_statement,
    cst.While: Evaluator.while_statement,
    cst.With: Evaluator.with_statement,
    cst.Try: Evaluator.try_statement,
    cst.TryStar: Evaluator.try_statement,
    cst.Match: Evaluator.match_statement,
    cst.Return: Evaluator.return_statement,
    cst.Del: Evaluator.delete,
    cst.Assert: Evaluator.assertion,
    cst.Raise: Evaluator.raising,
    cst.Break: Evaluator.breaking,
    cst.Continue: Evaluator.continuing,
    cst.Global: Evaluator.global_names,
    cst.Nonlocal: Evaluator.nonlocal_names,
    cst.FunctionDef: Evaluator.function_definition,
    cst.ClassDef: Evaluator.class_definition,
    cst.Import: Evaluator.import_names,
    cst.ImportFrom: Evaluator.import_from,
}
