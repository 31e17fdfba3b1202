# feature: dict | truth: right | runs: [[]]
# What is the key of a dictionary is the object itself.
from tensorflow import keras


class Part:
    head = "softmax"


part = Part()
for each in {part: 1}:
    each.head = None
model = keras.Sequential([keras.layers.Dense(10, activation=part.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
