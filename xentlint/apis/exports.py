"""Names that a star import of a module of Keras or TensorFlow binds."""

from __future__ import annotations

from . import activations, layers, losses, ops


def exported(module: str) -> list[str]:
    """Names that a star import of a library module binds, as far as the tables know them."""
    if module == "keras.layers":
        return [*layers.LAYERS, "Input", "Layer", *(n for n in layers.FUNCTIONAL_MERGES if n)]
    if module in ("keras", "keras.models"):
        names = ["Model", "Sequential", "Input", "clone_model", "load_model", "model_from_json"]
        return (
            names
            if module == "keras.models"
            else [*names, "layers", "losses", "metrics", "optimizers", "backend"]
        )
    known = {**losses.FUNCTIONS, **losses.CLASSES, **activations.BY_SYMBOL, **ops.OPS}
    prefix = f"{module}."
    names = [symbol[len(prefix) :] for symbol in known if symbol.startswith(prefix)]
    return [name for name in names if "." not in name]
