"""What was not followed to its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """What was not followed to its end: a function of a file, or (without a name) its own statements."""

    path: Path
    function: str = ""
