# feature: class | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


class M(type):
    def __instancecheck__(cls, k):
        flip()
        return True


class A(metaclass=M):
    pass


isinstance(1, (str, A))
inputs = keras.Input((4,))
model = keras.Model(inputs, keras.layers.Dense(10, activation=CONF["head"])(inputs))
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
