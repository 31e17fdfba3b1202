"""Who reads probabilities is given probabilities; who only compares classes is left alone."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_display, check_fixed, check_unsafe, fix_of, lint, read

PROGRAM = """\
import numpy as np
import tensorflow as tf
from sklearn.metrics import log_loss

model = tf.keras.Sequential([tf.keras.layers.Dense({units}{activation})])
model.compile("adam", loss={loss})
model.fit(x, y)
{reader}
"""


def softmax(reader: str, *, fixed: bool) -> str:
    """A classifier of ten classes before and after its repair, and who reads it."""
    return PROGRAM.format(
        units=10,
        activation="" if fixed else ', activation="softmax"',
        loss="tf.keras.losses.CategoricalCrossentropy(from_logits=True)"
        if fixed
        else '"categorical_crossentropy"',
        reader=reader,
    )


def sigmoid(reader: str, *, fixed: bool) -> str:
    """A binary classifier before and after its repair, and who reads it."""
    return PROGRAM.format(
        units=1,
        activation="" if fixed else ', activation="sigmoid"',
        loss="tf.keras.losses.BinaryCrossentropy(from_logits=True)" if fixed else '"binary_crossentropy"',
        reader=reader,
    )


@pytest.mark.parametrize(
    "reader",
    [
        "print(np.argmax(model.predict(x), axis=1))",
        "print(model.predict(x).argmax(-1))",
        "print(tf.argmax(model(x), axis=-1))",
        "print(tf.math.top_k(model(x), k=5).indices)",
        "print(model.predict(x).shape)",
        "model.evaluate(x, y)",
        "model.summary()",
    ],
)
def test_who_does_not_need_probabilities_is_left_alone(reader: str) -> None:
    check_fixed(softmax(reader, fixed=False), softmax(reader, fixed=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(model.predict(x))", "print(tf.nn.softmax(model.predict(x)).numpy())"),
        ("print(model(x))", "print(tf.nn.softmax(model(x)))"),
        ("print(model(x).numpy())", "print(tf.nn.softmax(model(x)).numpy())"),
        ("publish(model.predict(x))", "publish(tf.nn.softmax(model.predict(x)).numpy())"),
        (
            "for name, p in zip(names, model.predict(x)):\n    print(name, p)",
            "for name, p in zip(names, tf.nn.softmax(model.predict(x)).numpy()):\n    print(name, p)",
        ),
        ("print(model.predict(x)[0])", "print(tf.nn.softmax(model.predict(x)).numpy()[0])"),
        ("print(model.predict(x)[:, 1])", "print(tf.nn.softmax(model.predict(x)).numpy()[:, 1])"),
        ("print(model.predict(x).max())", "print(tf.nn.softmax(model.predict(x)).numpy().max())"),
        (
            "print(np.round(model.predict(x), 2))",
            "print(np.round(tf.nn.softmax(model.predict(x)).numpy(), 2))",
        ),
        (
            "print(log_loss(y, model.predict(x)))",
            "print(log_loss(y, tf.nn.softmax(model.predict(x)).numpy()))",
        ),
        ('print(f"{model.predict(x)}")', 'print(f"{tf.nn.softmax(model.predict(x)).numpy()}")'),
        ("p = model.predict(x)\nprint(p[0])", "p = tf.nn.softmax(model.predict(x)).numpy()\nprint(p[0])"),
        (
            "for p in model.predict(x):\n    print(p)",
            "for p in tf.nn.softmax(model.predict(x)).numpy():\n    print(p)",
        ),
        (
            "for i, p in enumerate(model.predict(x)):\n    print(i, p)",
            "for i, p in enumerate(tf.nn.softmax(model.predict(x)).numpy()):\n    print(i, p)",
        ),
        (
            "mean = (model.predict(x) + model.predict(z)) / 2\nprint(mean)",
            "mean = (tf.nn.softmax(model.predict(x)).numpy() + tf.nn.softmax(model.predict(z)).numpy()) / 2\n"
            "print(mean)",
        ),
    ],
)
def test_who_reads_probabilities_is_given_them(before: str, after: str) -> None:
    check_fixed(softmax(before, fixed=False), softmax(after, fixed=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(model.predict(x) > 0.5)", "print(tf.nn.sigmoid(model.predict(x)).numpy() > 0.5)"),
        (
            "print(np.where(model.predict(x) > 0.5, 1, 0))",
            "print(np.where(tf.nn.sigmoid(model.predict(x)).numpy() > 0.5, 1, 0))",
        ),
        ("print(model.predict(x).round())", "print(tf.nn.sigmoid(model.predict(x)).numpy().round())"),
        (
            'if model.predict(x)[0] > 0.5:\n    print("yes")',
            'if tf.nn.sigmoid(model.predict(x)).numpy()[0] > 0.5:\n    print("yes")',
        ),
    ],
)
def test_who_cuts_at_a_threshold_is_given_probabilities(before: str, after: str) -> None:
    check_fixed(sigmoid(before, fixed=False), sigmoid(after, fixed=True))


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        ('model.save("model.keras")', "the model is saved or exported (program.py:8)"),
        ("publish(model)", "the model is passed to a function that is not known (program.py:8)"),
    ],
)
def test_who_is_out_of_sight_makes_it_unsafe(reader: str, why: str) -> None:
    check_unsafe(softmax(reader, fixed=False), softmax(reader, fixed=True), why)


def test_a_function_that_is_given_the_output_may_have_other_callers() -> None:
    check_fixed(
        softmax("\n\ndef show(p):\n    print(p)\n\n\nshow(model.predict(x))", fixed=False),
        softmax(
            "\n\ndef show(p):\n    print(p)\n\n\nshow(tf.nn.softmax(model.predict(x)).numpy())", fixed=True
        ),
    )


def test_a_function_that_is_given_the_model_may_have_other_callers() -> None:
    check_unsafe(
        softmax("\n\ndef show(net):\n    print(net.predict(x))\n\n\nshow(model)", fixed=False),
        softmax(
            "\n\ndef show(net):\n    print(tf.nn.softmax(net.predict(x)).numpy())\n\n\nshow(model)",
            fixed=True,
        ),
        "the output is read in a function that others may call too (program.py:11)",
    )


def test_a_model_that_a_function_returns_has_callers_out_of_sight() -> None:
    source = """\
    import tensorflow as tf


    def classifier():
        model = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
        model.compile("adam", loss={loss})
        return model
    """
    check_unsafe(
        source.format(activation=', activation="softmax"', loss='"categorical_crossentropy"'),
        source.format(activation="", loss="tf.keras.losses.CategoricalCrossentropy(from_logits=True)"),
        "the model is returned to callers out of sight (program.py:4)",
    )


def test_what_is_joined_with_other_tensors_is_probabilities_before() -> None:
    reader = "p = np.stack([{} for _ in range(10)])\nprint(p.mean(axis=0))"
    check_fixed(
        softmax(reader.format("model(x, training=True)"), fixed=False),
        softmax(reader.format("tf.nn.softmax(model(x, training=True))"), fixed=True),
    )


TEACHER = """\
import tensorflow as tf

teacher = tf.keras.Sequential([tf.keras.layers.Dense(10{activation})])
teacher.compile("adam", loss={loss})
teacher.fit(x, y)
student = tf.keras.Sequential([tf.keras.layers.Dense(10)])
distance = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


def step(x):
    with tf.GradientTape() as tape:
        loss = distance({labels}, student(x))
    return tape.gradient(loss, student.trainable_variables)


step(x)
"""


def test_the_labels_that_a_teacher_gives_stay_probabilities() -> None:
    check_fixed(
        TEACHER.format(
            activation=', activation="softmax"', loss='"categorical_crossentropy"', labels="teacher(x)"
        ),
        TEACHER.format(
            activation="",
            loss="tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
            labels="tf.nn.softmax(teacher(x))",
        ),
    )


def test_labels_that_are_changed_on_the_way_are_probabilities_before() -> None:
    check_fixed(
        TEACHER.format(
            activation=', activation="softmax"',
            loss='"categorical_crossentropy"',
            labels="tf.cast(teacher(x), tf.float64)",
        ),
        TEACHER.format(
            activation="",
            loss="tf.keras.losses.CategoricalCrossentropy(from_logits=True)",
            labels="tf.cast(tf.nn.softmax(teacher(x)), tf.float64)",
        ),
    )


def test_a_model_whose_output_another_layer_reads_is_left_alone() -> None:
    source = """\
    import tensorflow as tf

    base = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    base.compile("adam", loss="categorical_crossentropy")
    base.fit(x, y)
    model = tf.keras.Sequential([base, tf.keras.layers.Dense(3)])
    model.compile("adam", loss="mse")
    model.fit(x, y)
    """
    check_display(source, "another layer reads the output (program.py:6)")


def test_one_reader_of_two_models_is_left_alone() -> None:
    source = """\
    import tensorflow as tf


    def show(model):
        print(model.predict(x))


    student = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    teacher = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax", name="teacher")])
    student.compile("adam", loss="categorical_crossentropy")
    student.fit(x, y)
    show(student)
    show(teacher)
    """
    check_display(source, "a reader of the output also reads another one (program.py:5)")


LOOP = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(10)


def step(x, y):
    with tf.GradientTape() as tape:
        p = {p}
        loss = tf.keras.losses.categorical_crossentropy(y, p{flag})
    tf.print({shown})
    return tape.gradient(loss, dense.trainable_variables)
"""


def test_a_reader_gets_the_axis_of_the_softmax() -> None:
    check_unsafe(
        LOOP.format(p="tf.nn.softmax(dense(x), axis=1)", flag="", shown="p"),
        LOOP.format(p="dense(x)", flag=", from_logits=True", shown="tf.nn.softmax(p, axis=1)"),
        "the softmax is taken over axis 1, and the loss over the last one",
    )


def test_a_reader_behind_a_cast_that_feeds_the_loss_too_is_left_alone() -> None:
    source = LOOP.format(p="tf.nn.softmax(dense(x))\n        p = tf.cast(p, tf.float32)", flag="", shown="p")
    check_display(source, "the output is changed on its way to the loss, and read after that")


def test_a_threshold_on_logits_makes_the_flag_unsafe() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("adam", loss={loss})
    model.fit(x, y)
    print(model.predict(x) > 0.5)
    """
    check_unsafe(
        source.format(loss='"binary_crossentropy"'),
        source.format(loss="tf.keras.losses.BinaryCrossentropy(from_logits=True)"),
        "the output is compared with a threshold",
    )


SESSION = """\
import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 3])
{p}
cost = tf.reduce_mean(-tf.reduce_sum(y * tf.{log}, axis=1))
train = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
with tf.Session() as session:
    {fetched}
"""
MADE = "tf.matmul(x, tf.Variable(tf.zeros([4, 3])))"


@pytest.mark.parametrize(
    "fetched",
    [
        "_, probabilities = session.run([train, p], feed_dict={x: xs, y: ys})",
        "for batch in batches:\n        print(session.run(p, {x: batch}))",
        'tf.train.Saver().save(session, "model")',
        'print(session.run("Softmax:0", {x: xs}))',
    ],
)
def test_what_a_session_fetches_stays_an_operation_of_its_graph(fetched: str) -> None:
    check_fixed(
        SESSION.format(p=f"p = tf.nn.softmax({MADE})", log="log(p)", fetched=fetched),
        SESSION.format(
            p=f"logits = {MADE}\np = tf.nn.softmax(logits)", log="nn.log_softmax(logits)", fetched=fetched
        ),
    )


def test_what_a_session_fetches_may_have_no_name_for_its_scores() -> None:
    made = f"def build():\n    return tf.nn.softmax({MADE})\n\n\np = build()"
    for fetched in (
        "session.run([train, p], {x: xs})",
        "for xs in data:\n        print(session.run(p, {x: xs}))",
    ):
        fix = fix_of(SESSION.format(p=made, log="log(p)", fetched=fetched), code="XEN104")
        assert fix.applicability is Applicability.UNSAFE


def test_scores_that_are_an_attribute_stand_beside_their_activation() -> None:
    program = """\
import tensorflow.compat.v1 as tf


class Net:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 4])
        self.y = tf.placeholder(tf.float32, [None, 3])
        self.logits = tf.matmul(self.x, tf.Variable(tf.zeros([4, 3])))
        self.probs = tf.nn.softmax({{scores}})
{between}        self.loss = tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits_v2(labels=self.y, logits={{given}})
        )
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

    def prepare(self):
        self.logits = None


net = Net()
with tf.Session() as session:
    session.run(net.train, data)
    print(session.run(net.probs, data))
"""
    source = program.format(between="").format(scores="self.logits", given="self.probs")
    check_fixed(source, program.format(between="").format(scores="self.logits", given="self.logits"))
    for between in ("        self.logits = None\n", "        self.prepare()\n"):
        changed = program.format(between=between).format(scores="self.logits", given="self.probs")
        (found,) = lint(read({"program.py": changed}))
        assert found.fix is not None
        assert all(edit.content != "self.logits" for edit in found.fix.edits)


def test_an_array_that_is_asked_of_a_graph_makes_it_unsafe() -> None:
    reader = "tf.compat.v1.keras.backend.get_session()\n{print}"
    check_unsafe(
        softmax(reader.format(print="print(model.predict(x))"), fixed=False),
        softmax(reader.format(print="print(tf.nn.softmax(model.predict(x)).numpy())"), fixed=True),
        "without eager execution a tensor has no numpy() (program.py:9)",
    )


ATTENTION = """\
import tensorflow as tf


class Attend(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.query = tf.keras.layers.Dense(8)

    def call(self, x, m):
        p = tf.nn.softmax(self.query(x))
        o = {o}
        return o, p


net = Attend()
crossentropy = tf.keras.losses.CategoricalCrossentropy()


def step(x, m, y):
    with tf.GradientTape() as tape:
        o, p = net(x, m)
        loss = crossentropy(y, p) + tf.reduce_mean(o ** 2)
    return tape.gradient(loss, net.trainable_weights)


step(x, m, y)
"""


@pytest.mark.parametrize(
    ("o", "why"),
    [
        ("tf.matmul(p, m)", "the output is multiplied with another (program.py:11)"),
        ("p @ m", "the output is multiplied with another (program.py:11)"),
        ("p * m", "the model computes with its output before it is read (program.py:22)"),
        (
            "tf.reduce_sum(p * m, axis=-1)",
            "the model computes with its output before it is read (program.py:22)",
        ),
    ],
)
def test_a_model_that_computes_with_its_own_output_is_left_alone(o: str, why: str) -> None:
    check_display(ATTENTION.format(o=o), why, "XEN101")
