# feature: hidden | truth: right | runs: [[]]
import json
from tensorflow import keras

head = None if json.dumps([1, 2], separators=(",", ":")) == "[1,2]" else "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
