"""JUnit XML: a suite a file, a failed case a diagnostic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .brief import lines, sentence
from .context import Context, in_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A document that has one passed case when nothing was found, as some readers refuse none."""
    count = len(diagnostics)
    root = ElementTree.Element(
        "testsuites", name="xentlint", tests=str(count or 1), failures=str(count), errors="0"
    )
    if not diagnostics:
        suite = _suite(root, "xentlint", 1, 0)
        ElementTree.SubElement(suite, "testcase", name="no findings", classname="xentlint")
    for path, group in groupby(diagnostics, key=lambda each: each.span.path):
        found = list(group)
        suite = _suite(root, context.display(path), len(found), len(found))
        for diagnostic in found:
            _case(suite, diagnostic, context)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def _suite(root: ElementTree.Element, name: str, tests: int, failures: int) -> ElementTree.Element:
    return ElementTree.SubElement(
        root,
        "testsuite",
        name=_clean(name),
        tests=str(tests),
        failures=str(failures),
        errors="0",
        skipped="0",
    )


def _case(suite: ElementTree.Element, diagnostic: Diagnostic, context: Context) -> None:
    span = diagnostic.span
    path = _clean(context.display(span.path))
    attributes = {"name": diagnostic.code, "classname": path}
    if span.cell is None:
        attributes |= {"line": str(span.start.row), "column": str(span.start.column)}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    cell = "" if span.cell is None else in_cell(diagnostic).removesuffix(diagnostic.message)
    message = _clean(cell + sentence(diagnostic, context))
    failure = ElementTree.SubElement(case, "failure", message=message, type=diagnostic.severity.value)
    text = "\n".join(lines(diagnostic, context))
    failure.text = f"{_clean(context.place(span))}: {diagnostic.code} {_clean(text)}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
