"""The linter and the fixer under test, as a user runs them: in a process of their own.

Tests put another ``Repairer`` in their place to see that a wrong repair is caught.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class RepairError(Exception):
    """The linter could not run, or answered something that is no report."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic, as far as the harness needs it."""

    code: str
    row: int
    message: str
    applicability: str | None = None
    path: Path | None = None


class Repairer(Protocol):
    """Something that lints files and repairs them in place."""

    def lint(self, paths: Sequence[Path]) -> tuple[Finding, ...]:
        """Return what is wrong in the files."""

    def fix(self, paths: Sequence[Path], *, unsafe: bool = False) -> None:
        """Repair the files in place, also where only their author can say that it is right if ``unsafe``."""


class Xentlint:
    """The real one: ``python -m xentlint check``."""

    def lint(self, paths: Sequence[Path]) -> tuple[Finding, ...]:
        """Return what every rule says about the files.

        Raises:
            RepairError: the linter failed.
        """
        folder = _folder_of(paths)
        output = self._run([*_ALL, "--output-format", "json"], paths)
        try:
            rows = json.loads(output)
            return tuple(
                Finding(
                    code=row["code"],
                    row=row["location"]["row"],
                    message=row["message"],
                    applicability=(row.get("fix") or {}).get("applicability"),
                    path=(folder / row["filename"]).resolve(),
                )
                for row in rows
            )
        except (ValueError, KeyError, TypeError) as error:
            raise RepairError(f"the linter's report cannot be read: {error}") from error

    def fix(self, paths: Sequence[Path], *, unsafe: bool = False) -> None:
        """Apply every fix, the unsafe ones only when asked to.

        Raises:
            RepairError: the fixer failed.
        """
        self._run([*_ALL, "--fix", *(["--unsafe-fixes"] if unsafe else [])], paths)

    def _run(self, options: list[str], paths: Sequence[Path]) -> str:
        folder = _folder_of(paths)
        command = [sys.executable, "-m", "xentlint", "check", *options, *map(str, paths)]
        environment = {**os.environ, "PYTHONPATH": _importable(os.environ.get("PYTHONPATH"))}
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        if done.returncode not in (0, 1):
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise RepairError(f"xentlint ended with {done.returncode}: {last}")
        return done.stdout


_ALL = ("--select", "ALL", "--ignore", "XEN902", "--no-cache")


def _folder_of(paths: Sequence[Path]) -> Path:
    """Return the folder that the linter is started in: the nearest one that holds all of the files."""
    return Path(os.path.commonpath([path if path.is_dir() else path.parent for path in paths]))


def _importable(current: str | None) -> str:
    """Put the folder that this very package comes from first on a child's path."""
    here = str(Path(__file__).resolve().parents[2])
    return here if not current else here + os.pathsep + current
