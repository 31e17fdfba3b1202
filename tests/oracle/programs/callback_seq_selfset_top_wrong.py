# feature: keras | truth: wrong | runs: [[]]
from tensorflow import keras
import tensorflow as tf
import numpy as np

x = np.zeros((8, 4))
y = np.zeros((8,))


def build():
    model = keras.Sequential()
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(10))
    return model


class P(keras.callbacks.Callback):
    def __init__(self, every):
        self.every = every
        self.seen = 0
        self.log = {}

    def on_batch_end(self, b, logs=None):
        self.seen += 1
        self.log["a"] = self.seen
        self.log.setdefault("b", []).append(logs)


CB = [P(3)]
model = build()
model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
model.summary()
model.fit(x, y, callbacks=CB)
