"""Which package may import which, and that nothing imports itself in a circle. All imports count, wherever they stand."""

from __future__ import annotations

import ast
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
        "flow": "apis sources",
        "rules": "apis flow sources",
        "fixes": "apis flow rules sources",
        "config": "rules sources",
        "run": "apis config fixes flow rules sources",
        "output": "rules run sources",
        "verify": "rules sources",
        "docs": "apis config rules",
        "integrations": "config output rules run sources",
        "commands": "config integrations output rules run sources verify",
    }.items()
}
"""What each package may import besides itself. The modules at the top (the command, the public API) may import all."""

FACTS = frozenset(
    {"facts", "guards", "modules", "naming", "nodes", "program", "standing", "values", "watching"}
)
"""The modules of ``flow`` in which an evaluation is told: what judges and repairs sees nothing else of it."""

NOT_YET: Mapping[str, frozenset[str]] = {
    "rules.seen": frozenset({"flow.attributes", "flow.models"}),
}
"""Imports that are still on their way out; none may be added."""

FLOW = """
api_calls attributes builtin_functions builtin_types calls classes comprehensions evaluator exceptions expressions
finalizers forgetting generators handlers imports iteration keras_functions keras_layers loops managers metric_pairs
models named_outputs operators patching patterns sequences sinks special_methods stdlib_functions tensors training truth
watching
"""
CIRCLES = (
    frozenset(
        {"flow.modules", "flow.values"}
    ),  # a place is a node of a module, and a module tells where places are
    frozenset(f"flow.{name}" for name in FLOW.split()),
)
"""The circles that there still are; each may only get smaller."""


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


def test_modules_lead_to_no_circle_that_is_not_on_its_way_out() -> None:
    api = {"", "public"}  # the package itself loads its API when it is asked for a name of it
    graph = {name: {each for each in targets if each} for name, targets in GRAPH.items() if name not in api}
    found = list(_circles(graph))
    assert [sorted(circle) for circle in found if not any(circle <= known for known in CIRCLES)] == []


@pytest.mark.parametrize("package", ["rules", "fixes"])
def test_what_judges_and_repairs_sees_the_facts_and_not_the_evaluator(package: str) -> None:
    told = {f"flow.{name}" for name in FACTS}
    wrong = {
        f"{name} -> {target}"
        for name, targets in GRAPH.items()
        if _package(name) == package
        for target in targets - told - NOT_YET.get(name, frozenset())
        if _package(target) == "flow"
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
