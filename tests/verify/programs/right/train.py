"""Logits, and a loss that knows it."""

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(x[:1500], y[:1500], epochs=2, verbose=0)
probabilities = tf.nn.softmax(model.predict(x[1500:], verbose=0)).numpy()
print(f"accuracy {np.mean(probabilities.argmax(axis=1) == y[1500:]):.3f}, {probabilities.max():.3f} at most")
