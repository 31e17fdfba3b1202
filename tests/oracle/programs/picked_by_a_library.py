# feature: random | truth: right | runs: [[]]
# What a library picks is one of the objects that it was given.
import random

from tensorflow import keras


class Part:
    head = "softmax"


part = Part()
random.choice([part]).head = None
model = keras.Sequential([keras.layers.Dense(10, activation=part.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
