# feature: functools | truth: right | runs: [[]]
import functools

from tensorflow import keras

inputs = keras.Input((4,))
layers = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10), keras.layers.Softmax()]
outputs = functools.reduce(lambda x, layer: layer(x), layers, inputs)
model = keras.Model(inputs, outputs)
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
