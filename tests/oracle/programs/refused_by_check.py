# feature: exception | truth: right | runs: [[], ["--probs"]]
import sys

from tensorflow import keras


def validate(probs, from_logits):
    if probs and from_logits:
        raise SystemExit("probabilities and from_logits do not go together")


probs = "--probs" in sys.argv
from_logits = True
validate(probs, from_logits)
model = keras.Sequential([keras.layers.Dense(10, activation="softmax" if probs else None)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(1, 2)
