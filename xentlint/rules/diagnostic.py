"""What a run reports: diagnostics, their related places, and the repair that belongs to each."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from ..sources.positions import Edit, Span


class Severity(str, enum.Enum):
    """How much harm the finding does: 2xx and 3xx are errors, 1xx warnings, rescued 1xx info."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Applicability(str, enum.Enum):
    """Whether a fix may be applied unasked; the words mean what they mean in Ruff."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of source that a repair changes, for people: what stands there, and what then does."""

    path: str
    cell: int | None
    row: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One plan: edits in one or more files that are applied together or not at all.

    ``message`` says what the plan does and, when it is not safe, which reader of the output
    makes it so. A *display* fix has advice and may have no edits. ``changes`` are the edits for people.
    """

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place of the same finding: where the activation is, where the loss is written."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a code, the place where the loss meets the predictions, the way there."""

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    help: str = ""
