# feature: functools | truth: right | runs: [[]]
from functools import partial

from tensorflow import keras

dense = partial(keras.layers.Dense, activation="softmax")
scores = partial(dense, activation=None)
model = keras.Sequential([scores(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
