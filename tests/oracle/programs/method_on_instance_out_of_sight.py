# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import helper


class B:
    act = "softmax"

    def get(self):
        return "softmax"

    @property
    def p(self):
        return "softmax"

    @staticmethod
    def sget():
        return "softmax"

    @classmethod
    def cget(cls):
        return "softmax"


class Sub(B):
    pass


b = B()
s = Sub()


def f():
    b.get = lambda: None


helper.call(f)
model = keras.Sequential([keras.layers.Dense(10, activation=b.get())])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
