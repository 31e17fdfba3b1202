"""Which functions that nobody calls are worth evaluating: those in which a loss can meet an output.

Such a function speaks of losses itself, or leads by name to one that does: a function of its module, of
a module that it imports, or a method of a class of theirs. What is bound to other names is asked of the
evaluation: a module's list of losses, an object with a loss in one of its attributes. A caller that can
only be reached through what nobody in sight hands over has nothing to tell a loss.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import libcst as cst

from ..apis.makers import makes_output, names_output
from ..apis.meetings import is_named
from ..apis.spaces import Space
from ..python.machine import Machine
from ..python.modules import Module
from ..python.nodes import children
from ..python.values import (
    ApiObject,
    BoundMethod,
    ClassValue,
    Const,
    Entries,
    FunctionValue,
    Handle,
    Instance,
    Items,
    LazyImport,
    PartialValue,
    Symbol,
    TupleValue,
    Union,
    Value,
    WrappedFunction,
)
from ..sources.definitions import Definition, around
from ..sources.reach import Leads, Reach
from ..sources.relevance import SINKS, imported
from .leading import Sides, Texts, speaks_of_meetings
from .values import CompiledValue, FunctionalValue, LossValue, MetricValue, SequentialValue, Tensor

_DEPTH = 4
"""Containers and objects inside each other that are looked into for a loss."""
_INSTANCES = 3
"""Objects of a class that are looked into."""


class Demand:
    """What can take part in a meeting, of the functions and classes of some modules.

    Two things meet: what takes an output, and an output of which something is known. A function is wanted that
    leads to the former; with ``texts``, which tell of files that are not read yet, only one that leads to both.
    """

    def __init__(self, ev: Machine, modules: Iterable[Module], texts: Texts | None = None) -> None:
        self._ev = ev
        self._known: dict[cst.CSTNode, Definition] = {}
        self._nodes: dict[Definition, cst.CSTNode] = {}
        narrowly = texts is not None
        texts = texts or Texts()
        listed = list(modules)
        loaded = {module.path for module in listed}
        # What is imported is not read before somebody asks for it: of that the texts tell.
        defined = defaultdict(
            list, {path: list(held) for path, held in texts.defined.items() if path not in loaded}
        )
        for module in listed:
            self._take(module, defined[module.path])
        find = ev.find
        self._imports: dict[Path, set[Path]] = defaultdict(
            set, {path: set(held) for path, held in texts.imports.items() if path not in loaded}
        )
        for module in listed:
            if find is not None:
                self._imports[module.path] |= imported(module.document, find)
        self._reach = Reach(defined, self._imports)
        self._meeting = {each for each in self._reach.paths if speaks_of_meetings(each)}
        """Those that speak of losses, or of what else takes an output, themselves."""
        self._leading = Leads(self._reach)
        """What leads to a meeting."""
        self._preparing: dict[Definition, list[Definition]] = defaultdict(list)
        """By what may change what methods that speak of losses find in their object: those methods."""
        for each in self._meeting:
            if each.bound is None:
                self._want(each)
        self._sides = Sides(self._reach) if narrowly else None
        """The same with what a method stores for another one, and also what makes an output."""

    def knows(self, node: cst.CSTNode) -> bool:
        """Whether the words of a function or class are known."""
        return node in self._known

    def speaks(self, node: cst.CSTNode) -> bool:
        """Whether a function or class speaks of losses or of predictions itself, and not only what it calls."""
        known = self._known.get(node)
        return known is None or known in self._meeting or known.readers

    def users(self, paths: Collection[Path]) -> set[Path]:
        """The modules of ``paths``, and those that import one of them, directly or through others."""
        found = set(paths)
        while more := {each for each, held in self._imports.items() if each not in found and held & found}:
            found |= more
        return found

    def wants(self, function: FunctionValue, heirs: Iterable[ClassValue]) -> bool:
        """Whether a loss can meet an output when the function runs; ``heirs`` have it as a method.

        What stands within a function is wanted when that was: nobody else has it run.
        """
        known = self._known.get(function.node)
        if known is None:
            return True
        classes = list(heirs)
        sides = self._sides
        if self.takes(known) or self._carries(known.words, function, classes, _takes_output):
            if not self.takes(known):
                self._want(known)
                if sides is not None:
                    sides.now_takes(known)
            if self.makes(known):
                return True
            if sides is not None and self._carries(known.words, function, classes, _gives_output):
                sides.now_makes(known)
                return True
        return any(self.takes(each) and self.makes(each) for each in self._preparing.get(known, ()))

    def takes(self, known: Definition) -> bool:
        """Whether a definition leads to what takes an output."""
        return known in self._leading and (self._sides is None or self._sides.takes(known))

    def makes(self, known: Definition) -> bool:
        """Whether a definition leads to what makes one, where that matters."""
        return self._sides is None or self._sides.makes(known)

    def wants_class(self, cls: ClassValue) -> bool:
        """Whether one of the functions of a class is wanted, or of what it is derived from."""
        known = self._known.get(cls.node)
        if known is None:
            return True
        here = (cls.module.path, cls.name)
        if known in self._leading or self._leading.names(*here):
            return (
                self._sides is None
                or self._sides.class_has_both(*here)
                or (self.takes(known) and self.makes(known))
            )
        return False

    def methods_naming(self, names: Collection[str], classes: Collection[ClassValue]) -> set[cst.CSTNode]:
        """The methods of some classes in which one of ``names`` stands, or the name of another one that is found so.

        So are those that may read an attribute without its name, or hand their object on.
        """
        methods = [
            each for cls in classes for each in self._reach.methods.get((cls.module.path, cls.name), ())
        ]
        told, found, grown = set(names), set[cst.CSTNode](), True
        while grown:
            grown = False
            for known in methods:
                node = self._nodes.get(known)
                if node is not None and node not in found and (known.opaque or known.words & told):
                    found.add(node)
                    told.add(known.name)
                    grown = True
        return found

    # -- by name ----------------------------------------------------------------------------

    def _take(self, module: Module, defined: list[Definition]) -> None:
        for unit, tree in enumerate(module.trees):
            defined.extend(around(module.units[unit]))
            found = module.defined(unit)
            nodes = list(_definition_nodes(tree))
            if found is None or [each.name for each in found] != [each.name.value for each in nodes]:
                continue  # what is not known takes part
            defined.extend(found)
            for node, definition in zip(nodes, found, strict=True):
                self._known[node] = definition
                self._nodes[definition] = node

    def _want(self, definition: Definition) -> None:
        """Take it in, and whatever names it."""
        for wanted in self._leading.add(definition):
            if wanted.owner and wanted in self._meeting:
                for each in self._prepare(wanted):
                    self._preparing[each].append(wanted)

    def _prepare(self, wanted: Definition) -> Iterator[Definition]:
        """The methods beside one that may change what it finds in its object, also by what another one gives them."""
        beside = self._reach.beside(wanted)
        shown = set(wanted.words)
        givers: set[str] = set()
        while more := {each.name for each in beside if each.shows & shown} - givers:
            givers |= more
            shown |= more
        for each in beside:
            if each.changes is None or each.changes & wanted.words or each.words & givers:
                yield each

    # -- by value ---------------------------------------------------------------------------

    def _carries(
        self,
        words: frozenset[str],
        function: FunctionValue,
        heirs: Iterable[ClassValue],
        leads: Callable[[Demand, Value], bool | None],
    ) -> bool:
        """Whether one of the words is a name, of a module or object, for something that ``leads`` there."""
        instances = self._ev.instances
        owners = [function.module.scope]
        for cls in heirs:
            owners += [cls.scope, *(each.number for each in instances.get(cls.node, ())[:_INSTANCES])]
        return any(
            name in words and self._leads(value, _DEPTH, leads)
            for owner in owners
            for name, value in self._ev.store.names(owner)
        )

    def _leads(self, value: Value, depth: int, leads: Callable[[Demand, Value], bool | None]) -> bool:
        if depth == 0:
            return False
        known = leads(self, value)
        if known is not None:
            return known
        if isinstance(value, WrappedFunction | PartialValue | BoundMethod):
            return self._leads(value.function, depth - 1, leads)
        return any(self._leads(each, depth - 1, leads) for each in self._inside(value))

    def _inside(self, value: Value) -> Iterator[Value]:
        ev = self._ev
        if isinstance(value, LazyImport):
            module = ev.modules.get(value.path)
            if module is not None and value.name is not None:
                yield from (held for name, held in ev.store.names(module.scope) if name == value.name)
        elif isinstance(value, TupleValue):
            yield from value.items
        elif isinstance(value, Union):
            yield from (each for _, each in value.alternatives)
        elif isinstance(value, Items):
            yield from value.items
        elif isinstance(value, Entries):
            yield from (each for _, each in value.entries)
        elif isinstance(value, Handle):
            if isinstance(value, Instance):
                yield value.cls
            yield from (held for _, held in ev.store.names(value.number))


def _takes_output(demand: Demand, value: Value) -> bool | None:
    """Whether a value takes an output, or leads to what does; ``None`` where that depends on what is in it."""
    if isinstance(value, LossValue | MetricValue | CompiledValue):
        return True
    if isinstance(value, Symbol):
        return _meets(value)
    if isinstance(value, ApiObject):
        return _meets(value.symbol)
    if isinstance(value, Const):
        return isinstance(value.value, str) and SINKS.search(value.value) is not None
    if isinstance(value, FunctionValue | ClassValue):
        known = demand._known.get(value.node)
        return known is None or demand.takes(known)
    return None


def _gives_output(demand: Demand, value: Value) -> bool | None:
    """Whether a value is, or leads to, an output of which something may be known; ``None`` as above."""
    if isinstance(value, Tensor):
        return value.space not in (Space.UNKNOWN, Space.DATA, Space.CLASSES)
    if isinstance(value, SequentialValue | FunctionalValue):
        return True
    if isinstance(value, Symbol):
        return makes_output(value.name.rpartition(".")[2])
    if isinstance(value, ApiObject):
        return makes_output(value.symbol.name.rpartition(".")[2]) or None
    if isinstance(value, Const):
        return isinstance(value.value, str) and names_output(value.value)
    if isinstance(value, FunctionValue | ClassValue):
        known = demand._known.get(value.node)
        return known is None or demand.makes(known)
    return None


def _meets(symbol: Symbol) -> bool:
    """Whether something of a library takes an output, as a loss does."""
    last = symbol.name.rpartition(".")[2]
    return SINKS.search(symbol.name) is not None or last == "log" or is_named(last)


def _definition_nodes(tree: cst.Module) -> Iterator[cst.FunctionDef | cst.ClassDef]:
    """What `Module.defined` tells of, in the same order."""
    waiting: list[cst.CSTNode] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            yield node
        if not isinstance(node, cst.FunctionDef | cst.BaseExpression | cst.BaseSmallStatement):
            waiting.extend(reversed(list(children(node))))
