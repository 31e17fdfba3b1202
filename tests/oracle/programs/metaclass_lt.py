# feature: class | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


class M(type):
    def __lt__(cls, o):
        flip()
        return True


class A(metaclass=M):
    pass


sorted([A, A])
inputs = keras.Input((4,))
model = keras.Model(inputs, keras.layers.Dense(10, activation=CONF["head"])(inputs))
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
