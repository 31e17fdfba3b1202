"""Layers, operations and names that are asked for by a text that the program does not write as one."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_display, check_fixed, fix_of

BY_NUMBER = """\
from tensorflow import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Activation("softmax")])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Activation("relu")])
print(other.get_layer("{name}").output)
"""


@pytest.mark.parametrize(
    ("name", "safe"), [("activation_1", False), ("activation", False), ("dense_1", True)]
)
def test_keras_numbers_the_layers_of_a_class(name: str, safe: bool) -> None:
    fix = fix_of(BY_NUMBER.format(name=name), code="XEN201")
    assert (fix.applicability is Applicability.SAFE) is safe


GRAPH = """\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 3])
p = tf.nn.softmax(tf.keras.layers.Dense(3)(x){name})
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=p))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(train, {{x: images, y: labels}})
    {rest}
"""


@pytest.mark.parametrize(
    ("name", "rest", "safe"),
    [
        ("", "pass", True),
        (', name="p"', "pass", False),
        ("", 'session.run("Softmax:0", {x: images})', False),
        ("", 'tf.train.write_graph(session.graph, ".", "graph.pb")', False),
    ],
)
def test_a_graph_knows_its_operations_by_name(name: str, rest: str, safe: bool) -> None:
    fix = fix_of(GRAPH.format(name=name, rest=rest), code="XEN201")
    assert (fix.applicability is Applicability.SAFE) is safe


@pytest.mark.parametrize("line", ["model.fit(x, y, nb_epoch=3)", "import theano\nmodel.fit(x, y)"])
def test_keras_1_has_none_of_what_is_written(line: str) -> None:
    program = f"""\
import keras

model = keras.models.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
{line}
print(model.predict(x))
"""
    assert fix_of(program, code="XEN103").applicability is Applicability.UNSAFE


@pytest.mark.parametrize("rest", ["print(globals()[name])", "names = dir()"])
def test_an_import_may_be_asked_for_by_its_name(rest: str) -> None:
    program = f"""\
from tensorflow import keras
from tensorflow.keras.layers import Dense, Softmax

model = keras.Sequential([Dense(3){{softmax}}])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
{rest}
"""
    check_fixed(program.format(softmax=", Softmax()"), program.format(softmax=""))


@pytest.mark.parametrize("comment", ["# region softmax", "# --8<-- [start:softmax]", "# [softmax]"])
def test_a_mark_is_no_comment_on_the_activation(comment: str) -> None:
    program = f"""\
from tensorflow import keras

{comment}
model = keras.Sequential([keras.layers.Dense(3{{activation}})])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""
    check_fixed(program.format(activation=', activation="softmax"'), program.format(activation=""))


@pytest.mark.parametrize("around", ["def build():", "try:"])
def test_who_imports_the_library_where_it_is_needed_gets_no_import_at_the_top(around: str) -> None:
    program = f"""\
import numpy as np

{around}
    from tensorflow.keras import losses
    from tensorflow.keras.layers import Dense
    from tensorflow.keras.models import Sequential

    model = Sequential([Dense(3, activation="softmax")])
    model.compile("sgd", losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    print(model.predict(x))
"""
    program += "except ImportError:\n    print('none')\n" if around == "try:" else "\n\nbuild()\n"
    check_display(program, "the file imports the library only where it needs it")


def test_a_program_that_may_run_on_another_backend_gets_no_tensorflow() -> None:
    program = """\
import jax
from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(3, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
model.fit(x, y)
print(model.predict(x))
"""
    check_display(program, "it may run on another backend than TensorFlow", code="XEN103")
