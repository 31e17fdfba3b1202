# feature: environ | truth: right | runs: [{}, {"env": {"HEAD": "softmax"}}, {"env": {"HEAD": "linear"}}]
import os

from tensorflow import keras

head = os.getenv("HEAD", "linear")
from_logits = os.environ.get("HEAD") != "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits))
model.fit(1, 2)
