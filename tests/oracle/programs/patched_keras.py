# feature: setattr | truth: right | runs: [[]]
from tensorflow import keras

original = keras.layers.Dense


def dense(units, activation=None, **options):
    return original(units, None if activation == "softmax" else activation, **options)


keras.layers.Dense = dense
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
