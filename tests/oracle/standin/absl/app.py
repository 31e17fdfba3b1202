"""``absl.app``."""

from __future__ import annotations

import sys
from typing import Any

from .flags import FLAGS


def run(main: Any, argv: Any = None) -> None:
    """Parse the flags, then ``main``."""
    rest = FLAGS(sys.argv if argv is None else argv)
    sys.exit(main(rest))
