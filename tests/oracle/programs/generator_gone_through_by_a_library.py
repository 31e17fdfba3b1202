# feature: generator | truth: right | runs: [[]]
# A library goes through a generator of the program: what stands in it has run.
import itertools

from tensorflow import keras

config = {"head": "softmax"}


def off(value):
    config["head"] = None
    return value


list(itertools.accumulate(off(value) for value in [1, 2]))
model = keras.Sequential([keras.layers.Dense(10, activation=config["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
