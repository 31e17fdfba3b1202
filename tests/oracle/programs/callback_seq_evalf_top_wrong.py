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


def report(m):
    p = m.predict(x)
    print(p.shape)


class P(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        report(self.model)


CB = [P()]
model = build()
model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
model.summary()
model.fit(x, y, callbacks=CB)
