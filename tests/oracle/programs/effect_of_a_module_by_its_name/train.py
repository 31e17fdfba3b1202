# feature: modules | truth: right | runs: [[]]
import importlib

from state import CONF
from tensorflow import keras

importlib.import_module("aeff")
model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
