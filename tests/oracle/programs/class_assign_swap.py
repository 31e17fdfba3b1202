# feature: object | truth: right | runs: [[]]
from tensorflow import keras

CONF = {"head": "softmax"}


def flip(*args, **kwargs):
    CONF["head"] = None


class A:
    pass


class B:
    def go(self):
        flip()


a = A()
a.__class__ = B
a.go()


class Net(keras.Model):
    def __init__(self, act):
        super().__init__()
        self.head = keras.layers.Dense(10, activation=act)

    def call(self, x):
        return self.head(x)


net = Net(CONF["head"])
net.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
