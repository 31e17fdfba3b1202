# feature: object | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


class A:
    def go(self):
        pass

    p = 1


class B(A):
    def go(self):
        CONF["head"] = None

    @property
    def p(self):
        CONF["head"] = None


a = A()


class C(A):
    def upgrade(self):
        self.__class__ = B
        return self


C().upgrade().go()
model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
