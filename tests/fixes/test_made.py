"""The activation is applied where the array is made, so that readers are right whoever they are."""

from __future__ import annotations

from textwrap import dedent

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_fixed, check_unsafe, fix_of, lint, read

PROGRAM = """\
import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(8), {last}])
{loss}
net.compile("sgd", loss=loss)
net.fit(x, y)
{reader}
"""
BEFORE = {
    "last": 'tf.keras.layers.Dense(3, activation="softmax")',
    "loss": "loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)",
}
AFTER = {
    "last": "tf.keras.layers.Dense(3)",
    "loss": "loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
}
ARRAY = "net.predict(x)"
PROBABILITIES = "tf.nn.softmax(net.predict(x)).numpy()"

READERS = {
    "a list of arrays": "print([{} for x in (1, 2)])",
    "arguments with a star": "def f(*a):\n    print(*a)\n\n\nf(*[{}])",
    "the greatest of a row": "for row in {}:\n    print(np.argmax(row), max(row))",
    "a likelihood": "p = {}\nprint(-np.log(p[np.arange(len(y)), y]).mean())",
    "lists of numbers": "p = {}\nprint(p.tolist(), max(p.tolist()[0]))",
    "a number": "print({}.item(0))",
    "a sum carried around a loop": "total = 0\nfor x in xs:\n    total = 0.9 * total + 0.1 * {}\nprint(total)",
    "the first of several": "rows = iter({})\nprint(next(rows))",
    "one or the other, by element": "p = {}\nprint(tf.where(p > 0.3, p, 0.0)[0])",
    "one or the other": "p = {}\nprint(p if p.ndim > 2 else p[0])",
    "what an object holds": (
        "class Scores:\n    def __init__(self, p):\n        self.p = p\n\n    def __getitem__(self, i):\n"
        "        return self.p[i]\n\n\ns = Scores({})\nprint(s[0])"
    ),
    "views": "p = {}\nprint(p.flat[0], np.c_[y, p][0], tf.constant(p)[0])",
    "an order of samples": "p = {}\nprint(p.argsort(axis=0)[-1])",
    "an order of everything": "p = {}\nprint(np.argsort(p, axis=None)[-3:])",
    "several classes of several samples": "p = {}\nprint(p[:3].argmax(axis=0))",
    "an order along an axis of samples": "p = {}\nprint(tf.math.top_k(tf.transpose(p), 2).indices)",
    "an order across rows that became one": "p = {}\nprint(p.reshape(4, -1).argmax(axis=1))",
    "what is kept of each row": (
        "found = []\nfor p in {}:\n    print(p.argmax())\n    found.append([(i, p[i]) for i in range(3)])\n"
        "for each in found:\n    print(each)"
    ),
    "all names there are": "p = {}\nprint(p.argmax(axis=1))\nprint('{{p}}'.format(**locals()))",
    "a name that is bound anew on some paths": (
        "p = {}\nif y is None:\n    p = np.argmax(p, axis=1)\nprint(p)"
    ),
    "a name that is bound anew too late": (
        "for x in xs:\n    p = {}\n    if x is None:\n        continue\n    p = np.argmax(p, axis=1)\nprint(p)"
    ),
    "a name that a function reads meanwhile": (
        "def show():\n    print(p)\n\n\np = {}\nshow()\np = np.argmax(p, axis=1)"
    ),
    "a name that is bound anew unless something is raised": (
        "from contextlib import suppress\n\np = None\nwith suppress(OSError):\n    p = {}\n    open(x)\n"
        "    p = np.argmax(p, axis=1)\nprint(p)"
    ),
    "a name that is bound anew in a loop, or not": (
        "p = {}\nprint(p.argmax(axis=1))\nfor z in xs:\n    if len(z):\n        p = z\n    print(p)"
    ),
    "a name that is bound anew behind its reader": (
        "p = {}\nprint(p.argmax(axis=1))\nfor z in xs:\n    print(p)\n    p = z"
    ),
    "a name that nobody reads": "p = {}",
    "another name that nobody reads": "p = {}\nq = p",
    "a part that nobody reads": "p = {}[0]",
    "a name of the module": (
        "def predict():\n    global p\n    p = {}\n    print(p.argmax(axis=1))\n\n\npredict()\nprint(p)"
    ),
    "a row that keeps its name": "print([(q := p).argmax() for p in {}])\nprint(str(q))",
    "what a function of the program gives back": "def scores():\n    return {}\n\n\nprint(scores())",
}


@pytest.mark.parametrize("reader", READERS)
def test_an_array_is_probabilities_from_the_start(reader: str) -> None:
    check_fixed(
        PROGRAM.format(**BEFORE, reader=READERS[reader].format(ARRAY)),
        PROGRAM.format(**AFTER, reader=READERS[reader].format(PROBABILITIES)),
    )


@pytest.mark.parametrize(
    ("read", "after"),
    [
        ("tf.identity(p)", "tf.nn.softmax(tf.identity(p))"),
        ("tf.stop_gradient(p)", "tf.nn.softmax(tf.stop_gradient(p))"),
        ("np.nan_to_num(p)", "tf.nn.softmax(np.nan_to_num(p)).numpy()"),
        ("p", "tf.nn.softmax(p).numpy()"),
    ],
)
def test_what_is_read_stays_the_array_or_the_tensor_that_it_was(read: str, after: str) -> None:
    reader = "p = list(map(net.predict, [x]))[0]\nprint({})"
    check_unsafe(
        PROGRAM.format(**BEFORE, reader=reader.format(read)),
        PROGRAM.format(**AFTER, reader=reader.format(after)),
        "the output is given by what is mapped (program.py:8)",
    )


INDIFFERENT = [
    "print(net.predict(x).argmax(axis=1))",
    "p = net.predict(x)\nprint(np.argmax(p, axis=-1))",
    "p = net.predict(x)\nprint(p.shape, np.argmax(p, axis=1))",
    "for p in net.predict(x):\n    print(p.argmax())",
    "p = net.predict(x)\np = np.argmax(p, axis=1)\nprint(p)",
    "for x in xs:\n    p = net.predict(x)\n    p = p.argmax(axis=1)\n    print(p)",
    "p = net.predict(x)\nprint(p.argmax(axis=1))\nfor z in xs:\n    p = z\n    print(p)",
    "if len(x):\n    p = net.predict(x)\n    print(p.argmax(axis=1))\nelse:\n    p = x\n    print(p)",
    "print([p.argmax() for p in net.predict(x)])",
    "print(net.predict(x).reshape(-1, 3).argmax(axis=1))",
    "print(tf.argmax(tf.squeeze(net(x)), axis=-1))",
    "print(tf.compat.v1.arg_max(net(x), 1))",
    "net.predict(x)",
]


@pytest.mark.parametrize("reader", INDIFFERENT)
def test_an_array_of_which_nobody_needs_probabilities_stays_as_it_is(reader: str) -> None:
    check_fixed(PROGRAM.format(**BEFORE, reader=reader), PROGRAM.format(**AFTER, reader=reader))


IMAGES = """\
import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((6, 6, 1)), tf.keras.layers.Conv2D(3, 1{activation})])
net.compile("sgd", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(x, y)
{reader}
"""


@pytest.mark.parametrize(
    ("reader", "of_classes"),
    [
        ("print(np.argmax({}, axis=3))", True),
        ("print({}[0].argmax(axis=2))", True),
        ("print({}[0, 0].argmax(axis=1))", True),
        ("for p in {}:\n    print(p[0, 0].argmax())", True),
        ("print(np.argmax({}, axis=1))", False),
        ("print({}[0].argmax())", False),
        ("print({}[0].argmax(axis=1))", False),
        ("for p in {}:\n    print(p.argmax(axis=0))", False),
    ],
)
def test_only_an_order_of_the_classes_is_one_of_the_scores(reader: str, of_classes: bool) -> None:
    after = ARRAY if of_classes else PROBABILITIES
    check_fixed(
        IMAGES.format(activation=', activation="softmax"', reader=reader.format(ARRAY)),
        IMAGES.format(activation="", reader=reader.format(after)),
    )


QUESTIONS = {
    "a layer by its place": "print(net.layers[-1](t))",
    "how many layers": "print(len(net.layers))",
    "an output by its place": "print(tf.keras.Model(net.inputs, net.layers[-1].output).predict(x))",
    "the kind of a layer": "print(type(net.layers[-1]))",
    "a layer less": "net.pop()\nprint(net.predict(x))",
    "names": "print(net.output_names)",
    "a layer by its name": 'print(net.get_layer("dense_1"))',
    "an activation": "print(net.layers[-1].activation(t), net.layers[-1].activation.__name__)",
    "a configuration": 'print(net.layers[-1].get_config()["activation"])',
    "a copy": "print(tf.keras.layers.Dense.from_config(net.layers[-1].get_config()))",
    "an activation that is replaced": "net.layers[-1].activation = tf.nn.relu\nnet.fit(x, y)",
    "a step of its own": "print(net.predict_step(t))",
    "a flag": "print(loss.from_logits)",
    "the flag of the model's loss": "print(net.loss.from_logits)",
    "the loss's configuration": "print(loss.get_config())",
    "the loss, as text": "print(loss)",
    "the model's loss": "print(net.loss)",
    "the model's loss in a text": 'print(f"{net.loss}")',
    "the loss in a list": "print([loss])",
    "the kind of the loss": "print(str(loss).split()[0])",
    "something that Keras may have": "print(net.something_else)",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_asks_the_model_or_its_loss_what_it_is_makes_it_unsafe(question: str) -> None:
    fix = fix_of(PROGRAM.format(**BEFORE, reader=QUESTIONS[question]))
    assert fix.applicability is not Applicability.SAFE


@pytest.mark.parametrize(
    "loss",
    ['"sparse_categorical_crossentropy"', "tf.keras.losses.sparse_categorical_crossentropy"],
)
@pytest.mark.parametrize(
    "question", ["print(model.loss)", "assert model.loss == given", "print(model.loss.__name__)"]
)
def test_who_asks_for_the_loss_where_it_becomes_an_object_makes_it_unsafe(loss: str, question: str) -> None:
    source = f"""\
import tensorflow as tf

given = {loss}
model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
model.compile("sgd", loss={loss})
model.fit(x, y)
{question}
"""
    assert fix_of(source).applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    "reader",
    [
        "print({i: row.max() for i, row in enumerate(p)})",
        "found = []\nfound.extend(p)",
        "print(p + 1)",
        "print(p > 0.5)",
        "print(0.5 in p)",
    ],
)
def test_what_follows_a_reader_of_what_may_be_none_is_read_too(reader: str) -> None:
    reading = (
        "p = {0} if len(x) else None\n" + reader.replace("{", "{{").replace("}", "}}") + "\nprint({0}[0])"
    )
    before, after = reading.format(ARRAY), reading.format(PROBABILITIES)
    check_fixed(PROGRAM.format(**BEFORE, reader=before), PROGRAM.format(**AFTER, reader=after))
    asking = f"{before}\nprint(loss.from_logits)"
    assert fix_of(PROGRAM.format(**BEFORE, reader=asking)).applicability is Applicability.UNSAFE


@pytest.mark.parametrize("text", ["print(eval('p.max()'))", "exec('print(p.max())')"])
def test_a_name_that_only_a_string_says_is_no_safe_repair(text: str) -> None:
    reader = f"p = net.predict(x)\nprint(p.argmax(axis=1))\n{text}"
    assert fix_of(PROGRAM.format(**BEFORE, reader=reader)).applicability is not Applicability.SAFE


def test_a_call_that_is_not_followed_makes_it_unsafe() -> None:
    for reader in (
        "def ask():\n    x = yield net.predict(x)\n    print(x)\n\n\ng = ask()\nnext(g)\ng.send(1)",
        "data = tf.data.Dataset.from_tensor_slices(x).map(lambda t: net(t))\nfor p in data:\n    print(p)",
        'mode = "sequential"  # or "functional"\nif mode == "functional":\n    print(net.predict(x))',
        'ask = net.predict\nmode = "sequential"  # or "functional"\nif mode == "functional":\n    print(ask(x))',
    ):
        assert fix_of(PROGRAM.format(**BEFORE, reader=reader)).applicability is Applicability.UNSAFE


LAYER = """\
import tensorflow as tf

inputs = tf.keras.Input((4,))
last = tf.keras.layers.Dense(3, activation="softmax")
model = tf.keras.Model(inputs, last(inputs))
model.compile("sgd", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False))
model.fit(x, y)
{}
"""


@pytest.mark.parametrize(
    "question",
    [
        "print(last.activation)",
        "print(last.get_config())",
        "last.activation = tf.nn.relu\nmodel.fit(x, y)",
        "print(getattr(last, 'activation'))",
        "print(vars(last))",
    ],
)
def test_who_asks_the_layer_makes_it_unsafe(question: str) -> None:
    assert fix_of(LAYER.format(question)).applicability is not Applicability.SAFE


def test_what_feeds_a_loss_and_goes_where_nobody_looks_is_unsafe() -> None:
    program = """\
        import tensorflow as tf

        net = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
        loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)
        seen = []


        def step(x, y):
            with tf.GradientTape() as tape:
                p, many = net(x), len(x)
                value = loss(y, p)
            {reader}
            return tape.gradient(value, net.trainable_variables)


        step(x, y)
        """
    for reader in ("kept[0].inner = p", "return value, p", "seen.append(p)"):
        assert fix_of(program.format(reader=reader)).applicability is Applicability.UNSAFE
    named = program.replace("p, many = net(x), len(x)", "p = net(x)")
    assert fix_of(named.format(reader="return value, p")).applicability is Applicability.SAFE


def test_a_second_softmax_of_the_author_is_not_taken_for_granted() -> None:
    source = """\
        import tensorflow as tf

        model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
        model.compile("sgd", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(x, y)
        print(tf.keras.Sequential([model, tf.keras.layers.Softmax()]).predict(x))
        """
    assert fix_of(source).applicability is not Applicability.SAFE


SOFTMAX_LAYERS = """\
import tensorflow as tf

inputs = tf.keras.Input((4,))
one = tf.keras.layers.Softmax()(tf.keras.layers.Dense(3)(inputs))
two = tf.keras.layers.Dense(1{})(inputs)
model = tf.keras.Model(inputs, [one, two])
model.compile("sgd", loss=[tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), "mse"])
print(model.fit(x, [y, z]).history["softmax_loss"])
"""


def test_an_output_that_is_named_after_the_layer_that_goes_is_unsafe() -> None:
    assert fix_of(SOFTMAX_LAYERS.format("")).applicability is not Applicability.SAFE


def test_a_metric_whose_record_is_looked_up_keeps_its_name_or_is_unsafe() -> None:
    source = """\
        import tensorflow as tf

        model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(1, activation="sigmoid")])
        model.compile("sgd", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=["AUC"])
        history = model.fit(x, y)
        print(history.history["AUC"])
        """
    assert fix_of(source).applicability is not Applicability.SAFE


def test_a_metric_of_two_heads_is_not_changed_for_one() -> None:
    source = """\
        import tensorflow as tf


        def build(classes):
            if classes == 1:
                out = tf.keras.layers.Dense(1, activation="sigmoid")
                loss = tf.keras.losses.BinaryCrossentropy(from_logits=False)
            else:
                out = tf.keras.layers.Dense(classes, activation="softmax")
                loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)
            net = tf.keras.Sequential([tf.keras.Input((4,)), out])
            net.compile("sgd", loss=loss, metrics=["accuracy"])
            return net


        many, two = build(3), build(1)
        many.fit(x, y)
        two.fit(x, y)
        """
    fixes = [each.fix for each in lint(read({"program.py": dedent(source)}))]
    assert fixes
    assert all(fix is not None and fix.applicability is not Applicability.SAFE for fix in fixes)


SEVERAL = """\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((4,))
one = tf.keras.layers.Dense(3, activation="softmax", name="one")(inputs)
two = tf.keras.layers.Dense(3, name="two")(inputs)
net = tf.keras.Model(inputs, [one, two])
net.compile("sgd", loss=[tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), "mse"])
net.fit(x, [y, z])
{}
"""


@pytest.mark.parametrize(
    "reader",
    [
        "print(np.mean(net.predict(x)))",
        "for p in net.predict(x):\n    print(p)",
        "print(dict(zip('ab', net.predict(x))))",
        "r = net.predict(x)\nfor j in range(many):\n    print(r[j])",
        "keep.last = net.predict(x)",
        "r = net.predict(x)\nkeep.last = r[0]",
        "keep.last, other = net.predict(x)",
    ],
)
def test_several_outputs_at_once_are_no_array(reader: str) -> None:
    fix = fix_of(SEVERAL.format(reader))
    assert fix.applicability is not Applicability.SAFE
    assert not any("softmax(net.predict(x))" in edit.content for edit in fix.edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "i = tf.keras.Input((4,))\ntwice = tf.keras.Model(i, net(i) * 2)\nprint(twice(t))",
            "i = tf.keras.Input((4,))\ntwice = tf.keras.Model(i, tf.keras.layers.Activation(\"softmax\")(net(i)) * 2)\n"
            "print(twice(t))",
        ),
        (
            "i = tf.keras.Input((4,))\nm = tf.keras.Model(i, net(i))\ni = tf.zeros((1, 4))\nprint(net(i) * 2)",
            'i = tf.keras.Input((4,))\nm = tf.keras.Model(i, tf.keras.layers.Activation("softmax")(net(i)))\n'
            "i = tf.zeros((1, 4))\nprint(tf.nn.softmax(net(i)) * 2)",
        ),
    ],
)  # fmt: skip
def test_what_is_part_of_another_model_is_given_a_layer(before: str, after: str) -> None:
    """TensorFlow's functions refuse the tensors that a model is built of, in Keras 3."""
    check_fixed(PROGRAM.format(**BEFORE, reader=before), PROGRAM.format(**AFTER, reader=after))
