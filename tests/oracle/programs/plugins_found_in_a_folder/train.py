# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import plugs
from state import CONF

model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
