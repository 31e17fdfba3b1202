"""Rows of ``known-apis`` under a name that no program has, while one has a name that is nearly it: a slip of the pen."""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..sources.document import Document
from ..sources.positions import Position, Span

if TYPE_CHECKING:
    from ..config.settings import Settings

_CLOSE = 0.85


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A row, and the name that was perhaps meant, with a place that has it."""

    row: str
    meant: str
    span: Span


def misnamed(documents: Iterable[Document], settings: Settings) -> Iterator[Misnamed]:
    """The rows that nothing in ``documents`` leads to, and that something nearly leads to, each once."""
    used: dict[str, Span] = {}
    rows: set[str] = set()
    for document in documents:
        own = {row.name for row in settings.of(document.path).known_apis}
        rows |= own
        packages = {name.partition(".")[0] for name in own}
        if own and any(package in unit.text for package in packages for unit in document.units):
            for dotted, span in _dotted(document):
                if dotted.partition(".")[0] in packages:
                    used.setdefault(dotted, span)
    strange = used.keys() - rows
    for row in sorted(rows - used.keys()):
        depth = row.count(".")
        beside = sorted(name for name in strange if name.count(".") == depth and not _are_siblings(row, name))
        for meant in difflib.get_close_matches(row, beside, 1, _CLOSE):
            yield Misnamed(row, meant, used[meant])


def _are_siblings(one: str, other: str) -> bool:
    """Whether names are alike on purpose: ``Head`` and ``Head2``, ``Head`` and ``HeadWithMask``."""
    bare = [name.rstrip("0123456789") for name in (one, other)]
    return one.startswith(other) or other.startswith(one) or bare[0] == bare[1]


def _dotted(document: Document) -> Iterator[tuple[str, Span]]:
    """What is imported by name, and what is asked of what is imported, each with its place."""

    def place(node: ast.stmt | ast.expr) -> Span:
        start = Position(node.lineno, node.col_offset + 1)
        return Span(str(document.path), unit.cell, start, start)

    for unit in document.units:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(unit.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        bound: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    yield f"{node.module}.{alias.name}", place(node)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.asname is not None
                    bound[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if whole else alias.name.partition(".")[0]
                    )
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                parts, inner = [node.attr], node.value
                while isinstance(inner, ast.Attribute):
                    parts.append(inner.attr)
                    inner = inner.value
                if isinstance(inner, ast.Name) and inner.id in bound:
                    yield ".".join([bound[inner.id], *reversed(parts)]), place(node)
