# feature: keras | truth: wrong | runs: [[]]
from tensorflow import keras
import tensorflow as tf
import numpy as np

x = np.zeros((8, 4))
y = np.zeros((8,))


class LR(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate = 0.1 / (epoch + 1)


model = keras.Sequential(
    [
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(x, y, callbacks=[LR()])
