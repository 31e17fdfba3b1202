"""Makes a failing program smaller while it fails in the same way."""

from __future__ import annotations

import ast
import builtins
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from .program import Program

Rows = list[tuple[int, int]]


def shrink(program: Program, fails: Callable[[Program], bool], *, seconds: float = 20.0) -> Program:
    """Delete statements, and put the body of a block in its place, as long as ``fails`` holds."""
    deadline = time.monotonic() + seconds
    given = {name: _unbound(text) for name, text in program.files.items()}
    smaller = True
    while smaller and time.monotonic() < deadline:
        smaller = False
        for candidate in _candidates(program):
            if time.monotonic() > deadline:
                break
            # A name that nothing binds is no smaller example, though Python may never come to it.
            if all(_unbound(text) <= given[name] for name, text in candidate.files.items()) and fails(
                candidate
            ):
                program, smaller = candidate, True
                break
    return program


def _unbound(text: str) -> set[str]:
    """The names that are read and that nothing in the file binds."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    read: set[str] = set()
    bound = {*dir(builtins), "__file__", "__name__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.ExceptHandler)):
            bound.add(node.name or "")
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)):
            bound.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            bound.add(node.rest or "")
    return read - bound


def _candidates(program: Program) -> Iterator[Program]:
    """Smaller programs, those without the most first. The runs stay: what they show is the truth."""
    for name, text in program.files.items():
        if name != program.main and text:
            yield replace(program, files={each: t for each, t in program.files.items() if each != name})
        for smaller in _smaller(text):
            yield replace(program, files={**program.files, name: smaller})


def _smaller(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    lines = text.splitlines()
    blocks = sorted(
        _blocks(tree), key=lambda block: -sum(_rows(each)[1] - _rows(each)[0] + 1 for each in block)
    )
    for block in blocks:
        size = len(block)
        while size:
            for start in range(0, len(block), size):
                part = block[start : start + size]
                first, last = _rows(part[0])[0], _rows(part[-1])[1]
                if len(part) == len(block) and block is not tree.body:
                    indent = " " * part[0].col_offset
                    if last == first and lines[first - 1].strip() == "pass":
                        continue
                    yield _joined([*lines[: first - 1], f"{indent}pass", *lines[last:]])
                else:
                    yield _joined([*lines[: first - 1], *lines[last:]])
            size //= 2
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, (ast.If, ast.With, ast.Try, ast.For, ast.While)) and isinstance(body, list):
            yield _unwrapped(lines, node, body)


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _rows(statement: ast.stmt) -> tuple[int, int]:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    return first, statement.end_lineno or statement.lineno


def _unwrapped(lines: list[str], node: ast.stmt, body: list[ast.stmt]) -> str:
    first, last = _rows(node)
    inner = lines[_rows(body[0])[0] - 1 : _rows(body[-1])[1]]
    less = body[0].col_offset - node.col_offset
    return _joined([*lines[: first - 1], *(line[less:] for line in inner), *lines[last:]])


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
