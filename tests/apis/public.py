"""The public names of Keras and TensorFlow with their parameters, as the installed releases have them.

    python -m tests.apis.public

adds what is installed to ``xentlint/apis/public.txt``: to nothing that is there is anything taken away, since programs for
other releases are read too.
"""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xentlint
from xentlint.apis.names import canonical
from xentlint.apis.public import parse

FILE = Path(xentlint.__file__).parent / "apis" / "public.txt"
MODULES = (
    "keras",
    "tf_keras",
    *(
        f"{root}.{home}"
        for root in ("keras", "tf_keras")
        for home in [
            "layers",
            "losses",
            "metrics",
            "activations",
            "applications",
            "ops",
            "backend",
            "models",
            "utils",
        ]
    ),
    "tensorflow",
    *(
        f"tensorflow.{home}"
        for home in ["nn", "math", "random", "image", "linalg", "data", "compat.v1.losses"]
    ),
)
"""Where names are looked for."""
WITH_PARAMETERS = ("keras.layers", "keras.losses", "keras.metrics", "keras.activations", "tf.nn", "tf.losses")
"""Homes of which the parameters are kept: what is trained, and how its numbers come about, hangs on them."""


def installed() -> Iterator[tuple[str, frozenset[str] | None]]:
    """Every public function and class, by canonical name, with the parameters that it takes, ``None``: any."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for dotted in MODULES:
        module = _module(dotted)
        for name in dir(module) if module is not None else ():
            found = None if name.startswith("_") else getattr(module, name, None)
            if callable(found):
                symbol = canonical(f"{dotted}.{name}")[0]
                kept = symbol.startswith(tuple(f"{each}." for each in WITH_PARAMETERS))
                yield symbol, _parameters(found) if kept else None


def _module(dotted: str) -> Any:
    root, *rest = dotted.split(".")
    try:
        found = importlib.import_module(root)
    except ImportError:
        return None
    for name in rest:
        found = getattr(found, name, None)  # type: ignore[assignment]
    return found


def _parameters(found: Any) -> frozenset[str] | None:
    """What a function, or the constructor of a class, takes, with what it hands on to the classes above it."""
    names: set[str] = set()
    for each in found.__mro__ if inspect.isclass(found) else (found,):
        try:
            listed = inspect.signature(each).parameters.values()
        except (TypeError, ValueError):
            return None
        names.update(p.name for p in listed if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY))
        if all(p.kind is not p.VAR_KEYWORD for p in listed):
            return frozenset(names)
    return frozenset(names) if inspect.isclass(found) else None


def merged(text: str) -> str:
    """``text``, and what is installed."""
    known: dict[str, set[str] | None] = {
        name: None if taken is None else set(taken) for name, taken in parse(text).items()
    }
    for name, taken in installed():
        before = known.get(name, set())
        known[name] = None if taken is None or before is None else before | taken
    lines = (
        f"{name}(...)" if taken is None else f"{name}({' '.join(sorted(taken))})"
        for name, taken in known.items()
    )
    return "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    FILE.write_text(merged(FILE.read_text("utf-8")), "utf-8")
