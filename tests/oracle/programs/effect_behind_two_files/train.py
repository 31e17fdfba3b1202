# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import plugins
import registry

model = keras.Sequential([keras.layers.Dense(10, activation=registry.current())])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
