# feature: dict | truth: right | runs: [[]]
from tensorflow import keras

config = {"model": {"head": {"activation": "softmax"}}}
head = config["model"]["head"]
config["model"] = {"head": dict(head, activation=None)}
model = keras.Sequential([keras.layers.Dense(10, **head)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
other = keras.Sequential([keras.layers.Dense(10, **config["model"]["head"])])
other.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
other.fit(1, 2)
