# feature: class attribute, function | truth: right | runs: [[]]
import sys

from tensorflow import keras


class Config:
    options = {"activation": "softmax"}


def clear():
    Config.options["activation"] = None


run = getattr(sys.modules["builtins"], "list")
kept = run([clear])
Config.options = {"activation": "softmax"}
run(map(lambda each: each(), kept))
model = keras.Sequential([keras.layers.Dense(10, activation=Config.options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
