"""What a reader needs of the numbers that it reads."""

from __future__ import annotations

from typing import Literal

UseKind = Literal["order", "value", "layer", "show", "threshold", "escape", "joined", "metric", "loss"]
"""What a reader needs: of the numbers only their order, or the numbers themselves (a ``layer``, somebody who is
shown them, a ``threshold``, a metric, a loss); or they leave sight, alone or ``joined`` with those of others."""
