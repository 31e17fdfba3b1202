# feature: property | truth: right | runs: [[]]
from tensorflow import keras


class Lazy:
    def __init__(self):
        self._ready = False

    @property
    def activation(self):
        if not self._ready:
            self._ready = True
            return self.activation
        return "softmax"


model = keras.Sequential([keras.layers.Dense(10, activation=Lazy().activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
