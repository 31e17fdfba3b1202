# feature: object | truth: wrong | runs: [[]]
from tensorflow import keras

loss = keras.losses.CategoricalCrossentropy()
loss.from_logits = True
model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=loss)
model.fit(1, 2)
