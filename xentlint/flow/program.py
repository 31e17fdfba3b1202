"""A whole program: its modules run first, then every function that nobody in sight calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..sources.document import WrittenModule
from ..sources.relevance import READERS, SINKS, has_reader, has_sink
from . import attributes, calls, classes, metric_pairs, models, training
from .completions import Ended
from .evaluator import MAX_FUNCTION_STEPS, MAX_STEPS_ELSEWHERE, Evaluator, Exhausted, Frame
from .facts import Context, Escape, Exhaustion, Facts
from .guards import alternatives
from .leaving import Leaving, is_seen, leaving
from .modules import Module
from .nodes import children
from .values import Arguments, ClassValue, Const, FunctionValue, Instance, MetricValue, Origin, Place, Value
from .watching import Watch

MAX_INSTANCES = 3
MAX_HEIRS = 24
"""Classes that inherit a training step, each of which it is run for."""
_OWN_METHODS = frozenset({"call", "__call__", "train_step", "test_step", "build"})
"""Methods whose result Keras itself takes."""
_EVALUATION_METHODS = frozenset({"test_step", "predict_step", "evaluate", "predict", "validation_step"})


@dataclass(frozen=True, eq=False)
class Program:
    """An evaluated program: the facts, the modules they speak of, and what could not be followed."""

    facts: Facts
    modules: tuple[Module, ...]
    exhausted: tuple[Exhaustion, ...]
    evaluator: Evaluator
    failed: tuple[tuple[Path, Exception], ...] = ()
    """Errors of our own, each of which ended the run of a module, or of a function alone, in a file."""

    @property
    def read(self) -> tuple[Module, ...]:
        """All modules of which something was evaluated: those that are checked, and what they import."""
        return tuple(dict.fromkeys((*self.modules, *self.evaluator.modules.values())))

    @property
    def find(self) -> Callable[[str, Path, int], Path | None] | None:
        """Where an import of a file leads: its dotted name, the file, and how many dots stand before."""
        return self.evaluator.find

    def names(self, module: Module) -> dict[str, Value]:
        """What a module binds, by name."""
        return dict(self.evaluator.store.names(module.scope))

    def options(self, value: Value) -> list[Value]:
        """Everything that ``value`` may be."""
        return [each for _, each in alternatives(self.evaluator.narrow(value))]

    def default(self, function: object, parameter: str) -> Value | None:
        """The default of a parameter of the function whose definition is the node ``function``."""
        found = self.evaluator.functions.get(function) if isinstance(function, cst.CSTNode) else None
        return dict(found.defaults).get(parameter) if found is not None else None

    def leaving(self, origin: Origin, *, layers: bool) -> Leaving | None:
        """How what ``origin`` makes leaves what can be seen; ``layers``: it matters how many layers there are."""
        return leaving(self.evaluator, origin, layers=layers)

    def is_seen(self, origin: Origin) -> bool:
        """Whether the layers of a model with this output may be counted, or looked at, by what was not seen."""
        return is_seen(self.evaluator, origin)

    def metrics_in(self, value: Value, element: int | str | None, place: Place) -> list[MetricValue | None]:
        """The metrics that ``compile`` was given for one of its outputs, ``None`` for each that is not known."""
        return metric_pairs.metrics_in(self.evaluator, value, element, place)


def evaluate(
    modules: Sequence[Module],
    find: Callable[[str, Path, int], Path | None] | None = None,
    load: Callable[[Path], Module | None] | None = None,
    written: dict[tuple[Path, WrittenModule], Module] | None = None,
    effects: Callable[[Path], bool] | None = None,
    watch: Watch | None = None,
) -> Program:
    """Evaluate ``modules`` as one program; ``find`` and ``load`` follow imports out of them.

    ``written`` holds the ``%%writefile`` modules of each notebook. Functions of modules that are
    only imported, or that neither hold a loss nor read a prediction, are evaluated where they are
    called, and not on their own, unless ``watch`` asks about that module.
    """
    evaluator = Evaluator(find, load, effects)
    evaluator.written = written or {}
    evaluator.watch = watch
    for module in modules:
        evaluator.modules.setdefault(module.path, module)
    own = {module for module in modules if has_sink(module.document) or has_reader(module.document)}
    if watch is not None:
        own.update(module for module in modules if module.path == watch.path)
    imported = _imported(evaluator, modules)
    # Each script is run by itself: what it changes in the modules that it imports, others do not see.
    for module in sorted(modules, key=lambda each: each in imported):
        evaluator.run_module(module, imported=module in imported)
        evaluator.end_of_script()
    for module in modules:
        evaluator.run_as_script(module)
        evaluator.end_of_script()
    _run_uncalled(evaluator, own, watch)
    _settle_escapes(evaluator)
    return Program(
        evaluator.facts, tuple(modules), tuple(evaluator.exhausted), evaluator, tuple(evaluator.failed)
    )


def _settle_escapes(ev: Evaluator) -> None:
    """Add what a model computes in the end to what it computed when it left: it may have been filled since."""
    for key, escape in list(ev.facts.escapes.items()):
        if escape.origins is not None and models.is_model(escape.value):
            ev.facts.escapes[key] = replace(escape, origins=_in_the_end(ev, escape))


def _in_the_end(ev: Evaluator, escape: Escape) -> frozenset[Origin] | None:
    found: list[frozenset[Origin] | None] = []
    place = escape.place

    def look() -> None:
        found.append(models.origins_of(ev, escape.value, place))

    _alone(ev, place.module, place.unit, place.node, look)
    if not found or found[0] is None or escape.origins is None:
        return None
    return escape.origins | found[0]


def _imported(ev: Evaluator, modules: Sequence[Module]) -> set[Module]:
    """Those of ``modules`` that another one imports, as far as import statements tell."""
    if ev.find is None:
        return set()
    by_path = {module.path: module for module in modules}
    found: set[Module] = set()
    for module in modules:
        for dotted, level in _import_statements(module):
            path = ev.find(dotted, module.path, level)
            other = by_path.get(path) if path is not None else None
            if other is not None and other is not module:
                found.add(other)
    return found


def _import_statements(module: Module) -> Iterator[tuple[str, int]]:
    waiting: list[cst.CSTNode] = list(module.trees)
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Import):
            for alias in node.names:
                yield get_full_name_for_node(alias.name) or "", 0
        elif isinstance(node, cst.ImportFrom):
            dotted = (get_full_name_for_node(node.module) or "") if node.module is not None else ""
            level = len(node.relative)
            yield dotted, level
            if not isinstance(node.names, cst.ImportStar):
                for alias in node.names:
                    name = get_full_name_for_node(alias.name) or ""
                    yield f"{dotted}.{name}" if dotted else name, level
        elif not isinstance(node, cst.BaseExpression):
            waiting.extend(children(node))


def _run_uncalled(ev: Evaluator, own: set[Module], watch: Watch | None) -> None:
    """Evaluate classes that nobody makes and functions that nobody calls, with unknown arguments.

    For somebody who waits (``watch``), what was asked for comes first, and the rest as far as time allows.
    """
    done: set[cst.CSTNode] = set()
    families = _Families(ev)
    for _ in range(4):
        for cls in list(ev.classes.values()):
            if cls.module in own and cls.node not in ev.instances:
                if watch is not None and not watch.affords(cls):
                    continue
                _alone(ev, cls.module, cls.unit, cls.node, partial(_instantiate, ev, cls))
        waiting = [
            function
            for node, function in list(ev.functions.items())
            if node not in done
            and function.module in own
            and (node not in ev.called or _has_switch(function))
        ]
        if not waiting:
            break
        if watch is not None:
            waiting.sort(key=watch.distance)
        grown: list[FunctionValue] = []
        for function in waiting:
            if function.node in done or (function.node in ev.called and not _has_switch(function)):
                continue
            done.add(function.node)
            if watch is not None and not watch.affords(function):
                continue
            before = _attributes(ev, function)
            _uncalled(ev, function, families)
            if _attributes(ev, function) != before:
                grown.append(function)
        if grown:
            # What these methods stored on their objects is there for the others now.
            owners = {f.owner for f in grown}
            for function in waiting:
                if function.owner in owners and function.owner is not None:
                    _uncalled(ev, function, families)
    _run_inherited_steps(ev, own, watch)


def _run_inherited_steps(ev: Evaluator, own: set[Module], watch: Watch | None) -> None:
    """A training step that was run for one class is run for those that inherit it and fill in what it calls."""
    heirs = 0
    for cls in list(ev.classes.values()):
        made = ev.instances.get(cls.node)
        if cls.module not in own or not made or not models.is_model(made[0]):
            continue
        step = attributes.find_in_class(ev, cls, "train_step")
        if not isinstance(step, FunctionValue) or step.owner == cls or cls.node in ev.stepped:
            continue
        if heirs == MAX_HEIRS or (watch is not None and not watch.affords(cls)):
            return
        heirs += 1
        place = Place(cls.module, cls.unit, cls.node)
        run = partial(training.run_train_step, ev, made[0], step, place)
        _alone(ev, cls.module, cls.unit, cls.node, run)


def _has_switch(function: FunctionValue) -> bool:
    """Whether a module's function has a parameter that is on or off by default.

    Such a function is looked at with the switch both ways, although its callers in sight leave it.
    """
    return function.owner is None and any(
        isinstance(value, Const) and isinstance(value.value, bool) for _, value in function.defaults
    )


def _attributes(ev: Evaluator, function: FunctionValue) -> list[set[str]]:
    if function.owner is None:
        return []
    return [
        {name for name, _ in ev.store.names(instance.number)}
        for instance in ev.instances.get(function.owner.node, [])[:MAX_INSTANCES]
    ]


def _alone(ev: Evaluator, module: Module, unit: int, node: cst.CSTNode, run: Callable[[], object]) -> None:
    ev.path, ev.context, ev.running = {}, Context(uncalled=True), []
    ev.frames = [Frame(module.scope, module, unit)]
    ev.steps, ev.limit = 0, MAX_FUNCTION_STEPS if _can_meet(ev, node) else MAX_STEPS_ELSEWHERE
    ev.abrupt, ev.doubts, ev.choices, ev.catchers = [], [], [], 0
    try:
        run()
    except Ended:
        pass
    except Exhausted:
        ev.exhausted.append(Exhaustion(module.path, getattr(getattr(node, "name", None), "value", "lambda")))
    except Exception as error:
        ev.failed.append((module.path, error))
    finally:
        ev.frames = []
        ev.path, ev.context = {}, Context()
        if ev.watch is not None:
            ev.watch.spend(ev.steps)


def _can_meet(ev: Evaluator, node: cst.CSTNode) -> bool:
    """Whether a function or class speaks of losses or of predictions itself, and not only what it calls."""
    known = ev.speaking.get(node)
    if known is None:
        text = cst.Module([]).code_for_node(node)
        known = ev.speaking[node] = SINKS.search(text) is not None or READERS.search(text) is not None
    return known


def _instantiate(ev: Evaluator, cls: ClassValue) -> Value:
    place = Place(cls.module, cls.unit, cls.node)
    return classes.instantiate(ev, cls, Arguments(open=True), place)


class _Families:
    """The classes that were made objects of, by the classes that they inherit from."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._known = 0
        self._classes: dict[cst.CSTNode, list[cst.CSTNode]] = {}

    def of(self, owner: ClassValue) -> list[cst.CSTNode]:
        """The definitions of ``owner`` and of what inherits from it, in the order of their first objects."""
        instances = self._ev.instances
        if len(instances) != self._known:
            self._known, self._classes = len(instances), {}
            for node in instances:
                cls = self._ev.classes.get(node)
                for each in attributes.linearize(cls) if cls is not None else ():
                    if isinstance(each, ClassValue):
                        self._classes.setdefault(each.node, []).append(node)
        return self._classes.get(owner.node, [])


def _receivers(ev: Evaluator, function: FunctionValue, families: _Families) -> list[Value | None]:
    """The objects that a method is evaluated on: those that were made, of its class or a subclass."""
    owner = function.owner
    if owner is None or function.kind == "staticmethod":
        return [None]
    if function.kind == "classmethod":
        return [owner]
    found: list[Instance] = []
    for node in families.of(owner):
        cls = ev.classes.get(node)
        if cls is not None and (cls == owner or owner in attributes.linearize(cls)):
            own = attributes.find_in_class(ev, cls, function.name)
            if own == function or not isinstance(own, FunctionValue):
                found.extend(ev.instances[node])
    return list(found[:MAX_INSTANCES]) or [None]


def _uncalled(ev: Evaluator, function: FunctionValue, families: _Families) -> None:
    if function.name.startswith("__") and function.name not in ("__call__", "__init__"):
        return
    for receiver in _receivers(ev, function, families):
        if function.owner is not None and receiver is None and function.kind == "function":
            continue
        given = Arguments((receiver,) if receiver is not None else (), {}, (None,) if receiver is not None else (),
                          open=True)  # fmt: skip
        place = Place(function.module, function.unit, function.node)

        def run(given: Arguments = given, receiver: Value | None = receiver, place: Place = place) -> None:
            is_model = receiver is not None and models.is_model(receiver)
            step = function.name == "train_step" and is_model
            if step and isinstance(receiver, Instance):
                ev.stepped.add(receiver.cls.node)
            evaluation = function.name in _EVALUATION_METHODS
            with ev.within(train_step=step, graph=step, evaluation=evaluation):
                result = calls.call_function(ev, function, given, place)
            own = receiver is not None and function.name in _OWN_METHODS
            if not own:
                calls.escapes(ev, result, place, "returned to callers out of sight", depth=1)

        _alone(ev, function.module, function.unit, function.node, run)
