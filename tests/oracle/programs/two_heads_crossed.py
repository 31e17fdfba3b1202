# feature: list | truth: wrong | runs: [[]]
from tensorflow import keras

inputs = keras.Input((4,))
coarse = keras.layers.Dense(3, activation="softmax", name="coarse")(inputs)
fine = keras.layers.Dense(10, name="fine")(inputs)
model = keras.Model(inputs, [coarse, fine])
losses = [keras.losses.CategoricalCrossentropy(), keras.losses.CategoricalCrossentropy(from_logits=True)]
losses.reverse()
model.compile(loss=losses)
model.fit(1, 2)
