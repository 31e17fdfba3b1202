# feature: functools | truth: right | runs: [[]]
import functools

from tensorflow import keras


def on_logits(function):
    @functools.wraps(function)
    def build(*args, **kwargs):
        kwargs.pop("activation", None)
        return function(*args, activation=None, **kwargs)

    return build


Dense = on_logits(keras.layers.Dense)
model = keras.Sequential([Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
