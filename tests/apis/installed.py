"""Where a row's canonical name is found in whatever is installed: under every spelling that programs have for it."""

from __future__ import annotations

import importlib
from typing import Any

_TENSORFLOW = (
    "tensorflow",
    "tensorflow.math",
    "tensorflow.linalg",
    "tensorflow.strings",
    "tensorflow.compat.v1",
)


def spellings(symbol: str) -> list[str]:
    """The dotted names under which the canonical ``symbol`` may be installed."""
    root, _, rest = symbol.partition(".")
    if root == "tf":
        return [f"{home}.{rest}" for home in _TENSORFLOW]
    return [symbol, f"tf_{symbol}", f"tf_keras.src.{rest}"] if root == "keras" else [symbol]


def everywhere(symbol: str) -> dict[str, Any]:
    """What the canonical ``symbol`` stands for, by each spelling that is installed."""
    found = {}
    for spelling in spellings(symbol):
        value = _at(spelling)
        if value is not None:
            found[spelling] = value
    return found


def _at(dotted: str) -> Any:
    parts = dotted.split(".")
    for split in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:split]))
        except ImportError:
            continue
        for name in parts[split:]:
            found = getattr(found, name, None)
        return found
    return None


def has_both_kerases() -> bool:
    """Whether Keras 2 and Keras 3 are installed, as a development environment has them: no Keras row is in neither."""
    keras, legacy = _at("keras.__version__"), _at("tf_keras.__version__")
    return legacy is not None and str(keras or "2").partition(".")[0] == "3"
