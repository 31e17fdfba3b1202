# feature: class | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


class M(type):
    def __delattr__(cls, k):
        flip()


class A(metaclass=M):
    x = 1


del A.x
model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
