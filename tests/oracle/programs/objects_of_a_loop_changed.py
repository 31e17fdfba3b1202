# feature: for, object | truth: right | runs: [[], ["--rounds", "3"]]
import sys

from tensorflow import keras


class Head:
    def __init__(self):
        self.activation = "softmax"


heads = []
for _ in range(1 + len(sys.argv)):
    for earlier in heads:
        earlier.activation = None
    heads.append(Head())
model = keras.Sequential([keras.layers.Dense(10, activation=heads[0].activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
