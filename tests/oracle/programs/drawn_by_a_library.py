# feature: itertools | truth: right | runs: [[]]
# What a library goes through is one of the objects that it was given.
import itertools

from tensorflow import keras


class Part:
    head = "softmax"


part = Part()
for first, _ in itertools.product([part], [1]):
    first.head = None
model = keras.Sequential([keras.layers.Dense(10, activation=part.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
