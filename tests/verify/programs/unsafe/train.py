"""The arguments of a loss exchanged: what is trained changes with the repair, so only its author can say."""

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

tf.random.set_seed(1)
x, y = load_digits(return_X_y=True)
x, targets = x.astype("float32"), np.eye(10, dtype="float32")[y]
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu"), tf.keras.layers.Dense(10)])
criterion = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam(0.01)
for step in range(100):
    chosen = np.arange(step * 50, step * 50 + 50) % 1500
    with tf.GradientTape() as tape:
        predictions = model(x[chosen])
        loss = criterion(predictions, targets[chosen])
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
print(f"accuracy {np.mean(model(x[1500:]).numpy().argmax(axis=1) == y[1500:]):.3f}")
