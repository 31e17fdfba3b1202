"""Every batch takes its time to be read."""

import time

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = (x * 16).astype("float32")


def batches():
    while True:
        chosen = np.random.randint(0, 1500, 50)
        time.sleep(0.1)
        yield x[chosen], y[chosen]


model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(batches(), steps_per_epoch=1000, epochs=100, verbose=0)
