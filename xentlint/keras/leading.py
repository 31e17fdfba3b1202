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

from ..apis.makers import makes_output, names_output
from ..apis.meetings import is_named
from ..sources.definitions import Definition
from ..sources.prose import without_prose
from ..sources.reach import Leads, Reach
from ..sources.relevance import SINKS, WORD

_BY_NAME = frozenset({"import_module", "__import__", "exec", "eval", "run_module", "run_path", "globals"})
"""What may lead to anything."""

_LOGARITHMS = frozenset({"log", "log2", "log10"})
_PRODUCT = re.compile(r"[\w)\]][ \t]*@[ \t]*[\w(\[]")


def speaks_of_meetings(definition: Definition) -> bool:
    """Whether a definition speaks of losses, or of what else takes an output, itself."""
    return definition.sinks or any(map(is_named, definition.words))


def speaks_of_outputs(definition: Definition) -> bool:
    """Whether a definition speaks of what makes an output itself."""
    terms = definition.terms
    return terms.multiplies or any(map(makes_output, terms.names)) or any(map(names_output, terms.strings))


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
    return takes and (makes or any(map(makes_output, words)) or any(map(names_output, words)))


@dataclass(frozen=True, slots=True)
class Texts:
    """What files define, and which of them each imports: of a program, and of what it imports, read or not."""

    defined: Mapping[Path, Sequence[Definition]] = field(default_factory=dict)
    imports: Mapping[Path, Set[Path]] = field(default_factory=dict)


def candidates(texts: Texts) -> set[Path]:
    """The files in which something may take part in a meeting when it is evaluated alone, and what these import."""
    imports = _through(texts.imports)
    reach = Reach(texts.defined, imports)
    anything = {each for each in reach.paths if not _BY_NAME.isdisjoint(each.terms.names)}
    takers = (each for each in reach.paths if each in anything or speaks_of_meetings(each) or _logs(each))
    takes = Leads(reach, takers, stored=True)
    makers = (each for each in reach.paths if each in anything or speaks_of_outputs(each))
    makes = Leads(reach, makers, stored=True)
    both = [each for each in reach.paths if each in takes and each in makes]
    found = {reach.paths[each] for each in both}
    # An object that one of them makes may be given what its methods meet.
    for method in reach.of_objects_made_by(both):
        if method in takes or method in makes:
            found.add(reach.paths[method])
    # What they import is run first: what it binds is asked by value, and not only by name.
    return found.union(*(imports.get(path, ()) for path in found))


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
