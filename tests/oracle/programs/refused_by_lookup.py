# feature: dict | truth: right | runs: [["scores"], ["probs"]]
import sys

from tensorflow import keras

HEADS = {"scores": None}
head = HEADS[sys.argv[1]]
act = "softmax" if sys.argv[1] == "probs" else head
model = keras.Sequential([keras.layers.Dense(10, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
