"""What a child process is told to do: written by the parent as JSON, read here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spec:
    """One child's orders.

    ``folder`` holds the program, and is its working directory where ``workdir`` does not say another.
    ``environment`` is set before any backend is imported. ``memory`` asks for one training in which
    nothing but the memory is looked at.

    ``own_program`` is a user's: it runs once as ``mode`` says, with ``seeds[0]``, and is stopped after
    ``step_limit`` steps. It is the file ``script``, or ``module`` below ``module_root``, or the ``cells``
    (their numbers and code) of a notebook. It may change files in ``folder`` and ``writable`` only;
    ``namespace`` says that the system can be asked to see to that.
    """

    script: str
    folder: str
    events: str
    backend: str = "tensorflow"
    numerics: str = "installed"
    seeds: list[int] = field(default_factory=lambda: [0])
    consumers: list[str] = field(default_factory=list)
    probes: bool = True
    probe_seed: int = 0
    memory: bool = False
    own_program: bool = False
    mode: Literal["train", "gradient", "function"] = "train"
    step_limit: int | None = None
    workdir: str = ""
    module: str = ""
    module_root: str = ""
    cells: list[tuple[int, str]] = field(default_factory=list)
    writable: list[str] = field(default_factory=list)
    namespace: bool = False
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write this as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Spec:
        """Read what ``write`` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))
