"""Where nodes stand, statement by statement, is where libcst says that they stand in the whole module."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from xentlint.python.nodes import walk
from xentlint.python.spans import Spans

_STATEMENTS = (
    "x = 1\n",
    "x = 1; y = 2; z = 3 ;\n",
    "\n# said before\n\nx = (\n    1,\n\n    2,\n)  # said after\n",
    "(\n1\n)\n",
    '"""Text\nof several\nrows."""\n',
    "x = 1 + \\\n    2\n",
    "@first\n# between\n@second(\n    1\n)\n\ndef f(a, *, b: int = 2) -> int:\n    # inside\n    return a\n",
    "@first\nclass A(B):\n    x = 1\n\n    async def f(self): yield\n",
    "@first\n\nasync def f(): await x\n",
    "if a:\n    pass\nelif b:\n    pass\nelse:\n    x = f'{a}{b!r:>{c}}'\n    # the last\n",
    "try:\n    pass\nexcept (A, B) as error: pass\nfinally:\n\tpass\n",
    "for x in y: pass\n",
    "class A(\n    B,\n):\n    # said\n\n    'text'; x = 1\n"
    "    @first\n    # more\n    def f(self):\n        return [\n1,\n ]\n"
    "    class C:\n     @first\n     class D(E): x = '''\n text'''\n     y = (\n  2)\n\n    # the last\n",
    "class A: x = 1; y = 2\n",
    "class A[T](B): pass\n",
    "with a as b, c: pass\n",
    "\x0cx = 1\n",
    "if a: x = 1; y = 2\n",
    "x = 'é', \"日本\"\n",
)


def _check(code: str) -> None:
    tree = cst.parse_module(code)
    whole = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    spans = Spans(tree, code)
    for node in walk(tree):
        start, end = spans.of(node)
        expected = whole[node]
        assert (start.row, start.column - 1) == (expected.start.line, expected.start.column), node
        assert (end.row, end.column - 1) == (expected.end.line, expected.end.column), node


@given(st.lists(st.sampled_from(_STATEMENTS)), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(deadline=None)
def test_any_statements(statements: list[str], newline: str, ends: bool) -> None:
    code = "".join(statements).replace("\n", newline)
    _check(code if ends else code.rstrip("\r\n"))


def test_real_files() -> None:
    for path in Path(__file__).parent.glob("test_c*.py"):
        _check(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", ["", "# only this", "\n\n", "x = 0777\n", "match x:\n    case 1: pass\n"])
def test_what_python_may_refuse(code: str) -> None:
    try:
        cst.parse_module(code)
    except cst.ParserSyntaxError:
        return
    _check(code)


def test_what_is_asked_for_alone() -> None:
    """What is in one statement is found without the others."""
    code = "x = 1\ny = f(\n  2)\nz = 3\n"
    tree = cst.parse_module(code)
    spans = Spans(tree, code)
    start, end = spans.of(tree.body[1])
    assert (start.row, end.row, end.column) == (2, 3, 5)
    assert spans.statement(tree.body[1]) is tree.body[1]
    assert spans.rows(tree.body[1]) == range(2, 4)
    assert spans.statement(tree) is None
