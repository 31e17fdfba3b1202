"""Who can reach whom by name, among the definitions of some modules: a superset, read from their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .definitions import Definition

Class = tuple[Path, str]
"""A class by its module and name."""


class Reach:
    """Definitions by the module that they stand in, and ``imports``: which modules each imports directly."""

    def __init__(
        self, modules: Mapping[Path, Iterable[Definition]], imports: Mapping[Path, set[Path]]
    ) -> None:
        self.paths: dict[Definition, Path] = {}
        self.methods: dict[Class, list[Definition]] = defaultdict(list)
        """The methods of each class, by its name and where that stands."""
        self._users: dict[str, list[Definition]] = defaultdict(list)
        """The definitions in which a word stands."""
        self._meaning: dict[str, list[Definition]] = defaultdict(list)
        """The definitions that mean something by a name."""
        self._classes: dict[Class, list[Definition]] = defaultdict(list)
        self._around: list[Definition] = []
        for path, defined in modules.items():
            for each in defined:
                self.paths[each] = path
                if each.is_class:
                    self._classes[path, each.name].append(each)
                if each.owner:
                    self.methods[path, each.owner].append(each)
                if each.bound is not None:
                    self._around.append(each)
                for word in each.words:
                    self._users[word].append(each)
                for word in each.terms.names | each.terms.strings:
                    self._meaning[word].append(each)
        self._imports = imports
        self._seen_by = self._seeing()
        """The modules that may name what a module defines."""
        self._relatives = self._families()
        self._keeping = self._keepers()

    def users(self, name: str, path: Path, *, meant: bool) -> Iterator[Definition]:
        """What may mean by ``name`` what the module ``path`` calls so; with ``meant`` no word in a text is enough."""
        seeing = self._seen_by[path]
        users = self._meaning if meant else self._users
        return (each for each in users.get(name, ()) if self.paths[each] in seeing)

    @staticmethod
    def given_by(definition: Definition) -> Iterable[str]:
        """The names by which others get at a definition: at a method by its class, for whoever has an object of it.

        What calls a method of something that it is given knows no more of it than whoever gave it does.
        """
        return (definition.owner,) if definition.owner else definition.names

    def beside(self, method: Definition) -> list[Definition]:
        """The methods that an object of a method's class may have, that one among them."""
        cls = (self.paths[method], method.owner)
        return [
            each for known in (cls, *self._relatives.get(cls, ())) for each in self.methods.get(known, ())
        ]

    def finding(self, definition: Definition) -> Iterator[Definition]:
        """What may find what a definition stores, in their object or in what a module binds; and who has it."""
        if definition.owner:
            yield from self._classes.get((self.paths[definition], definition.owner), ())
            changes = definition.changes
            for each in self.beside(definition):
                names = each.terms.names
                if changes is None or changes & names or definition.name in names | each.terms.strings:
                    yield each
        yield from self._keeping.get(definition, ())

    def _keepers(self) -> dict[Definition, set[Definition]]:
        """For what may hand something to a function that stores it by a name of a module: where that name is bound."""
        bound: dict[str, list[Definition]] = defaultdict(list)
        for each in self._around:
            for name in each.bound or ():
                bound[name].append(each)
        keeping: dict[Definition, set[Definition]] = defaultdict(set)
        for storing, path in self.paths.items():
            places = {
                each
                for name in storing.stores & bound.keys()
                for each in bound[name]
                if path in self._seen_by[self.paths[each]]
            }
            waiting = [storing] if places else []
            seen: set[Definition] = set()
            while waiting:
                each = waiting.pop()
                if each in seen:
                    continue
                seen.add(each)
                keeping[each] |= places
                for name in self.given_by(each):
                    waiting += self.users(name, self.paths[each], meant=True)
        return keeping

    def of_objects_made_by(self, definitions: Iterable[Definition]) -> set[Definition]:
        """The methods of the classes that ``definitions`` name, or what these name, and so on."""
        named: dict[str, list[Definition]] = defaultdict(list)
        for each in self.paths:
            for name in self.given_by(each):
                named[name].append(each)
        waiting, seen, methods = list(definitions), set[Definition](), set[Definition]()
        while waiting:
            definition = waiting.pop()
            if definition in seen:
                continue
            seen.add(definition)
            path = self.paths[definition]
            if definition.owner:
                methods.add(definition)
            for word in definition.terms.names | definition.terms.strings:
                waiting += [
                    each
                    for each in named.get(word, ())
                    if each not in seen and path in self._seen_by[self.paths[each]]
                ]
        return methods

    def _seeing(self) -> dict[Path, set[Path]]:
        """Who may name what: a module what it imports, and what those that its classes come from do."""
        sees: dict[Path, set[Path]] = {}
        for path in {*self.paths.values()}:
            seen = {path, *self._imports.get(path, ())}
            waiting = [each for each in seen if each.name == "__init__.py"]
            while waiting:
                more = self._imports.get(waiting.pop(), set()) - seen
                seen |= more
                waiting.extend(each for each in more if each.name == "__init__.py")
            sees[path] = seen
        classes: dict[str, set[Path]] = defaultdict(set)
        heads: dict[Path, set[str]] = defaultdict(set)
        for definition, path in self.paths.items():
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

    def _families(self) -> dict[Class, set[Class]]:
        """For each class those that an object of it may have methods of: what it derives from, and what does from it."""
        classes: dict[str, list[Path]] = defaultdict(list)
        for definition, path in self.paths.items():
            if definition.is_class:
                classes[definition.name].append(path)
        bases: dict[Class, set[Class]] = defaultdict(set)
        heirs: dict[Class, set[Class]] = defaultdict(set)
        for definition, path in self.paths.items():
            if definition.is_class:
                cls = (path, definition.name)
                for word in definition.words & classes.keys():
                    for base in ((other, word) for other in classes[word] if path in self._seen_by[other]):
                        bases[cls].add(base)
                        heirs[base].add(cls)
        return {cls: _all_of(cls, bases) | _all_of(cls, heirs) for cls in {*bases, *heirs}}


def _all_of(cls: Class, leads: Mapping[Class, set[Class]]) -> set[Class]:
    found: set[Class] = set()
    waiting = [cls]
    while waiting:
        more = leads.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


class Leads:
    """The definitions that lead to some others by name: those themselves, and whatever names one that does.

    With ``stored`` also what may find, in an object or in what a module binds, what one of them has stored there.
    """

    def __init__(self, reach: Reach, start: Iterable[Definition] = (), *, stored: bool = False) -> None:
        self._reach = reach
        self._stored = stored
        self._leading: set[Definition] = set()
        self._named: set[tuple[Path, str]] = set()
        """The names of what leads there, and the modules that define it."""
        self._led: set[Definition] = set()
        for each in start:
            self.add(each)

    def __contains__(self, definition: Definition) -> bool:
        return definition in self._leading

    def names(self, path: Path, name: str) -> bool:
        """Whether something is, or belongs to, what the module ``path`` calls ``name``, and leads there."""
        return (path, name) in self._named

    def add(self, definition: Definition) -> Sequence[Definition]:
        """Take it in, and whatever names it; all that is new is given back."""
        return self._add([definition])

    def add_users(self, definition: Definition) -> Sequence[Definition]:
        """Take in what names it, and not it itself."""
        return self._add(list(self._taken(self._led_by(definition))))

    def _add(self, waiting: list[Definition]) -> Sequence[Definition]:
        new: list[Definition] = []
        while waiting:
            each = waiting.pop()
            if each in self._leading:
                continue
            self._leading.add(each)
            new.append(each)
            waiting.extend(self._taken(self._led_by(each)))
        return new

    def _led_by(self, definition: Definition) -> Iterator[Definition]:
        path = self._reach.paths[definition]
        for name in self._reach.given_by(definition) if self._stored else definition.names:
            if (path, name) not in self._named:
                self._named.add((path, name))
                yield from self._reach.users(name, path, meant=self._stored)
        if self._stored:
            yield from self._reach.finding(definition)

    def leads_to_another(self, definition: Definition) -> bool:
        """Whether it leads to another one than itself, or calls itself."""
        return definition in self._led

    def _taken(self, found: Iterable[Definition]) -> Iterator[Definition]:
        for each in found:
            if self._stored or each.bound is None:
                self._led.add(each)
                if each not in self._leading:
                    yield each
