# feature: dict | truth: right | runs: [[], ["--logits"]]
import sys

from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation=None if "--logits" in sys.argv else "softmax")])
activation = model.layers[-1].get_config()["activation"]
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=activation == "linear"))
model.fit(1, 2)
