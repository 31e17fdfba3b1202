# feature: dunder | truth: right | runs: [[]]
import sys

import __main__
from tensorflow import keras

settings = {"activation": "softmax", "hidden": "softmax"}
final = "softmax"


class Position:
    def __index__(self):
        settings["activation"] = None
        return 0


class Log:
    def write(self, text):
        settings["hidden"] = None


print([1, 2][Position()])
stdout, sys.stdout = sys.stdout, Log()
print("hidden layers have no activation")
sys.stdout = stdout
__main__.final = None

for activation in (settings["activation"], settings["hidden"], final):
    model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
