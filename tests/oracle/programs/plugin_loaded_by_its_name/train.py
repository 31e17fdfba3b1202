# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
from state import CONF
import eff

model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
