"""Runs for programs that do not say theirs: functions nobody calls, and settings that come from elsewhere.

What a value can be is read off what the program compares it with: ``if kind == "binary"`` asks for ``"binary"`` and for
something else, a bare ``if flag`` for both truths.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from .program import Program, Run

MOST = 24
_ARRAY = '__import__("data").images'


def driven(name: str, source: str) -> Program:
    """The program in ``source``, with its functions called and its settings given."""
    tree = ast.parse(source)
    calls = [call for function in _uncalled(tree) for call in _calls(function)]
    lines = [f"try:\n    {call}\nexcept Exception:\n    pass\n" for call in calls]
    files = {"program.py": "".join([source, *lines])}
    return Program(name, files, "program.py", tuple(_settings(tree)))


def _uncalled(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    read = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in read and not node.args.kwonlyargs:
            yield node


def _calls(function: ast.FunctionDef) -> Iterator[str]:
    parameters = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    defaults = dict(zip(reversed(parameters), reversed(function.args.defaults), strict=False))
    options: list[list[str]] = []
    for parameter in parameters:
        values = _values(function, parameter)
        if parameter in defaults:
            values = [ast.unparse(defaults[parameter]), *values]
        options.append(list(dict.fromkeys(values)) or [_ARRAY])
    for arguments in itertools.islice(itertools.product(*options), MOST):
        yield f"{function.name}({', '.join(arguments)})"


def _settings(tree: ast.Module) -> Iterator[Run]:
    """One run for each combination of what ``from settings import …`` can give."""
    names = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "settings"
        for alias in node.names
    ]
    if not names:
        yield {}
        return
    asked: dict[str, list[str]] = {}
    for name in names:
        attributes = {
            f"{name}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
        }
        for dotted in sorted(attributes) or [name]:
            asked[dotted] = _values(tree, dotted) or ["True", "False"]
    for values in itertools.islice(itertools.product(*asked.values()), MOST):
        lines = ["import types", *(f"{name} = types.SimpleNamespace()" for name in names)]
        lines += [f"{dotted} = {value}" for dotted, value in zip(asked, values, strict=True)]
        yield {"files": {"settings.py": "\n".join(lines) + "\n"}}


def _values(scope: ast.AST, dotted: str) -> list[str]:
    """What a name can be, as far as the tests in ``scope`` tell it apart."""
    found: list[str] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            if any(_is(each, dotted) for each in operands):
                found += [value for each in operands if not _is(each, dotted) for value in _around(each)]
        elif isinstance(node, ast.Subscript) and _is(node.slice, dotted) and isinstance(node.value, ast.Dict):
            found += [ast.unparse(key) for key in node.value.keys if key is not None]
        tested = getattr(node, "test", None)
        for each in _bare(tested) if isinstance(tested, ast.expr) else ():
            if _is(each, dotted):
                found += ["True", "False"]
        if (
            isinstance(node, ast.keyword)
            and node.arg == "from_logits"
            and any(_is(e, dotted) for e in _bare(node.value))
        ):
            found += ["True", "False"]
    return list(dict.fromkeys(found))


def _is(node: ast.expr, dotted: str) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) == dotted


def _bare(test: ast.expr) -> Sequence[ast.expr]:
    if isinstance(test, ast.BoolOp):
        return [each for value in test.values for each in _bare(value)]
    if isinstance(test, ast.UnaryOp):
        return _bare(test.operand)
    return [test]


def _around(node: ast.expr) -> Iterator[str]:
    """A literal, and something that is not equal to it."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        for each in node.elts:
            yield from _around(each)
    elif isinstance(node, ast.Constant):
        yield repr(node.value)
        if isinstance(node.value, bool) or node.value is None:
            yield repr(not node.value)
        elif isinstance(node.value, (int, float)):
            yield from (repr(node.value + 1), repr(node.value - 1))
        elif isinstance(node.value, str):
            yield repr(f"not {node.value}")
