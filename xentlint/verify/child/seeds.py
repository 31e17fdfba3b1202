"""Give every run of a user's script its own randomness, also where the script seeds itself.

Run 0 uses the script's own seeds; run ``n`` adds ``n`` to whatever seed the script sets.
``np.random.RandomState`` and generators are left alone: they usually split data, and the
split should stay.
"""

from __future__ import annotations

import functools
import random
import sys
from typing import Any

import numpy as np


def shift_seeds(offset: int) -> None:
    """Seed everything with ``offset``, and add ``offset`` to the seeds that are set from now on."""
    import keras

    keras.utils.set_random_seed(offset)
    random.seed = _shifted(random.seed, offset)
    np.random.seed = _shifted(np.random.seed, offset)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed = _shifted(tensorflow.random.set_seed, offset)


def _shifted(function: Any, offset: int) -> Any:
    @functools.wraps(function)
    def shifted(seed: Any = None, *args: Any, **kwargs: Any) -> Any:
        moved = seed + offset if isinstance(seed, int) else seed
        return function(moved, *args, **kwargs)

    return shifted
