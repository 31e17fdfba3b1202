"""Whether a decorator or a base class of the project remembers what is made with it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

_MOST_HANDED_ON = 3
"""Files that import a name from each other, one after the other."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Registering:
    """Answers whether a name, written in a file, is one whose use as a decorator or base is an effect.

    A function is when it stores into something that stands outside of it; a class when it, called or
    derived from, runs such a method; an object that another file has made always.
    """

    def __init__(
        self, find: Callable[[str, Path, int], Path | None], parse: Callable[[Path], ast.Module | None]
    ) -> None:
        self._find = find
        self._parse = parse
        self._origins: dict[Path, dict[str, tuple[Path, str | None]]] = {}
        self._known: dict[tuple[Path, str, bool], bool] = {}

    def decorates(self, path: Path, decorator: ast.expr) -> bool:
        """Whether ``@decorator`` in the file ``path`` leaves something behind in another file."""
        return self._named(path, decorator.func if isinstance(decorator, ast.Call) else decorator, False)

    def derives(self, path: Path, base: ast.expr) -> bool:
        """Whether a class that is derived from ``base`` is remembered by it."""
        return self._named(path, base, True)

    def _named(self, path: Path, node: ast.expr, derived: bool) -> bool:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        origin = self._imported(path).get(node.id) if isinstance(node, ast.Name) else None
        if origin is None:
            return False
        file, name = origin
        while name is None and parts:
            name = parts.pop(0)
            below = self._find(name, file, 1) if parts else None
            if below is not None and below != file:
                file, name = below, None
        if name is None:
            return False
        return self._remembers(file, name, derived, bool(parts))

    def _remembers(self, path: Path, name: str, derived: bool, method: bool, handed_on: int = 0) -> bool:
        key = (path, name, derived)
        known = self._known.get(key)
        if known is not None:
            return known
        self._known[key] = False
        tree = self._parse(path)
        result = False
        for each in tree.body if tree is not None else ():
            if isinstance(each, _Function) and each.name == name:
                result = not derived and _stores(each)
            elif isinstance(each, ast.ClassDef) and each.name == name:
                hooks = [one for one in each.body if isinstance(one, _Function)]
                if derived:
                    hooks = [one for one in hooks if one.name == "__init_subclass__"]
                result = any(_stores(one) for one in hooks)
            elif isinstance(each, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in each.targets
            ):
                result = method and isinstance(each.value, ast.Call)
        if not result and handed_on < _MOST_HANDED_ON and name in self._imported(path):
            file, original = self._imported(path)[name]
            result = original is not None and self._remembers(file, original, derived, method, handed_on + 1)
        self._known[key] = result
        return result

    def _imported(self, path: Path) -> dict[str, tuple[Path, str | None]]:
        """For each name that comes from a file of the project: which, and what it is called there."""
        known = self._origins.get(path)
        if known is None:
            tree = self._parse(path)
            known = self._origins[path] = dict(self._names(path, tree.body if tree is not None else []))
        return known

    def _names(self, path: Path, body: list[ast.stmt]) -> Iterator[tuple[str, tuple[Path, str | None]]]:
        for node in body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    dotted = alias.name if alias.asname else alias.name.split(".")[0]
                    found = self._find(dotted, path, 0)
                    if found is not None and found != path:
                        yield alias.asname or dotted, (found, None)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                holder = self._find(base, path, node.level) if base or node.level else None
                for alias in node.names:
                    dotted = f"{base}.{alias.name}" if base else alias.name
                    found = self._find(dotted, path, node.level)
                    if found is not None and found not in (path, holder):
                        yield alias.asname or alias.name, (found, None)
                    elif holder is not None and holder != path:
                        yield alias.asname or alias.name, (holder, alias.name)


def _stores(function: _Function) -> bool:
    """Whether a function, or one within it, changes something that is not made in it."""
    nodes = list(ast.walk(function))
    own = {each.arg for each in nodes if isinstance(each, ast.arg)} - {"cls"}
    own |= {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    for each in nodes:
        if isinstance(each, ast.Global):
            return True
        targets: list[ast.expr] = []
        if isinstance(each, ast.Assign):
            targets = each.targets
        elif isinstance(each, ast.AugAssign | ast.AnnAssign):
            targets = [each.target]
        elif (
            isinstance(each, ast.Expr)
            and isinstance(each.value, ast.Call)
            and isinstance(each.value.func, ast.Attribute)
        ):
            targets = [each.value.func]
        if any(_is_outside(target, own) for target in targets):
            return True
    return False


def _is_outside(target: ast.expr, own: set[str]) -> bool:
    if not isinstance(target, ast.Subscript | ast.Attribute):
        return False
    node: ast.expr = target
    inner = 0
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
        inner += 1
    if not isinstance(node, ast.Name):
        return False
    # ``self.known[name] = ...`` changes what the object holds, ``self.name = ...`` makes the object.
    return node.id not in own or (node.id == "self" and inner > 1)
