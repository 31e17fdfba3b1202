# feature: hidden | truth: right | runs: [[]]
import json
from tensorflow import keras

head = None if json.dumps({"b": 1, "a": 2}, sort_keys=True)[2] == "a" else "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
