# feature: layer | truth: right | runs: [[]]
from tensorflow import keras


layer = keras.layers.Dense(10)
layer.call = lambda inputs: keras.ops.softmax(inputs)
scores = keras.Sequential([layer])
scores.compile(loss=keras.losses.CategoricalCrossentropy())

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=False))
model.fit(1, 2)
