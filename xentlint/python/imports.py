"""Import statements: library names become symbols, files of the project are evaluated."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
from libcst.helpers import get_full_name_for_node

from . import containers
from .domain import domain_of
from .machine import Machine
from .modules import Module
from .standing import Standing
from .values import Const, LazyImport, ModuleValue, Symbol, Unknown, Value


def import_statement(ev: Machine, node: cst.Import) -> None:
    """``import a.b`` binds ``a``; ``import a.b as c`` binds ``a.b``."""
    for alias in node.names:
        dotted = get_full_name_for_node(alias.name) or ""
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            ev.bind(alias.asname.name.value, _module(ev, dotted, 0))
        else:
            head = dotted.split(".", 1)[0]
            if domain_of(ev).is_library(head):
                _module(ev, dotted, 0)
            ev.bind(head, _module(ev, head, 0))
            if head != dotted and not domain_of(ev).is_library(head):
                _module(ev, dotted, 0)


def import_from(ev: Machine, node: cst.ImportFrom) -> None:
    """``from a import b``; ``from a import *``; relative forms."""
    level = len(node.relative)
    dotted = (get_full_name_for_node(node.module) or "") if node.module is not None else ""
    if dotted == "__future__":
        return
    module = _module(ev, dotted, level) if dotted or level else Unknown()
    if isinstance(node.names, cst.ImportStar):
        _star(ev, ev.narrow(module), dotted)
        return
    for alias in node.names:
        name = get_full_name_for_node(alias.name) or ""
        value: Value
        if isinstance(module, LazyImport) and (ev.catchers or ev.modules.get(module.path) in ev.evaluated):
            # Where somebody catches it, it matters now whether the name is there.
            module = ev.narrow(module)
        if isinstance(module, LazyImport) and _is_eventful(ev, module.path, name):
            module = ev.narrow(module)
        if isinstance(module, ModuleValue):
            value = module_attribute(ev, module, name)
        elif isinstance(module, LazyImport):
            value = LazyImport(module.path, name)
        elif isinstance(module, Symbol):
            known = domain_of(ev).is_library(dotted.split(".")[0])
            whole = f"{dotted}.{name}" if known else f"{module.name}.{name}"
            full = domain_of(ev).named(whole) or Symbol(whole)
            value = Symbol(full.name, full.root or module.root)
        else:
            found = _module(ev, f"{dotted}.{name}" if dotted else name, level)
            value = (
                found
                if isinstance(found, ModuleValue | LazyImport)
                else Unknown(("import", dotted, level, name))
            )
        target = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else name
        ev.bind(target, value)
        if isinstance(value, LazyImport) and value.name is not None:
            # Bound to what the module holds when it is imported, not when the name is first used.
            scope = ev.frame.elsewhere.get(target, ev.frame.scope)
            ev.pending.setdefault(value.path, []).append((scope, target, value))


def by_its_name(ev: Machine, name: Value | None) -> Value | None:
    """``importlib.import_module("a.b")``: the module, where its name is known."""
    if not (isinstance(name, Const) and isinstance(name.value, str)):
        return None
    dotted = name.value
    if not all(part.isidentifier() for part in dotted.split(".")):
        return None
    return ev.narrow(_module(ev, dotted, 0))


def _module(ev: Machine, dotted: str, level: int) -> Value:
    """The module called ``dotted``, seen from the file being evaluated."""
    importer = ev.frame.module
    if dotted == "__main__" and level == 0:
        if importer.run_as == "__main__":
            return ModuleValue(importer)
        return domain_of(ev).imported(ev, dotted) or ev.unknown("the module that is run")
    if level == 0:
        cell = importer.units[ev.frame.unit].cell
        written = importer.document.find_written(dotted, cell)
        made = ev.written.get((importer.path, written)) if written is not None else None
        if made is not None and made is not importer:
            return ev.run_module(made, imported=True)
        found = domain_of(ev).imported(ev, dotted)
        if found is not None:
            return found
    if ev.find is not None and ev.load is not None:
        path = ev.find(dotted, importer.path, level)
        if path is not None:
            _run_packages(ev, dotted, level)
            return _found(ev, path)
    ev.doubt(Standing.FOREIGN)  # it may not be installed
    if level:
        return Unknown(("module", level, dotted))
    return Symbol(dotted)


def _is_eventful(ev: Machine, package: Path, name: str) -> bool:
    """Whether ``name`` is a file of a package that does more than define names: it runs when it is imported."""
    if ev.find is None or ev.effects is None or package.name != "__init__.py":
        return False
    path = ev.find(name, package, 1)
    return path is not None and path != package and ev.effects(path)


def _run_packages(ev: Machine, dotted: str, level: int) -> None:
    """Before ``a.b.c`` come ``a`` and ``a.b``: what they do besides defining names, they do now."""
    if level or ev.find is None:
        return
    parts = dotted.split(".")
    for count in range(1, len(parts)):
        path = ev.find(".".join(parts[:count]), ev.frame.module.path, 0)
        if path is not None and path != ev.frame.module.path:
            _found(ev, path)


def _found(ev: Machine, path: Path) -> Value:
    """A file of the project: read when it is first used, or now if it does more than define names."""
    found = LazyImport(path)
    if ev.effects is not None and path not in ev.modules_in_progress and ev.effects(path):
        resolve(ev, found)
        made = ev.modules.get(path)
        if made in ev.failing:
            ev.doubt(Standing.FORGOTTEN)
        return ModuleValue(made) if made is not None else found
    return found


def bind_pending(ev: Machine, path: Path) -> None:
    """A module was run: the names that others imported from it are what they are now."""
    for scope, name, value in ev.pending.pop(path, []):
        if ev.store.get(scope, name) == value:
            ev.store.set(scope, name, resolve(ev, value))


def resolve(ev: Machine, value: LazyImport) -> Value:
    """What an import stands for: the file is read and evaluated when the first name of it is."""
    if ev.load is None:
        return Unknown(why="imports are not followed")
    module = ev.modules.get(value.path) or _read(ev, value.path)
    if module is None:
        return Unknown(("module", str(value.path), value.name), why=f"{value.path.name} cannot be read")
    ev.modules[value.path] = module
    made = ev.run_module(module, imported=True)
    if value.name is None:
        return made
    if value in ev.resolving:
        # ``from . import x`` in the package itself: x can only be a file of the package.
        path = ev.find(value.name, value.path, 1) if ev.find is not None else None
        if path is not None and path != value.path:
            return resolve(ev, LazyImport(path))
        return ev.unknown("a circular import")
    ev.resolving.add(value)
    try:
        return ev.narrow(module_attribute(ev, made, value.name))
    finally:
        ev.resolving.discard(value)


def _read(ev: Machine, path: Path) -> Module | None:
    """The module at ``path``; somebody who waits is not kept waiting for it."""
    if ev.load is None or (ev.watch is not None and not ev.watch.follows()):
        return None
    module = ev.load(path)
    if module is not None and ev.watch is not None:
        ev.watch.reads(module)
    return module


def module_attribute(ev: Machine, value: ModuleValue, name: str) -> Value:
    """``module.name``: what the module binds, else its submodule, else unknown."""
    module = value.module
    found = ev.store.get(module.scope, name)
    if found is not None:
        return ev.narrow(found)
    if ev.find is not None and ev.load is not None and module.path.name == "__init__.py":
        path = ev.find(name, module.path, 1)
        if path is not None and path != module.path:
            return resolve(ev, LazyImport(path))
    if not ev.evaluated.get(module, False):
        return ev.unknown(f"{module.name} has not bound {name} yet")
    ev.doubt(Standing.FORGOTTEN)
    return Unknown(("module", str(module.path), name), why=f"{module.name} does not bind {name}")


def _star(ev: Machine, module: Value, dotted: str) -> None:
    if isinstance(module, ModuleValue):
        listed = ev.store.get(module.module.scope, "__all__")
        known = containers.items_of(ev, ev.narrow(listed)) if listed is not None else None
        chosen = [each.value for each in known[0] if isinstance(each, Const)] if known and known[1] else None
        for name in chosen or ():
            if ev.store.get(module.module.scope, name) is None:
                ev.bind(name, module_attribute(ev, module, name))  # a file of a package
        for name, value in ev.store.names(module.module.scope):
            if name in chosen if chosen is not None else not name.startswith("_"):
                ev.bind(
                    name,
                    ev.unknown("__all__ is not known") if listed is not None and known is None else value,
                )
    elif isinstance(module, Symbol):
        for name in domain_of(ev).exports(module.name):
            ev.bind(name, domain_of(ev).member(module, name))
