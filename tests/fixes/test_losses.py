"""The loss is told that it meets logits, however it is written."""

from __future__ import annotations

import pytest

from .programs import check_display, check_fixed, check_unsafe, fix_of

COMPILED = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
model.compile({compile})
model.fit(x, y)
"""

WRITTEN = {
    "a string": (
        '"adam", loss="categorical_crossentropy"',
        '"adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True)',
    ),
    "a string by position": (
        '"adam", "sparse_categorical_crossentropy", ["accuracy"]',
        '"adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"]',
    ),
    "an object without arguments": (
        "loss=tf.keras.losses.CategoricalCrossentropy()",
        "loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
    ),
    "an object with another argument": (
        "loss=tf.keras.losses.CategoricalCrossentropy(label_smoothing=0.1)",
        "loss=tf.keras.losses.CategoricalCrossentropy(label_smoothing=0.1, from_logits=True)",
    ),
    "an object with a trailing comma": (
        'loss=tf.keras.losses.CategoricalCrossentropy(reduction="none",)',
        'loss=tf.keras.losses.CategoricalCrossentropy(reduction="none", from_logits=True,)',
    ),
    "an argument in parentheses": (
        "loss=tf.keras.losses.CategoricalCrossentropy(label_smoothing=(0.1))",
        "loss=tf.keras.losses.CategoricalCrossentropy(label_smoothing=(0.1), from_logits=True)",
    ),
    "a flag that says False": (
        "loss=tf.keras.losses.CategoricalCrossentropy(from_logits = False)",
        "loss=tf.keras.losses.CategoricalCrossentropy(from_logits = True)",
    ),
    "a flag by position": (
        "loss=tf.keras.losses.CategoricalCrossentropy(False)",
        "loss=tf.keras.losses.CategoricalCrossentropy(True)",
    ),
    "a function": (
        "loss=tf.keras.losses.categorical_crossentropy",
        "loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
    ),
    "several lines with a comment": (
        'loss=tf.keras.losses.CategoricalCrossentropy(\n    reduction="none",  # averaged below\n)',
        'loss=tf.keras.losses.CategoricalCrossentropy(\n    reduction="none", from_logits=True,  # averaged below\n)',
    ),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_the_loss_of_compile_takes_logits(written: str) -> None:
    before, after = WRITTEN[written]
    check_fixed(COMPILED.format(compile=before), COMPILED.format(compile=after))


TAPE = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(10)


def step(x, y):
    with tf.GradientTape() as tape:
        loss = {loss}
    return tape.gradient(loss, dense.trainable_variables)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "tf.keras.losses.categorical_crossentropy(y, dense(x))",
            "tf.keras.losses.categorical_crossentropy(y, dense(x), from_logits=True)",
        ),
        (
            "tf.keras.losses.categorical_crossentropy(y, dense(x), False)",
            "tf.keras.losses.categorical_crossentropy(y, dense(x), True)",
        ),
        (
            "tf.keras.losses.categorical_crossentropy(\n            y,\n            dense(x),\n        )",
            "tf.keras.losses.categorical_crossentropy(\n            y,\n            dense(x), from_logits=True,\n        )",
        ),
        (
            "tf.keras.backend.categorical_crossentropy(y, dense(x))",
            "tf.keras.backend.categorical_crossentropy(y, dense(x), from_logits=True)",
        ),
        (
            "tf.keras.losses.CategoricalCrossentropy()(y, dense(x))",
            "tf.keras.losses.CategoricalCrossentropy(from_logits=True)(y, dense(x))",
        ),
    ],
)
def test_the_loss_of_a_training_step_takes_logits(before: str, after: str) -> None:
    check_fixed(TAPE.format(loss=before), TAPE.format(loss=after))


def test_arguments_that_are_not_written_out_are_left_alone() -> None:
    source = TAPE.format(loss="tf.keras.losses.categorical_crossentropy(*(y, tf.nn.softmax(dense(x))))")
    check_display(source, "its arguments are not all written out")


def test_a_loss_that_only_takes_probabilities_is_left_alone() -> None:
    source = TAPE.format(loss="tf.compat.v1.losses.log_loss(y, dense(x))")
    check_display(source, "log_loss only takes probabilities")


def test_a_loss_of_two_models_changes_for_both() -> None:
    source = """\
    import tensorflow as tf

    loss = tf.keras.losses.CategoricalCrossentropy({flag})
    teacher = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
    student = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
    teacher.compile("adam", loss)
    student.compile("adam", loss)
    teacher.fit(x, y)
    student.fit(x, y)
    """
    check_fixed(
        source.format(flag="", activation=', activation="softmax"'),
        source.format(flag="from_logits=True", activation=""),
    )


def test_a_loss_that_also_meets_something_unknown_is_unsafe() -> None:
    source = """\
    import tensorflow as tf

    loss = tf.keras.losses.CategoricalCrossentropy({flag})
    model = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
    model.compile("adam", loss)
    model.fit(x, y)
    other = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=choice())])
    other.compile("adam", loss)
    other.fit(x, y)
    """
    check_unsafe(
        source.format(flag="", activation=', activation="softmax"'),
        source.format(flag="from_logits=True", activation=""),
        "CategoricalCrossentropy also meets an output that is not known",
    )


def test_each_output_has_its_own_loss() -> None:
    source = """\
    import tensorflow as tf

    i = tf.keras.Input((4,))
    a = tf.keras.layers.Dense(10{a}, name="a")(i)
    b = tf.keras.layers.Dense(1, name="b")(i)
    model = tf.keras.Model(i, [a, b])
    model.compile("adam", loss={{"a": {loss}, "b": "mse"}}, metrics={{"a": ["accuracy"], "b": ["mae"]}})
    model.fit(x, y)
    """
    check_fixed(
        source.format(a=', activation="softmax"', loss='"categorical_crossentropy"'),
        source.format(a="", loss="tf.keras.losses.CategoricalCrossentropy(from_logits=True)"),
    )


MISMATCH = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense({head})])
model.compile("adam", loss={loss})
model.fit(x, y)
"""
AUTHOR = "which of activation and loss was meant, only the author knows"


@pytest.mark.parametrize(
    ("head", "loss", "linear", "class_name"),
    [
        ('10, activation="softmax"', '"binary_crossentropy"', "10", "CategoricalCrossentropy"),
        ('1, activation="softmax"', '"binary_crossentropy"', "1", "BinaryCrossentropy"),
        ('10, activation="relu"', '"categorical_crossentropy"', "10", "CategoricalCrossentropy"),
        (
            '10, activation="sigmoid"', '"sparse_categorical_crossentropy"',
            "10", "SparseCategoricalCrossentropy",
        ),
    ],
)  # fmt: skip
def test_a_mismatched_activation_goes_and_the_loss_that_fits_comes(
    head: str, loss: str, linear: str, class_name: str
) -> None:
    check_unsafe(
        MISMATCH.format(head=head, loss=loss),
        MISMATCH.format(head=linear, loss=f"tf.keras.losses.{class_name}(from_logits=True)"),
        AUTHOR,
    )


def test_a_mismatch_of_a_loss_that_others_use_is_left_alone() -> None:
    source = """\
    import tensorflow as tf

    loss = tf.keras.losses.BinaryCrossentropy()
    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", loss)
    model.fit(x, y)
    other = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="sigmoid")])
    other.compile("adam", loss)
    other.fit(x, y)
    """
    check_display(source, "the output or the loss is shared with others", "XEN203")


def test_swapped_arguments_are_exchanged() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn({arguments})
        return tape.gradient(loss, model.trainable_variables)


    for x, y in tf.data.Dataset.from_tensor_slices((xs, ys)):
        step(x, y)
    """
    check_unsafe(
        source.format(arguments="model(x, training=True), y"),
        source.format(arguments="y, model(x, training=True)"),
        "it changes what is trained",
    )


@pytest.mark.parametrize(
    ("compile", "message"),
    [
        ('loss="categorical_crossentropy"', "use from_logits=True"),
        ("loss=tf.keras.losses.CategoricalCrossentropy()", "use from_logits=True"),
    ],
)
def test_the_message_says_what_is_done(compile: str, message: str) -> None:
    assert fix_of(COMPILED.format(compile=compile)).message == message


GENERATOR = """\
import tensorflow as tf

generator = tf.keras.Sequential([tf.keras.layers.Dense(784, activation="tanh")])
generator.compile("adam", loss="binary_crossentropy")
generator.fit(x, y)
{reader}
"""


@pytest.mark.parametrize(
    "reader", ["images = 0.5 * generator.predict(z) + 0.5", "discriminator(generator(z))"]
)
def test_an_activation_that_others_rely_on_is_left_alone(reader: str) -> None:
    check_display(
        GENERATOR.format(reader=reader), "the tanh output is read elsewhere, as what it is", "XEN203"
    )


def test_a_call_whose_loss_is_in_a_dictionary_is_left_alone() -> None:
    source = """\
    import tensorflow as tf

    options = {"loss": "sparse_categorical_crossentropy", "optimizer": "sgd"}
    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
    model.compile(**options)
    model.fit(x, y)
    """
    check_display(source, "the loss is given in a dictionary", "XEN202")


@pytest.mark.parametrize(
    ("loss", "after"),
    [
        (
            "tfa.losses.SigmoidFocalCrossEntropy()",
            "tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
        ),
        ("tfa.losses.SigmoidFocalCrossEntropy(alpha=0.3)", None),
    ],
)
def test_another_loss_is_one_that_exists_and_takes_the_arguments(loss: str, after: str | None) -> None:
    fix = fix_of(
        f"""\
        import tensorflow as tf
        import tensorflow_addons as tfa

        model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
        model.compile("sgd", {loss})
        model.fit(x, y)
        """
    )
    assert bool(fix.edits) == (after is not None)
    written = "".join(edit.content for edit in fix.edits)
    assert "tfa" not in written
    assert ("tf.keras.losses.CategoricalCrossentropy" in written) == (after is not None)
