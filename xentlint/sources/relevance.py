"""Which documents are worth parsing: those where a loss can meet an output, and those that wire them up.

``gate`` keeps files that speak of TensorFlow or Keras at all, and a run adds those that seem to import
one of them. Of these, a document is relevant when it
holds a word without which no loss is computed, compiled or minimised, or when it imports, in the
checked tree, a module that does: it may hand the one the model of the other. Every other document is
parsed only if an import leads there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from .document import Document

_LOSSES = (
    r"entropy|log_loss|\.compile\s*\(|GradientTape|\.minimize\s*\(|\blog\s*\(|train_on_batch|loss_fn"
    r"|(?<![.\w])losses\b|\.losses\."
)
SINKS = re.compile(rf"{_LOSSES}|softmax|sigmoid")
"""Words of which every program with a finding has one, in the file where the loss meets its input.

The ``losses`` of a layer or model are not among them: those are its regularisers'.
"""

_LOSS = re.compile(_LOSSES)
_MEETINGS = re.compile(rf"{_LOSSES}|(?<![\"'\w])\w*[sS]oftmax\w*(?![\"'\w])|softmax[\s\S]*softmax")
_APPLYING = re.compile(r"\bActivation\s*\(|activations?\.")


def has_meeting(text: str, *, in_a_class: bool) -> bool:
    """Whether a piece of code has a word that is there where a loss, or a second activation, meets an output.

    That an output has an activation, by its name (`activation="softmax"`), is no meeting: only a second one is.
    In a class it may be what another method finds in an attribute.
    """
    if in_a_class:
        return SINKS.search(text) is not None
    if "oftmax" not in text:
        return _LOSS.search(text) is not None  # much faster: most texts are searched in vain
    return _MEETINGS.search(text) is not None or ("softmax" in text and _APPLYING.search(text) is not None)


READERS = re.compile(r"predict\(|predict_")
"""Words with which a model is asked for its predictions."""

WORD = re.compile(r"[A-Za-z_]\w*")
"""A name, wherever it stands."""

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+([^#\n]+)|import[ \t]+([^#\n]+))", re.M)

_IMPORT_LINE = re.compile(rb"^[ \t]*(?:from|import)[ \t]([^#\n]+)", re.M)

Find = Callable[[str, Path, int], "Path | None"]


def has_sink(document: Document, is_named: Callable[[str], bool]) -> bool:
    """Whether a loss, or what ``is_named`` tells of, can be met in ``document`` itself."""
    return any(
        SINKS.search(text) or any(is_named(word) for word in set(WORD.findall(text)))
        for text in _texts(document)
    )


def _texts(document: Document) -> Iterator[str]:
    """The text of every unit, and of every module that a notebook writes."""
    for unit in (*document.units, *(unit for written in document.written for unit in written.units)):
        yield unit.text


def words_imported(raw: bytes) -> frozenset[str]:
    """Every word on the import lines of a file that the gate keeps out: more than what it imports."""
    lines = _IMPORT_LINE.findall(raw)
    return frozenset(word.decode("ascii") for line in lines for word in re.findall(rb"[A-Za-z0-9_]+", line))


def relevant(documents: Iterable[Document], find: Find, is_named: Callable[[str], bool]) -> list[Document]:
    """The documents to start from, in their order.

    ``is_named`` tells of a word whether it is the name of something that takes an output.
    """
    listed = list(documents)
    sinks: Mapping[Path, bool] = {document.path: has_sink(document, is_named) for document in listed}
    return [
        document
        for document in listed
        if sinks[document.path]
        or any(sinks.get(path, False) for path in imported(document, find) if path != document.path)
    ]


def imported(document: Document, find: Find) -> set[Path]:
    """The files of the tree that ``document`` imports directly, read from its text."""
    paths: set[Path] = set()
    for unit in document.units:
        for match in _IMPORT.finditer(unit.text):
            package, names, plain = match.groups()
            if plain is not None:
                candidates = [(name.split(" as ")[0].strip(), 0) for name in plain.split(",")]
            else:
                dotted = package.lstrip(".")
                level = len(package) - len(dotted)
                parts = [name.split(" as ")[0].strip(" ()\\\t\r") for name in names.split(",")]
                candidates = [
                    (dotted, level),
                    *((f"{dotted}.{part}".strip("."), level) for part in parts if part),
                ]
            for name, level in candidates:
                if re.fullmatch(r"[\w.]*", name) and (name or level):
                    found = find(name, document.path, level)
                    if found is not None:
                        paths.add(found)
    return paths
