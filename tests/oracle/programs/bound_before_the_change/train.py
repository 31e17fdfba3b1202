# feature: modules | truth: right | runs: [[]]
from config import ACTIVATION

import experiment
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation=ACTIVATION)])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
