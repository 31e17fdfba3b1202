"""What a finding is known by from one run to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from .context import Context

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


class Fingerprints:
    """The fingerprints of one report: none is given twice."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._seen: Counter[str] = Counter()

    def of(self, diagnostic: Diagnostic) -> str:
        """The same for the same finding when lines above it come and go."""
        path = Path(self._context.display(diagnostic.span.path)).as_posix()
        row = diagnostic.span.start.row
        line = next(iter(self._context.lines(diagnostic.span)[row - 1 : row]), "").strip()
        identity = f"{diagnostic.code}\0{path}\0{line}"
        self._seen[identity] += 1
        text = f"{identity}\0{self._seen[identity]}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
