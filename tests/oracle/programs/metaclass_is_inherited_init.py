# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras


class M(type):
    def __init__(cls, *args):
        cls.head = None


class R(metaclass=M):
    pass


class A(R):
    head = "softmax"


model = keras.Sequential([keras.layers.Dense(10, activation=A.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
