"""The libraries that a run knows of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..keras.domain import Keras
from ..python.domain import Domain
from ..python.libraries import Libraries
from ..stdlib.domain import Stdlib
from ..stdlib.elsewhere import Elsewhere
from ..torch.domain import Torch

if TYPE_CHECKING:
    from ..config.settings import Settings


def known_libraries(paths: Iterable[Path], settings: Settings) -> Libraries:
    """All that ``settings`` ask for in one of the files ``paths``, as one domain; each evaluation gets its own."""
    domains: list[Domain] = [Stdlib()]
    if any(_has_torch(settings, path) for path in {path.parent: path for path in paths}.values()):
        domains.append(Torch(lambda path: _has_torch(settings, path)))
    return Libraries(*domains, Keras(), Elsewhere())


def _has_torch(settings: Settings, path: Path) -> bool:
    return "torch" in settings.of(path).frameworks
