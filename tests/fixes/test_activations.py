"""The activation is taken out where it is made, however it is written."""

from __future__ import annotations

import pytest

from .programs import check_display, check_fixed, check_unsafe

COMPILED = """\
import tensorflow as tf

{before}
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""

WRITTEN = {
    "a string": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "spaces around the equals sign": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation = 'softmax')])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a trailing comma": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax",)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10,)])",
    ),
    "by position": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, "softmax", name="head")])',
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, name="head")])',
    ),
    "a function": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=tf.nn.softmax)])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "in parentheses": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=("softmax"))])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a constant of the module": (
        'HEAD = "softmax"\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=HEAD)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a constant of the module that is read elsewhere too": (
        'HEAD = "softmax"\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(10, activation=HEAD)])\nprint(HEAD)',
        'HEAD = "softmax"\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(10)])\nprint(HEAD)',
    ),
    "an Activation layer": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "an Activation layer with single quotes": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation('softmax')])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "an Activation layer whose place is seen": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("softmax")])\n'
        "model.summary()",
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("linear")])\n'
        "model.summary()",
    ),
    "an Activation layer with a name stays": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("softmax", name="p")])',
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Activation("linear", name="p")])',
    ),
    "an Activation layer that is called": (
        "i = tf.keras.Input((4,))\n"
        'model = tf.keras.Model(i, tf.keras.layers.Activation("softmax")(tf.keras.layers.Dense(10)(i)))',
        "i = tf.keras.Input((4,))\nmodel = tf.keras.Model(i, tf.keras.layers.Dense(10)(i))",
    ),
    "where others write no activation": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.ReLU(), "
        'tf.keras.layers.Dense(10, activation="softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.ReLU(), "
        "tf.keras.layers.Dense(10)])",
    ),
    "where others write no activation, before another argument": (
        "model = tf.keras.Sequential([tf.keras.layers.Conv2D(9, 3), tf.keras.layers.Flatten(), "
        'tf.keras.layers.Dense(10, activation=("softmax"), name="head")])',
        "model = tf.keras.Sequential([tf.keras.layers.Conv2D(9, 3), tf.keras.layers.Flatten(), "
        'tf.keras.layers.Dense(10, name="head")])',
    ),
    "where others write no activation, by position": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(10, "softmax", name="head")])',
        'model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(10, name="head")])',
    ),
    "where others write no activation, and a position behind it": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(10, "softmax", True)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(10, None, True)])",
    ),
    "where others write no activation, on a line of its own": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10,\n"
        '    activation="softmax",\n)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10,\n)])",
    ),
    "where others write no activation, on a last line": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10,\n"
        '    activation="softmax"\n)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10\n)])",
    ),
    "where others write no activation, beside a comment": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10,\n"
        '    activation="softmax",  # !\n)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(\n    10,\n"
        "    activation=None,  # !\n)])",
    ),
    "on a line with a comment on it": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(\n    10,\n    activation="softmax",  # probabilities\n)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(\n    10,\n)])",
    ),
    "on a last line with a comment on it": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(\n    10,  # digits\n"
        '    activation="softmax"  # probabilities\n)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(\n    10,  # digits\n)])",
    ),
    "before another line, with a comment on it": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(activation="softmax",  # probabilities\n    units=10)])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(activation=None,\n    units=10)])",
    ),
    "where others write None": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(9, activation=None), "
        'tf.keras.layers.Dense(10, activation="softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(9, activation=None), "
        "tf.keras.layers.Dense(10, activation=None)])",
    ),
    "where others write linear": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(9, activation='linear'), "
        'tf.keras.layers.Dense(10, activation="softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(9, activation='linear'), "
        "tf.keras.layers.Dense(10, activation='linear')])",
    ),
    "where only a recurrent layer writes no activation": (
        "model = tf.keras.Sequential([tf.keras.layers.LSTM(9), "
        'tf.keras.layers.Dense(10, activation="softmax")])',
        "model = tf.keras.Sequential([tf.keras.layers.LSTM(9), tf.keras.layers.Dense(10)])",
    ),
    "an Activation layer that is called, and told of": (
        "i = tf.keras.Input((4,))\nh = tf.keras.layers.Dense(10)(i)\n"
        'h = tf.keras.layers.Activation("softmax")(h)  # softmax\nmodel = tf.keras.Model(i, h)',
        "i = tf.keras.Input((4,))\nh = tf.keras.layers.Dense(10)(i)\nmodel = tf.keras.Model(i, h)",
    ),
    "an Activation layer that is called by another name, and told of": (
        "i = tf.keras.Input((4,))\nh = tf.keras.layers.Dense(10)(i)\n"
        'p = tf.keras.layers.Activation("softmax")(h)  # softmax\nmodel = tf.keras.Model(i, p)',
        "i = tf.keras.Input((4,))\nh = tf.keras.layers.Dense(10)(i)\np = h\nmodel = tf.keras.Model(i, p)",
    ),
    "a Softmax layer at the end of a list": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax()])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a Softmax layer before a trailing comma": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax(),])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10),])",
    ),
    "a Softmax layer before an identity": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax(), tf.keras.layers.Identity()])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Identity()])",
    ),
    "a Softmax layer in a pair stays in a pair": (
        "model = tf.keras.Sequential((tf.keras.layers.Dense(10), tf.keras.layers.Softmax()))",
        "model = tf.keras.Sequential((tf.keras.layers.Dense(10),))",
    ),
    "a Softmax layer on a line of its own": (
        "model = tf.keras.Sequential([\n    tf.keras.layers.Dense(10),  # scores\n"
        "    tf.keras.layers.Softmax(),  # gone\n])",
        "model = tf.keras.Sequential([\n    tf.keras.layers.Dense(10),  # scores\n])",
    ),
    "a Softmax layer that is added": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])\nmodel.add(tf.keras.layers.Softmax())",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a Softmax layer that is called": (
        "i = tf.keras.Input((4,))\nmodel = tf.keras.Model(i, tf.keras.layers.Softmax()(tf.keras.layers.Dense(10)(i)))",
        "i = tf.keras.Input((4,))\nmodel = tf.keras.Model(i, tf.keras.layers.Dense(10)(i))",
    ),
    "a Softmax layer with a name stays": (
        'model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Softmax(name="p")])  # p',
        "model = tf.keras.Sequential("
        '[tf.keras.layers.Dense(10), tf.keras.layers.Activation(name="p", activation="linear")])  # p',
    ),
    "a function that is called": (
        "i = tf.keras.Input((4,))\nmodel = tf.keras.Model(i, tf.nn.softmax(tf.keras.layers.Dense(10)(i), axis=-1))",
        "i = tf.keras.Input((4,))\nmodel = tf.keras.Model(i, tf.keras.layers.Dense(10)(i))",
    ),
    "a function in a Lambda layer": (
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10), tf.keras.layers.Lambda(tf.nn.softmax)])",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])",
    ),
    "a Lambda layer that is called": (
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)\n"
        "o = tf.keras.layers.Lambda(tf.nn.softmax)(o)\nmodel = tf.keras.Model(i, o)",
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)\nmodel = tf.keras.Model(i, o)",
    ),
    "a function within a Lambda layer": (
        "i = tf.keras.Input((4,))\nlast = tf.keras.layers.Lambda(lambda t: tf.nn.softmax(t))\n"
        "model = tf.keras.Model(i, last(tf.keras.layers.Dense(10)(i)))",
        "i = tf.keras.Input((4,))\nlast = tf.keras.layers.Lambda(lambda t: t)\n"
        "model = tf.keras.Model(i, last(tf.keras.layers.Dense(10)(i)))",
    ),
    "an output that keeps its name": (
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)\no = tf.nn.softmax(o)\nmodel = tf.keras.Model(i, o)",
        "i = tf.keras.Input((4,))\no = tf.keras.layers.Dense(10)(i)\nmodel = tf.keras.Model(i, o)",
    ),
    "a model of the library": (
        "model = tf.keras.applications.MobileNetV2(weights=None, classes=10)",
        "model = tf.keras.applications.MobileNetV2(weights=None, classes=10, classifier_activation=None)",
    ),
    "a model of the library that says so": (
        'model = tf.keras.applications.MobileNetV2(classifier_activation="softmax", classes=10)',
        "model = tf.keras.applications.MobileNetV2(classifier_activation=None, classes=10)",
    ),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_the_activation_is_removed(written: str) -> None:
    before, after = WRITTEN[written]
    check_fixed(COMPILED.format(before=before), COMPILED.format(before=after))


ATTRIBUTE = """\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10)
        self.softmax = {layer}

    def call(self, x):
        return self.softmax(self.dense(x))


model = Net()
model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""


@pytest.mark.parametrize(
    ("layer", "linear"),
    [
        ("tf.keras.layers.Softmax()", 'tf.keras.layers.Activation("linear")'),
        ("tf.keras.layers.Softmax(-1)", 'tf.keras.layers.Activation("linear")'),
        ("tf.keras.layers.Softmax(axis=-1)", 'tf.keras.layers.Activation("linear")'),
        ('tf.keras.layers.Activation("softmax")', 'tf.keras.layers.Activation("linear")'),
    ],
)
def test_a_layer_in_an_attribute_becomes_the_linear_one(layer: str, linear: str) -> None:
    check_fixed(ATTRIBUTE.format(layer=layer), ATTRIBUTE.format(layer=linear))


def test_a_function_in_an_attribute_may_be_another_one_elsewhere() -> None:
    source = ATTRIBUTE.format(layer="tf.nn.softmax")
    check_display(source, "the activation that is called here is chosen elsewhere")


def test_one_line_of_source_that_applies_two_activations_is_left_alone() -> None:
    check_display(
        """\
        import tensorflow as tf


        class Dense:
            def __init__(self, units, activation):
                self.activation = activation
                self.weights = tf.Variable(tf.zeros((10, units)))

            def __call__(self, x):
                return self.activation(tf.matmul(x, self.weights))


        hidden, head = Dense(10, tf.nn.relu), Dense(10, tf.nn.softmax)


        def step(x, y):
            with tf.GradientTape() as tape:
                loss = tf.keras.losses.sparse_categorical_crossentropy(y, head(hidden(x)))
            return tape.gradient(loss, [hidden.weights, head.weights])


        step(tf.zeros((1, 10)), tf.zeros((1,)))
        """,
        "the activation that is called here is chosen elsewhere",
    )


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (
            'tf.keras.layers.Flatten(), tf.keras.layers.Dense(**dict(units=10, activation="softmax"))',
            "the activation is not written out",
        ),
        (
            'tf.keras.layers.LSTM(10, activation="softmax")',
            "a recurrent layer goes on computing with its activation",
        ),
        ("*[tf.keras.layers.Softmax()]", "it is the only element of a list"),
    ],
)
def test_what_is_not_written_out_is_left_alone(model: str, why: str) -> None:
    check_display(COMPILED.format(before=f"model = tf.keras.Sequential([{model}])"), why)


def test_a_layer_that_is_made_with_several_activations_is_left_alone() -> None:
    check_display(
        """\
        import tensorflow as tf


        def dense(units, activation):
            return tf.keras.layers.Dense(units, activation=activation)


        model = tf.keras.Sequential([dense(20, "relu"), dense(10, "softmax")])
        model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        model.fit(x, y)
        """,
        "the layer is made with several activations",
    )


def test_a_parameter_keeps_its_effect() -> None:
    source = """\
    import tensorflow as tf


    def dense(units, activation):
        return tf.keras.layers.Dense(units, activation=activation)


    model = tf.keras.Sequential([dense(10, "softmax")])
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    """
    check_display(source, "the activation is a parameter, which would be without effect")


TAPE = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(10)


def step(x, y):
    with tf.GradientTape() as tape:
        p = {p}
        loss = tf.keras.losses.categorical_crossentropy(y, p, from_logits=True)
    return tape.gradient(loss, dense.trainable_variables)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.nn.softmax(dense(x))", "dense(x)"),
        ("(tf.nn.softmax(dense(x)))", "(dense(x))"),
        ("tf.nn.softmax((dense(x)))", "(dense(x))"),
        ("tf.nn.softmax(logits=dense(x))", "dense(x)"),
        ("tf.nn.softmax(dense(x) + 1)", "dense(x) + 1"),
        ("tf.nn.softmax(\n            dense(x) + 1\n        )", "(dense(x) + 1)"),
        ("tf.keras.backend.softmax(dense(x))", "dense(x)"),
    ],
)
def test_a_call_leaves_its_argument(before: str, after: str) -> None:
    check_fixed(TAPE.format(p=before), TAPE.format(p=after))


def test_the_loss_is_taken_over_the_last_axis() -> None:
    check_unsafe(
        TAPE.format(p="tf.nn.softmax(dense(x), axis=1)"),
        TAPE.format(p="dense(x)"),
        "the softmax is taken over axis 1, and the loss over the last one",
    )


def test_an_axis_that_is_not_a_number_is_left_alone() -> None:
    check_display(
        TAPE.format(p="tf.nn.softmax(dense(x), axis=AXIS)"),
        "the axis of the softmax is not a number in the source",
    )


def test_a_softmax_of_probabilities_is_applied_once() -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
    print({p})
    """
    check_unsafe(
        source.format(p="tf.nn.softmax(model(x))"),
        source.format(p="model(x)"),
        "readers see the probabilities of one softmax instead of two",
    )


HANDED_OVER = "the activation is called by what it is given to"


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        ('tf.keras.layers.Lambda(tf.nn.softmax, name="p")', HANDED_OVER),
        ("tf.keras.layers.Lambda(functools.partial(tf.nn.softmax, axis=-1))", HANDED_OVER),
    ],
)
def test_a_function_that_something_else_calls_is_left_alone(layer: str, why: str) -> None:
    before = f"model = tf.keras.Sequential([tf.keras.layers.Dense(10), {layer}])"
    check_display("import functools\n" + COMPILED.format(before=before), why)


@pytest.mark.parametrize("layer", ["Softmax()", 'Activation("softmax")'])
def test_layers_stay_where_they_are_counted_from(layer: str) -> None:
    source = """\
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(9), tf.keras.layers.Dense(10), {layer}])
    for each in model.layers[:-2]:
        each.trainable = False
    model.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(x, y)
    """
    check_unsafe(
        source.format(layer=f"tf.keras.layers.{layer}"),
        source.format(layer='tf.keras.layers.Activation("linear")'),
        "the model is asked for its layers (program.py:4)",
    )


HEAD = """\
model = tf.keras.Sequential([
    tf.keras.layers.Dense(9, activation="relu"),  # softmax output would be wrong here
    {head}
])"""
SAID = {
    "behind it": ("{0}(10{1}),  # softmax output", "{0}(10),"),
    "behind it, of what comes out": ("{0}(10{1}),  # class probabilities", "{0}(10),"),
    "behind it, and more": ("{0}(10{1}),  # softmax over ten digits", "{0}(10),  # softmax over ten digits"),
    "behind it, of the layer": (
        "{0}(10{1}),  # Output layer with softmax activation",
        "{0}(10),  # Output layer",
    ),
    "behind it, of the layer in brackets": (
        "{0}(10{1}),  # output layer (softmax)",
        "{0}(10),  # output layer",
    ),
    "behind it, of the layer, and more": (
        "{0}(10{1}),  # output layer: softmax since classes exclude each other",
        "{0}(10),  # output layer: softmax since classes exclude each other",
    ),
    "behind it, of something else": ("{0}(10{1}),  # ten digits", "{0}(10),  # ten digits"),
    "behind it, for a tool": ("{0}(10{1}),  # noqa: softmax", "{0}(10),  # noqa: softmax"),
    "above it": ("# softmax\n    {0}(10{1}),", "{0}(10),"),
    "above it, of the layer": ("# The output layer\n    {0}(10{1}),", "# The output layer\n    {0}(10),"),
    "above it, on several lines": (
        "# The last layer has a\n    # softmax\n    {0}(10{1}),",
        "# The last layer has a\n    # softmax\n    {0}(10),",
    ),
}


@pytest.mark.parametrize(("before", "after"), SAID.values(), ids=SAID.keys())
def test_a_comment_on_nothing_but_the_activation_goes_with_it(before: str, after: str) -> None:
    dense, activation = "tf.keras.layers.Dense", ', activation="softmax"'
    check_fixed(
        COMPILED.format(before=HEAD.format(head=before.format(dense, activation))),
        COMPILED.format(before=HEAD.format(head=after.format(dense))),
    )
