"""Whether importing a file of the project does more than bind names of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from .registering import Registering

_OWN_NAMES = frozenset({"print", "len", "str", "int", "range"})
"""Names of Python that reach nothing by themselves."""


class Effects:
    """Answers, for each file once, whether its import must be carried out where it stands.

    A file has an effect when it calls something for its effect, stores into something that it did not
    make, registers what it makes elsewhere, raises, or imports a file that has one. Files that cannot be
    read have none.
    """

    def __init__(
        self, find: Callable[[str, Path, int], Path | None], read: Callable[[Path], str | None]
    ) -> None:
        self._find = find
        self._read = read
        self._known: dict[Path, bool] = {}
        self._names: dict[Path, tuple[set[str], set[str]]] = {}
        self._registering = Registering(find, self._parse)

    def __call__(self, path: Path) -> bool:
        """Whether importing ``path`` has an effect on anything but itself."""
        known = self._known.get(path)
        if known is not None:
            return known
        self._known[path] = False  # for files that import each other
        tree = self._parse(path)
        result = tree is not None and any(self._acts(path, each) for each in tree.body)
        self._known[path] = result
        return result

    def _parse(self, path: Path) -> ast.Module | None:
        text = self._read(path)
        try:
            return ast.parse(text) if text is not None else None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def _acts(self, path: Path, node: ast.stmt) -> bool:
        if isinstance(node, ast.Import | ast.ImportFrom):
            return any(self(found) for found in self._imported(path, node))
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Call) and self._may_reach(path, node.value)
        if isinstance(node, ast.Assign):
            return any(_reaches_out(target) for target in node.targets) or self._asks(path, node.value)
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            return _reaches_out(node.target) or (node.value is not None and self._asks(path, node.value))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and any(
            self._registering.decorates(path, each) for each in node.decorator_list
        ):
            return True
        if isinstance(node, ast.ClassDef):
            return any(self._registering.derives(path, each) for each in node.bases) or any(
                self._acts(path, each) for each in node.body
            )
        if isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try):
            return any(self._acts(path, each) for each in _inside(node))
        return isinstance(node, ast.Delete | ast.Raise)

    def _may_reach(self, path: Path, call: ast.Call) -> bool:
        """Whether a call can touch another file of the project: it names something that comes from one."""
        names = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
        outside, _ = self._names_in(path)
        return not names <= outside | _OWN_NAMES

    def _asks(self, path: Path, value: ast.expr) -> bool:
        """Whether something is assigned that a function of another file of the project gives, or its method."""
        calls = [each.func for each in ast.walk(value) if isinstance(each, ast.Call)]
        for function in calls:
            last = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "A")
            while isinstance(function, ast.Attribute):
                function = function.value
            if (
                last[:1].islower()  # what makes an object of a class is seldom made for what else it does
                and isinstance(function, ast.Name)
                and function.id in self._names_in(path)[1]
            ):
                return True
        return False

    def _names_in(self, path: Path) -> tuple[set[str], set[str]]:
        """The names that a file imports: from outside of the project, and from other files of it."""
        known = self._names.get(path)
        if known is None:
            outside, inside = known = self._names[path] = set(), set()
            tree = self._parse(path)
            for node in tree.body if tree is not None else ():
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = inside if any(self._imported(path, node)) else outside
                    names.update((each.asname or each.name).split(".")[0] for each in node.names)
        return known

    def _imported(self, path: Path, node: ast.Import | ast.ImportFrom) -> Iterator[Path]:
        if isinstance(node, ast.Import):
            names = [(alias.name, 0) for alias in node.names]
        else:
            base = node.module or ""
            names = [(base, node.level)] if base or node.level else []
            names += [(f"{base}.{alias.name}" if base else alias.name, node.level) for alias in node.names]
        for dotted, level in names:
            found = self._find(dotted, path, level)
            if found is not None and found != path:
                yield found


def _reaches_out(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_reaches_out(each) for each in target.elts)
    return isinstance(target, ast.Attribute | ast.Subscript)


def _inside(node: ast.stmt) -> Iterator[ast.stmt]:
    for name in ("body", "orelse", "finalbody"):
        yield from getattr(node, name, ())
    for handler in getattr(node, "handlers", ()):
        yield from handler.body
