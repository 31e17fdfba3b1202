# feature: object | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


class M(type):
    def go(cls):
        CONF["head"] = None

    def __getitem__(cls, k):
        CONF["head"] = None

    def __iter__(cls):
        CONF["head"] = None
        return iter(())

    def register(cls, f):
        CONF["head"] = None
        return f


class A(metaclass=M):
    pass


class B(A):
    pass


@A.register
def f():
    pass


model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
