# feature: call | truth: right | runs: [[]]
from tensorflow import keras


class Options:
    def keys(self):
        return ["activation"]

    def __getitem__(self, name):
        return None


def chosen(activation="softmax"):
    return activation


activation = chosen(**Options())

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
