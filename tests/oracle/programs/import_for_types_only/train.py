# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
from typing import TYPE_CHECKING
from state import CONF

if TYPE_CHECKING:
    import eff
model = keras.Sequential([keras.layers.Dense(10, activation=CONF["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
