"""Layers, operations and names that are asked for by a text that the program does not write as one."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_display, check_files, check_fixed, check_unsafe, fix_of, lint, read

BY_NUMBER = """\
from tensorflow import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Activation("softmax")])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Activation("relu")])
print(other.get_layer("{name}").output)
"""


@pytest.mark.parametrize("name", ["activation_1", "dense_1"])
def test_keras_numbers_the_layers_of_a_class(name: str) -> None:
    program = BY_NUMBER.format(name=name)
    check_fixed(program, program.replace('"softmax"', '"linear"'))


NUMBERED = """\
from tensorflow import keras
from tensorflow.keras.layers import Activation, Dense, Input, Softmax

model = keras.Sequential([Input((4,)), Dense(3), {first}])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
other = keras.Sequential([Input((4,)), Dense(3), {second}])
{shown}
"""


@pytest.mark.parametrize("shown", ["other.summary()", "for each in other.layers:\n    print(each.name)"])
@pytest.mark.parametrize(
    ("first", "second", "safe"),
    [
        ("Softmax()", "Softmax()", False),
        ("Softmax()", 'Softmax(name="gate")', True),
        ("Softmax()", 'Activation("relu")', True),
    ],
)
def test_names_that_are_shown_stay(first: str, second: str, shown: str, safe: bool) -> None:
    fix = fix_of(NUMBERED.format(first=first, second=second, shown=shown), code="XEN201")
    assert (fix.applicability is Applicability.SAFE) is safe


def test_names_that_nobody_sees_may_change() -> None:
    program = NUMBERED.format(first="Softmax()", second="Softmax()", shown="print(other.predict(x).shape)")
    check_fixed(program, program.replace("Dense(3), Softmax()", "Dense(3)", 1))


def test_a_layer_that_is_added_would_number_others() -> None:
    program = """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(3{activation})])
model.compile("sgd", loss={loss})
model.fit(x, y)
print({before}model.predict(x){after})
other = keras.Sequential([keras.Input((3,)), layers.Softmax()])
{shown}
"""
    for shown, before, after, added in (
        ("", "layers.Softmax()(", ").numpy()", ""),
        ("other.summary()", "tf.nn.softmax(", ").numpy()", "import tensorflow as tf\n"),
    ):
        loss = "keras.losses.CategoricalCrossentropy(from_logits=True)"
        written = program.format(activation="", loss=loss, before=before, after=after, shown=shown)
        check_fixed(
            program.format(
                activation=', activation="softmax"',
                loss='"categorical_crossentropy"',
                before="",
                after="",
                shown=shown,
            ),
            written.replace("import keras\n", f"import keras\n{added}", 1),
        )


@pytest.mark.parametrize(
    ("labels", "safe"),
    [
        ('{"activation": y}', False),
        ("dict(activation=y)", False),
        ('{f"activation_{number}": y}', False),
        ('{"activation": "relu"}', True),
        ("y", True),
    ],
)
def test_labels_may_be_given_by_the_name_of_the_layer(labels: str, safe: bool) -> None:
    program = f"""\
from tensorflow import keras
from tensorflow.keras import layers

given = keras.Input((4,))
model = keras.Model(given, layers.Activation("softmax")(layers.Dense(3)(given)))
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
targets = {labels}
model.fit(x, load(targets))
"""
    fix = fix_of(program, code="XEN201")
    assert (fix.applicability is Applicability.SAFE) is safe


GRAPH = """\
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 3])
{p}
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits={given}))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(train, {{x: images, y: labels}})
    {rest}
"""


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        (', name="p"', "pass"),
        ("", 'session.run("Softmax:0", {x: images})'),
        ("", 'tf.train.write_graph(session.graph, ".", "graph.pb")'),
        ("", 'tf.train.Saver().save(session, "model")'),
        ("", "print([each.name for each in session.graph.get_operations()])"),
    ],
)
def test_a_graph_knows_its_operations_by_name(name: str, rest: str) -> None:
    made = "tf.keras.layers.Dense(3)(x)"
    check_fixed(
        GRAPH.format(p=f"p = tf.nn.softmax({made}{name})", given="p", rest=rest),
        GRAPH.format(p=f"logits = {made}\np = tf.nn.softmax(logits{name})", given="logits", rest=rest),
    )
    unnamed = f"def build():\n    return tf.nn.softmax({made}{name})\n\n\np = build()"
    fix = fix_of(GRAPH.format(p=unnamed, given="p", rest=rest), code="XEN201")
    assert fix.applicability is Applicability.UNSAFE


def test_an_operation_that_nobody_asks_for_goes() -> None:
    made = "tf.keras.layers.Dense(3)(x)"
    check_fixed(
        GRAPH.format(p=f"p = tf.nn.softmax({made})", given="p", rest="pass"),
        GRAPH.format(p=f"p = {made}", given="p", rest="pass"),
    )


def test_a_graph_of_several_files_is_one() -> None:
    model = """\
import tensorflow.compat.v1 as tf

def build(x):
    return {before}tf.keras.layers.Dense(3)(x){after}
"""
    main = """\
import tensorflow.compat.v1 as tf
from model import build

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 3])
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=build(x)))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(train, {x: images, y: labels})
"""
    written, right = model.format(before="tf.nn.softmax(", after=")"), model.format(before="", after="")
    check_files({"model.py": written, "main.py": main}, {"model.py": right, "main.py": main})
    main += '    tf.train.Saver().save(session, "model")\n'
    check_files(
        {"model.py": written, "main.py": main}, {"model.py": right, "main.py": main}, Applicability.UNSAFE
    )


@pytest.mark.parametrize(
    "line",
    [
        "model.fit(x, y, nb_epoch=3)",
        "import theano\nmodel.fit(x, y)",
        "model.fit(x, y)\nother = keras.models.Model(input=a, output=b)",
        "model.fit(x, y)\nother.add(keras.layers.Dense(8, init='uniform'))",
        "model.fit(x, y)\nboth = merge([a, b], mode='sum')",
    ],
)
def test_keras_1_has_none_of_what_is_written(line: str) -> None:
    program = f"""\
import keras

model = keras.models.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
{line}
print(model.predict(x))
"""
    assert fix_of(program, code="XEN103").applicability is Applicability.UNSAFE


@pytest.mark.parametrize("rest", ["print(globals()[name])", "names = dir()", "print(eval('Soft' + 'max'))"])
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


@pytest.mark.parametrize("waits", [True, False])
def test_who_imports_the_model_where_it_is_needed_gets_no_import_at_the_top(waits: bool) -> None:
    model = """\
import tensorflow as tf


def build():
    model = tf.keras.Sequential([tf.keras.layers.Dense(3{activation})])
    model.compile("sgd", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    return model
"""
    at_the_top, where_needed = (
        ("", "    from model import build\n") if waits else ("from model import build\n", "")
    )
    main = f"import numpy as np\n{{added}}{at_the_top}\n\ndef main():\n{where_needed}"
    main += "    print({before}build().predict(np.ones((1, 4))){after})\n\n\nmain()\n"
    files = {
        "model.py": model.format(activation=', activation="softmax"'),
        "main.py": main.format(added="", before="", after=""),
    }
    if waits:
        (found,) = (each.fix for each in lint(read(files)) if each.fix is not None)
        assert found.message.endswith(
            "by hand, since the file imports what needs the library only where it needs it"
        )
        return
    after = main.format(added="import tensorflow as tf\n", before="tf.nn.softmax(", after=").numpy()")
    check_files(files, {"model.py": model.format(activation=""), "main.py": after})


@pytest.mark.parametrize(
    ("activation", "loss"), [("softmax", "categorical_crossentropy"), ("sigmoid", "binary_crossentropy")]
)
def test_a_program_that_may_run_on_another_backend_gets_no_tensorflow(activation: str, loss: str) -> None:
    program = f"""\
import jax
from keras.layers import Dense
from keras.models import Sequential

model = Sequential([Dense(3, activation="{activation}")])
model.compile("sgd", loss="{loss}")
model.fit(x, y)
print(model.predict(x))
"""
    check_display(program, "it may run on another backend than TensorFlow", code="XEN103")


def test_a_tracker_saves_what_is_trained() -> None:
    program = """\
import mlflow
from tensorflow import keras

mlflow.tensorflow.autolog()
model = keras.Sequential([keras.layers.Dense(3{activation})])
model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""
    check_unsafe(
        program.format(activation=', activation="softmax"'),
        program.format(activation=""),
        "models that are trained are saved by a tracker",
    )


def test_a_function_is_a_layer_with_a_number_in_keras_2() -> None:
    program = """\
import tensorflow as tf
from tensorflow.keras import layers

given = layers.Input((4,))
model = tf.keras.Model(given, tf.nn.softmax(layers.Dense(3)(given)))
model.compile("sgd", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
{rest}
"""
    gate = "gated = tf.keras.Model(given, layers.Dense(2)(tf.nn.softmax(given)))\ngated.summary()"
    labels = 'model.fit(x, {"tf.nn.softmax": y})'
    for rest, safe in ((gate, False), (labels, False), ("print(tf.nn.softmax([1.0, 2.0]), y.name)", True)):
        fix = fix_of(program.format(rest=rest), code="XEN201")
        assert (fix.applicability is Applicability.SAFE) is safe


@pytest.mark.parametrize(
    ("rest", "safe"),
    [
        ("print(sorted(globals()))", False),
        ("print(dir())", False),
        ("globals()['model'].summary()", True),
        ("globals().update(a=1)", True),
    ],
)
def test_who_goes_through_all_names_would_find_an_import_that_is_added(rest: str, safe: bool) -> None:
    program = f"""\
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
model.fit(x, y)
print(model.predict(x))
{rest}
"""
    fix = fix_of(program, code="XEN103")
    assert (fix.applicability is not Applicability.DISPLAY) is safe


@pytest.mark.parametrize(
    ("imported", "safe"), [("import tensorflow.compat.v1 as tf", False), ("import tensorflow as tf", True)]
)
def test_a_name_that_is_added_would_be_handed_on_with_all_others(imported: str, safe: bool) -> None:
    net = """\
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", loss="categorical_crossentropy")
model.fit(x, y)
print(model.predict(x))
"""
    files = {"net.py": net, "main.py": f"{imported}\nfrom net import *\n\nprint(tf.version.VERSION)\n"}
    (fix,) = (each.fix for each in lint(read(files)) if each.fix is not None)
    assert (fix.applicability is Applicability.SAFE) is safe


def test_an_import_beside_others_that_stand_late_is_marked_as_they_are() -> None:
    program = """\
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
from tensorflow.keras.layers import Dense  # noqa: E402
{loss}from tensorflow.keras.models import Sequential  # noqa: E402

model = Sequential([Dense(3{activation})])
model.compile("sgd", loss={given})
model.fit(x, y)
"""
    check_fixed(
        program.format(loss="", activation=', activation="softmax"', given='"categorical_crossentropy"'),
        program.format(
            loss="from tensorflow.keras.losses import CategoricalCrossentropy  # noqa: E402\n",
            activation="",
            given="CategoricalCrossentropy(from_logits=True)",
        ),
    )
