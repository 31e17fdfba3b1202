# feature: json | truth: right | runs: [{"files": {"config.json": "{\"model\": {\"activation\": \"softmax\"}, \"loss\": {}}"}}, {"files": {"config.json": "{\"model\": {}, \"loss\": {\"from_logits\": true}}"}}]
import json

from tensorflow import keras

with open("config.json") as file:
    config = json.load(file)
model = keras.Sequential([keras.layers.Dense(10, **config["model"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(**config["loss"]))
model.fit(1, 2)
