"""Labels and predictions that change places do so in the call that broke their order."""

from __future__ import annotations

from textwrap import indent

import pytest

from .programs import check_display, check_unsafe

PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
cce = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


{helper}


def step(x, y):
    with tf.GradientTape() as tape:
{body}
    return tape.gradient(loss, model.trainable_variables)


for x, y in tf.data.Dataset.from_tensor_slices((xs, ys)):
    step(x, y)
"""


def program(helper: str, *body: str) -> str:
    """A training step in whose tape ``body`` runs."""
    return PROGRAM.format(helper=helper, body=indent("\n".join(body), " " * 8))


HANDS_ON = "def loss_fn(y_true, y_pred):\n    return cce(y_true, y_pred)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            program(HANDS_ON, "loss = loss_fn(model(x), y)"),
            program(HANDS_ON, "loss = loss_fn(y, model(x))"),
            id="the caller",
        ),
        pytest.param(
            program(HANDS_ON, "loss = loss_fn(y_true=model(x), y_pred=y)"),
            program(HANDS_ON, "loss = loss_fn(y_true=y, y_pred=model(x))"),
            id="the caller, by keyword",
        ),
        pytest.param(
            program(HANDS_ON, "other = loss_fn(y, model(x))", "loss = other + loss_fn(model(x), y)"),
            program(HANDS_ON, "other = loss_fn(y, model(x))", "loss = other + loss_fn(y, model(x))"),
            id="one of two callers",
        ),
        pytest.param(
            program(
                "def loss_fn(p, y):\n    return cce(y, p)",
                "other = loss_fn(model(x), y)",
                "loss = other + loss_fn(y, model(x))",
            ),
            program(
                "def loss_fn(p, y):\n    return cce(y, p)",
                "other = loss_fn(model(x), y)",
                "loss = other + loss_fn(model(x), y)",
            ),
            id="the caller, of a function with an order of its own",
        ),
        pytest.param(
            program("def loss_fn(y_true, y_pred):\n    return cce(y_pred, y_true)", "loss = loss_fn(y, model(x))"),
            program("def loss_fn(y_true, y_pred):\n    return cce(y_true, y_pred)", "loss = loss_fn(y, model(x))"),
            id="the function",
        ),
        pytest.param(
            program("def loss_fn(y_pred, y_true):\n    return cce(y_pred, y_true)", "loss = loss_fn(model(x), y)"),
            program("def loss_fn(y_pred, y_true):\n    return cce(y_true, y_pred)", "loss = loss_fn(model(x), y)"),
            id="the function, as its names say",
        ),
        pytest.param(
            program("loss_fn = lambda y, p: cce(p, y)", "loss = loss_fn(y, model(x))"),
            program("loss_fn = lambda y, p: cce(y, p)", "loss = loss_fn(y, model(x))"),
            id="the lambda",
        ),
        pytest.param(
            program(
                f"{HANDS_ON}\n\n\ndef weighted(labels, outputs, weight):\n    return weight * loss_fn(labels, outputs)",
                "loss = weighted(model(x), y, 2)",
            ),
            program(
                f"{HANDS_ON}\n\n\ndef weighted(labels, outputs, weight):\n    return weight * loss_fn(labels, outputs)",
                "loss = weighted(y, model(x), 2)",
            ),
            id="the caller of the caller",
        ),
        pytest.param(
            program(
                f"{HANDS_ON}\n\n\ndef weighted(labels, outputs, weight):\n    return weight * loss_fn(outputs, labels)",
                "loss = weighted(y, model(x), 2)",
            ),
            program(
                f"{HANDS_ON}\n\n\ndef weighted(labels, outputs, weight):\n    return weight * loss_fn(labels, outputs)",
                "loss = weighted(y, model(x), 2)",
            ),
            id="the function between",
        ),
        pytest.param(
            program(
                "class Losses:\n    def of(self, y_true, y_pred):\n        return cce(y_true, y_pred)",
                "loss = Losses().of(model(x), y)",
            ),
            program(
                "class Losses:\n    def of(self, y_true, y_pred):\n        return cce(y_true, y_pred)",
                "loss = Losses().of(y, model(x))",
            ),
            id="the caller of a method",
        ),
    ],
)  # fmt: skip
def test_the_order_is_mended_where_it_breaks(before: str, after: str) -> None:
    check_unsafe(before, after, "it changes what is trained")


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("loss_fn(*(model(x), y))", "its arguments are not all written out"),
        ("(lambda *given: loss_fn(*given))(model(x), y)", "its arguments are not all written out"),
        ("[loss_fn][0](model(x), y)", "its arguments are exchanged by a caller that is not in sight"),
    ],
)
def test_a_caller_that_does_not_write_its_arguments_is_left_alone(call: str, why: str) -> None:
    check_display(program(HANDS_ON, f"loss = {call}"), why)
