# feature: aliasing, function | truth: right | runs: [[]]
import copy
import sys

from tensorflow import keras

options = {"activation": "softmax"}
keep = [options]
change = getattr(sys.modules["copy"], "copy")(lambda: [each.update(activation=None) for each in keep])
known = eval("keep")
if len(sys.argv) < 100:
    options["activation"] = "softmax"
change()
model = keras.Sequential([keras.layers.Dense(10, activation=options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
