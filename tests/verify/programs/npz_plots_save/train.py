"""An npz file that is written and read again, a log of figures, a saved model, an evaluation."""

import pathlib

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

cache = pathlib.Path("cache/digits.npz")
if not cache.exists():
    cache.parent.mkdir(exist_ok=True)
    x, y = load_digits(return_X_y=True)
    np.savez(cache, x=(x * 16).astype("float32"), y=np.eye(10, dtype="float32")[y])
data = np.load(cache)
x, y = data["x"], data["y"]

inputs = tf.keras.Input((64,))
hidden = tf.keras.layers.Dense(96, activation="relu")(inputs)
hidden = tf.keras.layers.Dense(96, activation="relu")(hidden)
outputs = tf.keras.layers.Dense(10, activation="softmax")(hidden)
model = tf.keras.Model(inputs, outputs)
model.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history = model.fit(x[:1500], y[:1500], validation_split=0.1, batch_size=50, epochs=4, verbose=0)

try:
    import matplotlib.pyplot as plt

    plt.plot(history.history["val_accuracy"])
    plt.savefig("accuracy.png")
except ImportError:
    np.savetxt("accuracy.txt", history.history["val_accuracy"])
model.save("digits.keras")
print("validation accuracy", np.round(history.history["val_accuracy"][-1], 3))
print("size of the saved model", pathlib.Path("digits.keras").stat().st_size > 1000)
