"""What the imports of a text may lead to, read without a parser: more than they do, and nothing less.

Prose that reads like an import counts, and so does every string of a file that loads modules by their
names. Who needs to know which files can belong together asks here; who needs to know what an import means
has it parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Document
from .outline import loads_by_name

_IMPORT = re.compile(r"\b(?:from|import|import_module|__import__)\b[^\n]*")
_MOST_LINES = 200
"""Lines up to which one import is followed."""
_FROM = re.compile(r"\bfrom\s*([.\s]*)([\w.]*)\s*\bimport\b(.*)")
_PLAIN = re.compile(r"\bimport\b(.*)")
_DOTTED = re.compile(r"\w+(?:\s*\.\s*\w+)*")
_QUOTED = re.compile(r"""["'](\.*)(\w+(?:\.\w+)*)["']""")


def import_statements(text: str) -> Iterator[str]:
    """Every import on one line, comments left out: with the lines that a bracket or a backslash joins to it.

    Calls of the functions that import count.
    """
    for match in _IMPORT.finditer(text):
        code, end = match[0].partition("#")[0], match.end()
        opened = "(" in code and ")" not in code
        parts = [code]
        for _ in range(_MOST_LINES):
            if not (opened or code.rstrip().endswith("\\")) or end >= len(text):
                break
            start = end + 1
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            code = text[start:end].partition("#")[0]
            opened = opened and ")" not in code
            parts.append(code)
        yield " ".join(part.rstrip("\r\\ \t") for part in parts)


def dotted_names(text: str) -> Iterator[tuple[str, int]]:
    """The dotted names that the imports of ``text`` may lead to, each with how many dots stand before it."""
    for statement in import_statements(text):
        for piece in statement.split(";"):
            yield from _named(piece)
    if loads_by_name(text):
        for dots, dotted in _QUOTED.findall(text):
            yield dotted, len(dots)


def _named(statement: str) -> Iterator[tuple[str, int]]:
    if match := _FROM.search(statement):
        dots, base, names = match.groups()
        level, base = dots.count("."), base.strip(".")
        yield from _with_packages(base, level)
        for name in names.split(","):
            if found := _DOTTED.search(name):
                yield f"{base}.{found[0]}" if base else found[0], level
    elif match := _PLAIN.search(statement):
        for name in match[1].split(","):
            if found := _DOTTED.search(name):
                yield from _with_packages("".join(found[0].split()), 0)


def _with_packages(dotted: str, level: int) -> Iterator[tuple[str, int]]:
    """``a.b.c`` runs ``a`` and ``a.b`` first."""
    parts = dotted.split(".")
    if level:
        yield "", level
    if dotted:
        yield from ((".".join(parts[:count]), level) for count in range(1, len(parts) + 1))


def names_in(document: Document) -> set[tuple[str, int]]:
    """The same for all units of ``document``, and for the modules that it writes."""
    units = (*document.units, *(unit for written in document.written for unit in written.units))
    return {each for unit in units for each in dotted_names(unit.text)}
