# feature: undecided | truth: right | runs: [[]]
import time

from tensorflow import keras

act = None
if time.monotonic() >= 0:
    act = "softmax"
model = keras.Sequential([keras.layers.Dense(10, activation=act)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
