# feature: call | truth: right | runs: [[]]
from tensorflow import keras

from types import SimpleNamespace


def chosen(activation="softmax"):
    return activation


activation = chosen(**vars(SimpleNamespace(activation=None)))

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
