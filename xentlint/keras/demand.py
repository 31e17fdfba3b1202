"""Which functions that nobody calls are worth evaluating: those in which a loss can meet an output.

Such a function speaks of losses itself, or leads by name to one that does: a function of its module, of
a module that it imports, or a method of a class of theirs. What is bound to other names is asked of the
evaluation: a module's list of losses, an object with a loss in one of its attributes. A caller that can
only be reached through what nobody in sight hands over has nothing to tell a loss.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import libcst as cst

from ..apis.meetings import is_named
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
from ..sources.definitions import Definition
from ..sources.relevance import SINKS, imported
from .values import CompiledValue, LossValue, MetricValue

_Class = tuple[Path, str]
"""A class by its module and name."""
_DEPTH = 4
"""Containers and objects inside each other that are looked into for a loss."""
_INSTANCES = 3
"""Objects of a class that are looked into."""


class Demand:
    """What can take part in a meeting, of the functions and classes of some modules."""

    def __init__(self, ev: Machine, modules: Iterable[Module]) -> None:
        self._ev = ev
        self._known: dict[cst.CSTNode, Definition] = {}
        self._paths: dict[Definition, Path] = {}
        self._methods: dict[_Class, list[tuple[cst.CSTNode, Definition]]] = defaultdict(list)
        """The methods of each class, by its name and where that stands."""
        self._users: dict[str, list[Definition]] = defaultdict(list)
        """The definitions in which a word stands."""
        self._meeting: set[Definition] = set()
        """Those that speak of losses, or of what else takes an output, themselves."""
        self._wanted: set[Definition] = set()
        self._leading: set[Definition] = set()
        """Those of them that lead to a meeting: whatever names one of these is wanted, too."""
        self._named: set[tuple[Path, str]] = set()
        """The names of what is wanted, and the modules that define it."""
        listed = list(modules)
        for module in listed:
            self._take(module)
        find = ev.find
        self._imports: dict[Path, set[Path]] = defaultdict(set)
        for module in listed:
            if find is not None:
                self._imports[module.path] |= imported(module.document, find)
        self._seen_by = self._seeing()
        """The modules that may name what a module defines."""
        self._relatives = self._families()
        for definition in self._paths:
            if definition in self._meeting:
                self._want(definition)

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
        if known is None or known in self._wanted:
            return True
        if self._carries(known.words, function.module.scope):
            self._want(known)
            return True
        for cls in heirs:
            owners = [cls.scope, *(each.number for each in self._ev.instances.get(cls.node, ())[:_INSTANCES])]
            if any(self._carries(known.words, owner) for owner in owners):
                self._want(known)
                return True
        return False

    def wants_class(self, cls: ClassValue) -> bool:
        """Whether one of the functions of a class is wanted, or of what it is derived from."""
        known = self._known.get(cls.node)
        return known is None or known in self._wanted or (cls.module.path, cls.name) in self._named

    def methods_naming(self, names: Collection[str], classes: Collection[ClassValue]) -> set[cst.CSTNode]:
        """The methods of some classes in which one of ``names`` stands, or the name of another one that is found so.

        So are those that may read an attribute without its name, or hand their object on.
        """
        methods = [each for cls in classes for each in self._methods.get((cls.module.path, cls.name), ())]
        told, found, grown = set(names), set[cst.CSTNode](), True
        while grown:
            grown = False
            for node, known in methods:
                if node not in found and (known.opaque or known.words & told):
                    found.add(node)
                    told.add(known.name)
                    grown = True
        return found

    # -- by name ----------------------------------------------------------------------------

    def _take(self, module: Module) -> None:
        for unit, tree in enumerate(module.trees):
            found = module.defined(unit)
            nodes = list(_definition_nodes(tree))
            if found is None or [each.name for each in found] != [each.name.value for each in nodes]:
                continue  # what is not known takes part
            for node, definition in zip(nodes, found, strict=True):
                self._known[node] = definition
                self._paths[definition] = module.path
                if definition.sinks or any(is_named(word) for word in definition.words):
                    self._meeting.add(definition)
                if definition.owner:
                    self._methods[module.path, definition.owner].append((node, definition))
                for word in definition.words:
                    self._users[word].append(definition)

    def _seeing(self) -> dict[Path, set[Path]]:
        """Who may name what: a module what it imports, and what those that its classes come from do."""
        sees: dict[Path, set[Path]] = {}
        for path in {*self._paths.values()}:
            seen = {path, *self._imports[path]}
            waiting = [each for each in seen if each.name == "__init__.py"]
            while waiting:
                more = self._imports.get(waiting.pop(), set()) - seen
                seen |= more
                waiting.extend(each for each in more if each.name == "__init__.py")
            sees[path] = seen
        classes: dict[str, set[Path]] = defaultdict(set)
        heads: dict[Path, set[str]] = defaultdict(set)
        for definition, path in self._paths.items():
            if definition.is_class:
                classes[definition.name].add(path)
                heads[path] |= definition.words
        changed = True
        while changed:
            changed = False
            for path, words in heads.items():
                for other in {each for word in words & classes.keys() for each in classes[word]}:
                    if other in sees[path] and not sees[other] <= sees[path]:
                        sees[path] |= sees[other]
                        changed = True
        seen_by: dict[Path, set[Path]] = defaultdict(set)
        for path, seen in sees.items():
            for other in seen:
                seen_by[other].add(path)
        return seen_by

    def _families(self) -> dict[_Class, set[_Class]]:
        """For each class those that an object of it may have methods of: what it derives from, and what does from it."""
        classes: dict[str, list[Path]] = defaultdict(list)
        for definition, path in self._paths.items():
            if definition.is_class:
                classes[definition.name].append(path)
        bases: dict[_Class, set[_Class]] = defaultdict(set)
        heirs: dict[_Class, set[_Class]] = defaultdict(set)
        for definition, path in self._paths.items():
            if definition.is_class:
                cls = (path, definition.name)
                for word in definition.words & classes.keys():
                    for base in ((other, word) for other in classes[word] if path in self._seen_by[other]):
                        bases[cls].add(base)
                        heirs[base].add(cls)
        return {cls: _all_of(cls, bases) | _all_of(cls, heirs) for cls in {*bases, *heirs}}

    def _want(self, definition: Definition) -> None:
        """Take it in, and whatever names it."""
        waiting = [definition]
        while waiting:
            wanted = waiting.pop()
            if wanted in self._leading:
                continue
            self._leading.add(wanted)
            self._wanted.add(wanted)
            path = self._paths[wanted]
            seeing = self._seen_by[path]
            for name in wanted.names:
                if (path, name) in self._named:
                    continue
                self._named.add((path, name))
                waiting.extend(
                    each
                    for each in self._users.get(name, ())
                    if self._paths[each] in seeing and each not in self._leading
                )
            if wanted.owner and wanted in self._meeting:
                self._wanted.update(self._preparing(wanted))

    def _preparing(self, wanted: Definition) -> Iterator[Definition]:
        """The methods beside one that may change what it finds in its object, also by what another one gives them."""
        cls = (self._paths[wanted], wanted.owner)
        beside = [
            each for known in (cls, *self._relatives.get(cls, ())) for _, each in self._methods.get(known, ())
        ]
        shown = set(wanted.words)
        givers: set[str] = set()
        while more := {each.name for each in beside if each.shows & shown} - givers:
            givers |= more
            shown |= more
        for each in beside:
            if each not in self._wanted and (
                each.changes is None or each.changes & wanted.words or each.words & givers
            ):
                yield each

    # -- by value ---------------------------------------------------------------------------

    def _carries(self, words: frozenset[str], owner: int) -> bool:
        """Whether one of the words is a name, of a module or object, for something that leads to a loss."""
        return any(
            name in words and self._leads(value, _DEPTH) for name, value in self._ev.store.names(owner)
        )

    def _leads(self, value: Value, depth: int) -> bool:
        if depth == 0:
            return False
        if isinstance(value, LossValue | MetricValue | CompiledValue):
            return True
        if isinstance(value, Symbol):
            return _meets(value)
        if isinstance(value, ApiObject):
            return _meets(value.symbol)
        if isinstance(value, Const):
            return isinstance(value.value, str) and SINKS.search(value.value) is not None
        if isinstance(value, FunctionValue | ClassValue):
            known = self._known.get(value.node)
            return known is None or known in self._leading
        if isinstance(value, WrappedFunction | PartialValue | BoundMethod):
            return self._leads(value.function, depth - 1)
        return any(self._leads(each, depth - 1) for each in self._inside(value))

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


def _all_of(cls: _Class, leads: Mapping[_Class, set[_Class]]) -> set[_Class]:
    found: set[_Class] = set()
    waiting = [cls]
    while waiting:
        more = leads.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


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
