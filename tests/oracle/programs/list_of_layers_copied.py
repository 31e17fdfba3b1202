# feature: list | truth: right | runs: [[]]
from tensorflow import keras

trunk = [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
with_softmax = [*trunk, keras.layers.Softmax()]
model = keras.Sequential(trunk)
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
