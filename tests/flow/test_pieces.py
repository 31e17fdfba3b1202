"""A long file that is parsed piece by piece gives the tree that it gives as a whole."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

import xentlint
from xentlint.python import pieces
from xentlint.python.nodes import walk

TEXTS = {
    "comments": "# first\n\nimport a\n# second\n\n# third\nb = 1  # beside\n\n\n# last\n",
    "a docstring": '#!/usr/bin/python\n"""Says\nwhat."""\nx = 1\ny = 2\n',
    "comments that end a block": "class A:\n    x = 1\n    # of A\n\n# of y\ny = 2\n",
    "decorators": "x = 1\n@a\n@b(\n  1,\n)\ndef f(): pass\n@c\nclass D: pass\n",
    "several on a line": "a = 1; b = 2\nc = 3; d = 4;\nif a: b; c\nx = (1,\n 2); y = 3\nz = 4\n",
    "two blanks": "x = 1\nif x:\n  y = 1\nelse:\n  y = 2\nfor a in b:\n  pass\n",
    "tabs": "import a\ndef f():\n\treturn 1\ndef g():\n\treturn 2\n",
    "different indents": "def f():\n  return 1\ndef g():\n    return 2\ndef h():\n\treturn 3\n",
    "carriage returns": "x = 1\r\ndef f():\r\n    return 1\r\n# c\r\ny = 2\r\n",
    "different ends of lines": "x = 1\r\ny = 2\ndef f():\n    return 1\r\nz = 3\n",
    "no end of the last line": "x = 1\ny = 2\ndef f(): pass",
    "a form feed": "x = 1\n\x0c\ny = 2\n\x0cdef f():\n    pass\n",
    "lines joined": "x = 1 + \\\n  2\ny = '''\nz = 1\n'''\nassert x, \\\n  y\n",
    "letters of all kinds": "é = 'ü'\n# ☃\ny = '😀'; z = 1\nw = é\n",
    "a match": "match x:\n   case 1:\n      y = 1\nmatch x:\n   case 2:\n      y = 1\n",
    "nothing": "",
    "only comments": "# one\n# two\n",
}
OWN = sorted(Path(xentlint.__file__).parent.glob("flow/[a-z]*.py"))[::7]


def the_same(code: str) -> bool:
    whole, made = cst.parse_module(code), pieces.parse_module(code)
    kinds = [[type(each) for each in walk(tree)] for tree in (whole, made)]
    return made.code == whole.code and kinds[0] == kinds[1]


@pytest.fixture
def _each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_LONG", 0)


@pytest.mark.usefixtures("_each_alone")
@pytest.mark.parametrize("code", TEXTS.values(), ids=TEXTS)
def test_it_says_what_is_written(code: str) -> None:
    assert the_same(code)


@pytest.mark.usefixtures("_each_alone")
@pytest.mark.parametrize("path", OWN, ids=[path.stem for path in OWN])
def test_in_files_of_our_own(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert the_same(code)
    assert len(list(pieces._pieces(code.splitlines(keepends=True), pieces.parsed(code).body))) > 5  # type: ignore[union-attr]


@pytest.mark.usefixtures("_each_alone")
def test_what_does_not_parse_is_refused_as_before() -> None:
    with pytest.raises(cst.ParserSyntaxError) as told:
        pieces.parse_module("x = 1\ny = 2\nprint 'hello'\n")
    assert told.value.raw_line == 3


def test_pieces_are_not_smaller_than_they_have_to_be() -> None:
    lines = [f"x{number} = {'a' * 1000!r}\n" for number in range(200)]
    code = "".join(lines)
    texts = [text for text, _ in pieces._pieces(lines, pieces.parsed(code).body)]  # type: ignore[union-attr]
    assert "".join(texts) == code
    assert [len(text) >= pieces._LONG for text in texts[:-1]] == [True] * 3
