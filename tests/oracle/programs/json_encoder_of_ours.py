# feature: json | truth: right | runs: [[]]
import json

from tensorflow import keras

settings = {"activation": "softmax"}


class Encoder(json.JSONEncoder):
    def default(self, value):
        settings["activation"] = None
        return str(value)


print(json.dumps({"settings": type}, cls=Encoder))
model = keras.Sequential([keras.layers.Dense(10, activation=settings["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
