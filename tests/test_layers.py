"""Which package may import which, and that nothing imports itself in a circle. All imports count, wherever they stand."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import xentlint

ROOT = Path(xentlint.__file__).parent

ARROWS: Mapping[str, frozenset[str]] = {
    package: frozenset(allowed.split())
    for package, allowed in {
        "apis": "",
        "sources": "",
        "python": "sources",
        "stdlib": "apis python sources",
        "keras": "apis python sources",
        "torch": "apis keras python sources",
        "rules": "apis keras python sources",
        "fixes": "apis keras python rules sources",
        "config": "apis rules sources",
        "run": "apis config fixes keras python rules sources stdlib torch",
        "output": "rules run sources",
        "verify": "rules sources",
        "docs": "apis config rules",
        "integrations": "config output rules run sources",
        "commands": "config integrations output rules run sources verify",
    }.items()
}
"""What each package may import besides itself. ``torch`` tells of tensors and meetings as ``keras`` does: what judges them
is one thing, and knows no library. The modules at the top (the command, the public API) may import all."""

FACTS = frozenset(
    f"keras.{name}" for name in ("facts", "kinds", "program", "values", "watching")
) | frozenset(
    f"python.{name}" for name in ("guards", "lineage", "modules", "naming", "nodes", "standing", "values")
)
"""The modules in which an evaluation is told: what judges and repairs sees nothing else of it."""

HOUSES = ("python", "stdlib", "keras", "torch")
"""The interpreter, and those who tell it what libraries do."""


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "fixtures" not in parts:
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = _modules()


def _imported(name: str) -> Iterator[str]:
    """The modules that a module imports, as they are called below ``xentlint``; its version is no import."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" and name else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            home = [*base, *(node.module.split(".") if node.module else ())]
            for alias in node.names:
                whole = ".".join([*home, alias.name])
                target = whole if whole in MODULES else ".".join(home)
                if target and target != name:
                    yield target


GRAPH = {name: frozenset(_imported(name)) for name in MODULES}


def _package(name: str) -> str:
    return name.split(".")[0] if (ROOT / name.split(".")[0]).is_dir() else ""


def _circles(graph: Mapping[str, Iterable[str]]) -> Iterator[frozenset[str]]:
    """The sets of modules each of which leads to all of the others."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for each in graph.get(waiting.pop(), ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found

    ahead = {name: reached(name) for name in graph}
    left = {name for name in graph if name in ahead[name]}
    while left:
        one = left.pop()
        circle = frozenset({one} | {each for each in left if each in ahead[one] and one in ahead[each]})
        left -= circle
        yield circle


def test_every_package_has_its_arrows() -> None:
    assert {_package(name) for name in MODULES} - {""} == set(ARROWS)


@pytest.mark.parametrize("package", ARROWS)
def test_imports_follow_the_arrows(package: str) -> None:
    allowed = {package, *ARROWS[package]}
    wrong = {
        f"{name} -> {target}"
        for name, targets in GRAPH.items()
        if _package(name) == package
        for target in targets
        if _package(target) not in allowed
    }
    assert wrong == set()


def test_packages_lead_to_no_circle() -> None:
    assert list(_circles(ARROWS)) == []


def test_modules_lead_to_no_circle() -> None:
    api = {"", "public"}  # the package itself loads its API when it is asked for a name of it
    graph = {name: {each for each in targets if each} for name, targets in GRAPH.items() if name not in api}
    assert [sorted(circle) for circle in _circles(graph)] == []


@pytest.mark.parametrize("package", HOUSES)
def test_no_import_hides_in_a_function_or_behind_type_checking(package: str) -> None:
    hidden = {
        f"{name}: line {node.lineno}"
        for name, path in MODULES.items()
        if _package(name) == package
        for around in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(around, ast.FunctionDef | ast.If)
        for node in ast.walk(around)
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert hidden == set()


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_the_interpreter_names_no_library() -> None:
    """Neither those that are installed nor the one that comes with Python; builtins are the language."""
    foreign = {"keras", "tf", "tensorflow", "torch", "jax", "numpy", "np", "pandas", "sklearn", "transformers",
               "attr", "attrs", "typing_extensions", "absl"}  # fmt: skip
    libraries = (foreign | sys.stdlib_module_names) - {"builtins"}
    named = {
        f"{name}:{line}: {text!r}"
        for name, path in MODULES.items()
        if _package(name) == "python"
        for line, text in _texts(path)
        if re.fullmatch(r"(\w+)\.[\w.]*", text) and text.partition(".")[0] in libraries
    }
    assert named == set()


@pytest.mark.parametrize("package", ["rules", "fixes"])
def test_what_judges_and_repairs_sees_the_facts_and_not_the_evaluator(package: str) -> None:
    wrong = {
        f"{name} -> {target}"
        for name, targets in GRAPH.items()
        if _package(name) == package
        for target in targets - FACTS
        if _package(target) in HOUSES
    }
    assert wrong == set()
    asking = [
        name
        for name, path in MODULES.items()
        if _package(name) == package
        and any(
            isinstance(node, ast.Attribute) and node.attr == "evaluator"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert asking == []


def test_the_configuration_needs_nothing_of_the_rules_but_their_codes() -> None:
    needed = {each for name, targets in GRAPH.items() if _package(name) == "config" for each in targets}
    assert {each for each in needed if _package(each) == "rules"} == {"rules.codes"}
