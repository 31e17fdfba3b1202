"""Whether it matters when a file of the project is imported: for what it does, or for what it finds.

An import is followed when something of it is used. That is late where the file changes what is not its
own, and where it reads what somebody may have changed by then; such a file is *eventful*, and runs where
it is imported. A statement is taken for eventful unless its form says that it is not.
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Callable, Collection
from enum import IntEnum
from pathlib import Path

from .outline import Find, Function, Outline

_MOST_OUTLINES = 48
"""Files of which the syntax tree is kept."""
_MOST_CALLS = 3
"""Functions that call each other, and files that hand a name on, one after the other."""
_SHARED = frozenset(
    {"os", "sys", "importlib", "runpy", "unittest", "mock", "builtins", "atexit", "pkgutil", "gc"}
)
"""Libraries through which a program changes itself, its environment or other modules, or reads that."""
_FRAMEWORKS = frozenset({"keras", "keras_core", "tensorflow", "tf_keras"})
"""Libraries whose settings matter to what a program computes."""
_RUNNING = frozenset(
    {"exec", "eval", "__import__", "setattr", "delattr", "globals", "vars", "map", "filter", "next"}
)
_PATHS = frozenset(
    {"path", "sep", "getcwd", "listdir", "makedirs", "cpu_count", "version_info", "platform", "maxsize"}
)
"""Parts of the ``_SHARED`` of which it does not matter when they are asked."""


class _Kind(IntEnum):
    """What evaluating an expression may do and give, from the worst."""

    EVENT = 0
    """It may run what is not known, or reads what may be changed."""
    OWN = 1
    """Nothing happens; it gives something of the project, whose methods may do anything."""
    PLAIN = 2
    """Nothing happens; it gives something that no code of the project belongs to."""


class Effects:
    """Answers, for each file once, whether its import must be carried out where it stands.

    Files that cannot be read have no effects.
    """

    def __init__(self, find: Find, read: Callable[[Path], str | None]) -> None:
        self._find = find
        self._read = read
        self._known: dict[Path, bool] = {}
        self._own: dict[Path, tuple[bool, Collection[Path]]] = {}
        self._imports: dict[Path, Collection[Path]] = {}
        self._outlines: OrderedDict[Path, Outline | None] = OrderedDict()
        self._quiet: dict[tuple[Path, str, int, Path], bool] = {}

    def __call__(self, path: Path) -> bool:
        """Whether it matters when ``path`` is imported."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._matters(path)
        return known

    def _matters(self, path: Path) -> bool:
        """Whether something happens in a file, or in one that it imports; files may import each other."""
        seen, waiting = {path}, [path]
        while waiting:
            each = waiting.pop()
            known = self._known.get(each)
            happens, imports = (known, ()) if known is not None else self._alone(each)
            if happens:
                return True
            waiting += [one for one in imports if one not in seen]
            seen.update(imports)
        return False

    def _alone(self, path: Path) -> tuple[bool, Collection[Path]]:
        """Whether something happens in a file itself, and what it imports when it is imported."""
        known = self._own.get(path)
        if known is None:
            outline = self.outline(path)
            if outline is None:
                known = False, ()
            else:
                top = _TopLevel(self, outline)
                known = not top.is_quiet(outline.body), tuple(top.imported)
            self._own[path] = known
        return known

    def imports(self, path: Path) -> Collection[Path]:
        """The files of the project that ``path`` imports somewhere, with the packages around them."""
        known = self._imports.get(path)
        if known is None:
            outline = self.outline(path)
            known = self._imports[path] = () if outline is None else outline.imports()
        return known

    def outline(self, path: Path) -> Outline | None:
        """What the top level of a file says, ``None`` when it cannot be read."""
        if path in self._outlines:
            self._outlines.move_to_end(path)
            return self._outlines[path]
        text = self._read(path)
        try:
            made = Outline(path, ast.parse(text), self._find) if text is not None else None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            made = None
        self._outlines[path] = made
        if len(self._outlines) > _MOST_OUTLINES:
            self._outlines.popitem(last=False)
        return made

    def calls_quietly(self, path: Path, name: str, levels: int, user: Path, depth: int = 0) -> bool:
        """Whether ``user`` may call ``name`` of the file ``path`` without an event.

        ``levels`` is how many times what is given back is called in turn: ``@register("x")`` once.
        """
        key = (path, name, levels, user)
        known = self._quiet.get(key)
        if known is None:
            self._quiet[key] = False  # for functions that call each other
            known = self._quiet[key] = self._is_quiet_call(path, name, levels, user, depth)
        return known

    def _is_quiet_call(self, path: Path, name: str, levels: int, user: Path, depth: int) -> bool:
        outline = self.outline(path) if depth <= _MOST_CALLS else None
        if outline is None or len(outline.bound.get(name, ())) > 0:
            return False
        if name in outline.functions:
            if name in outline.classes or name in outline.origins or outline.functions[name].decorator_list:
                return False
            return _Body(self, outline, user, depth).is_quiet(outline.functions[name], levels)
        if name in outline.origins and name not in outline.classes:
            origin = outline.origins[name]
            return origin.name is not None and self.calls_quietly(
                origin.path, origin.name, levels, user, depth + 1
            )
        return False

    def derives_quietly(self, path: Path, name: str, user: Path, depth: int = 0) -> bool:
        """Whether a class may be derived from the class ``name`` of the file ``path`` without an event."""
        outline = self.outline(path) if depth <= 2 * _MOST_CALLS else None
        if outline is None or name in outline.bound or name in outline.functions:
            return False
        cls = outline.classes.get(name)
        if cls is None:
            origin = outline.origins.get(name)
            if origin is not None:
                return origin.name is not None and self.derives_quietly(
                    origin.path, origin.name, user, depth + 1
                )
            return outline.is_library(name)
        if any(keyword.arg == "metaclass" or keyword.arg is None for keyword in cls.keywords) and not all(
            isinstance(each.value, ast.Name | ast.Attribute) and outline.is_library(_root(each.value) or "")
            for each in cls.keywords
        ):
            return False
        for each in cls.body:
            if isinstance(each, Function) and each.name == "__init_subclass__":
                if not _Body(self, outline, user, depth).is_quiet(each, 0):
                    return False
            elif isinstance(each, Function) and each.name == "__class_getitem__":
                return False
        return all(self.is_quiet_base(outline, each, user, depth + 1) for each in cls.bases)

    def is_quiet_base(self, outline: Outline, base: ast.expr, user: Path, depth: int = 0) -> bool:
        """Whether a class may be derived from what ``base`` stands for in a file without an event."""
        if isinstance(base, ast.Subscript):
            base = base.value
        parts: list[str] = []
        node = base
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        if outline.is_library(node.id):
            return True
        if node.id in outline.classes or not parts:
            return not parts and self.derives_quietly(outline.path, node.id, user, depth)
        origin = outline.origins.get(node.id)
        while origin is not None and origin.name is None and len(parts) > 1:
            below = self._find(parts.pop(0), origin.path, 1)
            origin = origin._replace(path=below) if below is not None else None
        if origin is None or origin.name is not None:
            return False
        return self.derives_quietly(origin.path, parts[0], user, depth)


class _Expressions:
    """What expressions may do, where some names are those of plain things and others of the project's own."""

    def __init__(self, effects: Effects, outline: Outline) -> None:
        self.effects = effects
        self.outline = outline

    def name(self, name: str) -> _Kind:
        """What a name stands for."""
        return _Kind.PLAIN if self.outline.is_library(name) else _Kind.EVENT

    def kind(self, node: ast.expr | None) -> _Kind:
        """What evaluating an expression may do and give."""
        if node is None or isinstance(node, ast.Constant):
            return _Kind.PLAIN
        if isinstance(node, ast.Name):
            return _Kind.EVENT if _is_shared(node, self.outline) else self.name(node.id)
        if isinstance(node, ast.Lambda):
            return min(_Kind.OWN, self.defaults(node.args))
        if isinstance(node, ast.Tuple | ast.List):
            return min((self._element(each) for each in node.elts), default=_Kind.PLAIN)
        if isinstance(node, ast.Set):
            return self._plain(node.elts)
        if isinstance(node, ast.Dict):
            keys = self._plain([key for key in node.keys if key is not None])
            merged = self._plain([v for k, v in zip(node.keys, node.values, strict=True) if k is None])
            return min(keys, merged, *(self.kind(value) for value in node.values))
        if isinstance(node, ast.IfExp):
            return min(self._plain([node.test]), self.kind(node.body), self.kind(node.orelse))
        if isinstance(node, ast.BoolOp):
            return min(self._plain(node.values[:-1]), self.kind(node.values[-1]))
        if isinstance(node, ast.Attribute):
            if _is_shared(node, self.outline):
                return _Kind.EVENT
            return self._plain([node.value])
        if isinstance(node, ast.Call):
            return self.call(node)
        if isinstance(node, _OF_PARTS):
            return self._plain([each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)])
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            parts = [part for each in node.generators for part in (each.iter, *each.ifs)]
            made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            return self._plain([*parts, *made])
        return _Kind.EVENT

    def _element(self, node: ast.expr) -> _Kind:
        return self._plain([node.value]) if isinstance(node, ast.Starred) else self.kind(node)

    def _plain(self, nodes: Collection[ast.expr]) -> _Kind:
        plain = all(self.kind(each) is _Kind.PLAIN for each in nodes)
        return _Kind.PLAIN if plain else _Kind.EVENT

    def call(self, node: ast.Call) -> _Kind:
        """What a call may do and give: a library that is handed nothing of the project leaves it alone."""
        root = _root(node.func)
        if root is not None and (root in _RUNNING or _is_shared(node.func, self.outline)):
            return _Kind.EVENT
        given = [each.value if isinstance(each, ast.Starred) else each for each in node.args]
        return self._plain([node.func, *given, *(each.value for each in node.keywords)])

    def defaults(self, arguments: ast.arguments) -> _Kind:
        """What the default values of parameters may do."""
        found = [*arguments.defaults, *(each for each in arguments.kw_defaults if each is not None)]
        return min((self.kind(each) for each in found), default=_Kind.PLAIN)


_OF_PARTS = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Slice, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip


class _TopLevel(_Expressions):
    """What runs when a file is imported."""

    def __init__(self, effects: Effects, outline: Outline) -> None:
        super().__init__(effects, outline)
        self.imported: set[Path] = set()
        """The files that these statements import."""
        self._plainly_bound = set(outline.bound) - outline.origins.keys() - outline.functions.keys()
        self._plainly_bound -= outline.classes.keys()
        while less := {name for name in self._plainly_bound if not self._is_bound_plainly(name)}:
            self._plainly_bound -= less

    def _is_bound_plainly(self, name: str) -> bool:
        return all(each is not None and self.kind(each) is _Kind.PLAIN for each in self.outline.bound[name])

    def name(self, name: str) -> _Kind:
        """What a name of the file stands for."""
        outline = self.outline
        if name in self._plainly_bound:
            return _Kind.PLAIN
        if name in outline.origins:
            return _Kind.EVENT  # what it is bound to there may be changed
        own = (outline.bound, outline.functions, outline.classes, outline.methods)
        if any(name in known for known in own):
            return _Kind.OWN
        return super().name(name)

    def is_quiet(self, body: Collection[ast.stmt]) -> bool:
        """Whether nothing happens when these statements run."""
        return all(self._statement(each) for each in body)

    def _statement(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.imported.update(self.outline.files(node))
            return True
        if isinstance(node, ast.Expr):
            return self._is_quiet_call(node.value)
        if isinstance(node, ast.Assign):
            return all(map(self._is_own, node.targets)) and self.kind(node.value) > _Kind.EVENT
        if isinstance(node, ast.AnnAssign):
            return self._is_own(node.target) and self.kind(node.value) > _Kind.EVENT
        if isinstance(node, ast.AugAssign):
            return self.kind(node.target) is _Kind.PLAIN and self.kind(node.value) is _Kind.PLAIN
        if isinstance(node, Function):
            return self._decorators(node) and self.defaults(node.args) > _Kind.EVENT
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if isinstance(node, ast.If | ast.While):
            if isinstance(node, ast.If) and _asks_for_main(node.test):
                return self.is_quiet(node.orelse)
            return self._plain([node.test]) is _Kind.PLAIN and self.is_quiet([*node.body, *node.orelse])
        if isinstance(node, ast.For):
            quiet = _is_name(node.target) and self._plain([node.iter]) is _Kind.PLAIN
            return quiet and self.is_quiet([*node.body, *node.orelse])
        if isinstance(node, ast.With):
            entered = [each.context_expr for each in node.items]
            return self._plain(entered) is _Kind.PLAIN and self.is_quiet(node.body)
        if isinstance(node, ast.Try):
            handlers = [each for one in node.handlers for each in one.body]
            caught = [each.type for each in node.handlers if each.type is not None]
            known = all(self.kind(each) > _Kind.EVENT for each in caught)
            return known and self.is_quiet([*node.body, *handlers, *node.orelse, *node.finalbody])
        return isinstance(node, ast.Pass | ast.Break | ast.Continue | ast.Global)

    def _is_own(self, target: ast.expr) -> bool:
        """Whether what is assigned to belongs to this file, and has no methods of its own for that."""
        return _is_name(target) or (
            isinstance(target, ast.Subscript)
            and isinstance(target.value, ast.Name)
            and target.value.id in self._plainly_bound
            and self.kind(target.slice) is _Kind.PLAIN
        )

    def _is_quiet_call(self, node: ast.expr) -> bool:
        """Whether nothing happens in an expression that is evaluated for what it does."""
        root = _root(node)
        if isinstance(node, ast.Call) and root is not None:
            package = self.outline.meaning(root).partition(".")[0]
            if package in _FRAMEWORKS and self.outline.is_library(root):
                return False
        return self.kind(node) > _Kind.EVENT

    def _class(self, node: ast.ClassDef) -> bool:
        keywords = all(self._plain([each.value]) is _Kind.PLAIN for each in node.keywords)
        effects, outline = self.effects, self.outline
        bases = all(effects.is_quiet_base(outline, each, outline.path) for each in node.bases)
        return keywords and bases and self._decorators(node) and self.is_quiet(node.body)

    def _decorators(self, node: Function | ast.ClassDef) -> bool:
        return all(self._decorates_quietly(each) for each in node.decorator_list)

    def _decorates_quietly(self, node: ast.expr) -> bool:
        levels = 0
        if isinstance(node, ast.Call):
            given = [*node.args, *(each.value for each in node.keywords)]
            if any(self.kind(each) is _Kind.EVENT for each in given):
                return False
            levels, node = 1, node.func
        root = _root(node)
        if root is None:
            return False
        outline = self.outline
        if outline.is_library(root):
            return root not in _RUNNING and not _is_shared(node, outline)
        if isinstance(node, ast.Name):
            return self.effects.calls_quietly(outline.path, root, levels, outline.path)
        if root in outline.functions or root in outline.methods:
            return True  # ``@x.setter``, ``@f.register``: of what stands in this file
        origin = outline.origins.get(root)
        if origin is None or origin.name is not None or not isinstance(node, ast.Attribute):
            return False
        if not isinstance(node.value, ast.Name):
            return False
        return self.effects.calls_quietly(origin.path, node.attr, levels, outline.path)


class _Body(_Expressions):
    """What runs when a function is called, in a file that may be another one than that of its caller.

    What it is given may be changed by it: that belongs to the caller's file, and is not there before that runs.
    """

    def __init__(self, effects: Effects, outline: Outline, user: Path, depth: int) -> None:
        super().__init__(effects, outline)
        self._user = user
        self._depth = depth
        self._own: set[str] = set()
        self._given: set[str] = set()

    def is_quiet(self, function: Function, levels: int) -> bool:
        """Whether nothing happens in ``function``, and in what is in it to as many levels."""
        arguments = function.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        self._given |= {each.arg for each in every}
        self._given |= {each.arg for each in (arguments.vararg, arguments.kwarg) if each is not None}
        self._own |= {
            each.id
            for each in ast.walk(function)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        self._own |= {each.name for each in ast.walk(function) if isinstance(each, Function | ast.ClassDef)}
        return self.defaults(arguments) > _Kind.EVENT and self._block(function.body, levels)

    def name(self, name: str) -> _Kind:
        """What a name in the function stands for."""
        if name in self._own or name in self._given:
            return _Kind.PLAIN
        outline = self.outline
        if name in outline.functions or name in outline.classes:
            return _Kind.OWN
        values = outline.bound.get(name)
        if values and name not in outline.origins and all(isinstance(each, ast.Constant) for each in values):
            return _Kind.PLAIN
        return super().name(name)

    def call(self, node: ast.Call) -> _Kind:
        """What a call may do: of a function of the project it is asked in turn, of what was given it is not known."""
        root = _root(node.func)
        if root in self._given and isinstance(node.func, ast.Name):
            return _Kind.EVENT
        if (
            isinstance(node.func, ast.Name)
            and root not in self._own
            and not self.outline.is_library(root or "")
        ):
            given = [*node.args, *(each.value for each in node.keywords)]
            quiet = self._plain(given) is _Kind.PLAIN and self.effects.calls_quietly(
                self.outline.path, root or "", 0, self._user, self._depth + 1
            )
            return _Kind.PLAIN if quiet else _Kind.EVENT
        return super().call(node)

    def _block(self, body: Collection[ast.stmt], levels: int) -> bool:
        return all(self._statement(each, levels) for each in body)

    def _statement(self, node: ast.stmt, levels: int) -> bool:
        if isinstance(node, Function):
            outside = all(self.outline.is_library(_root(each) or "") for each in node.decorator_list)
            if not outside or self.defaults(node.args) is _Kind.EVENT:
                return False
            return levels == 0 or self.is_quiet(node, levels - 1)
        if isinstance(node, ast.Expr):
            # A method of what is not its own may change that.
            function = node.value.func if isinstance(node.value, ast.Call) else None
            if isinstance(function, ast.Attribute) and not self._is_its_own(function.value):
                return False
            return self.kind(node.value) > _Kind.EVENT
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            kept = all(_is_name(each) or self._is_given(each) or self._is_its_own(each) for each in targets)
            return kept and self.kind(node.value) > _Kind.EVENT
        if isinstance(node, ast.Return):
            return self.kind(node.value) > _Kind.EVENT
        if isinstance(node, ast.If):
            return self._plain([node.test]) is _Kind.PLAIN and self._block([*node.body, *node.orelse], levels)
        if isinstance(node, ast.For):
            quiet = _is_name(node.target) and self._plain([node.iter]) is _Kind.PLAIN
            return quiet and self._block([*node.body, *node.orelse], levels)
        if isinstance(node, ast.Raise):
            return True  # where that happens, the program ends
        return isinstance(node, ast.Pass | ast.Break | ast.Continue)

    def _is_given(self, target: ast.expr) -> bool:
        """Whether a target is an attribute of what the function was given: that belongs to its caller."""
        if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
            return False
        return target.value.id in self._given - {"cls", "self"}

    def _is_its_own(self, target: ast.expr) -> bool:
        """Whether something belongs to a library, or to the file whose code calls the function."""
        root = _root(target)
        if root is None or root in self._given:
            return False
        own = root in self.outline.bound and root not in self.outline.origins
        return self.outline.is_library(root) or (own and self.outline.path == self._user)


def _root(node: ast.expr) -> str | None:
    """The name that a chain of attributes, items and calls begins with."""
    while True:
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else None


def _is_shared(node: ast.expr, outline: Outline) -> bool:
    """Whether an expression reaches what all modules share: the environment, the arguments, the modules."""
    root = _root(node)
    if root is None or not outline.is_library(root):
        return root in _RUNNING
    chain: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            chain.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else getattr(node, "value", ast.Name(""))
    package, *rest = [*outline.meaning(root).split("."), *reversed(chain)]
    if package not in _SHARED:
        return root in _RUNNING
    return bool(rest) and rest[0] not in _PATHS


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(map(_is_name, target.elts))
    return isinstance(target, ast.Name) or (isinstance(target, ast.Starred) and _is_name(target.value))


def _asks_for_main(test: ast.expr) -> bool:
    """``__name__ == "__main__"``: not so when a file is imported."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )
