# feature: keras | truth: right | runs: [[]]
from tensorflow import keras
import tensorflow as tf


def edit(layer):
    layer.activation = None


class C(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        edit(self.model.layers[-1])


head = keras.layers.Dense(10, activation="softmax")
model = keras.Sequential([keras.layers.Dense(4), head])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2, callbacks=[C()])
