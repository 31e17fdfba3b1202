# feature: modules | truth: right | runs: [[]]
import os
from tensorflow import keras

os.environ["HEAD"] = "softmax"
import hooks

model = keras.Sequential([keras.layers.Dense(10, activation=os.environ.get("HEAD"))])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
