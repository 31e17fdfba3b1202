"""How a user's program is started: as a script, as a module of its package, or cell by cell."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .copying import package_root

_CHOOSES_KERAS = ("KERAS_BACKEND", "TF_USE_LEGACY_KERAS")


class CannotStart(Exception):
    """Says in one line why there is nothing to start."""


@dataclass(frozen=True, slots=True)
class Start:
    """A program in a copy of its project; paths are relative to the copy.

    ``cells`` are those of a notebook (number and code); ``environment`` is what it sets to choose its Keras.
    """

    script: str
    workdir: str
    module: str = ""
    module_root: str = ""
    cells: tuple[tuple[int, str], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


def read_source(script: Path) -> str:
    """Return a program's Python: of a notebook, that of all its cells.

    Raises:
        CannotStart: it cannot be read, or is no Python.
    """
    if not os.path.isfile(script):
        raise CannotStart(f"{script}: there is no such file")
    if script.suffix == ".ipynb":
        return "\n".join(code for _, code in _notebook(script)[0])
    try:
        source = script.read_text(encoding="utf-8-sig")
        ast.parse(source)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{script}: cannot be read: {error}") from error
    except (SyntaxError, ValueError) as error:
        raise CannotStart(f"{script}: is not Python that can run here: {error}") from error
    return source


def start_of(root: Path, script: str, workdir: str) -> Start:
    """Say how the program ``script`` in the copy ``root`` is started in the folder ``workdir``.

    Raises:
        CannotStart: it cannot be read, or is no Python.
    """
    path = root / script
    source = read_source(path)
    environment = tuple(environment_set_by(source).items())
    if path.suffix == ".ipynb":
        cells, written = _notebook(path)
        return Start(script, workdir, cells=cells, written=written, environment=environment)
    package = package_root(path.parent)
    if package != path.parent and package.is_relative_to(root) and _imports_relatively(source):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        above = os.path.relpath(package, root)
        return Start(script, workdir, module=module, module_root=above, environment=environment)
    return Start(script, workdir, environment=environment)


def imported_files(root: Path, script: str) -> list[Path]:
    """Return the program's file and the files under ``root`` that it imports, directly or not."""
    first = root / script
    found = {first: None}
    pending = [first]
    while pending:
        path = pending.pop()
        try:
            tree = ast.parse(read_source(path))
        except CannotStart:
            continue
        for file in _imports(tree, path, [first.parent, root, root / "src", package_root(first.parent)]):
            if file not in found and file.is_relative_to(root):
                found[file] = None
                pending.append(file)
    return list(found)


def _imports(tree: ast.Module, path: Path, places: Sequence[Path]) -> Iterator[Path]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files_of(alias.name, places)
        elif isinstance(node, ast.ImportFrom):
            start = places
            if node.level:
                folder = path.parent
                for _ in range(node.level - 1):
                    folder = folder.parent
                start = [folder]
            module = node.module or ""
            yield from _files_of(module, start)
            for alias in node.names:
                yield from _files_of(f"{module}.{alias.name}".lstrip("."), start)


def _files_of(dotted: str, places: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that importing ``dotted`` loads, packages above it included."""
    parts = dotted.split(".") if dotted else []
    for place in places:
        if parts and not ((place / parts[0]).is_dir() or (place / f"{parts[0]}.py").is_file()):
            continue
        for count in range(len(parts) + 1):
            path = place.joinpath(*parts[:count])
            for file in (path / "__init__.py", path.with_name(f"{path.name}.py") if count else path):
                if file.is_file():
                    yield file
        return


def environment_set_by(source: str) -> dict[str, str]:
    """Return what a script puts into ``os.environ`` to choose its Keras: set before Keras is imported."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Subscript):
                _note(found, target.value, target.slice, node.value)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("setdefault", "putenv")
            and len(node.args) == 2
        ):
            _note(found, node.func.value, *node.args)
    return found


def _note(found: dict[str, str], where: ast.expr, key: ast.expr, value: ast.expr) -> None:
    constant = isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    if constant and ast.unparse(where) in ("os.environ", "environ", "os"):
        name = ast.literal_eval(key)
        if name in _CHOOSES_KERAS:
            found[name] = str(ast.literal_eval(value))


def _imports_relatively(source: str) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(ast.parse(source)))


def _notebook(path: Path) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[str, str], ...]]:
    from ..sources.reading import read_document

    document = read_document(path)
    trouble = [problem.message for problem in document.problems]
    trouble += [document.skipped] if document.skipped else []
    if trouble:
        raise CannotStart(f"{path}: {trouble[0]}")
    cells = tuple(((unit.cell or 0) + 1, unit.code) for unit in document.units)
    for number, code in cells:
        try:
            ast.parse(code)
        except (SyntaxError, ValueError) as error:
            raise CannotStart(f"{path}: cell {number} is not Python that can run here: {error}") from error
    written = tuple(
        (module.name, "\n".join(unit.code for unit in module.units)) for module in document.written
    )
    return cells, written
