# feature: contextmanager | truth: right | runs: [[]]
import contextlib

from tensorflow import keras

settings = {"activation": "softmax"}


@contextlib.contextmanager
def plain_heads():
    settings["activation"] = None
    yield


@plain_heads()
def head():
    return keras.layers.Dense(10, activation=settings["activation"])


model = keras.Sequential([head()])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
