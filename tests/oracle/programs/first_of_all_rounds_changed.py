# feature: for, dict | truth: right | runs: [[], ["a"], ["a", "b"]]
import sys

from tensorflow import keras

kept = []
for each in sys.argv:
    settings = {"activation": "softmax"}
    kept.append(settings)
    kept[0]["activation"] = None
first = keras.Sequential([keras.layers.Dense(10, activation=kept[0]["activation"])])
first.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
first.fit(1, 2)
last = keras.Sequential([keras.layers.Dense(10, activation=settings["activation"])])
last.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=settings["activation"] is None))
last.fit(1, 2)
