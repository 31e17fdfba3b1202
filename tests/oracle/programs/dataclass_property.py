# feature: object | truth: right | runs: [[]]
from tensorflow import keras
import dataclasses

CONF = {"head": "softmax"}


class Mix:
    def __setattr__(self, k, v):
        CONF["head"] = None
        object.__setattr__(self, k, v)


class Checked:
    def __set_name__(self, o, n):
        self.n = "_" + n

    def __get__(self, o, t):
        return 1 if o is None else getattr(o, self.n)

    def __set__(self, o, v):
        CONF["head"] = None
        setattr(o, self.n, v)


@dataclasses.dataclass
class A:
    a: int

    @property
    def a(self):
        return 1

    @a.setter
    def a(self, v):
        CONF["head"] = None


A(3)
model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
