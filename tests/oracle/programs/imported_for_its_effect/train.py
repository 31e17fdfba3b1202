# feature: modules | truth: right | runs: [[]]
import config
import experiment
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, **config.head)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
