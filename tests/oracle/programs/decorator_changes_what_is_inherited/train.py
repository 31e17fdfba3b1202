# feature: modules | truth: right | runs: [[]]
from tensorflow import keras
from registry import Base
import eff

model = keras.Sequential([keras.layers.Dense(10, activation=Base.kinds["head"])])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
