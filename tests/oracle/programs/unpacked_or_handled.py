# feature: unpacking, try | truth: right | runs: [["known"], ["other"]]
import sys

from tensorflow import keras


def settings(kind):
    if kind == "known":
        return None, True
    if kind == "three":
        return None, True, 3
    return None


try:
    activation, from_logits = settings(sys.argv[1])
except (TypeError, ValueError):
    activation, from_logits = "softmax", False
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(1, 2)
