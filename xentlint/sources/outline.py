"""What the top level of a file imports, defines and binds, as far as its text shows it."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
Find = Callable[[str, Path, int], "Path | None"]

_LOADING = frozenset({"import_module", "__import__", "run_module", "run_path"})
"""Functions that run the module whose name they are given."""

_BY_NAME = ("importlib", "__import__", "exec(", "runpy", "%run")
"""Words of a module that may import another one by a name that no import statement shows."""
_AS_WORDS = re.compile(r"\bimportlib\b|\b__import__\b|\bexec\(|\brunpy\b|^[ \t]*%run\b", re.M)

_BUILTINS = frozenset(dir(builtins)) - {
    "__import__", "exec", "eval", "globals", "locals", "vars", "setattr", "delattr",
}  # fmt: skip
_OF_A_MODULE = frozenset({"__name__", "__file__", "__doc__", "__path__", "__package__", "__spec__"})


def loads_by_name(text: str) -> bool:
    """Whether a text may run a module by its name."""
    return any(word in text for word in _LOADING)


def names_imports(texts: Iterable[str]) -> bool:
    """Whether one of ``texts`` may import any file, by a name that no import statement shows."""
    return any(any(word in text for word in _BY_NAME) and _AS_WORDS.search(text) for text in texts)


class Origin(NamedTuple):
    """Where an imported name comes from: a file of the project, and its name there if it is no module."""

    path: Path
    name: str | None


class Outline:
    """One file. ``libraries`` are names from outside of the project, and what they are; ``origins`` those from its files.

    ``functions`` and ``classes`` are those defined at the top level, the last of a name; ``methods`` the names
    of those in classes; ``bound`` what is assigned to each name, ``None`` where that is no expression. A star
    import of a file of the project makes ``starred`` true: any name may come from there.
    """

    def __init__(self, path: Path, tree: ast.Module, find: Find) -> None:
        self.path = path
        self.body = tree.body
        self.libraries: dict[str, str] = {}
        self.origins: dict[str, Origin] = {}
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, ast.ClassDef] = {}
        self.bound: dict[str, list[ast.expr | None]] = {}
        self.methods: set[str] = set()
        self.starred = False
        self._library_starred = False
        self._find = find
        in_classes: set[ast.AST] = set()
        for node in top_level(tree.body):
            if isinstance(node, ast.ClassDef):
                in_classes.update(top_level(node.body))
            if isinstance(node, Function | ast.ClassDef) and node in in_classes:
                self.methods.add(node.name)
            else:
                self._take(node)

    def imports(self) -> frozenset[Path]:
        """The files of the project that are imported anywhere in this one, also by a name in a text."""
        found: set[Path] = set()
        for each in (node for statement in self.body for node in ast.walk(statement)):
            if isinstance(each, ast.Import | ast.ImportFrom):
                found.update(self.files(each))
            elif isinstance(each, ast.Call):
                found.update(self._loaded(each))
        return frozenset(found)

    def is_library(self, name: str) -> bool:
        """Whether a name surely is that of something outside of the project."""
        if any(
            name in known for known in (self.origins, self.functions, self.classes, self.methods, self.bound)
        ):
            return False
        if name in self.libraries:
            return True
        return not self.starred and (self._library_starred or name in _BUILTINS or name in _OF_A_MODULE)

    def meaning(self, name: str) -> str:
        """What a name of a library is, from the package on: ``os.environ``."""
        return self.libraries.get(name, name)

    def files(self, node: ast.Import | ast.ImportFrom) -> Iterator[Path]:
        """The files of the project that an import statement may run."""
        for dotted, level in _names(node):
            parts = dotted.split(".")
            for count in range(1, len(parts) + 1):
                found = self._find(".".join(parts[:count]), self.path, level)
                if found is not None and found != self.path:
                    yield found
            if level and not dotted:
                found = self._find("", self.path, level)
                if found is not None and found != self.path:
                    yield found

    def _loaded(self, call: ast.Call) -> Iterator[Path]:
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        first = call.args[0] if call.args else None
        if name in _LOADING and isinstance(first, ast.Constant) and isinstance(first.value, str):
            dotted = first.value
            found = self._find(dotted.lstrip("."), self.path, len(dotted) - len(dotted.lstrip(".")))
            if found is not None and found != self.path:
                yield found

    def _take(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                dotted = alias.name if alias.asname else alias.name.split(".")[0]
                self._import(alias.asname or dotted, self._find(dotted, self.path, 0), None, dotted)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            holder = self._find(base, self.path, node.level)
            for alias in node.names:
                if alias.name == "*":
                    self.starred = self.starred or holder is not None
                    self._library_starred = self._library_starred or holder is None
                    continue
                dotted = f"{base}.{alias.name}" if base else alias.name
                found = self._find(dotted, self.path, node.level)
                if found is not None and found not in (self.path, holder):
                    self._import(alias.asname or alias.name, found, None, dotted)
                else:
                    self._import(alias.asname or alias.name, holder, alias.name, dotted)
        elif isinstance(node, Function):
            if node.name in self.functions:
                self.bound.setdefault(node.name, []).append(None)  # one or the other
            self.functions[node.name] = node
        elif isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            self._bind(node.target, node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._bind(node.target, node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, node.context_expr)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name is not None:
            self.bound.setdefault(node.name, []).append(None)
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            self.bound.setdefault(node.rest, []).append(None)

    def _import(self, name: str, path: Path | None, original: str | None, dotted: str) -> None:
        if path is None:
            self.libraries[name] = dotted
        elif path != self.path:
            self.origins[name] = Origin(path, original)
        else:
            self.bound.setdefault(name, []).append(None)

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            if value is not None:
                self.bound.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self._bind(each, value)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value)


def top_level(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Everything that runs when a file is imported: no body of a function, but those of classes."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Function):
            inner: list[ast.AST] = [*node.decorator_list, *node.args.defaults]
            inner += [each for each in node.args.kw_defaults if each is not None]
        elif isinstance(node, ast.Lambda):
            inner = [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]
        else:
            inner = list(ast.iter_child_nodes(node))
        waiting.extend(reversed(inner))


def _names(node: ast.Import | ast.ImportFrom) -> list[tuple[str, int]]:
    if isinstance(node, ast.Import):
        return [(alias.name, 0) for alias in node.names]
    base = node.module or ""
    names = [f"{base}.{alias.name}" if base else alias.name for alias in node.names if alias.name != "*"]
    return [(base, node.level), *((name, node.level) for name in names)]
