"""Libraries as a whole, as a domain: what those do to their arguments of which no more is known."""

from __future__ import annotations

from collections.abc import Mapping

from ..apis import foreign
from ..python.domain import Domain
from ..python.machine import Machine
from ..python.modules import Place
from ..python.values import Arguments, Symbol, Unknown, Value

_TRANSPARENT = ("builtins.open", "contextlib.redirect", "threading.", "tempfile.", "warnings.", "zipfile.", "tarfile.",
                "gzip.", "h5py.", "numpy.", "tqdm.", "jax.", "torch.", "os.", "io.", "contextlib.closing",
                "multiprocessing.", "concurrent.", "time.", "pathlib.", "matplotlib.")  # fmt: skip
"""Managers of libraries that let every exception pass and leave the program's own objects alone."""


class Elsewhere(Domain):
    """What is known of libraries that nobody describes."""

    def call_symbol(self, ev: Machine, symbol: Symbol, given: Arguments, place: Place) -> Value | None:
        return Unknown(("foreign", ev.store.number())) if symbol.name in foreign.HARMLESS else None

    def changes_arguments(self, name: str) -> bool:
        return foreign.changes_arguments(name)

    def calls_arguments(self, name: str) -> bool:
        return name.startswith(foreign.CALLING)

    def hands_on(self, name: str) -> bool:
        return name.startswith(foreign.HANDING_ON)

    def computes(self, name: str) -> bool:
        return foreign.computes(name)

    def gives_recorder(self, name: str) -> bool:
        return foreign.makes_recorders(name)

    def gives_data(self, name: str) -> bool:
        return name.startswith(foreign.DATA_PACKAGES)

    def running(self, base: str) -> Mapping[str, str] | None:
        return foreign.RUNNING.get(base)

    def inside(self, manager: str) -> Mapping[str, bool] | None:
        return {} if manager.startswith(_TRANSPARENT) else None
