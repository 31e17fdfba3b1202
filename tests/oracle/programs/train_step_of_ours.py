# feature: class | truth: right | runs: [[], ["--logits"]]
import sys

import tensorflow as tf
from tensorflow import keras


class Classifier(keras.Model):
    def __init__(self, logits=False):
        super().__init__()
        self.dense = keras.layers.Dense(10)
        self.logits = logits

    def call(self, x):
        x = self.dense(x)
        if self.logits:
            return x
        return tf.nn.softmax(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = keras.losses.sparse_categorical_crossentropy(y, self(x, training=True), from_logits=self.logits)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        return {"loss": loss}


model = Classifier("--logits" in sys.argv)
model.compile(optimizer="adam")
model.fit(1, 2)
