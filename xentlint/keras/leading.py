"""Which files may take part in a meeting, as far as their text tells: more than do, and read without the evaluator.

Two things meet: something that takes an output (a loss, a metric, a logarithm), and what makes an output of which
something can be known. Whatever is evaluated alone has to lead to both by name, or to be given one by something
that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from ..apis.makers import makes_output, makes_product, makes_weight, names_output
from ..apis.meetings import is_named
from ..sources.definitions import Definition
from ..sources.prose import without_prose
from ..sources.reach import Leads, Reach
from ..sources.relevance import SINKS, WORD

_BY_NAME = frozenset({"import_module", "__import__", "exec", "eval", "run_module", "run_path", "globals"})
"""What may lead to anything."""

_TRAINING = frozenset({"compile", "GradientTape", "minimize", "train_on_batch", "loss_fn", "losses"})
_LOOPS = frozenset({"for", "while", "map", "reduce"})
_LOGARITHMS = frozenset({"log", "log2", "log10"})
_PRODUCT = re.compile(r"[\w)\]][ \t]*@[ \t]*[\w(\[]")


def speaks_of_meetings(definition: Definition) -> bool:
    """Whether a definition speaks of losses, or of what else takes an output, itself."""
    return definition.sinks or any(map(is_named, definition.words))


def _speaks_of_outputs(definition: Definition) -> bool:
    terms = definition.terms
    return any(map(makes_output, terms.names)) or any(map(names_output, terms.strings))


def _multiplies(definition: Definition) -> bool:
    return definition.terms.multiplies or any(map(makes_product, definition.terms.names))


def _has_weights(definition: Definition) -> bool:
    return any(map(makes_weight, definition.terms.names))


def _only_applies_once(definition: Definition) -> bool:
    """Whether all that is there to meet an output is an activation: it meets that of another one only."""
    words = definition.words
    return (
        definition.applications == 1
        and _LOOPS.isdisjoint(words)
        and not any(map(is_named, words))
        and not any("entropy" in word or "log_loss" in word for word in words)
        and not _logs(definition)
        and not _trains(definition)
    )


class Sides:
    """Which of some definitions lead to something that takes an output, and which to something that makes one."""

    def __init__(self, reach: Reach) -> None:
        listed = list(reach.paths)
        anything = [each for each in listed if not _BY_NAME.isdisjoint(each.terms.names)]
        takers = [each for each in listed if speaks_of_meetings(each) or _logs(each)]
        once = {each for each in takers if _only_applies_once(each)}
        self._makes = Leads(reach, [*anything, *filter(_speaks_of_outputs, listed)], stored=True)
        self._multiplies = Leads(reach, filter(_multiplies, listed), stored=True)
        self._weights = Leads(reach, filter(_has_weights, listed), stored=True)
        alone = {each for each in once if not self._makes.leads_to_another(each)}
        self._takes = Leads(reach, [*anything, *(each for each in takers if each not in alone)], stored=True)
        for each in alone:
            self._takes.add_users(each)

    def takes(self, definition: Definition) -> bool:
        """Whether it leads to what takes an output."""
        return definition in self._takes

    def makes(self, definition: Definition) -> bool:
        """Whether it leads to what makes an output of which something can be known."""
        return definition in self._makes or (definition in self._multiplies and definition in self._weights)

    def class_has_both(self, path: Path, name: str) -> bool:
        """Whether what the module ``path`` calls ``name`` has, or is derived from, something on each side."""
        makes = self._makes.names(path, name) or (
            self._multiplies.names(path, name) and self._weights.names(path, name)
        )
        return makes and self._takes.names(path, name)

    def now_makes(self, definition: Definition) -> None:
        """It was found to have an output."""
        self._makes.add(definition)

    def now_takes(self, definition: Definition) -> None:
        """It was found to have what takes one."""
        self._takes.add(definition)


def may_meet(texts: Iterable[str]) -> bool:
    """Whether there is something of both in ``texts``: what is cheap to know."""
    words: set[str] = set()
    takes = makes = False
    for text in texts:
        code = without_prose(text)
        words.update(WORD.findall(code))
        takes = takes or SINKS.search(code) is not None
        makes = makes or _PRODUCT.search(code) is not None
    if not _BY_NAME.isdisjoint(words):
        return True
    takes = takes or not _LOGARITHMS.isdisjoint(words) or any(map(is_named, words))
    return takes and (
        makes or any(makes_output(each) or makes_product(each) or names_output(each) for each in words)
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """What files define, and which of them each imports: of a program, and of what it imports, read or not."""

    defined: Mapping[Path, Sequence[Definition]] = field(default_factory=dict)
    imports: Mapping[Path, Set[Path]] = field(default_factory=dict)


def candidates(texts: Texts) -> set[Path]:
    """The files in which something may take part in a meeting when it is evaluated alone, and what these import."""
    imports = _through(texts.imports)
    reach = Reach(texts.defined, imports)
    sides = Sides(reach)
    both = [each for each in reach.paths if sides.takes(each) and sides.makes(each)]
    found = {reach.paths[each] for each in both}
    # An object that one of them makes may be given what its methods meet.
    for method in reach.of_objects_made_by(both):
        if sides.takes(method) or sides.makes(method):
            found.add(reach.paths[method])
    # What they import is run first: what it binds is asked by value, and not only by name.
    return found.union(*(imports.get(path, ()) for path in found))


def _trains(definition: Definition) -> bool:
    return not _TRAINING.isdisjoint(definition.words)


def _logs(definition: Definition) -> bool:
    return not _LOGARITHMS.isdisjoint(definition.terms.names)


def _through(imports: Mapping[Path, Iterable[Path]]) -> dict[Path, set[Path]]:
    """What each file imports, directly or through others."""
    found = {path: set(held) for path, held in imports.items()}
    grown = True
    while grown:
        grown = False
        for held in found.values():
            more = set[Path]().union(*(found.get(each, ()) for each in held)) - held
            if more:
                held |= more
                grown = True
    return found
