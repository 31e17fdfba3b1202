# feature: compare | truth: right | runs: [[], ["--logits"]]
import sys

from tensorflow import keras

head = keras.layers.Dense(10, activation=None if "--logits" in sys.argv else "softmax")
from_logits = head.activation is not keras.activations.softmax
model = keras.Sequential([head])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(1, 2)
