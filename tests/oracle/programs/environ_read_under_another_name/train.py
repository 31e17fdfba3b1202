# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import os

os.environ["HEAD"] = "none"
import nets

os.environ["HEAD"] = "softmax"

model = keras.Sequential([keras.layers.Dense(10, activation=nets.H)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
