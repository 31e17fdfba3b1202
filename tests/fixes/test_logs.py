"""A crossentropy by hand takes the logarithm in one step."""

from __future__ import annotations

import pytest

from .programs import check_display, check_fixed, fix_of

STEP = """\
import tensorflow as tf

EPSILON = 1e-7
dense = tf.keras.layers.Dense(10)


def step(x, y):
    with tf.GradientTape() as tape:
        {body}
    return tape.gradient(loss, dense.trainable_variables)
"""


def step(*lines: str) -> str:
    """A training step with these lines in its tape."""
    return STEP.format(body="\n        ".join(lines))


CROSSENTROPY = "loss = -tf.reduce_sum(y * {log}, axis=-1)"
BINARY = "loss = -tf.reduce_mean(y * {log} + (1 - y) * {other})"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.math.log(p)", "tf.nn.log_softmax(p)"),
        ("tf.math.log(p + 1e-7)", "tf.nn.log_softmax(p)"),
        ("tf.math.log(1e-7 + p)", "tf.nn.log_softmax(p)"),
        ("tf.math.log(EPSILON + p)", "tf.nn.log_softmax(p)"),
        ("tf.math.log(tf.maximum(p, 1e-7))", "tf.nn.log_softmax(p)"),
        ("tf.math.log(tf.clip_by_value(p, 1e-7, 1.0))", "tf.nn.log_softmax(p)"),
        ("tf.math.log(tf.clip_by_value(p, 1e-7, 1.0) + 1e-7)", "tf.nn.log_softmax(p)"),
        ("tf.keras.backend.log(p)", "tf.nn.log_softmax(p)"),
    ],
)
def test_the_logarithm_and_its_guards_become_one_function(before: str, after: str) -> None:
    check_fixed(
        step("p = tf.nn.softmax(dense(x))", CROSSENTROPY.format(log=before)),
        step("p = dense(x)", CROSSENTROPY.format(log=after)),
    )


def test_a_softmax_within_the_logarithm() -> None:
    check_fixed(
        step(CROSSENTROPY.format(log="tf.math.log(tf.nn.softmax(dense(x)))")),
        step(CROSSENTROPY.format(log="tf.nn.log_softmax(dense(x))")),
    )


def test_comments_within_the_logarithm_stay() -> None:
    log = "{}(\n            {}  # never zero\n        )"
    check_fixed(
        step("p = tf.nn.softmax(dense(x))", CROSSENTROPY.format(log=log.format("tf.math.log", "p + 1e-7"))),
        step("p = dense(x)", CROSSENTROPY.format(log=log.format("tf.nn.log_softmax", "p"))),
    )


def test_the_axis_of_the_softmax_is_kept() -> None:
    check_fixed(
        step("p = tf.nn.softmax(dense(x), axis=1)", CROSSENTROPY.format(log="tf.math.log(p)")),
        step("p = dense(x)", CROSSENTROPY.format(log="tf.nn.log_softmax(p, axis=1)")),
    )


@pytest.mark.parametrize(
    ("log", "other"),
    [
        ("tf.math.log(p)", "tf.math.log(1 - p)"),
        ("tf.math.log(p + 1e-7)", "tf.math.log(1 - p + 1e-7)"),
        ("tf.math.log(EPSILON + p)", "tf.math.log(EPSILON + (1 - p))"),
        ("tf.math.log(p)", "tf.math.log(1e-7 + 1 - p)"),
    ],
)
def test_the_complement_of_a_sigmoid_is_the_sigmoid_of_the_opposite(log: str, other: str) -> None:
    check_fixed(
        step("p = tf.sigmoid(dense(x))", BINARY.format(log=log, other=other)),
        step("p = dense(x)", BINARY.format(log="tf.math.log_sigmoid(p)", other="tf.math.log_sigmoid(-p)")),
    )


def test_the_opposite_of_a_sum_is_in_parentheses() -> None:
    check_fixed(
        step(
            BINARY.format(
                log="tf.math.log(tf.sigmoid(dense(x) + 1))", other="tf.math.log(1 - tf.sigmoid(dense(x) + 1))"
            )
        ),
        step(
            BINARY.format(
                log="tf.math.log_sigmoid(dense(x) + 1)", other="tf.math.log_sigmoid(-(dense(x) + 1))"
            )
        ),
    )


LOSS = """\
import tensorflow as tf


def crossentropy(y, p):
    # probabilities
    {guard}return -tf.reduce_sum(y * {log}, axis=-1)


model = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
model.compile("adam", loss=crossentropy)
model.fit(x, y)
"""


def test_a_guard_that_is_a_statement_goes_with_its_line() -> None:
    guard = "p = tf.clip_by_value(p, 1e-7, 1.0)\n    "
    check_fixed(
        LOSS.format(guard=guard, log="tf.math.log(p)", activation=', activation="softmax"'),
        LOSS.format(guard="", log="tf.nn.log_softmax(p)", activation=""),
    )


def test_a_guard_under_another_name_goes_with_the_name() -> None:
    check_fixed(
        LOSS.format(
            guard="q = tf.clip_by_value(p, 1e-7, 1.0)\n    ",
            log="tf.math.log(q)",
            activation=', activation="softmax"',
        ),
        LOSS.format(guard="", log="tf.nn.log_softmax(p)", activation=""),
    )


def test_the_probabilities_that_others_read_stay_probabilities() -> None:
    check_fixed(
        step("p = tf.nn.softmax(dense(x))", CROSSENTROPY.format(log="tf.math.log(p)"), "tf.print(p)"),
        step("p = dense(x)", CROSSENTROPY.format(log="tf.nn.log_softmax(p)"), "tf.print(tf.nn.softmax(p))"),
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            step(
                "p = tf.nn.softmax(dense(x))",
                "p = tf.clip_by_value(p, 1e-7, 1.0)",
                "loss = -tf.reduce_sum(y * tf.math.log(p) * (1 - p) ** 2, axis=-1)",
            ),
            "the guarded probabilities are read elsewhere too",
        ),
        (
            step(
                "p = tf.cast(tf.nn.softmax(dense(x)), tf.float64)", CROSSENTROPY.format(log="tf.math.log(p)")
            ),
            "the probabilities are changed before the logarithm",
        ),
        (
            step(
                "p = tf.nn.softmax(dense(x))",
                "loss = -tf.reduce_mean(tf.math.log(tf.reduce_sum(y * p, axis=-1)))",
            ),
            "the probability of the label is picked before the logarithm",
        ),
    ],
)
def test_what_is_more_than_a_logarithm_is_left_alone(source: str, why: str) -> None:
    check_display(source, why, "XEN104")


TWO_OUTPUTS = """\
import tensorflow as tf


def crossentropy(y, p):
    return -tf.reduce_mean(y * {log}, axis=-1)


inputs = tf.keras.Input((784,))
first = tf.keras.layers.Dense(1{first})(inputs)
second = tf.keras.layers.Dense(1{second})(inputs)
model = tf.keras.Model(inputs, [first, second])
model.compile("adam", loss=[crossentropy, crossentropy])
model.fit(x, y)
"""


def test_two_outputs_whose_logarithm_is_taken_in_one_place_change_together() -> None:
    check_fixed(
        TWO_OUTPUTS.format(
            log="tf.math.log(p + 1e-7)", first=', activation="sigmoid"', second=', activation="sigmoid"'
        ),
        TWO_OUTPUTS.format(log="tf.math.log_sigmoid(p)", first="", second=""),
    )


def test_a_logarithm_of_scores_as_well_is_told_as_that() -> None:
    source = TWO_OUTPUTS.format(log="tf.math.log(p + 1e-7)", first=', activation="sigmoid"', second="")
    assert fix_of(source, "XEN202").edits == ()


@pytest.mark.parametrize("other", [', activation="softmax"', ', activation="relu"'])
def test_a_logarithm_that_is_taken_of_something_else_too_is_left_alone(other: str) -> None:
    check_display(
        TWO_OUTPUTS.format(log="tf.math.log(p + 1e-7)", first=', activation="sigmoid"', second=other),
        "the logarithm is taken of something else too",
        "XEN104",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("p = tf.nn.softmax(dense(x))  # Softmax", "p = dense(x)"),
        (
            "# Apply softmax to make probabilities of the scores.\n        p = tf.nn.softmax(dense(x))",
            "p = dense(x)",
        ),
        ("p = tf.nn.softmax(dense(x))  # ten classes", "p = dense(x)  # ten classes"),
        ("# The last layer.\n        p = tf.nn.softmax(dense(x))", "# The last layer.\n        p = dense(x)"),
        ("p = tf.nn.softmax(dense(x))  # noqa: E501", "p = dense(x)  # noqa: E501"),
    ],
)
def test_what_is_said_of_the_activation_goes_with_it(before: str, after: str) -> None:
    check_fixed(
        step(before, CROSSENTROPY.format(log="tf.math.log(p)")),
        step(after, CROSSENTROPY.format(log="tf.nn.log_softmax(p)")),
    )


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        ("    # The loss.\n", ""),
        ("\n", ""),
        ("", "    # Not below epsilon.\n"),
    ],
)
def test_what_is_said_of_a_guard_alone_goes_with_it(rest: str, kept: str) -> None:
    guard = "    # Not below epsilon.\n    p = tf.clip_by_value(p, 1e-7, 1.0)\n"
    source = LOSS.replace("    # probabilities\n    {guard}", "{guard}{rest}    ")
    check_fixed(
        source.format(guard=guard, rest=rest, log="tf.math.log(p)", activation=', activation="softmax"'),
        source.format(guard=kept, rest=rest, log="tf.nn.log_softmax(p)", activation=""),
    )
