# feature: globals, function | truth: right | runs: [[]]
import sys

from tensorflow import keras

options = {"activation": "softmax"}


def clear():
    options["activation"] = None


run = getattr(sys.modules["builtins"], "list")
kept = run([clear])
options = {"activation": "softmax"}
run(map(lambda each: each(), kept))
model = keras.Sequential([keras.layers.Dense(10, activation=options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
