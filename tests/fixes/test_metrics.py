"""Metrics next to a loss that changes, and metrics in the wrong space."""

from __future__ import annotations

import pytest

from .programs import check_display, check_fixed, check_unsafe, fix_of

PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense({units}{activation})])
model.compile("adam", loss={loss}, {metrics})
model.fit(x, y)
"""


def binary(metrics: str, fixed: bool) -> str:
    """A binary classifier before and after its repair."""
    loss = "tf.keras.losses.BinaryCrossentropy(from_logits=True)" if fixed else '"binary_crossentropy"'
    text = PROGRAM.format(
        units=1, activation="" if fixed else ', activation="sigmoid"', loss=loss, metrics=metrics
    )
    return text


def categorical(metrics: str, fixed: bool) -> str:
    """A classifier of ten classes before and after its repair."""
    loss = (
        "tf.keras.losses.CategoricalCrossentropy(from_logits=True)" if fixed else '"categorical_crossentropy"'
    )
    text = PROGRAM.format(
        units=10, activation="" if fixed else ', activation="softmax"', loss=loss, metrics=metrics
    )
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"accuracy"', 'tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name="accuracy")'),
        ("'acc'", "tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name='acc')"),
        ('"binary_accuracy"', 'tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name="binary_accuracy")'),
        ('"AUC"', "tf.keras.metrics.AUC(from_logits=True)"),
        ('tf.keras.metrics.AUC(name="auc")', 'tf.keras.metrics.AUC(name="auc", from_logits=True)'),
        ("tf.keras.metrics.Precision()", "tf.keras.metrics.Precision(thresholds=0.0)"),
        ("tf.keras.metrics.Recall(thresholds=0.5,)", "tf.keras.metrics.Recall(thresholds=0.0,)"),
        ("tf.keras.metrics.BinaryAccuracy(threshold=0.5)", "tf.keras.metrics.BinaryAccuracy(threshold=1e-7)"),
        (
            "tf.keras.metrics.binary_accuracy",
            'tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name="binary_accuracy")',
        ),
        (
            '"binary_crossentropy"',
            'tf.keras.metrics.BinaryCrossentropy(from_logits=True, name="binary_crossentropy")',
        ),
    ],
)
def test_a_metric_that_reads_probabilities_is_told_of_the_logits(before: str, after: str) -> None:
    check_fixed(binary(f"metrics=[{before}]", fixed=False), binary(f"metrics=[{after}]", fixed=True))


@pytest.mark.parametrize(
    "metric",
    [
        '"accuracy"',
        '"categorical_accuracy"',
        "tf.keras.metrics.CategoricalAccuracy()",
        "tf.keras.metrics.TopKCategoricalAccuracy(k=3)",
    ],
)
def test_a_metric_of_the_order_stays(metric: str) -> None:
    metrics = f"metrics=[{metric}]"
    check_fixed(categorical(metrics, fixed=False), categorical(metrics, fixed=True))


@pytest.mark.parametrize(
    ("metrics", "why"),
    [
        ("metrics=[tf.keras.metrics.Recall(0.3)]", "the metric recall has thresholds of its own"),
        (
            "metrics=[tf.keras.metrics.Precision(thresholds=[0.2, 0.5])]",
            "the metric precision has thresholds of its own",
        ),
    ],
)
def test_a_threshold_of_the_authors_is_left_alone(metrics: str, why: str) -> None:
    check_display(binary(metrics, fixed=False), why)


def test_a_metric_that_cannot_read_logits_keeps_the_activation() -> None:
    check_display(
        categorical("metrics=[tf.keras.metrics.AUC()]", fixed=False),
        "the metric auc cannot read the logits of a softmax",
    )


@pytest.mark.parametrize("metric", ["f1", "lambda y, p: p", "tfa.metrics.F1Score(1)", "Own()"])
def test_a_metric_of_the_programs_own_may_need_probabilities(metric: str) -> None:
    check_unsafe(
        binary(f"metrics=[{metric}]", fixed=False),
        binary(f"metrics=[{metric}]", fixed=True),
        "a metric of compile() is unknown and may need probabilities (program.py:4)",
    )


def test_metrics_that_are_not_in_sight_may_need_probabilities() -> None:
    check_unsafe(
        binary("metrics=METRICS", fixed=False),
        binary("metrics=METRICS", fixed=True),
        "a metric of compile() is unknown and may need probabilities (program.py:4)",
    )


def test_weighted_metrics_are_repaired_too() -> None:
    repaired = 'tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name="accuracy")'
    check_fixed(
        binary('weighted_metrics=["accuracy"]', fixed=False),
        binary(f"weighted_metrics=[{repaired}]", fixed=True),
    )


def test_metrics_by_output_name_are_repaired_for_that_output_only() -> None:
    source = """\
    import tensorflow as tf

    i = tf.keras.Input((4,))
    a = tf.keras.layers.Dense(10, name="a"{a})(i)
    b = tf.keras.layers.Dense(1, name="b"{b})(i)
    model = tf.keras.Model(i, [a, b])
    model.compile(
        "adam",
        loss={{"a": {loss_a}, "b": {loss_b}}},
        metrics={{
            "a": ["accuracy"],
            "b": [{of_b}],
        }},
    )
    model.fit(x, y)
    """
    plain = '"accuracy"'
    logits = "tf.keras.losses.{}(from_logits=True)"
    before = source.format(
        a=', activation="softmax"', b="", loss_a='"categorical_crossentropy"', loss_b='"mse"', of_b=plain
    )
    check_fixed(
        before,
        source.format(
            a="", b="", loss_a=logits.format("CategoricalCrossentropy"), loss_b='"mse"', of_b=plain
        ),
    )
    before = source.format(
        a="", b=', activation="sigmoid"', loss_a='"mse"', loss_b='"binary_crossentropy"', of_b=plain
    )
    check_fixed(
        before,
        source.format(
            a="", b="", loss_a='"mse"', loss_b=logits.format("BinaryCrossentropy"),
            of_b='tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name="accuracy")',
        ),
    )  # fmt: skip


LOGITS = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=[{metrics}])
model.fit(x, y)
"""


def test_a_metric_in_the_wrong_space_is_repaired_by_itself() -> None:
    check_fixed(
        LOGITS.format(metrics="'accuracy', \"AUC\", tf.keras.metrics.Precision()"),
        LOGITS.format(
            metrics="tf.keras.metrics.BinaryAccuracy(threshold=1e-7, name='accuracy'), "
            "tf.keras.metrics.AUC(from_logits=True), tf.keras.metrics.Precision(thresholds=0.0)"
        ),
    )


def test_the_message_of_a_metric_says_what_is_done() -> None:
    assert fix_of(LOGITS.format(metrics='"accuracy"')).message == "let the metric read logits"


def test_a_metric_that_the_targeted_keras_cannot_repair_is_left_alone() -> None:
    check_display(
        LOGITS.format(metrics='"AUC"'),
        "the metric auc has no from_logits in the targeted Keras",
        target_keras="2.1",
    )


def test_metrics_of_a_loop_are_repaired_where_they_are_made_or_called() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
    accuracy = tf.keras.metrics.BinaryAccuracy({made})


    def step(x, y):
        with tf.GradientTape() as tape:
            p = model(x, training=True)
            loss = loss_fn(y, p)
        accuracy.update_state(y, p)
        tf.print(tf.keras.metrics.binary_accuracy(y, p{called}))
        return tape.gradient(loss, model.trainable_variables)
    """
    check_fixed(
        source.format(made="", called=""), source.format(made="threshold=1e-7", called=", threshold=0.0")
    )
