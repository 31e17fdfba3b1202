# feature: types | truth: right | runs: [[]]
# A function is made a method of an object by hand.
import types

from tensorflow import keras


class Part:
    head = "softmax"


def off(self):
    self.head = None


part = Part()
part.off = types.MethodType(off, part)
part.off()
model = keras.Sequential([keras.layers.Dense(10, activation=part.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
