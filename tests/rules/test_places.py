"""Where a finding points, how severe it is, and that a pair is one finding."""

from __future__ import annotations

from textwrap import dedent

import pytest

from xentlint.rules.diagnostic import Applicability, Severity

from .programs import check_noop, diagnostics, primaries, report

HEAD = "import tensorflow as tf\nfrom data import dataset, images, labels\n"
SOFT = 'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])\n'
LINEAR = "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])\n"


def program(*parts: str) -> str:
    return HEAD + "".join(dedent(part) for part in parts)


def related_rows(source: str) -> set[int]:
    (found,) = diagnostics(source)
    return {each.span.start.row for each in found.related}


def test_in_a_tape_the_loss_call_is_the_place() -> None:
    source = program(SOFT, "loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()\n", """\
        with tf.GradientTape() as tape:
            loss = 2 * loss_fn(labels, model(images))
        """)  # fmt: skip
    assert primaries(source) == [("XEN101", "loss_fn(labels, model(images))")]


def test_in_compile_the_loss_argument_is_the_place() -> None:
    source = program(LINEAR, 'model.compile(optimizer="adam", loss="categorical_crossentropy")\n')
    assert [(code, text.removeprefix("loss=")) for code, text in primaries(source)] == [
        ("XEN202", '"categorical_crossentropy"')
    ]


def test_a_name_in_compile_is_the_place_and_its_binding_is_related() -> None:
    source = program(LINEAR, 'ce = tf.keras.losses.CategoricalCrossentropy()\nmodel.compile("adam", ce)\n')
    assert primaries(source) == [("XEN202", "ce")]
    assert related_rows(source) >= {3, 4}


def test_an_element_of_a_list_of_losses_is_the_place() -> None:
    source = program(
        """\
        inputs = tf.keras.Input((8,))
        a = tf.keras.layers.Dense(3)(inputs)
        b = tf.keras.layers.Dense(3, activation="softmax")(inputs)
        model = tf.keras.Model(inputs, [b, a])
        model.compile("adam", loss=["mse", "categorical_crossentropy"])
        """
    )
    assert primaries(source) == [("XEN202", '"categorical_crossentropy"')]


def test_an_element_of_the_metrics_is_the_place() -> None:
    source = program(
        """\
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        loss = tf.keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile("adam", loss, metrics=["mae", tf.keras.metrics.Precision(name="p")])
        """
    )
    assert primaries(source) == [("XEN301", 'tf.keras.metrics.Precision(name="p")')]


def test_in_a_users_loss_function_the_inner_call_is_the_place_and_compile_is_related() -> None:
    source = program(
        LINEAR,
        """\
        def my_loss(y_true, y_pred):
            return tf.keras.losses.categorical_crossentropy(y_true, y_pred)
        model.compile("adam", my_loss)
        """,
    )
    assert primaries(source) == [("XEN202", "tf.keras.losses.categorical_crossentropy(y_true, y_pred)")]
    assert 6 in related_rows(source)


def test_softmax_over_softmax_points_at_the_outer_one() -> None:
    source = program(SOFT, "p = tf.nn.softmax(model(images))\n")
    assert primaries(source) == [("XEN201", "tf.nn.softmax(model(images))")]
    assert related_rows(source) == {3}


def test_a_hand_written_log_is_the_place() -> None:
    source = program(SOFT, """\
        with tf.GradientTape() as tape:
            loss = -tf.reduce_sum(tf.one_hot(labels, 10) * tf.math.log(model(images)))
        """)  # fmt: skip
    assert primaries(source) == [("XEN104", "tf.math.log(model(images))")]


def test_the_activation_and_the_loss_are_related_places() -> None:
    source = program(
        """\
        model = tf.keras.Sequential(
            [
                tf.keras.layers.Dense(64, activation="relu"),
                tf.keras.layers.Dense(10, activation="softmax"),
            ]
        )
        loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, model(images))
        """
    )
    assert related_rows(source) >= {6, 9}


def test_a_pair_that_is_met_twice_at_one_place_is_one_finding() -> None:
    source = program(
        LINEAR,
        """\
        loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()

        def step(x, y):
            with tf.GradientTape() as tape:
                loss = loss_fn(y, model(x))
            return tape.gradient(loss, model.trainable_variables)

        step(images, labels)
        step(images, labels)
        for x, y in dataset:
            step(x, y)
        """,
    )
    assert report(source) == [(8, "XEN202")]


@pytest.mark.parametrize(
    ("setting", "severity"),
    [("2.1", Severity.WARNING), ("2", Severity.INFO), ("3", Severity.INFO)],
)
def test_probabilities_in_a_tape_are_info_where_keras_has_cached_the_logits(
    setting: str, severity: Severity
) -> None:
    source = program(SOFT, """\
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.sparse_categorical_crossentropy(labels, model(images))
        """)  # fmt: skip
    assert [each.severity for each in diagnostics(source, target_keras=setting)] == [severity]


def test_without_a_target_the_worst_runtime_decides() -> None:
    source = program(SOFT, """\
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.sparse_categorical_crossentropy(labels, model(images))
        """)  # fmt: skip
    assert [each.severity for each in diagnostics(source)] == [Severity.WARNING]


@pytest.mark.parametrize("setting", ["2.1", "2", "3"])
@pytest.mark.parametrize(
    "between",
    ["tf.nn.softmax(model(images))", "tf.reshape(tf.nn.softmax(model(images)), (-1, 10))"],
)
def test_a_plain_softmax_op_in_an_eager_tape_is_a_warning_everywhere(between: str, setting: str) -> None:
    source = program(LINEAR, f"""\
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.sparse_categorical_crossentropy(labels, {between})
        """)  # fmt: skip
    assert [each.severity for each in diagnostics(source, target_keras=setting)] == [Severity.WARNING]


@pytest.mark.parametrize(
    "source",
    [
        program(LINEAR, 'model.compile("adam", "categorical_crossentropy")\n'),
        program(SOFT, 'model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))\n'),
        program(SOFT, 'model.compile("adam", "binary_crossentropy")\n'),
        program(
            SOFT,
            "def loss(t, p):\n    return tf.keras.losses.categorical_crossentropy(t, p, from_logits=True)\n"
            'model.compile("adam", loss)\n',
        ),
        program(
            LINEAR,
            'model.compile("adam", tf.keras.losses.BinaryCrossentropy(from_logits=True),'
            " metrics=[tf.keras.metrics.AUC()])\n",
        ),
    ],
    ids=["missing", "double", "mismatched", "own function", "metric"],
)
def test_a_wrong_function_is_an_error_where_it_is_trained(source: str) -> None:
    assert [each.severity for each in diagnostics(source + "model.fit(images, labels)\n")] == [Severity.ERROR]
    assert [each.severity for each in diagnostics(source + "save(model)\n")] == [Severity.ERROR]
    (idle,) = diagnostics(source)
    assert idle.severity is Severity.INFO
    assert idle.message.endswith("; the model is never trained or evaluated here")


def test_what_a_function_compiles_may_be_trained_by_its_caller() -> None:
    source = """\
    import tensorflow as tf

    def build():
        model = tf.keras.Sequential([tf.keras.layers.Dense(10)])
        model.compile("adam", "categorical_crossentropy")
        return model
    """
    assert [each.severity for each in diagnostics(source)] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("end", "severity"),
    [
        ("    model.summary()\n    print(model.output_shape)\n", Severity.INFO),
        ("    return model.count_params()\n", Severity.INFO),
        ("    model.fit(images, labels)\n", Severity.ERROR),
        ("    train(model)\n", Severity.ERROR),
        ("    self.model = model\n", Severity.ERROR),
        ("    return {'model': model}\n", Severity.ERROR),
        ("    return lambda: model.fit(images, labels)\n", Severity.ERROR),
        ("    return model.fit\n", Severity.ERROR),
        ("    return loop(model.optimizer, model.trainable_variables)\n", Severity.ERROR),
        ("    other = model\n    return other\n", Severity.ERROR),
        ("    global model\n", Severity.ERROR),
    ],
)
def test_what_a_function_keeps_to_itself_is_trained_by_nobody(end: str, severity: Severity) -> None:
    body = (
        "    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])\n"
        '    model.compile("adam", "categorical_crossentropy")\n'
    )
    source = HEAD + (
        "def build(self):\n" + body + end if "global" not in end else "def build(self):\n" + end + body
    )
    assert [each.severity for each in diagnostics(source)] == [severity]


def test_what_an_object_gives_it_may_keep_and_train() -> None:
    source = """\
    import tensorflow as tf

    class Trainer:
        def __init__(self):
            self.model = tf.keras.Sequential([tf.keras.layers.Dense(10)])

        def made(self):
            return self.model

        def prepare(self):
            model = self.made()
            model.compile("adam", "categorical_crossentropy")

        def train(self, images, labels):
            self.model.fit(images, labels)
    """
    assert [each.severity for each in diagnostics(source)] == [Severity.ERROR]


def test_one_loss_for_several_outputs_is_said() -> None:
    source = """\
    import tensorflow as tf

    inputs = tf.keras.Input((4,))
    heads = [tf.keras.layers.Dense(3, activation="softmax")(inputs) for _ in range(2)]
    model = tf.keras.Model(inputs, heads)
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    """
    (found,) = diagnostics(source)
    assert found.message.endswith("; it is one loss for several outputs")


def test_a_wrapper_that_hands_its_arguments_on_is_looked_through() -> None:
    source = """\
    import tensorflow as tf

    class Wrapped:
        def __init__(self, model):
            self.model = model

        def compile(self, *args, **kwargs):
            self.model.compile(*args, **kwargs)

    net = Wrapped(tf.keras.Sequential([tf.keras.layers.Dense(10)]))
    net.compile("adam", loss="categorical_crossentropy")
    """
    assert primaries(source) == [("XEN202", '"categorical_crossentropy"')]


def test_a_finding_names_activation_and_loss() -> None:
    (found,) = diagnostics(
        program(SOFT, 'model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))\n')
    )
    assert "softmax" in found.message
    assert "CategoricalCrossentropy" in found.message


def test_an_empty_program_says_nothing() -> None:
    check_noop("")
    check_noop("\n\n# nothing\n")


def test_meetings_that_one_plan_repairs_are_one_report() -> None:
    found = diagnostics(
        """
        import tensorflow as tf

        model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
        loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x)) + loss_fn(z, model(x))
        print(loss_fn(v, model(w)))
        """
    )
    (report,) = found
    assert report.span.start.column == 12
    assert (7, 35) in {(each.span.start.row, each.span.start.column) for each in report.related}


def test_what_is_assumed_of_a_layer_out_of_sight_is_said() -> None:
    source = """\
    import tensorflow as tf
    from somewhere import Capsule

    inputs = tf.keras.Input((16,))
    model = tf.keras.Model(inputs, Capsule(4, activation="softmax")(inputs))
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    """
    (found,) = diagnostics(source)
    assert found.severity is Severity.WARNING
    assert found.message.endswith("; this assumes that Capsule applies it to its output")
    assert found.fix is not None
    assert found.fix.applicability is Applicability.UNSAFE


def test_a_gradient_with_respect_to_the_input_is_no_training() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])

    def gradient(image, label, of):
        with tf.GradientTape() as tape:
            tape.watch(image)
            loss = tf.keras.losses.sparse_categorical_crossentropy(label, tf.nn.softmax(model(image)))
        return tape.gradient(loss, {of})
    """
    (looked_at,) = diagnostics(source.format(of="image"))
    assert (looked_at.code, looked_at.severity) == ("XEN101", Severity.INFO)
    assert "in a gradient with respect to the input" in looked_at.message
    (trained,) = diagnostics(source.format(of="model.trainable_variables"))
    assert (trained.code, trained.severity) == ("XEN101", Severity.WARNING)
    assert "in a training step" in trained.message


def test_what_a_tape_is_told_to_watch_is_an_input() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(10)])

    def attack(image, delta, label):
        delta = tf.Variable(delta)
        with tf.GradientTape() as tape:
            tape.watch([delta])
            outputs = tf.nn.softmax(model(image + delta))
            loss = -tf.keras.losses.sparse_categorical_crossentropy(label, outputs)
        return tape.gradient(loss, delta)
    """
    (found,) = diagnostics(source)
    assert (found.code, found.severity) == ("XEN101", Severity.INFO)
    assert "in a gradient with respect to the input" in found.message


def test_weights_that_are_plain_arrays_are_no_input() -> None:
    source = """\
    import tensorflow as tf

    weights = tf.random.normal([4, 3])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        outputs = tf.nn.softmax(tf.ones([1, 4]) @ weights)
        loss = tf.keras.losses.categorical_crossentropy(tf.ones([1, 3]), outputs)
    tape.gradient(loss, weights)
    """
    (found,) = diagnostics(source)
    assert (found.code, found.severity) == ("XEN101", Severity.WARNING)
    assert "in a training step" in found.message


def test_a_softmax_over_two_units_with_a_binary_loss_is_information() -> None:
    # The loss is the same function then: log p and log(1 - q) are one, for p + q = 1 and labels of which one holds.
    source = (
        HEAD
        + """\
model = tf.keras.Sequential([tf.keras.layers.Dense({units}, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(images, labels)
"""
    )
    (two,) = diagnostics(source.format(units=2))
    assert (two.code, two.severity) == ("XEN203", Severity.INFO)
    (three,) = diagnostics(source.format(units=3))
    assert (three.code, three.severity) == ("XEN203", Severity.ERROR)
