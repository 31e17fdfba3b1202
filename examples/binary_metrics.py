"""Tell even digits from odd ones, and watch precision and recall."""

import numpy as np
import tensorflow as tf
from mnist_data import EPOCHS, load_images

(x_train, y_train), (x_test, y_test) = load_images()
odd_train = (y_train % 2).astype("float32").reshape(-1, 1)
odd_test = (y_test % 2).astype("float32").reshape(-1, 1)

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(784,)),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    optimizer="adam",
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=False),
    metrics=[
        tf.keras.metrics.BinaryAccuracy(name="accuracy"),
        tf.keras.metrics.Precision(name="precision"),
        tf.keras.metrics.Recall(name="recall"),
        tf.keras.metrics.AUC(name="auc"),
    ],
)
model.fit(x_train, odd_train, batch_size=100, epochs=EPOCHS, verbose=2)
print(model.evaluate(x_test, odd_test, verbose=0, return_dict=True))

probability_of_odd = model.predict(x_test, verbose=0)
is_odd = probability_of_odd > 0.5
print(f"test accuracy {np.mean(is_odd == (odd_test > 0)):.4f}, share read as odd {np.mean(is_odd):.4f}")
