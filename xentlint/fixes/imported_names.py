"""Which Keras the names are of that a file imports, where its text alone tells."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..python.modules import Module
from ..sources.syntax import parsed

PRIVATE = "tensorflow.python.keras"
"""Since TensorFlow 2.6 another package than ``tf.keras``: what one makes, the other takes for a function."""


@dataclass(frozen=True, slots=True)
class ImportedNames:
    """``from_several``: names that come from one package or another. ``private``: those of the private package."""

    from_several: frozenset[str]
    private: frozenset[str]


_known: WeakKeyDictionary[Module, ImportedNames] = WeakKeyDictionary()


def imported_names(module: Module) -> ImportedNames:
    """What is told of the names that ``module`` imports anywhere."""
    if module not in _known:
        sources: dict[str, set[str]] = defaultdict(set)
        for name, dotted in _imports(module):
            sources[name].add(dotted)
        _known[module] = ImportedNames(
            frozenset(n for n, found in sources.items() if len({d.partition(".")[0] for d in found}) > 1),
            frozenset(
                n for n, found in sources.items() if any(f"{d}.".startswith(f"{PRIVATE}.") for d in found)
            ),
        )
    return _known[module]


def _imports(module: Module) -> Iterator[tuple[str, str]]:
    """Each name that is imported, with what it stands for."""
    for unit in module.units:
        tree = parsed(unit.code)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                yield from ((each.asname or each.name, f"{node.module}.{each.name}") for each in node.names)
            elif isinstance(node, ast.Import):
                for each in node.names:
                    package = each.name.partition(".")[0]
                    yield (each.asname, each.name) if each.asname else (package, package)
