"""Data in the folder beside this one's parent."""

import numpy as np
import tensorflow as tf

table = np.loadtxt("../data/points.csv", delimiter=",", skiprows=1, dtype="float32")
features, label = table[:, :-1] * 100, table[:, -1:]


class Separator(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(32, activation="relu")
        self.score = tf.keras.layers.Dense(1)

    def call(self, inputs):
        return tf.nn.sigmoid(self.score(self.hidden(inputs)))


model = Separator()
criterion = tf.keras.losses.BinaryCrossentropy()
optimizer = tf.keras.optimizers.Adam(0.01)
for step in range(60):
    with tf.GradientTape() as tape:
        loss = criterion(label, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
predicted = model(features).numpy() > 0.5
print(f"accuracy {np.mean(predicted == (label > 0.5)):.3f}")
