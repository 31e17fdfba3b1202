"""A program about Keras that prints the same under the stand-in and under Keras itself, when the stand-in is right."""

import tensorflow as tf
from tensorflow import keras

L = keras.layers


def space(value):
    """The space of an array, from its numbers or from what the stand-in says of it."""
    words = str(value)
    if words.startswith("<"):
        return words
    array = value.numpy()
    if (array >= 0).all() and abs(array.sum(-1) - 1).max() < 1e-3:
        return "<softmax>"
    if (array > 0).all() and (array < 1).all():
        return "<sigmoid>"
    return "<relu>" if (array >= 0).all() else "<numbers>"


def of(model):
    """The space of what a model gives."""
    return space(model(tf.random.normal((64, 4))))


def functional(head):
    """A functional model with a given last layer."""
    inputs = keras.Input((4,))
    hidden = L.Dense(8, activation="relu", name="hidden")(inputs)
    return keras.Model(inputs, head(hidden))


def changed(model):
    """The model, after its last layer lost its activation."""
    model.layers[-1].activation = keras.activations.linear
    return model


def popped(model):
    """The model without its last layer."""
    model.pop()
    return model


def with_input(*layers):
    """A Sequential model that knows its input."""
    return keras.Sequential([keras.Input((4,)), *layers])


class Net(keras.Model):
    """A subclassed model."""

    def __init__(self, head, softmax=False):
        super().__init__()
        self.head = head
        self.softmax = softmax

    def call(self, x, training=False):
        """The head, and a softmax if asked."""
        x = self.head(x)
        return tf.nn.softmax(x) if self.softmax else x


class Scores(L.Dense):
    """A Dense that never has an activation."""

    def __init__(self, units, **options):
        options["activation"] = None
        super().__init__(units, **options)


FACTS = [
    "isinstance(L.Dense(1), L.Layer)",
    "isinstance(L.Dense(1), (keras.Model, L.Softmax))",
    "isinstance(keras.Sequential(), (L.Layer,)) and isinstance(keras.Sequential(), keras.Model)",
    "issubclass(keras.Sequential, keras.Model), issubclass(keras.Model, L.Layer), issubclass(L.Layer, keras.Model)",
    "type(functional(L.Dense(1))) is keras.Model, isinstance(functional(L.Dense(1)), keras.Model)",
    "isinstance(functional(L.Dense(1)), keras.Sequential), type(keras.Sequential()) is keras.Sequential",
    "isinstance(keras.losses.CategoricalCrossentropy(), keras.losses.Loss)",
    "isinstance(keras.losses.CategoricalCrossentropy(), keras.losses.BinaryCrossentropy)",
    "isinstance(L.Softmax(), L.Activation), isinstance(L.Activation('relu'), L.Layer)",
    "issubclass(L.LSTM, L.Layer), issubclass(L.Conv2D, L.Dense), issubclass(L.Input if 0 else L.InputLayer, L.Layer)",
    "L.Dense(1).activation is keras.activations.linear, L.Dense(1).activation is None",
    "L.Dense(1, activation='softmax').activation is keras.activations.softmax",
    "L.Dense(1, 'softmax').activation.__name__, L.Dense(1).activation.__name__",
    "L.Dense(1, activation='softmax').activation == 'softmax'",
    "L.Dense(1, activation='softmax').get_config()['activation'], L.Dense(3).get_config()['activation']",
    "L.Dense(3).units, L.Dense(3).use_bias, L.Softmax().axis",
    "L.Activation('sigmoid').activation is keras.activations.sigmoid",
    "keras.activations.get(None) is keras.activations.linear, keras.activations.get('relu') is keras.activations.relu",
    "keras.losses.get('categorical_crossentropy') is keras.losses.categorical_crossentropy",
    "type(keras.losses.get('CategoricalCrossentropy')).__name__, keras.losses.get(None)",
    "keras.losses.CategoricalCrossentropy(from_logits=True).from_logits, keras.losses.BinaryCrossentropy().from_logits",
    "keras.losses.CategoricalCrossentropy(True).from_logits, keras.losses.SparseCategoricalCrossentropy().name",
    "keras.losses.CategoricalCrossentropy().name, keras.losses.CategoricalCrossentropy(name='mine').name",
    "hasattr(L.Dense(1), 'activation'), hasattr(L.Softmax(), 'activation'), hasattr(L.Dropout(0.1), 'activation')",
    "hasattr(keras.losses.CategoricalCrossentropy(), 'from_logits')",
    "hasattr(keras.losses.MeanSquaredError(), 'from_logits')",
    "len(with_input(L.Dense(2), L.Softmax()).layers), len(functional(L.Dense(2)).layers)",
    "[type(each).__name__ for each in functional(L.Dense(2)).layers]",
    "functional(L.Dense(2)).get_layer('hidden').name",
    "[each.name for each in keras.Sequential([L.Dense(1, name='a'), L.Softmax(name='b')]).layers]",
    "of(with_input(L.Dense(3))), of(with_input(L.Dense(3, activation='softmax'))), of(with_input(L.Dense(3, 'sigmoid')))",
    "of(with_input(L.Dense(30, activation='relu')))",
    "of(with_input(L.Dense(3), L.Softmax())), of(with_input(L.Dense(3), L.Activation('softmax')))",
    "of(with_input(L.Dense(3), L.Activation(None)))",
    "of(with_input(L.Dense(3, 'softmax'), L.Dropout(0.5), L.Flatten()))",
    "of(changed(with_input(L.Dense(3, activation='softmax'))))",
    "of(changed(functional(L.Dense(3, activation='softmax'))))",
    "of(popped(with_input(L.Dense(3), L.Softmax()))), of(popped(keras.Sequential([L.Dense(3), L.Softmax()])))",
    "of(functional(L.Dense(3, activation=tf.nn.softmax))), of(functional(L.Dense(3, activation=lambda x: x)))",
    "of(keras.Sequential([functional(L.Dense(3)), L.Softmax()]))",
    "of(Net(L.Dense(3))), of(Net(L.Dense(3), softmax=True)), of(Net(L.Dense(3, 'softmax')))",
    "of(keras.Sequential([Scores(3, activation='softmax')]))",
    "of(keras.Sequential(with_input(L.Dense(3), L.Softmax()).layers[:-1]))",
    "(lambda m: of(keras.Model(m.inputs, m.layers[-2].output)))(with_input(L.Dense(3), L.Softmax()))",
    "(lambda m: of(keras.Model(m.inputs, m.output)))(functional(L.Dense(3, activation='softmax')))",
    "(lambda m: of(keras.Model(m.input, L.Softmax()(m.output))))(functional(L.Dense(3)))",
    "(lambda layer: (setattr(layer, 'activation', None), of(keras.Sequential([layer]))))(L.Dense(3, 'softmax'))",
    "space(tf.nn.softmax(tf.random.normal((8, 4)) * 2.0)), space(keras.activations.sigmoid(tf.random.normal((8, 4))))",
    "L.Dense(10, act='softmax')",
    "L.Dense(10, activation='nonsense')",
    "L.Softmax(activation='softmax')",
    "keras.Sequential([1])",
    "keras.Sequential([L.Dense(1)]).get_layer('nothing')",
    "keras.losses.get('nonsense')",
    "keras.losses.CategoricalCrossentropy(logits=True)",
    "L.Dense(0)",
    "keras.Model(nonsense=1)",
    "keras.layers.NoSuchLayer",
    "L.Dense()",
    "L.Layer(units=3)",
]

for fact in FACTS:
    try:
        print(fact, "->", eval(fact))
    except Exception as error:
        print(fact, "->", type(error).__name__)
