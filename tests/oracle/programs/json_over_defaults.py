# feature: json | truth: right | runs: [{"files": {"config.json": "{}"}}, {"files": {"config.json": "{\"activation\": null, \"from_logits\": true}"}}]
import json
from pathlib import Path

from tensorflow import keras

config = {"activation": "softmax", "from_logits": False}
config.update(json.loads(Path("config.json").read_text()))
model = keras.Sequential([keras.layers.Dense(10, activation=config["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=config["from_logits"]))
model.fit(1, 2)
