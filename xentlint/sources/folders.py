"""The user's own folders: where results are kept, and the notes of repairs that are being written.

Neither lies in a project, so that nothing that a repository ships is ever taken for either.
"""

from __future__ import annotations

import os
from pathlib import Path

CACHE_VARIABLE = "XENTLINT_CACHE_DIR"


def cache_folder() -> Path:
    """Where results are kept unless something else is asked for."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(os.path.abspath(named))
    import platformdirs

    return platformdirs.user_cache_path("xentlint", appauthor=False)


def state_folder() -> Path:
    """Where a run notes what it is about to replace, for the run after it."""
    import platformdirs

    return platformdirs.user_state_path("xentlint", appauthor=False)
