# feature: keras | truth: wrong | runs: [[]]
from tensorflow import keras
import tensorflow as tf
import numpy as np

x = np.zeros((8, 4))
y = np.zeros((8,))


class Stop(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] > 0.9:
            print("done")
            self.model.stop_training = True


model = keras.Sequential(
    [
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(x, y, callbacks=[Stop()])
