"""The decorators that make a class of fields, with an ``__init__`` and ``==`` of Python's making."""

from __future__ import annotations

DATACLASSES = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.attrs", "attr.dataclass", "attr.define", "attr.frozen", "attrs.define",
     "attrs.frozen", "attr.mutable", "attrs.mutable"}
)  # fmt: skip
"""Their canonical names, called with options or not."""
