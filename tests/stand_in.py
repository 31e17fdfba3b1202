"""An evaluator that finds words instead of losses, so that front ends are tested on their own.

Each word stands for one kind of finding; ``keras`` in a file lets it through the gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from xentlint.config.settings import Settings
from xentlint.rules.codes import NAMES
from xentlint.rules.diagnostic import Applicability, Diagnostic, Fix, Related, Severity
from xentlint.run import engine
from xentlint.sources.document import Document
from xentlint.sources.positions import Edit, Span
from xentlint.sources.text import TextIndex
from xentlint.sources.units import by_cell

# Word: code, applicability, replacement.
WORDS = {
    "softmax": ("XEN101", Applicability.SAFE, "None"),
    "sigmoid": ("XEN201", Applicability.UNSAFE, "None"),
    "relu": ("XEN203", None, ""),
    "quiet": ("XEN103", None, ""),
    "broken": ("XEN102", Applicability.SAFE, "("),
    "unwise": ("XEN104", Applicability.SAFE, "sigmoid"),
    "restless": ("XEN104", Applicability.SAFE, "(restless)"),
    "spread": ("XEN202", Applicability.SAFE, "None"),  # also changes every ``target``
}


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "check", check)


def check(documents: Sequence[Document], settings: Settings, tree: object = None) -> engine.Report:
    found = [each for document in documents for each in _findings(document, documents)]
    places = tuple(each.span for each in found if not each.code.startswith("XEN9"))
    right = int(any(document.units for document in documents))
    coverage = engine.Coverage(len(places) + right, proved_right=right, reported=len(places), places=places)
    return engine.Report(tuple(found), coverage)


def spans(document: Document, word: str) -> Iterator[Span]:
    for cell, unit in by_cell(document).items():
        index = TextIndex(unit.text)
        for match in re.finditer(rf"\b{word}\b", unit.code):
            yield Span(str(document.path), cell, index.position(match.start()), index.position(match.end()))


def _findings(document: Document, documents: Sequence[Document]) -> Iterator[Diagnostic]:
    for problem in document.problems:
        where = Span(str(document.path), problem.cell, problem.position, problem.position)
        yield Diagnostic("XEN901", NAMES["XEN901"], Severity.ERROR, problem.message, where)
    related = [Related(span, "the activation is here") for span in spans(document, "activation")]
    for word, (code, applicability, content) in WORDS.items():
        for span in spans(document, word):
            edits = [Edit(span, content)]
            if word == "spread":
                edits += [Edit(other, "done") for each in documents for other in spans(each, "target")]
            fix = None if applicability is None else Fix(applicability, f"replace {word}", tuple(edits))
            yield Diagnostic(code, NAMES[code], Severity.WARNING, f"{word} found", span, tuple(related), fix)
