"""A whole program: its modules run first, then functions that nobody in sight calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import libcst as cst
from libcst.helpers import get_full_name_for_node

from ..python.domain import Domain
from ..python.evaluator import Evaluator
from ..python.exhaustion import Exhaustion
from ..python.guards import alternatives
from ..python.machine import MAX_STEPS_ELSEWHERE, Stopping
from ..python.modules import Module, Place
from ..python.nodes import children
from ..python.standing import standing
from ..python.values import Value
from ..sources.document import WrittenModule
from ..sources.effects import Effects
from ..sources.outline import loads_by_name
from . import keeping, kinds, metric_pairs, models
from .facts import Facts
from .leading import Texts
from .leaving import Leaving, is_seen, leaving
from .run import facts_of
from .uncalled import Uncalled, alone
from .values import MetricValue, Origin
from .watching import Watch


@dataclass(frozen=True, eq=False)
class Program:
    """An evaluated program: the facts, the modules they speak of, and what could not be followed."""

    facts: Facts
    modules: tuple[Module, ...]
    evaluator: Evaluator
    uncalled: Uncalled
    unevaluated: tuple[Module, ...] = ()
    """Modules of which is only known what is written there."""

    @property
    def handed_out(self) -> Mapping[cst.CSTNode, Place]:
        """The definitions of functions that code out of sight may call, and where it was given them."""
        return self.evaluator.handed_out

    @property
    def exhausted(self) -> Sequence[Exhaustion]:
        """What took more steps than it was given."""
        return self.evaluator.exhausted

    @property
    def failed(self) -> Sequence[tuple[Path, Exception]]:
        """Errors of our own, each of which ended the run of a module, or of a function alone, in a file."""
        return self.evaluator.failed

    def follow(self, paths: Collection[Path], stopped: Stopping | None = None) -> None:
        """Evaluate whatever may read what is made in the modules ``paths``: a repair shall know its readers.

        An evaluation looks at first only into those functions that nobody calls in which a loss can meet an
        output. Nothing is to be asked of it any more when whoever waits has ``stopped`` it.
        """
        self.evaluator.stopped = stopped
        self.uncalled.run_all(paths)
        _settle_escapes(self.evaluator)

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
    domain: Domain,
    find: Callable[[str, Path, int], Path | None] | None = None,
    load: Callable[[Path], Module | None] | None = None,
    written: dict[tuple[Path, WrittenModule], Module] | None = None,
    effects: Effects | None = None,
    watch: Watch | None = None,
    stopped: Stopping | None = None,
    unevaluated: Sequence[Module] = (),
    texts: Texts | None = None,
) -> Program:
    """Evaluate ``modules`` as one program that asks ``domain`` of libraries; ``find`` and ``load`` follow imports.

    ``written`` holds the ``%%writefile`` modules of each notebook. Functions of modules that are
    only imported, or in which no loss can meet an output, are evaluated where they are called, and
    not on their own, unless ``watch`` asks about that module or a repair for its readers. ``texts`` tell what
    leads to an output: with them, no other function is evaluated on its own either. Of ``unevaluated`` modules
    is only known what is written there. ``stopped`` is asked now and then whether nobody waits any longer: then
    `Stopped` is raised.
    """
    evaluator = Evaluator(find, load, effects)
    evaluator.keep(domain, Domain)
    evaluator.written = written or {}
    evaluator.watch = watch
    evaluator.stopped = stopped
    for module in modules:
        evaluator.modules.setdefault(module.path, module)
    imported = _imported(evaluator, modules, effects)
    # Each script is run by itself: what it changes in the modules that it imports, others do not see.
    for module in sorted(modules, key=lambda each: each in imported):
        evaluator.run_module(module, imported=module in imported)
        evaluator.end_of_script()
    for module in modules:
        evaluator.run_as_script(module)
        evaluator.end_of_script()
    uncalled = Uncalled(evaluator, modules, watch, texts)
    uncalled.run()
    return Program(facts_of(evaluator), tuple(modules), evaluator, uncalled, tuple(unevaluated))


def let_go() -> None:
    """Keep nothing of the programs that were evaluated: what is remembered of their trees holds these."""
    kinds.let_go()
    keeping.let_go()
    standing.cache_clear()


def _settle_escapes(ev: Evaluator) -> None:
    """Add what a model computes in the end to what it computed when it left: it may have been filled since."""
    known: dict[Value, frozenset[Origin] | None] = {}
    for key, escape in list(facts_of(ev).escapes.items()):
        value, origins = escape.value, escape.origins
        if origins is not None and kinds.is_model(value):
            if value not in known:
                known[value] = _in_the_end(ev, value, escape.place)
            more = known[value]
            facts_of(ev).escapes[key] = replace(escape, origins=None if more is None else origins | more)


def _in_the_end(ev: Evaluator, value: Value, place: Place) -> frozenset[Origin] | None:
    found: list[frozenset[Origin] | None] = []

    def look() -> None:
        found.append(models.origins_of(ev, value, place))

    alone(ev, place, MAX_STEPS_ELSEWHERE, look)
    return found[0] if found else None


def _imported(ev: Evaluator, modules: Sequence[Module], effects: Effects | None) -> set[Module]:
    """Those of ``modules`` that another one imports, also through files that are not among them."""
    if ev.find is None:
        return set()
    by_path = {module.path: module for module in modules}
    found: set[Module] = set()
    between: set[Path] = set()
    for module in modules:
        waiting = [ev.find(dotted, module.path, level) for dotted, level in _import_statements(module)]
        if effects is not None and any(loads_by_name(each.text) for each in module.document.units):
            waiting += effects.imports(module.path)
        while waiting:
            path = waiting.pop()
            if path is None or path == module.path:
                continue
            if path in by_path:
                found.add(by_path[path])
            elif effects is not None and path not in between:
                between.add(path)
                waiting.extend(effects.imports(path))
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
