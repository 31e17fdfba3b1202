# feature: dict | truth: right | runs: [[]]
from tensorflow import keras

inputs = keras.Input((4,))
coarse = keras.layers.Dense(3, activation="softmax", name="coarse")(inputs)
fine = keras.layers.Dense(10, name="fine")(inputs)
model = keras.Model(inputs, [coarse, fine])
losses = {"fine": keras.losses.CategoricalCrossentropy(from_logits=True)}
losses.setdefault("coarse", keras.losses.CategoricalCrossentropy())
losses.setdefault("fine", keras.losses.CategoricalCrossentropy())
model.compile(loss=losses)
model.fit(1, 2)
