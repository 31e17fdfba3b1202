# feature: class | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


class M(type):
    def __or__(cls, o):
        flip()


class A(metaclass=M):
    pass


A | int


class Net(keras.Model):
    def __init__(self, act):
        super().__init__()
        self.head = keras.layers.Dense(10, activation=act)

    def call(self, x):
        return self.head(x)


net = Net(CONF["head"])
net.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
