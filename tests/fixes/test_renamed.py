"""No name is left that only stands for another one, and where it has to be left it stays."""

from __future__ import annotations

import pytest

from .programs import check_fixed

PROGRAM = """\
import tensorflow as tf
from tensorflow.keras import layers


def build():
    given = layers.Input((4,))
    logits = layers.Dense(3)(given)
{body}


model = build()
model.compile("sgd", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""


def program(*lines: str) -> str:
    return PROGRAM.format(body="\n".join(f"    {line}" if line else "" for line in lines))


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (
            ["probs = layers.Softmax()(logits)", "return tf.keras.Model(given, probs)"],
            ["return tf.keras.Model(given, logits)"],
        ),
        (
            [
                "# softmax over the classes",
                "probs = tf.nn.softmax(logits)  # softmax",
                "return tf.keras.Model(given, probs)",
            ],
            ["return tf.keras.Model(given, logits)"],
        ),
        (
            [
                'with tf.name_scope("head"):',
                "    probs = layers.Softmax()(logits)",
                "    outputs = [probs]",
                "return tf.keras.Model(given, outputs)",
            ],
            [
                'with tf.name_scope("head"):',
                "    outputs = [logits]",
                "return tf.keras.Model(given, outputs)",
            ],
        ),
    ],
)
def test_the_scores_are_read_by_their_own_name(lines: list[str], after: list[str]) -> None:
    check_fixed(program(*lines), program(*after))


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ([], ["logits = None", "return tf.keras.Model(given, probs)"]),
        ([], ["model = tf.keras.Model(given, probs)", "probs = None", "return model"]),
        (["probs = None"], ["return tf.keras.Model(given, probs)"]),
        ([], ["return (lambda: tf.keras.Model(given, probs))()"]),
        ([], ["print(len(locals()))", "return tf.keras.Model(given, probs)"]),
    ],
)
def test_a_name_that_may_be_more_stays(before: list[str], rest: list[str]) -> None:
    lines = [*before, "probs = {0}logits{1}", *rest]
    check_fixed(
        program(*lines).format("layers.Softmax()(", ")"),
        program(*lines).format("", ""),
    )


def test_a_comment_on_the_line_keeps_it() -> None:
    lines = ["probs = {0}logits{1}  # (batch, 3)", "return tf.keras.Model(given, probs)"]
    check_fixed(program(*lines).format("tf.nn.softmax(", ")"), program(*lines).format("", ""))


def test_what_is_read_as_probabilities_is_still_computed() -> None:
    step = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(3)
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


def step(x, y):
    with tf.GradientTape() as tape:
        scores = dense(x)
{body}
    return loss, tape.gradient(loss, dense.trainable_variables)


print(step(x, y))
"""
    before = ["probs = tf.nn.softmax(scores)", "tf.print(probs)", "loss = loss_fn(y, tf.identity(probs))"]
    after = ["tf.print(tf.nn.softmax(scores))", "loss = loss_fn(y, tf.identity(scores))"]
    check_fixed(
        step.format(body="\n".join(f"        {line}" for line in before)),
        step.format(body="\n".join(f"        {line}" for line in after)),
    )
