# feature: for, list | truth: wrong | runs: [[], ["a"], ["a", "b"]]
import sys

from tensorflow import keras

names = []
activation = "softmax"
for each in sys.argv:
    parts = list(each)
    names.append({"name": each, "parts": parts})
model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
kept = []
for each in sys.argv:
    kept.append(model)
    parts = list(each)
kept[-1].compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
kept[-1].fit(1, 2)
