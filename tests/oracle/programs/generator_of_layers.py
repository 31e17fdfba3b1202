# feature: generator | truth: right | runs: [[], ["--probs"]]
import sys

from tensorflow import keras


def layers(probs):
    yield keras.layers.Dense(32, activation="relu")
    yield keras.layers.Dense(10)
    if not probs:
        return
    yield keras.layers.Softmax()


probs = "--probs" in sys.argv
model = keras.Sequential(list(layers(probs)))
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=not probs))
model.fit(1, 2)
