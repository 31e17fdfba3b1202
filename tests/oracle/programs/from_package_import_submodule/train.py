# feature: hidden | truth: right | runs: [[]]
from tensorflow import keras
import conf
from pkg import a  # noqa: F401

model = keras.Sequential([keras.layers.Dense(10, activation=conf.HEAD)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(1, 2)
