# feature: unpacking | truth: wrong | runs: [["small"], ["large"], ["other"]]
import sys

from tensorflow import keras


def network(kind):
    if kind == "small":
        return keras.Sequential([keras.layers.Dense(10, activation="softmax")]), "small"
    if kind == "large":
        return keras.Sequential([keras.layers.Dense(20), keras.layers.Dense(10, activation="softmax")]), "large"


model, name = network(sys.argv[1])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
