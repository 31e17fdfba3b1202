# feature: star | truth: right | runs: [[]]
import inspect

from tensorflow import keras


def head(units, name=None):
    return keras.layers.Dense(units, name=name)


options = {"units": 10, "activation": "softmax"}
known = inspect.signature(head).parameters
model = keras.Sequential([head(**{key: value for key, value in options.items() if key in known})])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
