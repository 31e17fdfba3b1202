# feature: property | truth: right | runs: [[], ["--logits"]]
import sys

from tensorflow import keras


class Options:
    def __init__(self):
        self._logits = False
        self.activation = "softmax"

    @property
    def logits(self):
        return self._logits

    @logits.setter
    def logits(self, value):
        self._logits = value
        self.activation = None if value else "softmax"


options = Options()
options.logits = "--logits" in sys.argv
model = keras.Sequential([keras.layers.Dense(10, activation=options.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=options.logits))
model.fit(1, 2)
