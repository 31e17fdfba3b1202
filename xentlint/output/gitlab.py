"""GitLab's code quality report (a subset of Code Climate's)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .brief import lines as words
from .context import Context
from .fingerprint import Fingerprints

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """A JSON array of issues whose paths are relative to the repository's root."""
    root = os.environ.get("CI_PROJECT_DIR")
    if root:
        context = replace(context, cwd=Path(root))
    fingerprints = Fingerprints(context)
    return json.dumps([_issue(each, context, fingerprints) for each in diagnostics], indent=2) + "\n"


def _issue(diagnostic: Diagnostic, context: Context, fingerprints: Fingerprints) -> dict[str, Any]:
    span = diagnostic.span
    path = Path(context.display(span.path)).as_posix()
    first, last = context.rows_in_file(span) or (1, 1)
    return {
        "description": f"{diagnostic.code} " + "; ".join(words(diagnostic, context)),
        "check_name": diagnostic.code,
        "fingerprint": fingerprints.of(diagnostic),
        "severity": _SEVERITIES[diagnostic.severity.value],
        "location": {"path": path, "lines": {"begin": first, "end": last}},
    }
