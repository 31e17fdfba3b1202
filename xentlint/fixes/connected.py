"""The modules that can know of what a plan edits: those that imports join to it, in either direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from ..keras.program import Program
from ..python.modules import Module
from ..rules.finding import View
from ..sources.outline import names_imports
from ..sources.relevance import imported

_joined: WeakKeyDictionary[Program, dict[Path, frozenset[Path]]] = WeakKeyDictionary()


def connected(view: View, start: Iterable[Module]) -> Iterator[Module]:
    """The modules of the run that ``start`` can reach through imports, or that can reach it."""
    joined = _joined.get(view.program)
    if joined is None:
        joined = _joined[view.program] = _components(view.program)
    together = frozenset().union(*(joined.get(module.path, frozenset({module.path})) for module in start))
    return (module for module in view.program.read if module.path in together)


def _components(program: Program) -> dict[Path, frozenset[Path]]:
    """For each module, all that imports join to it."""
    modules = program.read
    paths = {module.path for module in modules}
    joined: dict[Path, set[Path]] = {path: {path} for path in paths}

    def join(one: Path, other: Path) -> None:
        if joined[one] is not joined[other]:
            joined[one] |= joined[other]
            for path in joined[other]:
                joined[path] = joined[one]

    find = program.find
    anywhere: list[Path] = []
    for module in modules:
        if imports_by_name(module):
            anywhere.append(module.path)
        for path in imported(module.document, find) if find is not None else ():
            if path in paths:
                join(module.path, path)
    if anywhere:
        for path in paths:
            join(anywhere[0], path)
    groups = {id(group): frozenset(group) for group in joined.values()}
    return {path: groups[id(group)] for path, group in joined.items()}


def imports_by_name(module: Module) -> bool:
    """Whether a module may import any other one, by a name that no import statement shows."""
    return names_imports(unit.text for unit in module.units)
