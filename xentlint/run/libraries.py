"""The libraries that a run knows of."""

from __future__ import annotations

from ..keras.domain import Keras
from ..python.libraries import Libraries
from ..stdlib.domain import Stdlib
from ..stdlib.elsewhere import Elsewhere


def known_libraries() -> Libraries:
    """All of them, as one domain; each evaluation gets its own."""
    return Libraries(Stdlib(), Keras(), Elsewhere())
