# feature: config | truth: right | runs: [[]]
import json

from tensorflow import keras

settings = {"activation": "softmax"}
json.loads("{}", object_hook=lambda found: settings.update(activation=None))
activation = settings["activation"]

net = keras.Sequential([keras.layers.Dense(10, activation=activation)])
net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(1, 2)
