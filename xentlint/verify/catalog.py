"""The fixtures: which program, which code it stands for, and what a run of it has to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "fixtures"
CLASSIFIER = ("predicted", "accuracy", "confidence")
BINARY = ("predicted", "accuracy")

Gradients = Literal["zero", "right", "NaN", "wrong"]
"""Those of a saturated batch before the repair; ``right`` where Keras recovers the logits, or the mistake is elsewhere."""


@dataclass(frozen=True, slots=True)
class Shows:
    """What a run must show, with every seed; a run that shows otherwise fails.

    Before the repair, held-out accuracy ends below ``collapse`` (``None``: it may train well) and a saturated
    batch gets ``gradients``; after it, accuracy ends above ``recovery``, and all rows but the share
    ``silent`` get the gradient ``p - y``. ``same_loss``: on moderate logits the loss is the same on both
    sides, as it is where only floating point was at fault. ``same_print``: so is what the program prints.
    ``rescued``: gradients are right before because Keras makes up for the mistake.
    """

    gradients: Gradients
    collapse: float | None = None
    recovery: float = 0.9
    silent: float = 0.0
    same_loss: bool = True
    same_print: bool = True
    rescued: bool = False


CLIPPED = Shows("zero", collapse=0.6)
WRONG = Shows("zero", collapse=0.6, same_loss=False)
RESCUED = Shows("right", rescued=True)


@dataclass(frozen=True, slots=True)
class MemoryClaim:
    """What the growth of memory with the output shows: before the repair at least ``ratio`` times of after.

    ``labels`` are the sizes that are measured, each in a process of its own. The bundled digits make a batch of
    ``sequences`` of ``length``.
    """

    ratio: float
    labels: tuple[int, ...] = (4000, 8000, 16000)
    length: int = 64
    sequences: int = 23

    def logits_bytes(self, labels: int) -> int:
        """How large the logits of the batch are, in single precision."""
        return self.sequences * self.length * labels * 4


@dataclass(frozen=True, slots=True)
class Fixture:
    """One program in ``fixtures/``.

    ``consumers`` are the globals that the program computes from its output and that were right before the
    repair; each pair in ``repaired`` is a global that was wrong before and the one it has to equal
    afterwards. ``unsafe``: its repair may be one that only its author can approve. ``epochs`` is how long
    its collapse and its recovery need to show. ``old_shows`` is what it shows on TensorFlow 2.0 to 2.3,
    where that is something else.
    """

    name: str
    code: str
    title: str
    shows: Shows
    consumers: tuple[str, ...] = CLASSIFIER
    epochs: int = 4
    backend: str = "tensorflow"
    mode: str = "tape"
    repaired: tuple[tuple[str, str], ...] = ()
    unsafe: bool = False
    old_shows: Shows | None = None
    memory: MemoryClaim | None = None

    @property
    def path(self) -> Path:
        """Where the program is."""
        return FOLDER / f"{self.name}.py"

    def expected(self, numerics: str) -> Shows:
        """What it must show with these numerics."""
        return self.old_shows if numerics == "keras-2.1" and self.old_shows is not None else self.shows


FIXTURES: tuple[Fixture, ...] = (
    Fixture("jax_fit", "XEN102", "plain compile and fit, Keras 3 on JAX", CLIPPED, backend="jax", mode="fit"),
    Fixture(
        "torch_fit", "XEN102", "plain compile and fit, Keras 3 on Torch", CLIPPED, backend="torch", mode="fit"
    ),
    Fixture(
        "seed_eager_loop",
        "XEN101",
        "784-512x4-10 with dropout, raw pixels, eager loop",
        RESCUED,
        epochs=5,
        old_shows=CLIPPED,
    ),
    Fixture("tape_tf_softmax", "XEN101", "tf.nn.softmax in a subclassed model, eager loop", CLIPPED),
    Fixture("tape_activation_tf_softmax", "XEN101", "Dense(activation=tf.nn.softmax), eager loop", CLIPPED),
    Fixture("tape_cast_after_softmax", "XEN101", "softmax, then a cast to float64", CLIPPED),
    Fixture(
        "tape_index_after_softmax",
        "XEN101",
        "softmax, then an index",
        # Half of the places of a sequence are not asked for, and get no gradient.
        Shows("zero", collapse=0.6, silent=0.5),
    ),
    Fixture("tape_call_in_tf_function", "XEN101", "softmax inside a compiled forward pass", CLIPPED),
    Fixture("tape_backend_crossentropy", "XEN101", "keras.backend.categorical_crossentropy", CLIPPED),
    Fixture(
        "tape_sequence_labelling",
        "XEN101",
        "softmax over [batch, time, tags]",
        CLIPPED,
        epochs=5,
    ),
    Fixture(
        "tape_large_vocabulary",
        "XEN101",
        "softmax over [batch, time, thousands of labels], compiled step",
        CLIPPED,
        epochs=5,
        memory=MemoryClaim(1.7),
    ),
    Fixture("tape_tf_sigmoid", "XEN101", "tf.nn.sigmoid in a subclassed model", CLIPPED, BINARY, epochs=6),
    Fixture(
        "fit_softmax_layer", "XEN102", "layers.Softmax, from_logits=False written out", RESCUED, mode="fit"
    ),
    Fixture("fit_reshape_after_softmax", "XEN102", "softmax, then Reshape", CLIPPED, mode="fit", unsafe=True),
    Fixture(
        "fit_float16_softmax",
        "XEN102",
        "mixed precision, softmax left in float16",
        Shows("zero", collapse=0.6, recovery=0.85),
        epochs=6,
        mode="fit",
    ),
    Fixture(
        "fit_ignore_class",
        "XEN102",
        "ignore_class on a softmax output",
        Shows("zero", collapse=0.6, silent=0.05),  # every twentieth label is ignored
        mode="fit",
    ),
    Fixture("fit_run_eagerly", "XEN102", "tf.nn.softmax with run_eagerly=True", CLIPPED, mode="fit"),
    Fixture("fit_default_loss", "XEN103", "softmax and the loss by name", RESCUED, mode="fit"),
    Fixture("tape_log_of_softmax", "XEN104", "log(softmax) by hand", Shows("NaN", collapse=0.2)),
    Fixture("tape_log_epsilon", "XEN104", "log(softmax + 1e-7) by hand", CLIPPED),
    Fixture("tape_double_softmax", "XEN201", "softmax into softmax_cross_entropy_with_logits", WRONG),
    Fixture("tape_from_logits_on_softmax", "XEN201", "tf.nn.softmax into from_logits=True", WRONG),
    Fixture("tape_double_sigmoid", "XEN201", "sigmoid into sigmoid_cross_entropy_with_logits", WRONG, BINARY),
    Fixture(
        "fit_missing_activation",
        "XEN202",
        "linear output, loss by name",
        WRONG,
        ("scores", "predicted", "accuracy"),
        mode="fit",
    ),
    Fixture(
        "fit_one_unit_softmax",
        "XEN203",
        "softmax over one unit",
        # Today's Keras trains a sigmoid of its logits, and the program goes on to print an output that is always 1.
        Shows("right", same_print=False, rescued=True),
        (),
        mode="fit",
        unsafe=True,
        old_shows=Shows("zero", collapse=0.6, same_loss=False, same_print=False),
    ),
    Fixture(
        "tape_swapped_arguments",
        "XEN204",
        "loss(y_pred, y_true)",
        Shows("wrong", collapse=0.6, same_loss=False),
        unsafe=True,
    ),
    Fixture(
        "fit_metric_on_logits",
        "XEN301",
        "thresholding metrics on logits",
        Shows("right", same_print=False),
        ("predicted", "accuracy", "recall"),
        mode="fit",
        repaired=(("reported_accuracy", "accuracy"), ("reported_recall", "recall")),
    ),
)

QUICK = (
    "tape_tf_softmax",
    "fit_run_eagerly",
    "tape_log_of_softmax",
    "tape_double_softmax",
    "fit_missing_activation",
    "fit_metric_on_logits",
)
"""The most telling of those that need nothing but TensorFlow: a rule each, on both ways to train."""


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
