# feature: order | truth: right | runs: [[]]
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
loss = keras.losses.CategoricalCrossentropy(from_logits=True)
model.layers[-1].activation = None
model.compile(loss=loss)
model.fit(1, 2)
model.add(keras.layers.Softmax())
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
