"""A long file that is parsed piece by piece gives the tree that it gives as a whole."""

from __future__ import annotations

from collections.abc import Callable
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
OWN = sorted(Path(xentlint.__file__).parent.glob("python/[a-z]*.py"))[::7]


def the_same(code: str, kept: pieces.Kept | None = None) -> bool:
    whole, made = cst.parse_module(code), pieces.parse_module(code, kept)
    if kept is not None:
        kept.end(whole=True)
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
    assert len(list(pieces._pieces(code.splitlines(keepends=True), pieces.parsed(code).body, 0))) > 1  # type: ignore[union-attr]


@pytest.mark.usefixtures("_each_alone")
def test_what_does_not_parse_is_refused_as_before() -> None:
    with pytest.raises(cst.ParserSyntaxError) as told:
        pieces.parse_module("x = 1\ny = 2\nprint 'hello'\n")
    assert told.value.raw_line == 3


def test_pieces_are_not_smaller_than_they_have_to_be() -> None:
    lines = [f"x{number} = {'a' * 1000!r}\n" for number in range(200)]
    code = "".join(lines)
    texts = list(pieces._pieces(lines, pieces.parsed(code).body, pieces._LONG))  # type: ignore[union-attr]
    assert "".join(texts) == code
    assert [len(text) >= pieces._LONG for text in texts[:-1]] == [True] * 3


EDITS = {
    "a statement at the end": lambda code: code + "\nlast = 1\n",
    "a comment at the end": lambda code: code + "\n# the end\n",
    "a statement in front": lambda code: "first = 1\n" + code,
    "a comment in front": lambda code: "# the beginning\n" + code,
    "everything twice": lambda code: code + "\n" + code,
    "the second half": lambda code: "".join(code.splitlines(True)[len(code.splitlines()) // 2 :]),
    "the first half": lambda code: "".join(code.splitlines(True)[: len(code.splitlines()) // 2]),
    "from the end to the beginning": lambda code: "".join(reversed(code.splitlines(True))),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("code", TEXTS.values(), ids=TEXTS)
def test_a_text_that_was_changed_is_what_it_would_be_if_it_was_new(
    code: str, edit: Callable[[str], str]
) -> None:
    kept = pieces.Kept()
    changed = edit(code)
    for text in (code, changed, code):
        if pieces.parsed(text) is not None:
            assert the_same(text, kept)


def test_only_what_is_new_is_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = pieces.Kept()
    lines = [f"def f{number}():\n    return {number}\n" for number in range(9)]
    before = pieces.parse_module("".join(lines), kept)
    kept.end(whole=True)
    read: list[str] = []
    parse = cst.parse_module
    monkeypatch.setattr(pieces.cst, "parse_module", lambda text: read.append(text) or parse(text))
    changed = [*lines[:4], "x = 1\n", *lines[5:]]
    after = pieces.parse_module("".join(changed), kept)
    assert read == ["x = 1\n"]
    assert [one is other for one, other in zip(before.body, after.body, strict=True)] == [
        number != 4 for number in range(9)
    ]


def test_what_is_written_twice_are_two_statements() -> None:
    kept = pieces.Kept()
    for code in ("x = []\n", "x = []\nx = []\n", "y = 1\nx = []\nx = []\nx = []\n"):
        tree = pieces.parse_module(code, kept)
        kept.end(whole=True)
        assert len({id(node) for node in walk(tree)}) == len(list(walk(tree)))


def test_what_was_there_before_a_text_was_broken_comes_back() -> None:
    kept = pieces.Kept()
    before = pieces.parse_module("x = 1\ny = 2\nz = 3\n", kept)
    kept.end(whole=True)
    with pytest.raises(cst.ParserSyntaxError):
        pieces.parse_module("x = 1\ny = (\nz = 3\n", kept)
    kept.end(whole=False)
    after = pieces.parse_module("x = 1\ny = 2\nz = 3\n", kept)
    assert all(one is other for one, other in zip(before.body, after.body, strict=True))
