"""A loop of one's own around a subclassed model, raw pixels."""

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

tf.random.set_seed(7)
x, y = load_digits(return_X_y=True)
x = (x * 16).astype("float32")


class Digits(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = [tf.keras.layers.Dense(128, activation="relu") for _ in range(3)]
        self.head = tf.keras.layers.Dense(10)

    def call(self, inputs):
        for layer in self.hidden:
            inputs = layer(inputs)
        return tf.nn.softmax(self.head(inputs))


model = Digits()
criterion = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam(0.005)

for step in range(150):
    chosen = np.arange(step * 50, step * 50 + 50) % 1500
    with tf.GradientTape() as tape:
        outputs = model(x[chosen], training=True)
        loss = criterion(y[chosen], outputs)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    if step % 50 == 49:
        print(f"step {step + 1}: loss {float(loss):.3f}")

test = model(x[1500:]).numpy()
print(f"accuracy {np.mean(test.argmax(axis=1) == y[1500:]):.3f}")
print(f"mean probability of the right digit {np.mean(test[np.arange(len(test)), y[1500:]]):.3f}")
