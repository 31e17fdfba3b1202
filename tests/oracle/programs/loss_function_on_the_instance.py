# feature: object | truth: right | runs: [[]]
from tensorflow import keras

loss = keras.losses.CategoricalCrossentropy(from_logits=True)
loss.fn = lambda y, p, **k: keras.losses.categorical_crossentropy(y, p)
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=loss)
model.fit(1, 2)
