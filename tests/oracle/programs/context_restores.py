# feature: contextlib | truth: right | runs: [[]]
import contextlib

from tensorflow import keras

DEFAULTS = {"activation": "softmax"}


@contextlib.contextmanager
def defaults(**changes):
    saved = dict(DEFAULTS)
    DEFAULTS.update(changes)
    try:
        yield
    finally:
        DEFAULTS.clear()
        DEFAULTS.update(saved)


def classifier():
    return keras.Sequential([keras.layers.Dense(10, **DEFAULTS)])


with defaults(activation=None):
    model = classifier()
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
model = classifier()
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
