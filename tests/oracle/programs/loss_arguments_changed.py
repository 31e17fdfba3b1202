# feature: object | truth: right | runs: [[]]
from tensorflow import keras

loss = keras.losses.CategoricalCrossentropy(from_logits=True)
loss._fn_kwargs["from_logits"] = False
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=loss)
model.fit(1, 2)
