"""One JSON object a line: what the JSON array has, for readers that take it as it comes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .context import Context
from .json import as_object

if TYPE_CHECKING:
    from ..rules.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], context: Context) -> str:
    """An object a diagnostic, without line breaks in it."""
    return "".join(json.dumps(as_object(each, context)) + "\n" for each in diagnostics)
