"""The public names of Keras and TensorFlow, so that a name which is none can be told from one that no table describes.

``public.txt`` was measured on what is installed (``tests/apis/public.py``), and is added to, release by release.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from . import activations, layers, losses, ops, readers
from .library import model_row
from .metrics import canonical_metric
from .names import canonical

_ANY = "..."
_OF_EVERY_LAYER = frozenset(
    {"name", "dtype", "trainable", "autocast", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape",
     "batch_size", "weights", "dynamic", "sparse"}
)  # fmt: skip
"""What older layers take by way of the class of all layers, whose signatures do not show it."""
_CLOSE = 0.75


def parse(text: str) -> dict[str, frozenset[str] | None]:
    """The names in a text, with the parameters that each takes, ``None`` where these are not known."""
    found: dict[str, frozenset[str] | None] = {}
    for line in text.splitlines():
        name, _, rest = line.partition("(")
        taken = rest.rstrip(")")
        found[name] = None if taken == _ANY else frozenset(taken.split())
    return found


@cache
def _public() -> Mapping[str, frozenset[str] | None]:
    text = files(__package__).joinpath("public.txt").read_text("utf-8")
    described = (
        layers.PASS_THROUGH_WRAPPERS,
        ops.OPS,
        activations.BY_SYMBOL,
        losses.CLASSES,
        losses.FUNCTIONS,
        readers.READERS,
    )
    of_layers = [f"keras.layers.{name}" for name in (*layers.LAYERS, *layers.FUNCTIONAL_MERGES)]
    of_layers += [f"tf.layers.{name}" for name in layers.V1_LAYERS]
    return {
        **dict.fromkeys(of_layers),
        **dict.fromkeys(name for table in described for name in table),
        **parse(text),
    }


def is_public(dotted: str) -> bool:
    """Whether a name, in any spelling, is one of Keras or TensorFlow in some release, or is described by a table."""
    name = canonical(dotted)[0]
    return name in _public() or model_row(name) is not None or canonical_metric(dotted) is not None


def nearest(dotted: str) -> str | None:
    """The public name beside a name that is none, or of the same name elsewhere: what was perhaps meant."""
    home, _, last = canonical(dotted)[0].rpartition(".")
    known = _public()
    beside = {name.rpartition(".")[2]: name for name in known if name.rpartition(".")[0] == home}
    elsewhere = next((name for name in known if name.endswith(f".{last}")), None)
    close = difflib.get_close_matches(last, beside, 1, _CLOSE)
    if close:
        return f"{dotted.rpartition('.')[0]}.{close[0]}"
    if elsewhere is not None:
        return elsewhere.replace("tf.", "tensorflow.", 1) if elsewhere.startswith("tf.") else elsewhere
    everywhere = difflib.get_close_matches(canonical(dotted)[0], known, 1, 0.85)
    return everywhere[0].replace("tf.", "tensorflow.", 1) if everywhere else None


def arguments(dotted: str) -> frozenset[str] | None:
    """What a function, class or layer can be given by name, ``None`` where that is not known."""
    name = canonical(dotted)[0]
    taken = _public().get(name)
    if taken is None:
        return None
    return taken | _OF_EVERY_LAYER if name.startswith("keras.layers.") else taken
