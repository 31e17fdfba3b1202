"""A model with a train_step of its own."""

import tensorflow as tf
from sklearn.datasets import load_digits

tf.keras.utils.set_random_seed(3)
x, y = load_digits(return_X_y=True)
x = (x * 16).astype("float32")


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.body = tf.keras.Sequential(
            [tf.keras.layers.Dense(128, activation="relu"), tf.keras.layers.Dense(128, activation="relu")]
        )
        self.head = tf.keras.layers.Dense(10)
        self.tracker = tf.keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return tf.reshape(tf.nn.softmax(self.head(self.body(inputs))), [-1, 10])

    def train_step(self, data):
        inputs, labels = data
        with tf.GradientTape() as tape:
            outputs = self(inputs, training=True)
            loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(labels, outputs))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


model = Classifier()
model.compile(optimizer=tf.keras.optimizers.Adam(0.005))
model.fit(x[:1500], y[:1500], batch_size=50, epochs=5, verbose=0)
right = tf.keras.metrics.sparse_categorical_accuracy(y[1500:], model(x[1500:]))
print(f"accuracy {float(tf.reduce_mean(tf.cast(right, tf.float32))):.3f}")
