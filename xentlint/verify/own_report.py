"""What a person chose about a program of their own, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .child.trouble import Trouble
from .copying import Copied
from .protection import Protection
from .records import SideRecord
from .repair import Finding
from .verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person may choose about a program of their own; ``steps`` 0: to the end."""

    folder: Path | None = None
    seeds: int = 3
    steps: int = 200
    timeout: float = 300.0
    jobs: int = 2
    numerics: str = "installed"
    unsafe: bool = False
    arguments: tuple[str, ...] = ()


@dataclass(slots=True)
class ProgramReport:
    """What became of a user's program.

    ``found`` and ``left`` are the reports on files that the program loads, before and after the repair;
    ``elsewhere`` counts those on other files of the project. ``problems`` kept it from training.
    """

    script: Path
    choices: Choices
    protection: Protection
    copied: Copied
    found: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()
    elsewhere: int = 0
    diff: str = ""
    before: SideRecord = field(default_factory=lambda: SideRecord("before"))
    after: SideRecord = field(default_factory=lambda: SideRecord("after"))
    again: SideRecord | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    headline: str = ""
    passed: bool = False

    @property
    def unsafe_left(self) -> list[Finding]:
        """What only an unsafe repair would mend."""
        return [finding for finding in self.left if finding.applicability == "unsafe"]
