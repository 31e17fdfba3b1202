# feature: list | truth: wrong | runs: [[]]
from tensorflow import keras

inputs = keras.Input((4,))
x = keras.layers.Dense(32, activation="relu")(inputs)
base = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
model = keras.Model(base.input, keras.layers.Softmax()(base.layers[-1].output))
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
