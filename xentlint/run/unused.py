"""Imports that several repairs together leave without a user: each of them still sees the user that another takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..sources.document import Document
from ..sources.reading import read_document
from ..sources.writing import apply_edits


def without_unused(before: Mapping[str, Document], after: dict[str, Document], paths: Iterable[str]) -> None:
    """Take out of ``after`` what ``paths`` import from the libraries, used in ``before`` and do not use any longer."""
    from ..fixes import leftover
    from .assembly import importers_among
    from .parsing import read_module
    from .tree import Tree

    documents = list(after.values())
    tree = Tree(documents)
    for path in paths:
        document = after[path]
        names = leftover.names_without_user(before[path], document)
        if not names:
            continue
        users = importers_among(documents, tree, [document.path])
        names -= {name for name in names for user in users if _names(after[str(user)], name)}
        edits = list(leftover.imports_of(read_module(document, "unused"), names))
        if edits:
            after[path] = read_document(document.path, apply_edits(document, edits))


def _names(document: Document, name: str) -> bool:
    return any(name in unit.text for unit in document.units)
