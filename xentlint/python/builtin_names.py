"""The names that Python binds by itself."""

from __future__ import annotations

import builtins

NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"display", "__import__"}
"""``display`` is a builtin of notebooks."""
