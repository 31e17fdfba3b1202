"""Where the scores have a name beside their probabilities, the loss is given them, and the probabilities stay."""

from __future__ import annotations

import pytest

from .programs import check_fixed, lint, read

STEP = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(10)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy({flag})


def step(x, y):
    with tf.GradientTape() as tape:
        {body}
    print(probs)
    return tape.gradient(loss, dense.trainable_variables)
"""
BODY = "logits = dense(x)\n        probs = tf.nn.softmax(logits)\n        loss = loss_fn(y, {given})"


@pytest.mark.parametrize("flag", ["", "from_logits=True"])
def test_a_loss_is_given_the_scores_by_their_name(flag: str) -> None:
    check_fixed(
        STEP.format(flag=flag, body=BODY.format(given="probs")),
        STEP.format(flag="from_logits=True", body=BODY.format(given="logits")),
    )


def test_the_name_may_be_another_thing_later() -> None:
    more = "\n        logits = probs = None"
    check_fixed(
        STEP.format(flag="", body=BODY.format(given="probs") + more),
        STEP.format(flag="from_logits=True", body=BODY.format(given="logits") + more),
    )


def test_every_loss_of_the_function_is_given_them() -> None:
    more = "\n        loss += loss_fn(y, {given})"
    check_fixed(
        STEP.format(flag="", body=BODY.format(given="probs") + more.format(given="probs")),
        STEP.format(flag="from_logits=True", body=BODY.format(given="logits") + more.format(given="logits")),
    )


@pytest.mark.parametrize(
    "body",
    [
        # The name is another thing by then.
        "logits = dense(x)\n        probs = tf.nn.softmax(logits)\n        logits = None\n        loss = loss_fn(y, probs)",
        "logits = dense(x)\n        probs = tf.nn.softmax(logits)\n        for logits in (1, 2):\n            pass\n"
        "        loss = loss_fn(y, probs)",
        "logits = dense(x)\n        probs = tf.nn.softmax(logits)\n        for _ in range(2):\n"
        "            loss = loss_fn(y, probs)\n            logits = None",
        # There is no other name.
        "probs = dense(x)\n        probs = tf.nn.softmax(probs)\n        loss = loss_fn(y, probs)",
        "probs = tf.nn.softmax(dense(x))\n        loss = loss_fn(y, probs)",
    ],
)
def test_other_activations_are_removed(body: str) -> None:
    source = STEP.format(flag="", body=body)
    (found,) = lint(read({"program.py": source}))
    assert found.fix is not None
    assert found.fix.edits
    assert not any(edit.content == "logits" for edit in found.fix.edits)


def test_a_logarithm_is_taken_of_the_scores_by_their_name() -> None:
    loss = "loss = -tf.reduce_sum(y * {})"
    body = "logits = dense(x)\n        probs = tf.nn.softmax(logits)\n        "
    check_fixed(
        STEP.format(flag="", body=body + loss.format("tf.math.log(tf.clip_by_value(probs, 1e-7, 1.0))")),
        STEP.format(flag="", body=body + loss.format("tf.nn.log_softmax(logits)")),
    )


def test_an_array_is_made_of_the_probabilities_once() -> None:
    step = STEP.replace("    print(probs)\n", "    print(probs.numpy())\n")
    body = "probs = {}\n        loss = loss_fn(y, probs)"
    after = step.format(flag="from_logits=True", body=body.format("dense(x)"))
    check_fixed(
        step.format(flag="", body=body.format("tf.nn.softmax(dense(x))")),
        after.replace("probs.numpy()", "tf.nn.softmax(probs).numpy()"),
    )
