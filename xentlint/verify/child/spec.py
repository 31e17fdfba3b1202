"""What a child process is told to do: written by the parent as JSON, read here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spec:
    """One child's orders.

    ``folder`` holds the program and is its working directory. ``own_program`` is a user's script:
    it runs once with ``seeds[0]``, under the write guard, and is stopped after ``step_limit`` steps.
    ``environment`` is set before any backend is imported.
    """

    script: str
    folder: str
    events: str
    backend: str = "tensorflow"
    numerics: str = "installed"
    seeds: list[int] = field(default_factory=lambda: [0])
    consumers: list[str] = field(default_factory=list)
    probes: bool = True
    own_program: bool = False
    step_limit: int | None = None
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write this as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Spec:
        """Read what ``write`` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))
