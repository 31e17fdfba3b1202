"""An output that feeds a loss and readers has two names afterwards: the loss is given the one of the logits."""

from __future__ import annotations

import pytest

from .programs import check_fixed, fix_of

STEP = """\
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.layers.Dense(3{activation})])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy({flag})
seen = []


def step(x, y):
    with tf.GradientTape() as tape:
        {made}
        loss = loss_fn(y, {given})
    {reader}
    return tape.gradient(loss, net.trainable_variables)


step(x, y)
"""
BEFORE = {
    "activation": ', activation="softmax"',
    "flag": "",
    "made": "p = net(x, training=True)",
    "given": "p",
}
AFTER = {
    "activation": "",
    "flag": "from_logits=True",
    "made": "logits = net(x, training=True)\n        p = tf.nn.softmax(logits)",
    "given": "logits",
}
READERS = {
    "shown": "tf.print(p)",
    "kept": "seen.append(p)",
    "handed on": "out_of_sight(p)",
    "formatted": 'print(f"{p}")',
    "cut": "sure = p > 0.5",
    "stored somewhere": "seen[0].inner = p",
    "in a function": "def late():\n        return p.numpy()\n\n    print(late())",
    "another name": "q = p\n    print(q[0])",
    "bound anew": "p = p * 2\n    print(p)",
}


@pytest.mark.parametrize("reader", READERS)
def test_readers_are_left_as_they_are(reader: str) -> None:
    before = STEP.format(**BEFORE, reader=READERS[reader])
    check_fixed(
        before,
        STEP.format(**AFTER, reader=READERS[reader]),
    )


def test_who_only_orders_needs_no_second_name() -> None:
    reader = "print(tf.argmax(p, axis=-1))"
    after = {**AFTER, "made": BEFORE["made"], "given": "p"}
    check_fixed(STEP.format(**BEFORE, reader=reader), STEP.format(**after, reader=reader))


def test_a_comment_stays_with_its_line() -> None:
    made = {"made": "p = net(x)  # of each class"}
    after = {"made": "logits = net(x)  # of each class\n        p = tf.nn.softmax(logits)"}
    check_fixed(
        STEP.format(**{**BEFORE, **made}, reader="tf.print(p)"),
        STEP.format(**{**AFTER, **after}, reader="tf.print(p)"),
    )


def test_a_name_that_means_something_else_is_not_taken() -> None:
    reader = "logits = len(seen)\n    tf.print(p, logits)"
    after = {"made": "scores = net(x, training=True)\n        p = tf.nn.softmax(scores)", "given": "scores"}
    check_fixed(STEP.format(**BEFORE, reader=reader), STEP.format(**{**AFTER, **after}, reader=reader))


@pytest.mark.parametrize(
    "made",
    [
        "p, many = net(x), len(x)",
        "p = q = net(x)",
        "many = len(x); p = net(x)",
        "p = net(x)\n        p = tf.identity(p) if debug else other(x)",
    ],
)
def test_what_is_written_otherwise_is_not_split(made: str) -> None:
    program = STEP.format(**{**BEFORE, "made": made}, reader="out_of_sight(p)")
    assert "logits = " not in str(fix_of(program).edits)


def test_what_calls_itself_logits_keeps_its_name_for_them() -> None:
    before = STEP.format(
        **{**BEFORE, "made": "logits = net(x)", "given": "logits"}, reader="tf.print(logits)"
    )
    after = STEP.format(
        **{**AFTER, "made": "logits = net(x)", "given": "logits"}, reader="tf.print(tf.nn.softmax(logits))"
    )
    check_fixed(before, after)
