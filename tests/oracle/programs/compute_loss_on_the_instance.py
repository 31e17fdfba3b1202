# feature: object | truth: none | runs: [[]]
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
ok = keras.losses.CategoricalCrossentropy()
model.compute_loss = lambda *a, **k: 0
model.fit(1, 2)
