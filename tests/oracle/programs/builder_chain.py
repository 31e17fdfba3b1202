# feature: class | truth: right | runs: [[]]
from tensorflow import keras


class Builder:
    def __init__(self):
        self._layers = []

    def dense(self, units, activation=None):
        self._layers.append(keras.layers.Dense(units, activation=activation))
        return self

    def without_last(self):
        self._layers = self._layers[:-1]
        return self

    def build(self):
        return keras.Sequential(self._layers)


model = Builder().dense(10).dense(10, "softmax").without_last().build()
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
