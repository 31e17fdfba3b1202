"""The fixtures: which program, which code it stands for, and what reads its output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "fixtures"
CLASSIFIER = ("predicted", "accuracy", "confidence")
BINARY = ("predicted", "accuracy")


@dataclass(frozen=True, slots=True)
class Fixture:
    """One program in ``fixtures/``.

    ``consumers`` are the globals that the program computes from its output and that were right
    before the repair. ``repaired`` names a consumer that was wrong before, and the one it has to
    equal afterwards. ``epochs`` is how long its collapse and its recovery need to show.
    """

    name: str
    code: str
    title: str
    consumers: tuple[str, ...] = CLASSIFIER
    epochs: int = 4
    backend: str = "tensorflow"
    mode: str = "tape"
    repaired: tuple[str, str] | None = None

    @property
    def path(self) -> Path:
        """Where the program is."""
        return FOLDER / f"{self.name}.py"


FIXTURES: tuple[Fixture, ...] = (
    Fixture("seed_eager_loop", "XEN101", "784-512x4-10 with dropout, raw pixels, eager loop", epochs=5),
    Fixture("tape_tf_softmax", "XEN101", "tf.nn.softmax in a subclassed model, eager loop"),
    Fixture("tape_activation_tf_softmax", "XEN101", "Dense(activation=tf.nn.softmax), eager loop"),
    Fixture("tape_cast_after_softmax", "XEN101", "softmax, then a cast to float64"),
    Fixture("tape_index_after_softmax", "XEN101", "softmax, then an index"),
    Fixture("tape_call_in_tf_function", "XEN101", "softmax inside a compiled forward pass"),
    Fixture("tape_backend_crossentropy", "XEN101", "keras.backend.categorical_crossentropy"),
    Fixture("tape_sequence_labelling", "XEN101", "softmax over [batch, time, 2500 tags]", epochs=5),
    Fixture("tape_tf_sigmoid", "XEN101", "tf.nn.sigmoid in a subclassed model", BINARY),
    Fixture("fit_softmax_layer", "XEN102", "layers.Softmax, from_logits=False written out", mode="fit"),
    Fixture("fit_reshape_after_softmax", "XEN102", "softmax, then Reshape", mode="fit"),
    Fixture(
        "fit_float16_softmax", "XEN102", "mixed precision, softmax left in float16", epochs=6, mode="fit"
    ),
    Fixture("fit_ignore_class", "XEN102", "ignore_class on a softmax output", mode="fit"),
    Fixture("fit_run_eagerly", "XEN102", "tf.nn.softmax with run_eagerly=True", mode="fit"),
    Fixture("fit_default_loss", "XEN103", "softmax and the loss by name", mode="fit"),
    Fixture("tape_log_of_softmax", "XEN104", "log(softmax) by hand"),
    Fixture("tape_log_epsilon", "XEN104", "log(softmax + 1e-7) by hand"),
    Fixture("tape_double_softmax", "XEN201", "softmax into softmax_cross_entropy_with_logits"),
    Fixture("tape_from_logits_on_softmax", "XEN201", "tf.nn.softmax into from_logits=True"),
    Fixture("tape_double_sigmoid", "XEN201", "sigmoid into sigmoid_cross_entropy_with_logits", BINARY),
    Fixture(
        "fit_missing_activation",
        "XEN202",
        "linear output, loss by name",
        ("scores", "predicted", "accuracy"),
        mode="fit",
    ),
    Fixture("fit_one_unit_softmax", "XEN203", "softmax over one unit", (), mode="fit"),
    Fixture("tape_swapped_arguments", "XEN204", "loss(y_pred, y_true)"),
    Fixture(
        "fit_metric_on_logits",
        "XEN301",
        "thresholding metrics on logits",
        ("predicted", "accuracy"),
        mode="fit",
        repaired=("reported", "accuracy"),
    ),
    Fixture("jax_fit", "XEN102", "Keras 3 on JAX, compile and fit", backend="jax", mode="fit"),
    Fixture("torch_fit", "XEN102", "Keras 3 on Torch, compile and fit", backend="torch", mode="fit"),
)


def select(patterns: Sequence[str]) -> tuple[Fixture, ...]:
    """Return the fixtures whose name or code is one of ``patterns`` (all for none).

    Raises:
        KeyError: a pattern that is neither a fixture nor a code.
    """
    if not patterns:
        return FIXTURES
    chosen: list[Fixture] = []
    for pattern in patterns:
        found = [f for f in FIXTURES if f.name == pattern or f.code == pattern.upper()]
        if not found:
            raise KeyError(pattern)
        chosen += [f for f in found if f not in chosen]
    return tuple(chosen)
