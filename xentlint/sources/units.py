"""Everything in a document that can carry a finding, by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .document import Document, Unit


def by_cell(document: Document) -> dict[int | None, Unit]:
    """The units of ``document``, those that a notebook writes to files included, in order."""
    written = (unit for module in document.written for unit in module.units)
    every = (*document.units, *document.modules.values(), *written)
    return {
        unit.cell: unit for unit in sorted(every, key=lambda unit: -1 if unit.cell is None else unit.cell)
    }
