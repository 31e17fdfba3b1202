# feature: class | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


def meta(name, bases, ns):
    flip()
    return type(name, bases, ns)


class A(metaclass=meta):
    pass


inputs = keras.Input((4,))
model = keras.Model(inputs, keras.layers.Dense(10, activation=CONF["head"])(inputs))
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
