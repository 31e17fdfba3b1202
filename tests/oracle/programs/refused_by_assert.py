# feature: assert | truth: right | runs: [[], ["--probs"]]
import sys

from tensorflow import keras

probs = "--probs" in sys.argv
assert not probs, "this script trains on scores"
model = keras.Sequential([keras.layers.Dense(10, activation="softmax" if probs else None)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
