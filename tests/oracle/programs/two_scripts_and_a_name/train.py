# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import nets

model = keras.Sequential([keras.layers.Dense(10, activation=nets.HEAD)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
