"""Every import that Python's own parser finds in a text is found without it, and prose costs time only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import xentlint
from xentlint.sources.written_imports import dotted_names, import_statements

TEXTS = [
    "import a",
    "import a.b.c as d, e",
    "import a, \\\n    b.c",
    "from a import b",
    "from a.b import c as d, e",
    "from . import a",
    "from .. import a, b",
    "from ...a.b import c",
    "from .a import (b, c)",
    "from a import (\n    b,  # of (all) things\n    c as d,\n\n    e,\n)",
    "from a import (  # noqa\n    b\n)",
    "from a \\\n  import b, \\\n  c",
    "from a import *",
    "if x: import a",
    "try: from a import b\nexcept ImportError: import c",
    "x = 1; import a; from b import c; y = 2",
    "def f():\n\tfrom a import b",
    "class A:\n    import a.b",
    "'from here'; import a",
    'x = {"import": 1}; from a import b',
    "from\ta\timport\tb",
    "import a\r\nfrom b import (\r\n    c,\r\n    d,\r\n)\r\n",
    "from a import (b, \\\n  c)",
    "import é.ü",
    "from a import b as import_b, c",
    "async def f():\n  import a",
    "lambda: 0\nimport a # from b import c",
]
OWN = sorted(Path(xentlint.__file__).parent.rglob("*.py"))


def parsed(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                yield from ((".".join(parts[:count]), 0) for count in range(1, len(parts) + 1))
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield base, node.level
            for alias in node.names:
                if alias.name != "*":
                    yield f"{base}.{alias.name}" if base else alias.name, node.level


@pytest.mark.parametrize("text", TEXTS)
def test_however_it_is_written(text: str) -> None:
    expected = set(parsed(text))
    assert expected
    assert set(dotted_names(text)) >= expected


def test_in_files_of_our_own() -> None:
    found = {path: set(dotted_names(path.read_text(encoding="utf-8"))) for path in OWN}
    missing = {path: set(parsed(path.read_text(encoding="utf-8"))) - names for path, names in found.items()}
    assert {path: names for path, names in missing.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("importlib.import_module('a.b')", {("a.b", 0)}),
        ('importlib.import_module("..a", package=p)', {("a", 2)}),
        ("name = 'plugins.one'\n__import__(name)", {("plugins.one", 0)}),
        ("name = 'plugins.one'\nload(name)", set()),
    ],
)
def test_names_in_quotes_count_where_modules_are_loaded_by_them(
    text: str, names: set[tuple[str, int]]
) -> None:
    assert set(dotted_names(text)) == names


def test_a_bracket_that_is_never_closed_ends_somewhere() -> None:
    text = "from a import (\n" + "x = 1\n" * 1_000
    (statement,) = import_statements(text)
    assert len(statement) < len(text) // 2
