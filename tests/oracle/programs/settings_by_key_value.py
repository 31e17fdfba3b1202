# feature: config | truth: right | runs: [["activation=softmax"], ["activation=linear", "from_logits=1"]]
import sys

from tensorflow import keras

options = {"activation": "softmax", "from_logits": "0"}
for word in sys.argv[1:]:
    key, _, value = word.partition("=")
    options[key] = value
model = keras.Sequential([keras.layers.Dense(10, activation=options["activation"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=bool(int(options["from_logits"]))))
model.fit(1, 2)
