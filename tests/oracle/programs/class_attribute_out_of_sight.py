# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


class Conf:
    activation = "softmax"

    @classmethod
    def get(cls):
        return cls.activation


class Sub(Conf):
    pass


helper.configure(Sub)
model = keras.Sequential([keras.layers.Dense(10, activation=Sub.get())])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
