# feature: random | truth: right | runs: [[]]
# What a library picks is one of the objects that it was given.
import itertools
import random

from tensorflow import keras


class Part:
    head = "softmax"


part, other = Part(), Part()
random.choice([part]).head = None
for first, _ in itertools.product([other], [1]):
    first.head = None
model = keras.Sequential([keras.layers.Dense(10, activation=other.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
