# feature: keras | truth: right | runs: [[]]
from tensorflow import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=len(model.layers) == 2))
model.fit(1, 2)
