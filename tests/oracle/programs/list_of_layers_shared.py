# feature: list | truth: right | runs: [[]]
from tensorflow import keras

trunk = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
with_softmax = trunk
with_softmax += [keras.layers.Softmax()]
model = keras.Sequential(trunk)
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
