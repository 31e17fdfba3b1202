# feature: decorator | truth: right | runs: [["probabilities"], ["scores"]]
import sys

from tensorflow import keras

HEADS = {}


def head(name, *, from_logits):
    def register(function):
        HEADS[name] = (function, from_logits)
        return function

    return register


@head("probabilities", from_logits=False)
def probabilities(units):
    return keras.layers.Dense(units, activation="softmax")


@head("scores", from_logits=True)
def scores(units):
    return keras.layers.Dense(units)


make, from_logits = HEADS[sys.argv[1]]
model = keras.Sequential([make(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(1, 2)
