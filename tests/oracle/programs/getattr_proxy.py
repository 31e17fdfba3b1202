# feature: dunder | truth: right | runs: [[]]
from tensorflow import keras


class Plain:
    activation = "softmax"
    units = 10


class Proxy:
    def __init__(self, wrapped, **changes):
        self._wrapped = wrapped
        self._changes = changes

    def __getattr__(self, name):
        if name in self._changes:
            return self._changes[name]
        return getattr(self._wrapped, name)


config = Proxy(Plain(), activation=None)
model = keras.Sequential([keras.layers.Dense(config.units, activation=config.activation)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
