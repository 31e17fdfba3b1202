"""``unittest.mock``: names of the project and of libraries that are something else for a while."""

from __future__ import annotations

from ..python.domain import domain_of
from ..python.machine import Machine
from ..python.values import Arguments, Const, LazyImport, Symbol


def by_mock(ev: Machine, given: Arguments) -> None:
    """``mock.patch("package.name")``, ``mock.patch.object(package, "name")``: the name is something else."""
    texts = [str(each.value) for each in given.args[:2] if isinstance(each, Const)]
    owner = given.args[0] if given.args else None
    if isinstance(owner, Symbol) and texts:
        ev.set_attribute(owner, texts[0], ev.unknown("replaced by unittest.mock"))
    elif texts and not _in_project(ev, texts[0].split(".")):
        package, _, last = texts[0].rpartition(".")
        owner = domain_of(ev).named(package) or Symbol(package)
        ev.set_attribute(owner, last, ev.unknown("replaced by unittest.mock"))


def _in_project(ev: Machine, parts: list[str]) -> bool:
    """Whether a dotted name is that of something in a file of the project; what it held is not known then."""
    for count in range(len(parts) - 1, 0, -1):
        path = ev.find(".".join(parts[:count]), ev.frame.module.path, 0) if ev.find is not None else None
        if path is None:
            continue
        value = ev.resolve(LazyImport(path))
        for each in parts[count:-1]:
            value = ev.attribute(value, each, ev.here())
        ev.set_attribute(value, parts[-1], ev.unknown("replaced by unittest.mock"))
        return True
    return False
