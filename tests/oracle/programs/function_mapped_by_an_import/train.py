# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
import hooks
from state import CONF

model = keras.Sequential([keras.layers.Dense(10, activation=CONF.get("head"))])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
