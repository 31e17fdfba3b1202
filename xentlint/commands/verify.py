"""``xentlint verify``: prove the repairs by training.

The options are those of `xentlint.verify`, which is imported only when it is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

HELP = "train programs before and after their repair, and compare"


def main(words: Sequence[str]) -> int:
    """Hand everything to the harness, ``--`` and ``--help`` included; 2 when TensorFlow is missing."""
    from ..verify.command import main as run_verify

    return run_verify(words)
