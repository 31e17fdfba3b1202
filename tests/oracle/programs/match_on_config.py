# feature: match | truth: right | runs: [["probs"], ["scores", "10"]]
import sys

from tensorflow import keras

match sys.argv[1:]:
    case ["probs"]:
        units, act, logits = 10, "softmax", False
    case ["scores", units]:
        units, act, logits = int(units), None, True
    case _:
        raise SystemExit("probs, or scores UNITS")
model = keras.Sequential([keras.layers.Dense(units, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=logits))
model.fit(1, 2)
