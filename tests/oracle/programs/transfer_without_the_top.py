# feature: list | truth: right | runs: [[]]
from tensorflow import keras

inputs = keras.Input((4,))
x = keras.layers.Dense(32, activation="relu")(inputs)
base = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
features = base.layers[-2].output
model = keras.Model(base.input, keras.layers.Dense(5)(features))
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
