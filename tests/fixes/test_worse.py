"""What a repair must not make of a program, each the smallest program on which one would."""

from __future__ import annotations

from textwrap import dedent

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_display, fix_of

LOGITS = "tf.keras.losses.{}Crossentropy(from_logits=True)"


def program(last: str, loss: str, *, more: str = "", fit: str = "x, y", before: str = "") -> str:
    return dedent(
        f"""\
        import tensorflow as tf
        {before}
        net = tf.keras.Sequential([tf.keras.Input((4,)), {last}])
        net.compile("sgd", loss={loss})
        net.fit({fit})
        {more}
        """
    )


SOFTMAX = 'tf.keras.layers.Dense(3, activation="softmax")'
SIGMOID = 'tf.keras.layers.Dense(1, activation="sigmoid")'


@pytest.mark.parametrize("loss", [LOGITS.format("Categorical"), LOGITS.format("SparseCategorical")])
def test_one_unit_is_not_made_linear_for_a_loss_over_classes(loss: str) -> None:
    check_display(
        program('tf.keras.layers.Dense(1, activation="softmax")', loss),
        "one unit tells no classes apart, and how many there are is not written",
    )


def test_one_linear_unit_is_not_given_to_a_loss_over_classes() -> None:
    check_display(
        program("tf.keras.layers.Dense(1)", '"categorical_crossentropy"'),
        "one unit tells no classes apart, and how many there are is not written",
    )


@pytest.mark.parametrize(
    "form", ['metrics = ["accuracy"]', 'metrics = ["accuracy", tf.keras.metrics.Precision()]']
)
def test_a_list_of_metrics_with_a_name_is_changed_within_and_not_on_its_own(form: str) -> None:
    source = program(SIGMOID, f"{LOGITS.format('Binary')}, metrics=metrics", before=form)
    fix = fix_of(source)
    assert fix.applicability is Applicability.UNSAFE
    assert "written apart from the compile, where others may use it" in fix.message


def test_a_list_of_losses_with_a_name_is_not_replaced_by_one_of_them() -> None:
    source = """\
        import tensorflow as tf

        losses = ["binary_crossentropy", "mse"]
        x = tf.keras.Input((4,))
        one = tf.keras.layers.Dense(1, activation="sigmoid")(x)
        net = tf.keras.Model(x, [one, tf.keras.layers.Dense(1)(x)])
        net.compile("sgd", loss=losses)
        net.fit(data)
        """
    check_display(dedent(source), "the losses are listed elsewhere")


NOT_SAFE = {
    "a callback from elsewhere": program(
        SOFTMAX, LOGITS.format("Categorical"), before="from mine import Plot", fit="x, y, callbacks=[Plot(x)]"
    ),
    "callbacks that are given": program(SOFTMAX, LOGITS.format("Categorical"), fit="x, y, callbacks=given"),
    "a model that is run on replicas": program(
        SOFTMAX,
        LOGITS.format("Categorical"),
        more="print(tf.distribute.MirroredStrategy().run(net, args=(x,)))",
    ),
    "classes that are cut at a half": program(
        SIGMOID, LOGITS.format("Binary"), more="print(net.predict_classes(x))"
    ),
    "a layer that is regularized by what it gives": program(
        'tf.keras.layers.Dense(3, activation="softmax", activity_regularizer="l2")',
        LOGITS.format("Categorical"),
    ),
}


@pytest.mark.parametrize("name", NOT_SAFE)
def test_it_is_not_safe(name: str) -> None:
    assert fix_of(NOT_SAFE[name]).applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("last", "more"),
    [
        (SOFTMAX, "print(net.predict_classes(x))"),
        (SOFTMAX, "net.fit(x, y, callbacks=[tf.keras.callbacks.EarlyStopping()])"),
    ],
)
def test_it_is_safe(last: str, more: str) -> None:
    assert fix_of(program(last, LOGITS.format("Categorical"), more=more)).applicability is Applicability.SAFE


def test_the_last_layer_keeps_its_dtype() -> None:
    last = 'tf.keras.layers.Dense(3), tf.keras.layers.Softmax(dtype="float32")'
    fix = fix_of(program(last, LOGITS.format("Categorical")))
    assert fix.applicability is Applicability.SAFE
    assert {edit.content for edit in fix.edits} == {"Activation", ', activation="linear"'}


def test_an_activation_does_not_go_where_the_flag_is_not_always_the_same() -> None:
    fix = fix_of(
        """
        import sys
        import tensorflow as tf

        logits = "--logits" in sys.argv
        class Net(tf.keras.Model):
            def __init__(self, head):
                super().__init__()
                self.head = head
            def call(self, x):
                return self.head(x)
        activation = "softmax" if logits else sys.argv[1]
        net = Net(tf.keras.layers.Dense(3, activation=activation))
        net.compile("sgd", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=logits))
        net.fit(x, y)
        """,
        "XEN201",
    )
    assert fix.applicability is not Applicability.SAFE
