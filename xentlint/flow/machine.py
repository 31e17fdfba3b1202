"""What a piece of knowledge may ask of the evaluation, without knowing who evaluates."""

from __future__ import annotations

from typing import Any, Protocol

import libcst as cst

from .reaching import Reach
from .store import Store
from .values import Unknown, Value


class Machine(Protocol):
    """An evaluation that is under way: its memory, and what it knows of values on its path."""

    store: Store
    reaches: dict[cst.CSTNode, Reach]
    parents: dict[int, int | None]
    hooked: set[Any]

    def narrow(self, value: Value) -> Value:
        """``value`` without the alternatives that the current path excludes, imports resolved."""

    def unknown(self, why: str = "") -> Unknown:
        """Something of which nothing is known, not even who decides it."""
