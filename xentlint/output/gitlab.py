"""GitLab's code quality report (a subset of Code Climate's)."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .context import Context, in_cell

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A JSON array of issues whose paths are relative to the repository's root."""
    root = os.environ.get("CI_PROJECT_DIR")
    if root:
        context = replace(context, cwd=Path(root))
    seen: Counter[str] = Counter()
    return json.dumps([_issue(each, context, seen) for each in diagnostics], indent=2) + "\n"


def _issue(diagnostic: Diagnostic, context: Context, seen: Counter[str]) -> dict[str, Any]:
    span = diagnostic.span
    path = Path(context.display(span.path)).as_posix()
    lines = {"begin": 1, "end": 1}
    if span.cell is None:
        lines = {"begin": span.start.row, "end": span.end.row}
    return {
        "description": f"{diagnostic.code} {in_cell(diagnostic)}",
        "check_name": diagnostic.code,
        "fingerprint": _fingerprint(diagnostic, path, context, seen),
        "severity": _SEVERITIES[diagnostic.severity.value],
        "location": {"path": path, "lines": lines},
    }


def _fingerprint(diagnostic: Diagnostic, path: str, context: Context, seen: Counter[str]) -> str:
    """The same for the same finding when lines above it come and go, and never twice in a report."""
    row = diagnostic.span.start.row
    line = next(iter(context.lines(diagnostic.span)[row - 1 : row]), "").strip()
    identity = f"{diagnostic.code}\0{path}\0{line}"
    seen[identity] += 1
    text = f"{identity}\0{seen[identity]}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
