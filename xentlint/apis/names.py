"""One canonical name for each library symbol, whatever the spelling that reached it.

``tf.keras.layers.Dense``, ``tensorflow.python.keras.layers.core.Dense`` and
``keras.api.layers.Dense`` are all ``keras.layers.Dense``; ``tf.math.log`` and ``tf.log`` are both
``tf.log``. The root that a program used (``tf``, ``keras``, ``tf_keras``) is kept beside the name,
since it decides which Keras runs.
"""

from __future__ import annotations

from functools import lru_cache

LIBRARIES = frozenset({"tensorflow", "keras", "keras_core", "tf_keras", "tensorflow_core"})
"""Top-level packages whose symbols the tables describe."""

_NN_OR_MATH = {
    "softmax": "tf.nn.softmax",
    "log_softmax": "tf.nn.log_softmax",
    "sigmoid": "tf.sigmoid",
    "tanh": "tf.tanh",
    "log_sigmoid": "tf.log_sigmoid",
    "softplus": "tf.nn.softplus",
    "top_k": "tf.top_k",
    "in_top_k": "tf.in_top_k",
    "l2_normalize": "tf.l2_normalize",
}

_KERAS_HOMES = {
    "layers": "keras.layers",
    "losses": "keras.losses",
    "objectives": "keras.losses",
    "metrics": "keras.metrics",
    "activations": "keras.activations",
    "applications": "keras.applications",
    "optimizers": "keras.optimizers",
    "backend": "keras.backend",
    "ops": "keras.ops",
    "datasets": "keras.datasets",
    "utils": "keras.utils",
    "callbacks": "keras.callbacks",
    "regularizers": "keras.regularizers",
    "initializers": "keras.initializers",
    "preprocessing": "keras.preprocessing",
    "wrappers": "keras.wrappers",
    "config": "keras.config",
    "mixed_precision": "keras.mixed_precision",
    "random": "keras.random",
    "saving": "keras.saving",
    "distribution": "keras.distribution",
}

_KERAS_TOP = {
    "Model": "keras.Model",
    "Functional": "keras.Model",
    "Sequential": "keras.Sequential",
    "Input": "keras.Input",
    "Variable": "tf.Variable",
    "clone_model": "keras.models.clone_model",
    "load_model": "keras.models.load_model",
    "model_from_json": "keras.models.model_from_json",
    "save_model": "keras.models.save_model",
}

_KEEP_SUBMODULES = (
    "keras.datasets",
    "keras.utils",
    "keras.preprocessing",
    "keras.mixed_precision",
    "keras.wrappers",
)


@lru_cache(maxsize=4096)
def canonical(dotted: str) -> tuple[str, str]:
    """The canonical name and the root of ``dotted``; a foreign name is returned as it is."""
    parts = dotted.split(".")
    head = parts[0]
    if head in ("tensorflow", "tensorflow_core", "tf"):
        rest = parts[1:]
        while rest[:1] in (["compat"], ["python"], ["contrib"], ["_api"], ["v1"], ["v2"], ["_v2"]):
            if rest[0] == "compat" and len(rest) > 1 and rest[1] not in ("v1", "v2"):
                break
            rest = rest[1:]
        if rest[:1] == ["keras"]:
            return _keras(rest[1:]), "tf"
        return _tensorflow(rest), "tf"
    if head in ("keras", "keras_core"):  # Keras 3 before it had its name back
        return _keras(parts[1:]), "keras"
    if head == "tf_keras":
        return _keras(parts[1:]), "tf_keras"
    return dotted, ""


def _keras(parts: list[str]) -> str:
    while parts[:1] in (
        ["api"],
        ["src"],
        ["_tf_keras"],
        ["keras"],
        ["_v2"],
        ["v2"],
        ["v1"],
        ["_v1"],
        ["legacy"],
    ):
        parts = parts[1:]
    if not parts:
        return "keras"
    last = parts[-1]
    if parts[0] in ("engine", "models") or len(parts) == 1:
        if last in _KERAS_TOP:
            return _KERAS_TOP[last]
        return ".".join(["keras", *parts])
    if last in ("Input", "Model", "Sequential"):
        return _KERAS_TOP[last]
    home = _KERAS_HOMES.get(parts[0])
    if home is None:
        return ".".join(["keras", *parts])
    if home in _KEEP_SUBMODULES:
        rest = [p for p in parts[1:] if p != "np_utils"]
        return ".".join([home, *rest])
    if len(parts) > 2 and (parts[0] == "layers" or home in ("keras.applications", "keras.ops")):
        # Dense may be reached through layers.core, ResNet50 through applications.resnet50.
        return f"{home}.{last}"
    return ".".join([home, *parts[1:]])


def _tensorflow(parts: list[str]) -> str:
    if not parts:
        return "tf"
    if len(parts) >= 2:
        last = parts[-1]
        if parts[0] in ("nn", "math") and len(parts) == 2:
            if last in _NN_OR_MATH:
                return _NN_OR_MATH[last]
            if parts[0] == "math":
                return f"tf.{last}"
        if parts[0] in ("losses", "metrics") and len(parts) == 2:
            keras_function = last.endswith(("crossentropy", "_divergence")) or last[:1].isupper()
            if keras_function:
                return f"keras.{parts[0]}.{last}"
        if parts[0] in ("optimizers", "initializers", "regularizers"):
            return ".".join(["keras", *parts])
        if parts[0] == "linalg" and last == "matmul":
            return "tf.matmul"
    elif parts[0] in _NN_OR_MATH:
        return _NN_OR_MATH[parts[0]]
    return ".".join(["tf", *parts])
